package io.salestracker;

/** How a destination's lane stands. */
public enum LaneState {
    /** It sends, up to {@code maxInFlight} requests at once. */
    OPEN,
    /** It works up from one request at once after a pause. */
    RAMPING,
    /** The vendor asked to slow down. */
    THROTTLED,
    /** Eight attempts in a row failed, or as many as can be in flight if that is less. */
    BACKING_OFF,
    /** An endpoint refuses credentials, address or rights and none other lets events through; it probes. */
    REFUSED,
    /** The tracker is closed. */
    CLOSED
}
