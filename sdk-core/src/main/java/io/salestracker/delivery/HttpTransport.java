package io.salestracker.delivery;

import io.salestracker.destination.Answer;
import io.salestracker.destination.Request;

/**
 * Sends one lane's requests. Every lane opens its own, so that no vendor takes another's connections.
 *
 * <p>Implementations are thread-safe; {@link #send} blocks its thread. They never repeat a request on their own, never
 * follow a redirect, and read no more of an answer than the settings say.
 */
public interface HttpTransport extends AutoCloseable {

    /**
     * Sends a request once and waits for the answer.
     *
     * @return the answer, once its status line and headers are complete; if the rest fails the body is what had come
     * @throws TransportException if no complete answer came; it says whether sending may have begun
     */
    Answer send(Request request) throws TransportException;

    /**
     * Ends the requests in flight, which then fail, and gives back connections. Returns without waiting. Requests sent
     * afterwards fail with {@code NOT_SENT}. Calling it again does nothing.
     */
    @Override
    void close();

    /** Opens a transport for one lane. */
    @FunctionalInterface
    interface Factory {

        /** Opens a transport that honours these settings. */
        HttpTransport open(TransportSettings settings);
    }
}
