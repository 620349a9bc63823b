package io.salestracker.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The maximum of a lane's requests in flight. It grows while events wait and the vendor answers as quickly as with fewer
 * requests. Each answer adds one, so it doubles in a round trip. Above the size to which it last shrank it grows by one
 * in a round trip. It halves when requests fail, and starts from one after a pause.
 *
 * <p>A round is about as many answers as the window has requests. The time of a round is its lower quartile, so a few slow
 * answers do not change it. The average over the last rounds is the usual time, and the shortest usual time is the base.
 *
 * <p>An answer that takes more than 1.5 times the base does not let the window grow. Slower answers alone do not tell
 * whether the vendor has too many requests or has become slower by itself. A trial does: the window has fewer requests for
 * one round. A trial begins at 1.75 times the base, or at 1.25 times if the last trial is some seconds ago. If as many
 * events are taken, the smaller window stays. If no answer comes sooner, the former size returns, and the new time is the
 * base.
 *
 * <p>It has no clock and no lock: {@link FlowControl} owns it.
 */
final class RequestWindow {
    static final int START = 8;
    static final Duration TRIAL_INTERVAL = Duration.ofSeconds(10);
    private static final Duration TRIAL_SOON = Duration.ofSeconds(2);

    // Multiples of the base.
    private static final double QUICK = 1.5;
    private static final double SLOW = 1.75;
    private static final double DOUBTFUL = 1.25;
    // Weight of the newest round in the usual time.
    private static final double WEIGHT = 1 / 3.0;
    // Two times, or two numbers of events, count as the same from this share on.
    private static final double SAME = 0.9;
    private static final int MIN_ROUND = 16;
    private static final int MAX_ROUND = 64;
    // The window halves when this part of it fails in a round, and at least this many requests.
    private static final int FAILED_PART = 4;
    private static final int MIN_FAILURES = 2;
    private static final int MIN_DOUBLED = 4;
    // At this rate the CPU of this process is the limit, and more threads slow it down.
    private static final double MAX_PER_SECOND = 5_000;
    private static final double NANOS = 1e9;

    private final int max;
    private final boolean timed;

    private double size;
    // Below this size each answer adds one.
    private double doublesTo;
    private boolean restarted;
    // Answers to claims up to this one say nothing about the present size.
    private long ignoredTo;

    // Times are in nanoseconds. These two are 0 while unknown.
    private double base;
    private double usual;
    // The answer times of the present round.
    private final long[] times;
    private int timesCount;
    private int answers;
    private int failures;
    private double sizeAtRound;

    private boolean inTrial;
    // Number of answers to leave out before the trial's round begins.
    private int skipped;
    private double sizeBeforeTrial;
    private double timeBeforeTrial;
    private double doublesToBeforeTrial;
    // The time before the last trial if that showed fewer requests to be too few, else 0. Up to this time the window is
    // not too large.
    private double restored;
    private @Nullable Instant nextTrial;

    /**
     * @param timed false where a request carries several events, since the time of an answer then depends on their number;
     *     the window then grows without regard to it
     */
    RequestWindow(int max, boolean timed) {
        this.max = max;
        this.timed = timed;
        this.times = new long[MAX_ROUND];
        this.size = Math.min(START, max);
        this.sizeAtRound = size;
        this.doublesTo = max;
    }

    int size() {
        return (int) size;
    }

    /** Tells whether the window is working up after a pause. */
    boolean isRampingUp() {
        return restarted && size() < (int) doublesTo;
    }

    /**
     * Learns from an answer.
     *
     * @param claim the claim that was answered
     * @param newest the newest claim
     * @param time from the last byte sent to the status line; null if it is not known
     * @param full true if the window, and nothing else, kept events waiting
     */
    void answered(long claim, long newest, @Nullable Duration time, boolean full, Instant now) {
        if (claim <= ignoredTo) {
            return;
        }
        long nanos = timed && time != null ? Math.max(1, time.toNanos()) : 0;
        answers++;
        // After a pause the window returns to a size that was right before, however quick the answers are.
        if (size < max && !inTrial && (isRampingUp() || (full && mayGrow(nanos)))) {
            size = Math.min(max, size + (size < doublesTo ? 1 : 1 / size));
        }
        if (skipped > 0) {
            skipped--;
            return;
        }
        if (nanos > 0) {
            times[timesCount] = nanos;
            timesCount++;
        }
        if (timesCount >= Math.min(MAX_ROUND, Math.max(MIN_ROUND, (int) sizeAtRound))) {
            judge(newest, full, now);
        } else if (timesCount == 0 && answers >= size) {
            newRound();
        }
    }

