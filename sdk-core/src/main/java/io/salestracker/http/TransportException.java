package io.salestracker.http;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Thrown when no complete response came. */
public final class TransportException extends IOException {
    private static final long serialVersionUID = 1L;

    /** How far a failed request may have got. */
    public enum Sent {
        /**
         * Not a byte left this process, or the server said over HTTP/2 that it did not process it; the vendor knows nothing
         * of it.
         */
        NOT_SENT,
        /** Sending may have begun; the vendor may have taken it. Whether it was processed is in doubt. */
        MAYBE_SENT
    }

    private final Sent sent;
    private final boolean refused;

    /**
     * Creates one.
     *
     * @param sent how far the request may have got
     * @param message why it failed, without address, headers or content; the log shows its first 120 characters, with
     *     identities and secrets masked
     */
    public TransportException(Sent sent, String message, @Nullable Throwable cause) {
        this(sent, message, cause, false);
    }

    private TransportException(Sent sent, String message, @Nullable Throwable cause, boolean refused) {
        super(message, cause);
        this.sent = requireNonNull(sent, "sent");
        this.refused = refused;
    }

    /**
     * The failure of a request that the server said it did not process, as servers do over HTTP/2 when they end a
     * connection. It is {@link Sent#NOT_SENT}.
     *
     * @param message as for the constructor
     */
    public static TransportException refused(String message) {
        return new TransportException(Sent.NOT_SENT, message, null, true);
    }

    /** How far the request may have got. */
    public Sent sent() {
        return sent;
    }

    /**
     * Tells whether the server said that it did not process the request. One connection that ends refuses all that were
     * just sent over it, so several of these at once count as one failure.
     */
    public boolean isRefused() {
        return refused;
    }
}
