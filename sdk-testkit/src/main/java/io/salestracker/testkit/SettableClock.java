package io.salestracker.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that stands still until a test moves it, for {@code SalesTracker.builder().clock(clock)}: deadlines, pauses and
 * backoffs of that tracker then run on it, and an hour is over at once.
 *
 * <pre>{@code
 * SettableClock clock = SettableClock.at(Instant.parse("2026-11-20T12:00:00Z"));
 * SalesTracker tracker = SalesTracker.builder().destination(text).transport(transport).clock(clock).build();
 * ...
 * clock.advance(Duration.ofMinutes(1));
 * }</pre>
 *
 * <p>It never goes back, since a tracker's waits run on it. The tracker looks at it every few milliseconds. A wait begins
 * at the time the clock shows when the response is dealt with, which is after the request was sent: before moving the clock
 * over a wait, let {@link RecordingTransport#awaitStats} see that it has begun. Thread-safe.
 */
public final class SettableClock implements InstantSource {
    private volatile Instant now;

    private SettableClock(Instant start) {
        this.now = requireNonNull(start, "start");
    }

    /** Returns a clock that shows this time. */
    public static SettableClock at(Instant start) {
        return new SettableClock(start);
    }

    @Override
    public Instant instant() {
        return now;
    }

    /**
     * Moves the clock forward.
     *
     * @return the time it shows now
     * @throws IllegalArgumentException if {@code step} is negative
     */
    public synchronized Instant advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException("step must not be negative, the clock never goes back: " + step);
        }
        now = now.plus(step);
        return now;
    }

    /**
     * Sets the clock.
     *
     * @throws IllegalArgumentException if it shows a later time already
     */
    public synchronized void set(Instant time) {
        if (time.isBefore(now)) {
            throw new IllegalArgumentException("the clock never goes back: it shows " + now + " and not " + time);
        }
        now = time;
    }

    @Override
    public String toString() {
        return "SettableClock[" + now + "]";
    }
}
