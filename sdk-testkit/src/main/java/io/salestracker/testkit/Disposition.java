package io.salestracker.testkit;

/** What became of one event. */
public enum Disposition {
    /** Taken, and counted by the vendor. */
    ACCEPTED,
    /** Answered like an accepted one, but the vendor already had it. */
    DUPLICATE,
    /** Answered like an accepted one, but without effect at the vendor: an orphan decrease or removal at Alhena, a
     * visitor who never used the assistant. */
    IGNORED,
    /** Rejected by a rule of the vendor's; nothing was taken. */
    REJECTED,
    /** Never looked at, because a {@link Fault} came first; nothing was taken. */
    FAULTED;

    /** Returns whether the vendor answers such an event with a 2xx status: accepted, duplicate or ignored. */
    public boolean isTaken() {
        return this == ACCEPTED || this == DUPLICATE || this == IGNORED;
    }
}
