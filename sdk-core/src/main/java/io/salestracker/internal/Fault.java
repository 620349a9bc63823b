package io.salestracker.internal;

/** Code outside the engine failed, which has been reported. It tells nothing more. */
final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Fault(String message) {
        super(message, null, false, false);
    }
}
