package io.salestracker.testkit.internal;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request that waits for its response, and the ways to answer it well or badly. */
record Exchange(Request request, Response response, Callback callback) {
    private static final Logger LOG = LoggerFactory.getLogger("io.salestracker.testkit");

    Scheduler scheduler() {
        return request.getComponents().getScheduler();
    }

    void send(VendorResponse answer) {
        send(answer, callback);
    }

    /** VendorResponses; {@code done} is told instead of the exchange's own callback, which it must tell in turn. */
    void send(VendorResponse answer, Callback done) {
        head(answer);
        response.write(true, ByteBuffer.wrap(answer.body()), done);
    }

    private HttpFields.Mutable head(VendorResponse answer) {
        response.setStatus(answer.status());
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, answer.type());
        answer.headers().forEach(headers::put);
        return headers;
    }

    /** Closes with a TCP reset: without lingering the kernel sends RST in place of FIN. */
    void reset() {
        EndPoint endPoint = endPoint();
        EofException reset = new EofException("reset on demand");
        try {
            if (endPoint.getTransport() instanceof SocketChannel channel) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException e) {
            LOG.debug("The connection was gone before it could be reset", e);
        }
        endPoint.close(reset);
        callback.failed(reset);
    }

    /** Promises more than it sends, and closes. */
    void cut(VendorResponse answer) {
        head(answer).put(HttpHeader.CONTENT_LENGTH, answer.body().length + 100L);
        EndPoint endPoint = endPoint();
        Runnable close = () -> {
            EofException cut = new EofException("cut on demand");
            endPoint.close(cut);
            callback.failed(cut);
        };
        response.write(false, ByteBuffer.wrap(answer.body()), Callback.from(close, failure -> close.run()));
    }

    private EndPoint endPoint() {
        return request.getConnectionMetaData().getConnection().getEndPoint();
    }
}
