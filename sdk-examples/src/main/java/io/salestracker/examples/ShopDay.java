package io.salestracker.examples;

import io.salestracker.event.CommerceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A simulated day of a shop, one visit after another. The same seed and day give the same events, however many threads
 * take them. Thread-safe.
 */
final class ShopDay {
    private static final long OPEN_SECONDS = Duration.ofHours(12).toSeconds();

    private final SplittableRandom random;
    private final Instant opening;
    private int left;
    private int visits;

    /** Plans a day that has so many events and begins at this moment. */
    ShopDay(long seed, Instant opening, int events) {
        this.random = new SplittableRandom(seed);
        this.opening = opening;
        this.left = events;
    }

    /** Returns what the next visitor does, in order; nothing when the day is over. */
    synchronized List<CommerceEvent> nextVisit() {
        if (left == 0) {
            return List.of();
        }
        visits++;
        Instant arrival = opening.plusSeconds(random.nextLong(OPEN_SECONDS));
        List<CommerceEvent> events = new ShopVisit(random, visits, arrival).events();
        events = events.subList(0, Math.min(left, events.size()));
        left -= events.size();
        return List.copyOf(events);
    }
}
