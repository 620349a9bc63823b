package io.salestracker.internal;

import static java.util.Objects.requireNonNull;

import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportException.Sent;
import io.salestracker.internal.transport.OwnTransport;
import java.util.List;

/**
 * Calls a lane's transport and catches everything that it throws. No other class of the engine calls it. Thread-safe.
 */
final class GuardedTransport {
    private final HttpTransport transport;
    private final String name;
    private final ThrottledLogger log;

    GuardedTransport(HttpTransport transport, String name, ThrottledLogger log) {
        this.transport = transport;
        this.name = name;
        this.log = log;
    }

    /**
     * Sends a request once.
     *
     * @throws TransportException if there is no complete response, or the transport throws anything else; the latter
     *     counts as sent
     */
    Response send(Request request) throws TransportException {
        try {
            return requireNonNull(transport.send(request));
        } catch (TransportException failure) {
            throw failure;
        } catch (Throwable thrown) {
            // The message is left out, since it may quote the request.
            throw new TransportException(
                    Sent.MAYBE_SENT,
                    "the transport failed: " + thrown.getClass().getName(),
                    thrown instanceof LinkageError ? thrown : null);
        }
    }

    /** Tells whether the transport comes with the SDK, so that its messages are fit to be shown as they are. */
    boolean isOwn() {
        return transport instanceof OwnTransport;
    }

    /** The transport's texts that must not be shown. */
    List<String> secrets() {
        return transport instanceof OwnTransport own ? own.secrets() : List.of();
    }

    /** Cancels the requests in flight. Never throws, but a transport of the user's may block. */
    void close() {
        try {
            transport.close();
        } catch (Throwable thrown) {
            log.fault(name, "closing the transport", thrown);
        }
    }
}
