package io.salestracker;

/** How a destination's lane stands. */
public enum LaneState {
    /** It sends, up to {@code maxInFlight} requests at once. */
    OPEN,
    /** It works up from one request at once after a pause. */
    RAMPING,
    /** The vendor asked to slow down. */
    THROTTLED,
    /** Too many attempts in a row failed. */
    BACKING_OFF,
    /** Credentials, address or rights are refused; it probes. */
    REFUSED,
    /** The tracker is closed. */
    CLOSED
}
