package io.salestracker.benchmarks;

import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportException.Sent;
import java.util.concurrent.CountDownLatch;

/** The way to a vendor that gives some responses at once, and then none until the tracker is closed. */
final class SilentVendor implements HttpTransport {
    private final CountDownLatch silent = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final int answers;
    private final Response response;
    private int given;

    /** One that never answers. */
    SilentVendor() {
        this(0, Response.of(200));
    }

    /** One that gives this response so many times, to one sender. */
    SilentVendor(int answers, Response response) {
        this.answers = answers;
        this.response = response;
    }

    @Override
    public Response send(Request request) throws TransportException {
        if (given < answers) {
            given++;
            return response;
        }
        silent.countDown();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new TransportException(Sent.NOT_SENT, "closed", null);
    }

    /** Waits until all responses are given and one more was asked for. */
    void awaitSilence() {
        try {
            silent.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
