package io.salestracker.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How many requests of a lane may be in flight. It grows while events wait and the vendor answers as quickly as with
 * fewer, first by one for each answer, so that it doubles in a round trip, later by one for each round trip. It halves
 * when requests fail. After a pause it starts from one.
 *
 * <p>The answers of one window are a round. The time of a round is its lower quartile: a few slow answers do not change
 * it. The shortest round gives the base. A vendor whose answers take 1.5 times the base has no more capacity, so the
 * window stays; at 1.75 it shrinks. As the base may be wrong, because the vendor has become slower by itself or has been
 * overloaded from the start, the window is halved for one round every ten seconds: that shows whether fewer requests
 * are answered sooner, or as many in the same time.
 *
 * <p>It has no clock and no lock: {@link FlowControl} owns it.
 */
final class RequestWindow {
    static final int START = 8;
    static final Duration TRIAL_INTERVAL = Duration.ofSeconds(10);
    private static final Duration TRIAL_SOON = Duration.ofSeconds(2);

    private static final double QUICK = 1.5;
    private static final double SLOW = 1.75;
    private static final double WEIGHT = 1 / 3.0;
    // A round above this share of the base is worth a trial with fewer requests.
    private static final double DOUBTFUL = 1.25;
    // Times, or numbers of events, are the same from this share on.
    private static final double SAME = 0.9;
    private static final int MIN_ROUND = 16;
    private static final int MAX_ROUND = 64;
    private static final int FAILED_PART = 4;
    private static final int MIN_FAILURES = 2;
    private static final int MIN_DOUBLED = 4;
    // Beyond some thousand requests a second the sender's own CPU is the limit, and more threads slow it down.
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

    private double base;
    private double usual;
    private final long[] times;
    private int timesCount;
    private int answers;
    private int failures;
    private double sizeAtRound;

    private boolean inTrial;
    private int skipped;
    private double sizeBeforeTrial;
    private double timeBeforeTrial;
    private double doublesToBeforeTrial;
    // The time of the round before a trial that showed that fewer requests are too few; 0 if the last one showed other.
    private double restored;
    private @Nullable Instant nextTrial;

    /**
     * @param timed false where answers differ by how much was asked, as those to arrays of events do; the window then
     *     grows without looking at their time
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

    /** Tells whether it is working up after a pause. */
    boolean isRampingUp() {
        return restarted && size() < (int) doublesTo;
    }

    /**
     * Learns from an answer.
     *
     * @param claim the claim that was answered
     * @param newest the newest claim
     * @param time from the last byte sent to the status line; null if it is not known
     * @param full true if the window, and nothing else, keeps events waiting
     */
    void answered(long claim, long newest, @Nullable Duration time, boolean full, Instant now) {
        if (claim <= ignoredTo) {
            return;
        }
        long nanos = timed && time != null ? Math.max(1, time.toNanos()) : 0;
        answers++;
        // After a pause it returns to a size that was right before.
        if ((full || isRampingUp()) && size < max && !inTrial && mayGrow(nanos)) {
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
        } else if (nanos == 0 && answers >= size) {
            newRound();
        }
    }

    private boolean mayGrow(long nanos) {
        return nanos == 0 || ((base == 0 || nanos <= QUICK * base) && size < MAX_PER_SECOND * nanos / NANOS);
    }

    /** Compares a round with the base. */
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

    /** Has fewer requests in flight for a round. */
    private void beginTrial(double time, long newest) {
        double before = size;
        double doubled = doublesTo;
        // At its capacity a vendor answers in the base time, and more requests only wait there.
        shrinkTo(time > SLOW * base ? Math.max(sizeAtRound / 2, sizeAtRound * base / time) : size / 2, newest);
        inTrial = true;
        // The first answers after a change are the quick ones.
        skipped = size();
        sizeBeforeTrial = before;
        timeBeforeTrial = time;
        doublesToBeforeTrial = doubled;
    }

    /**
     * Stays with fewer requests if as many events were taken in the same time. Where each was answered sooner, but fewer
     * in all, it goes to the middle. Where none was answered sooner, the vendor has become slower by itself.
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

    /** Counts a failed request. A single failure is that event's, a quarter of a round is the vendor's. */
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
     * Starts from one.
     *
     * @param keeps true to double up to the present size, where something else than the number in flight was at fault;
     *     false for half of it
     */
    void restart(long newest, boolean keeps) {
        if (!isRampingUp()) {
            doublesTo = Math.max(Math.min(MIN_DOUBLED, max), keeps ? size : size / 2);
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
