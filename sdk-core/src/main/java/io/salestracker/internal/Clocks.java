package io.salestracker.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Two times: the time of day, for events, and a time that never jumps, for delivery. A user's clock replaces both. An exception
 * of a user's clock goes to the caller, and the event ends as a fault.
 */
public final class Clocks {
    // A test's clock moves without notice, so it is polled at this interval. With the system's clock a sleep is exact.
    private static final Duration POLL_INTERVAL = Duration.ofMillis(5);
    private static final Duration MAX_SLEEP = Duration.ofHours(1);

    private static final long AGREES_MILLIS = 10;
    private static final long NANOS_OF_A_SECOND = 1_000_000_000;

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

    /** The time of day at a moment of delivery time. Returns the same object if the two agree, which is the usual case. */
    Instant wallAt(Instant steadyNow) {
        long apart = wall.millis() - steadyNow.toEpochMilli();
        return Math.abs(apart) < AGREES_MILLIS ? steadyNow : wall();
    }

    /** Tells whether more than this time passed between two times, however far apart they are. Allocates nothing. */
    static boolean exceeds(Instant from, Instant to, Duration max) {
        long seconds = to.getEpochSecond() - from.getEpochSecond() - max.getSeconds();
        long nanos = (long) to.getNano() - from.getNano() - max.getNano();
        // The nanoseconds are between minus two seconds and one second.
        return seconds > 1 || (seconds >= 0 && seconds * NANOS_OF_A_SECOND + nanos > 0);
    }

    /** The time for delivery. */
    public Instant now() {
        return steady.instant();
    }

    /** The max sleep until a time at which work is due; zero or less if it is past. */
    long sleepNanos(Instant until) {
        Duration left = Duration.between(now(), until);
        return left.isNegative() ? 0 : (left.compareTo(longestSleep) > 0 ? longestSleep : left).toNanos();
    }
}
