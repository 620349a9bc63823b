package io.salestracker;

import static java.util.Objects.requireNonNull;

import io.salestracker.delivery.EntryHeader;
import io.salestracker.event.SalesEvent;
import org.jspecify.annotations.Nullable;

/**
 * The end of an event at one destination, as a {@link DeliveryListener} is told.
 *
 * @param header what is known of the event besides its content
 * @param outcome how it ended
 * @param event the event: the vendor's own if it was translated, else as it was tracked; null if a durable store had it
 *     or it could not be built
 */
public record Delivery(
        EntryHeader header, Outcome outcome, @Nullable SalesEvent event) {

    /** Checks that nothing required is null. */
    public Delivery {
        requireNonNull(header, "header");
        requireNonNull(outcome, "outcome");
    }
}
