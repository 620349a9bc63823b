package io.salestracker;

/** How a destination stands. */
public enum DestinationState {
    /** It sends, up to {@code maxInFlight} requests at once. */
    ACTIVE,
    /** It works up from one request at once after a pause. */
    RAMPING_UP,
    /** The vendor asked to slow down, and the destination pauses. */
    THROTTLED,
    /**
     * It pauses, because eight attempts in a row failed, or as many as can be in flight if that is less, with no success
     * between them.
     */
    BACKING_OFF,
    /**
     * An endpoint refuses credentials, address or rights, and no other endpoint lets events through. It is probed; its
     * events wait until their deadline.
     */
    MISCONFIGURED,
    /** The tracker is closed. */
    CLOSED;

    /** Tells whether events get through: {@link #ACTIVE} or {@link #RAMPING_UP}. */
    public boolean isHealthy() {
        return this == ACTIVE || this == RAMPING_UP;
    }
}
