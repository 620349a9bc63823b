package io.salestracker.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Counts by field how many events were changed to fit their vendor, and warns of each field once a minute. Thread-safe. Never
 * throws.
 */
final class MadeFit {
    static final List<String> NONE = List.of();

    private static final Duration INTERVAL = Duration.ofMinutes(1);
    // A destination names its fields by constants, but a user's destination might name any number.
    private static final int MAX_FIELDS = 100;
    private static final String OTHER = "OTHER";

    private final String destination;
    private final ThrottledLogger log;
    private final Map<String, Field> fields = new ConcurrentHashMap<>();

    private record Field(LongAdder events, AtomicReference<Instant> quietUntil) {
        private Field() {
            this(new LongAdder(), new AtomicReference<>(Instant.MIN));
        }

        // Asked before the logger, whose lock every tracked event would take.
        private boolean isDue(Instant now) {
            Instant until = quietUntil.get();
            return !now.isBefore(until) && quietUntil.compareAndSet(until, now.plus(INTERVAL));
        }
    }

    MadeFit(String destination, ThrottledLogger log) {
        this.destination = destination;
        this.log = log;
    }

    /**
     * Counts one event that had these fields changed, filled in or left out.
     *
     * @param counted the fields for which the event is counted already
     */
    void count(List<String> changed, List<String> counted, Instant now) {
        try {
            for (int i = 0; i < changed.size(); i++) {
                if (!counted.contains(changed.get(i))) {
                    count(changed.get(i), now);
                }
            }
        } catch (Throwable noMemory) {
            // The event is sent all the same.
            return;
        }
    }

    /** The fields that the acceptance names, and those that the request added. */
    static List<String> union(List<String> accepted, List<String> added) {
        return Stream.concat(accepted.stream(), added.stream()).distinct().toList();
    }

    private void count(String named, Instant now) {
        boolean isKnown = fields.containsKey(named);
        String name = isKnown || fields.size() < MAX_FIELDS ? named : OTHER;
        Field field = fields.computeIfAbsent(name, unknown -> new Field());
        field.events.increment();
        if (field.isDue(now)) {
            log.warn(destination + " fit " + name, () -> warning(name, field.events.sum()));
        }
    }

    private String warning(String name, long events) {
        return destination + ": " + name + " was changed, filled in or left out to fit the vendor, in " + events
                + (events == 1 ? " event" : " events") + " so far; preview shows what is sent";
    }

    /** How many events there were, by field. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        fields.forEach((name, field) -> counts.put(name, field.events.sum()));
        return counts;
    }
}
