package io.salestracker.benchmarks.jmh;

import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportException.Sent;
import java.util.concurrent.CountDownLatch;

/** Every lane's transport, without a network: the vendors answer at once, or let all wait until they do. */
final class MoodyVendors implements HttpTransport {
    private static final Response OK = Response.of(200, "{}");

    private volatile CountDownLatch answering = new CountDownLatch(0);

    void hold() {
        answering = new CountDownLatch(1);
    }

    void answer() {
        answering.countDown();
    }

    @Override
    public Response send(Request request) throws TransportException {
        try {
            answering.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransportException(Sent.MAYBE_SENT, "interrupted", null);
        }
        return OK;
    }

    @Override
    public void close() {
        answer();
    }
}
