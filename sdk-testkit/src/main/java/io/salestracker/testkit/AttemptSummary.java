package io.salestracker.testkit;

/**
 * Counts all attempts to deliver one event, as the vendor saw them.
 *
 * @param accepted how often it was taken as new; more than once is a double count
 * @param duplicate how often the vendor recognised it as already taken
 * @param ignored how often it was answered 2xx without effect
 * @param rejected how often a rule rejected it
 * @param faulted how often a fault came first
 * @param confirmed how often it was taken and its 2xx response went out whole
 * @param lastResponseFailed whether the response to its last attempt was failed
 */
public record AttemptSummary(
        int accepted,
        int duplicate,
        int ignored,
        int rejected,
        int faulted,
        int confirmed,
        boolean lastResponseFailed) {

    /** The summary of an event that never arrived. */
    public static final AttemptSummary NEVER = new AttemptSummary(0, 0, 0, 0, 0, 0, false);

    /** Returns whether the vendor took the event at least once: as new, or without effect. */
    public boolean taken() {
        return accepted + duplicate + ignored > 0;
    }

    /** Returns this, and one more attempt. */
    public AttemptSummary plus(Received attempt) {
        Disposition disposition = attempt.disposition();
        return new AttemptSummary(
                accepted + (disposition == Disposition.ACCEPTED ? 1 : 0),
                duplicate + (disposition == Disposition.DUPLICATE ? 1 : 0),
                ignored + (disposition == Disposition.IGNORED ? 1 : 0),
                rejected + (disposition == Disposition.REJECTED ? 1 : 0),
                faulted + (disposition == Disposition.FAULTED ? 1 : 0),
                confirmed + (disposition.isTaken() && !attempt.responseFailed() ? 1 : 0),
                attempt.responseFailed());
    }
}
