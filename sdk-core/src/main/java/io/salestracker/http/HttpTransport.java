package io.salestracker.http;

/**
 * Sends one lane's requests. Every lane opens its own, so that no vendor takes another's connections.
 *
 * <p>Implementations are thread-safe; {@link #send} blocks its thread. They never repeat a request on their own, never
 * follow a redirect, and read no more of an answer than the settings say. They keep a connection for another request only
 * if no byte can be left on it that belongs to an answer before.
 *
 * <p>Where an implementation breaks this the event pays, and no other: what {@link #send} throws besides
 * {@link TransportException}, or null for an answer, counts as sent with an unknown end ({@code MAYBE_SENT}), and is
 * logged once a minute. An implementation that answers late holds that one sender until it answers: the lane has no timer
 * of its own, and only {@code close} interrupts the thread.
 */
public interface HttpTransport extends AutoCloseable {

    /**
     * Sends a request once and waits for the answer. The body is waited for a second after status line and headers were
     * complete, or five if {@link Request#readsBody()}; the answer then has what has come of it.
     *
     * @return the answer, once its status line and headers are complete; if the rest fails the body is what had come, and
     *     {@link Answer#bodyCut()} is true
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
