package io.salestracker.destination;

/** Why an event that is in order was not meant to be sent to a destination after all. */
public enum SkipReason {
    /** The vendor has no such event. */
    NO_SUCH_EVENT,
    /** The event does not say who the visitor is at this vendor, and the vendor cannot do without. */
    NO_IDENTITY,
    /**
     * The visitor refused consent for this vendor, or did not give it to a tracker that requires it. A visitor whose text was
     * cut or changed counts as one who refused.
     */
    NO_CONSENT,
    /** The quantity before and after are the same. */
    NO_CHANGE,
    /** An event with this id is pending, delivered, stored or unconfirmed at this destination. */
    DUPLICATE,
    /** {@code SalesTracker.erase} was called for its visitor before it was sent; the one skip that comes later. */
    ERASED,
    /** The tracker, or this kind of call, is switched off. */
    DISABLED
}
