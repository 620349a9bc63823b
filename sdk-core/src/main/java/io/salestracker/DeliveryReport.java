package io.salestracker;

import static java.util.Objects.requireNonNull;

import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The end of an event at one destination, as a {@link DeliveryListener} is told. {@code toString} shows no content of
 * the event.
 *
 * @param eventId the event's id, as in its {@link Receipt}
 * @param destination the destination's name
 * @param vendor the destination's vendor
 * @param kind what the event is about
 * @param orderId the order's id of a purchase that names one, also of one that could not be built, if its builder was given
 *     a clean one; else null
 * @param attempts how many attempts to send it ended, the last one included; pauses that the vendor asked for do not
 *     count. 0 for an event that was never sent
 * @param trackedAt when it was tracked
 * @param outcome how it ended
 * @param event the event as it was tracked; null if a durable store had it or it could not be built
 */
public record DeliveryReport(
        String eventId,
        String destination,
        String vendor,
        EventKind kind,
        @Nullable String orderId,
        int attempts,
        Instant trackedAt,
        Outcome outcome,
        @Nullable SalesEvent event) {

    /** Checks that nothing required is null. */
    public DeliveryReport {
        requireNonNull(eventId, "eventId");
        requireNonNull(destination, "destination");
        requireNonNull(vendor, "vendor");
        requireNonNull(kind, "kind");
        requireNonNull(trackedAt, "trackedAt");
        requireNonNull(outcome, "outcome");
    }

    @Override
    public String toString() {
        return "DeliveryReport[" + eventId + " " + kind + " at " + destination + ": " + outcome + "]";
    }
}