    private boolean mayGrow(long nanos) {
        return nanos == 0
                || ((base == 0 || nanos <= QUICK * base) && size < Math.max(START, MAX_PER_SECOND * nanos / NANOS));
    }

    /** Ends a round: compares it with the base, and begins a trial if it was slower. */
    private void judge(long newest, boolean full, Instant now) {
        Arrays.sort(times, 0, timesCount);
        double time = times[timesCount / 4];
        if (inTrial) {
            endTrial(time, now);
        }
        usual = usual == 0 ? time : usual + (time - usual) * WEIGHT;
        base = base == 0 ? usual : Math.min(base, usual);
        if (nextTrial == null) {
            nextTrial = now.plus(TRIAL_SOON);
        }
        boolean isDue = !now.isBefore(nextTrial) && usual > DOUBTFUL * base;
        boolean isOverloaded = usual > Math.max(SLOW * base, restored);
        if (full && (isDue || isOverloaded)) {
            beginTrial(isOverloaded ? Math.max(usual, time) : usual, newest);
        } else {
            newRound();
        }
    }

    /** Shrinks the window for a round. */
    private void beginTrial(double time, long newest) {
        double before = size;
        double doubled = doublesTo;
        // A vendor within its capacity answers in the base time. Requests beyond that wait there, so they are left out.
        shrinkTo(time > SLOW * base ? Math.max(sizeAtRound / 2, sizeAtRound * base / time) : size / 2, newest);
        inTrial = true;
        // The first answers after a change are those of the quickest requests.
        skipped = size();
        sizeBeforeTrial = before;
        timeBeforeTrial = time;
        doublesToBeforeTrial = doubled;
    }

    /**
     * Keeps the smaller window if the vendor took as many requests a second. If each was answered sooner, but fewer were
     * taken, the window goes to the middle. If none was answered sooner, the vendor has become slower by itself, so the
     * former size returns.
     */
    private void endTrial(double time, Instant now) {
        inTrial = false;
        restored = 0;
        usual = 0;
        double share = (sizeAtRound / time) / (sizeBeforeTrial / timeBeforeTrial);
        if (time > SAME * timeBeforeTrial) {
            size = sizeBeforeTrial;
            doublesTo = doublesToBeforeTrial;
            base = time;
        } else if (share >= SAME) {
            base = Math.min(base, time);
        } else {
            size = (size + sizeBeforeTrial) / 2;
            restored = timeBeforeTrial;
        }
        nextTrial = now.plus(share < SAME ? TRIAL_INTERVAL : TRIAL_SOON);
    }

    /** Counts a failed request. One failure is that event's; a quarter of the window is the vendor's, and halves it. */
    void failed(long claim, long newest) {
        if (claim <= ignoredTo) {
            return;
        }
        failures++;
        if (failures >= Math.max(MIN_FAILURES, size / FAILED_PART)) {
            shrinkTo(size / 2, newest);
        }
    }

    /**
     * Starts from one after a pause, and doubles from there.
     *
     * @param keeps true to double up to the present size, since the number in flight was not at fault; false for half of
     *     it, and to measure the base anew, since a vendor that was down may come back slower
     */
    void restart(long newest, boolean keeps) {
        if (!isRampingUp()) {
            doublesTo = Math.max(Math.min(MIN_DOUBLED, max), keeps ? size : size / 2);
        }
        if (!keeps) {
            base = 0;
            usual = 0;
        }
        double doubled = doublesTo;
        shrinkTo(1, newest);
        doublesTo = doubled;
        restarted = true;
    }

    private void shrinkTo(double smaller, long newest) {
        size = Math.max(1, Math.min(size, smaller));
        doublesTo = size;
        ignoredTo = newest;
        restarted = false;
        skipped = 0;
        inTrial = false;
        newRound();
    }

    private void newRound() {
        timesCount = 0;
        answers = 0;
        failures = 0;
        sizeAtRound = size;
    }
}
