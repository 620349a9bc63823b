package io.salestracker;

/** How a destination stands. */
public enum DestinationState {
    /** It sends as many requests at once as help, up to {@code maxInFlight}. */
    ACTIVE,
    /**
     * It works up from one request at once after a pause: to as many as before where the vendor had asked to slow down,
     * else to half of that.
     */
    RAMPING_UP,
    /** The vendor asked to slow down, and the destination pauses. */
    THROTTLED,
    /**
     * It pauses because eight attempts in a row failed with no success between them, or {@code maxInFlight} if that is
     * less.
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
