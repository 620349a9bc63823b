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

    /**
     * The caller's own id as it is set so far; null if there is none. It names an event that cannot be built, in its receipt and
     * its {@code DeliveryReport}. The default is null.
     */
    default @Nullable String id() {
        return null;
    }

    /**
     * The caller's word for the site as it is set so far; null if there is none. An order that cannot be built has its id by site
     * and order id. The default is null.
     */
    default @Nullable String site() {
        return null;
    }

    /**
     * The order's id as it is set so far; null if there is none. It names an order that cannot be built. A builder of orders
     * overrides it. The default is null.
     */
    default @Nullable String orderId() {
        return null;
    }
}
