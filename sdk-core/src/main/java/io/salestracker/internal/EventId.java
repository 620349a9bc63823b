package io.salestracker.internal;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The id of an event: sixteen bytes, by which the tracker tells ids apart, and a text. A UUID is its own sixteen bytes.
 * Any other id that a caller gave is hashed to sixteen bytes, which are called its fingerprint. An id that the tracker
 * made gets its text at the text's first use. Thread-safe.
 */
final class EventId {
    final long high;
    final long low;

    /** True if a repetition of the event has the same id, given by the caller or derived from the order. */
    final boolean stable;

    // Two threads may make it at the same time; both make the same text.
    private @Nullable String text;

    private EventId(long high, long low, boolean stable, @Nullable String text) {
        this.high = high;
        this.low = low;
        this.stable = stable;
        this.text = text;
    }

    /** An id that the caller gave, with what {@link Ids#fingerprint} makes of it. */
    static EventId given(String text, UUID fingerprint) {
        return new EventId(fingerprint.getMostSignificantBits(), fingerprint.getLeastSignificantBits(), true, text);
    }

    /** An id that each repetition of the same order has, by the two halves of its UUID. */
    static EventId derived(long high, long low) {
        return new EventId(high, low, true, null);
    }

    /** An id that no other event has, by the two halves of its UUID. */
    static EventId random(long high, long low) {
        return new EventId(high, low, false, null);
    }

    /** An id with a text of its own, for tests, and for the receipt that is made beforehand. */
    static EventId random(String text) {
        return new EventId(0, 0, false, text);
    }

    String text() {
        String made = text;
        if (made == null) {
            made = new UUID(high, low).toString();
            text = made;
        }
        return made;
    }

    @Override
    public String toString() {
        return text();
    }
}
