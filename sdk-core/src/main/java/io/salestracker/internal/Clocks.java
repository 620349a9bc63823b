package io.salestracker.internal;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The two times: what a clock on the wall shows, for events, and one that never jumps, for delivery. A test that sets
 * the clock sets both.
 */
public final class Clocks {
    // Nobody tells us when a test sets its clock, so we look often; with the system's clock we sleep until it is time.
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);
    private static final Duration LONG = Duration.ofHours(1);

    private final InstantSource wall;
    private final InstantSource steady;
    private final Duration longestSleep;

    /** @param replacement the user's clock, or null for the system's */
    public Clocks(@Nullable InstantSource replacement) {
        InstantSource forgiven = replacement == null ? null : new Forgiven(replacement);
        this.wall = forgiven == null ? InstantSource.system() : forgiven;
        this.steady = forgiven == null ? steady() : forgiven;
        this.longestSleep = replacement == null ? LONG : LOOK_AGAIN;
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

    /** The time for delivery. */
    public Instant now() {
        return steady.instant();
    }

    /** How long to sleep at most when something is to happen at this time. */
    long sleepNanos(Instant until) {
        Duration left = Duration.between(now(), until);
        return (left.compareTo(longestSleep) > 0 ? longestSleep : left).toNanos();
    }

    /** The user's clock; while it fails, time goes on from what it showed last. */
    private static final class Forgiven implements InstantSource {
        private final InstantSource clock;
        private volatile Shown last = new Shown(Instant.now(), System.nanoTime());

        private record Shown(Instant time, long nanos) {}

        private Forgiven(InstantSource clock) {
            this.clock = clock;
        }

        @Override
        public Instant instant() {
            try {
                Instant time = requireNonNull(clock.instant());
                last = new Shown(time, System.nanoTime());
                return time;
            } catch (Throwable broken) {
                Shown shown = last;
                return shown.time.plusNanos(System.nanoTime() - shown.nanos);
            }
        }
    }
}
