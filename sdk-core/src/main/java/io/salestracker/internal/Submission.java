package io.salestracker.internal;

import io.salestracker.destination.HeapBytes;
import io.salestracker.destination.Stamp;
import io.salestracker.event.EventKind;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.store.Amount;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One tracked event with everything that all its lanes need, made once. The entries of all lanes refer to it, so the event
 * is held once for all destinations.
 *
 * @param event null if it could not be built
 * @param kind what it is about
 * @param id its id, given, derived or random
 * @param occurredAt when it happened; the time of day at which it was tracked if the caller named none, or one in the future
 * @param trackedAt when it was tracked, by the clock for delivery
 * @param weight an upper estimate of its heap, with everything that is made for it once
 * @param receipt has a slot for each lane that the event is routed to
 * @param amount the total of a purchase; null for all other events
 * @param unbuiltOrderId the order's id of an event that could not be built; null for all other events
 */
record Submission(
        @Nullable SalesEvent event,
        EventKind kind,
        EventId id,
        Instant occurredAt,
        Instant trackedAt,
        int weight,
        PendingReceipt receipt,
        @Nullable Amount amount,
        @Nullable String unbuiltOrderId) {

    // This record, the id with its text, a time, the receipt with its array.
    private static final long OVERHEAD = HeapBytes.object(36)
            + HeapBytes.object(21)
            + HeapBytes.of("01234567-0123-4567-89ab-0123456789ab")
            + HeapBytes.object(12)
            + HeapBytes.object(28)
            + HeapBytes.array(1, 4);
    // Its share of the table of recent ids at its lowest load: a row of numbers and four numbers of the hash table.
    private static final long REMEMBERED = 2 * 4 * 8 + 4 * 4;

    /** An event that was built. */
    Submission(
            SalesEvent event,
            EventKind kind,
            EventId id,
            Instant occurredAt,
            Instant trackedAt,
            int weight,
            PendingReceipt receipt) {
        this(event, kind, id, occurredAt, trackedAt, weight, receipt, Amount.of(event), null);
    }

    /** An event that could not be built. */
    static Submission unbuilt(
            EventKind kind,
            EventId id,
            Instant occurredAt,
            Instant trackedAt,
            PendingReceipt receipt,
            @Nullable String orderId) {
        return new Submission(null, kind, id, occurredAt, trackedAt, 0, receipt, null, orderId);
    }

    /** Tells whether the caller named another time of the event, one in the future. */
    boolean isRedated() {
        Instant given = event == null ? null : event.occurredAt();
        return given != null && !given.equals(occurredAt);
    }

    /** The order's id, also of an event that could not be built; null if there is none. */
    @Nullable
    String orderId() {
        return event == null ? unbuiltOrderId : Ids.orderId(event);
    }

    static int weigh(SalesEvent event, EventId id) {
        long bytes = Math.max(0, Weight.of(event))
                + OVERHEAD
                + (id.stable ? REMEMBERED : 0)
                + (event instanceof Purchase ? Amount.HEAP_BYTES : 0);
        return (int) Math.min(bytes, Integer.MAX_VALUE / 2);
    }

    /** The id and the time, the event's own where it has them. */
    Stamp stamp() {
        return new Stamp(id.text(), occurredAt);
    }

    /** Without the event. */
    @Override
    public String toString() {
        return "Submission[" + kind + " " + id + "]";
    }
}
