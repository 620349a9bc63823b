package io.salestracker.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * The pace at which a lane may start requests. There is none until the vendor answers 429 for the first time. From then
 * on it stays just under the rate that the vendor takes. A limit on the requests in flight cannot do this: where an
 * answer takes less time than the vendor's interval, even one request in flight is too fast.
 *
 * <p>The first refusal sets a pace from the last second's answers, which then grows fast until the second refusal.
 * From there each refusal sets the pace to the rate that the vendor has taken for certain. It then holds for some
 * seconds, and rises gently.
 *
 * <p>That rate comes from two bounds, since a vendor that counts with a bucket of tokens may take a burst beyond its
 * rate. From one refusal to the next the bucket was empty at both ends, so it took no more than its rate. Over a
 * shorter time it took its rate and at most one bucket, whose size is what it took before the first refusal.
 *
 * <p>It has no clock and no lock: {@link FlowControl} owns it.
 */
final class StartPace {
    /** The lowest pace, in starts a second. */
    static final double MIN = 0.2;

    /** A pace above this is none: no lane starts more. */
    static final double MAX = 20_000;

    private static final double FIRST_SHARE = 0.9;
    // One refusal of a lane that sent little says little.
    private static final double MIN_FIRST = 10;
    private static final double SURE_SHARE = 0.98;
    // Bounds for the change by one refusal. The pace before the second refusal was searching, so it may be far off.
    private static final double MAX_KEPT = 0.95;
    private static final double MIN_KEPT = 0.75;
    private static final double MIN_KEPT_AT_SECOND = 0.4;
    private static final double KEPT_WHERE_NONE_WAS_TAKEN = 0.7;
    private static final double MIN_SECONDS_KNOWN = 1;
    private static final double MIN_HOLD = 6;
    private static final double MAX_HOLD = 30;
    // Growth in a second, as a share of the pace.
    private static final double SEARCHING = 0.6;
    private static final double GENTLE = 0.01;
    private static final double MAX_GROWTH = 0.25;
    // The gentle growth itself grows by this in a second, so that a limit that was raised is found.
    private static final double ACCELERATION = 0.002;
    // Starts a second, added in a second. Lanes that share one limit come to equal shares by it.
    private static final double EQUALIZER = 0.1;
    // In seconds. Starts that are late by more than this, and by more than one interval, are not made up: they would
    // come as a burst.
    private static final double MAX_LATE = 0.002;

    // In seconds. The time of the next start is never so near that rounding makes it now.
    private static final double ROUNDING = 1e-6;

    private static final int SLOTS = 20;
    private static final double SLOT_SECONDS = 0.5;

    // Times below are in seconds since then.
    private final Instant origin;
    // Starts a second; 0 while there is no pace.
    private double pace;
    private double growth;
    private double grownAt;
    private double next;
    private double interval;
    private double hold;
    private int refusals;
    private double resumedAt;

    // Requests that the vendor took: in slots of half a second, since the last refusal, and before the first.
    private final int[] taken = new int[SLOTS];
    private long newestSlot;
    private long takenSince;
    private double refusedAt;
    private double firstTakenAt = Double.NaN;
    private double burstSeconds;
    private long burst;

    /** @param origin a time not later than all others that this is given */
    StartPace(Instant origin) {
        this.origin = origin;
    }

    /** Starts a second; 0 if there is no pace. */
    double perSecond() {
        return pace;
    }

    /** Tells whether a request may start now. */
    boolean permits(Instant now) {
        if (pace == 0) {
            return true;
        }
        double wait = next - seconds(now);
        // A wait longer than rounding explains shows that a test's clock was set back.
        return wait <= ROUNDING || wait > 2 * interval;
    }

    /** The time of the next start. To be called only after {@link #permits} returned false. */
    Instant next() {
        return origin.plusNanos((long) Math.ceil(next * 1e9));
    }

    /** Counts a start. The pace grows by starts and not by time: an idle lane learns nothing of its vendor. */
    void started(Instant now) {
        if (pace == 0) {
            return;
        }
        double at = seconds(now);
        grow(at);
        if (pace > 0) {
            interval = 1 / pace;
            next = Math.min(at, Math.max(next, at - Math.max(interval, MAX_LATE))) + interval;
        }
    }

