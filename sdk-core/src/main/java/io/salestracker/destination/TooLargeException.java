package io.salestracker.destination;

/**
 * Thrown by {@link Destination#encode} and {@link Destination#toRequest} for what the vendor's endpoint cannot take. The
 * event ends as {@code Invalid(TOO_LARGE)}.
 */
public final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Creates one; the message names the bound and the fix, and shows nothing of the event. */
    public TooLargeException(String message) {
        super(message);
    }
}
