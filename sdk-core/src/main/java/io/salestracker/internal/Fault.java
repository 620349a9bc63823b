package io.salestracker.internal;

/** Thrown when code outside the engine failed. The failure has been logged, so this carries no details. */
final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Fault(String message) {
        super(message, null, false, false);
    }
}