    /** Counts a request that the vendor took: it was answered, and not with a 429, even if its events were refused. */
    void taken(Instant now) {
        double at = seconds(now);
        if (Double.isNaN(firstTakenAt)) {
            firstTakenAt = at;
        }
        turnTo(at);
        taken[slot(newestSlot)]++;
        takenSince++;
    }

    /**
     * Sets the pace after a 429. Not to be called for a request that was started before the lane's last pause: its refusal
     * tells nothing new.
     *
     * @param resumed the end of the pause that the vendor asked for
     */
    void refused(Instant now, Instant resumed) {
        double at = seconds(now);
        refusals++;
        if (pace == 0) {
            refusals = 1;
            turnTo(at);
            burst = takenSince;
            burstSeconds = Double.isNaN(firstTakenAt) ? 0 : at - firstTakenAt;
            pace = Math.max(MIN_FIRST, FIRST_SHARE * (taken[slot(newestSlot)] + taken[slot(newestSlot - 1)]));
            hold = 0;
            growth = SEARCHING;
        } else {
            pace *= kept(at);
            hold = refusals == 2 ? MIN_HOLD : Math.min(MAX_HOLD, hold * 2);
            growth = GENTLE;
        }
        pace = Math.max(MIN, pace);
        refusedAt = at;
        takenSince = 0;
        resumedAt = seconds(resumed);
        grownAt = resumedAt + hold;
    }

    /** Notes that the vendor asked for a longer pause. */
    void resumesAt(Instant resumed) {
        double later = seconds(resumed) - resumedAt;
        if (pace > 0 && later > 0) {
            resumedAt += later;
            grownAt += later;
        }
    }

    /** The share of the pace that stays after a further refusal. */
    private double kept(double at) {
        if (takenSince == 0) {
            return KEPT_WHERE_NONE_WAS_TAKEN;
        }
        if (at - resumedAt < MIN_SECONDS_KNOWN) {
            return MAX_KEPT;
        }
        double min = refusals == 2 ? MIN_KEPT_AT_SECOND : MIN_KEPT;
        return Math.max(min, Math.min(MAX_KEPT, SURE_SHARE * surelyTaken(at) / pace));
    }

    /** The highest rate that the vendor has taken for certain, in requests a second. */
    private double surelyTaken(double at) {
        turnTo(at);
        double sure = takenSince / (at - refusedAt);
        double bucket = Math.max(1, burst - sure * burstSeconds);
        long sum = 0;
        for (int back = 0; back < SLOTS; back++) {
            double from = (newestSlot - back) * SLOT_SECONDS;
            sum += taken[slot(newestSlot - back)];
            if (at - from >= SLOT_SECONDS && from >= resumedAt) {
                sure = Math.max(sure, (sum - bucket) / (at - from));
            }
        }
        return sure;
    }

    private void grow(double at) {
        if (pace == 0 || at <= grownAt) {
            return;
        }
        double seconds = Math.min(at - grownAt, 2 * interval + MAX_LATE);
        grownAt = at;
        pace += pace * growth * seconds;
        if (refusals > 1) {
            pace += EQUALIZER * seconds;
            growth = Math.min(MAX_GROWTH, growth + ACCELERATION * seconds);
        }
        if (pace > MAX) {
            pace = 0;
        }
    }

    /** Empties the slots between the newest one and now. */
    private void turnTo(double at) {
        long slot = (long) (at / SLOT_SECONDS);
        if (slot - newestSlot >= SLOTS) {
            Arrays.fill(taken, 0);
            newestSlot = slot;
        }
        while (newestSlot < slot) {
            newestSlot++;
            taken[slot(newestSlot)] = 0;
        }
    }

    private static int slot(long number) {
        return Math.floorMod(number, SLOTS);
    }

    private double seconds(Instant time) {
        Duration since = Duration.between(origin, time);
        return since.getSeconds() + since.getNano() / 1e9;
    }
}
