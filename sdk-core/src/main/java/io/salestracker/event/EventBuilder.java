package io.salestracker.event;

import org.jspecify.annotations.Nullable;

/**
 * A builder of an event; most extend {@link AbstractEventBuilder}. Hand one to {@code tracker.track(builder)} where code must not throw: an invalid
 * event then becomes an outcome instead of an exception. Not thread-safe.
 *
 * @param <E> the event it builds
 */
public interface EventBuilder<E extends SalesEvent> {

    /**
     * Builds the event.
     *
     * @throws InvalidEventException if a field is missing or out of range; it names every one that is
     */
    E build();

    /** What the event will be about. */
    EventKind kind();

    /** The vendor whose event this builds, or null if it builds a {@link CommerceEvent}. The default is null. */
    default @Nullable String vendor() {
        return null;
    }
}
