package io.salestracker.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The clocks. There are two times: what a clock on the wall shows, for events, and one that never jumps, for delivery. A
 * test that sets the clock sets both. What its clock throws goes to the caller: an event then ends as a fault.
 */
public final class Clocks {
    // Nothing tells of a test that sets its clock, so it is looked at often; with the system's clock a sleep is exact.
    private static final Duration POLL_INTERVAL = Duration.ofMillis(5);
    private static final Duration MAX_SLEEP = Duration.ofHours(1);

    private static final long AGREES_MILLIS = 10;

    private final InstantSource wall;
    private final InstantSource steady;
    private final Duration longestSleep;

    /** @param replacement the user's clock, or null for the system's */
    public Clocks(@Nullable InstantSource replacement) {
        this.wall = replacement == null ? InstantSource.system() : replacement;
        this.steady = replacement == null ? steady() : replacement;
        this.longestSleep = replacement == null ? MAX_SLEEP : POLL_INTERVAL;
    }

    private static InstantSource steady() {
        Instant start = Instant.now();
        long startNanos = System.nanoTime();
        return () -> start.plusNanos(System.nanoTime() - startNanos);
    }

    /** The time of day, for events. */
    public Instant wall() {
        return wall.instant();
    }

    /** The time of day at this moment for delivery: the same object where the two agree, which they nearly always do. */
    Instant wallAt(Instant steadyNow) {
        long apart = wall.millis() - steadyNow.toEpochMilli();
        return Math.abs(apart) < AGREES_MILLIS ? steadyNow : wall();
    }

    /** The time for delivery. */
    public Instant now() {
        return steady.instant();
    }

    /** How long to sleep at most when something is to happen at this time; zero or less if it is past. */
    long sleepNanos(Instant until) {
        Duration left = Duration.between(now(), until);
        return left.isNegative() ? 0 : (left.compareTo(longestSleep) > 0 ? longestSleep : left).toNanos();
    }
}
