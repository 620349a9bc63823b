package io.salestracker.testkit;

/**
 * What became of one event over all attempts at delivering it, as the vendor saw it.
 *
 * @param accepted how often it was taken as new; more than once is a double count
 * @param duplicate how often the vendor recognised it as already taken
 * @param ignored how often it was answered 2xx without effect
 * @param rejected how often a rule rejected it
 * @param faulted how often a fault came first
 * @param confirmed how often it was taken and its 2xx answer went out whole
 * @param lastAnswerFailed whether the answer to its last attempt was failed
 */
public record Tally(
        int accepted, int duplicate, int ignored, int rejected, int faulted, int confirmed, boolean lastAnswerFailed) {

    /** What is known of an event that never arrived. */
    public static final Tally NEVER = new Tally(0, 0, 0, 0, 0, 0, false);

    /** Returns whether the vendor took the event at least once: as new, or without effect. */
    public boolean taken() {
        return accepted + duplicate + ignored > 0;
    }

    /** Returns this, and one more attempt. */
    public Tally plus(Received attempt) {
        Verdict verdict = attempt.verdict();
        return new Tally(
                accepted + (verdict == Verdict.ACCEPTED ? 1 : 0),
                duplicate + (verdict == Verdict.DUPLICATE ? 1 : 0),
                ignored + (verdict == Verdict.IGNORED ? 1 : 0),
                rejected + (verdict == Verdict.REJECTED ? 1 : 0),
                faulted + (verdict == Verdict.FAULTED ? 1 : 0),
                confirmed + (verdict.isTaken() && !attempt.answerFailed() ? 1 : 0),
                attempt.answerFailed());
    }
}
