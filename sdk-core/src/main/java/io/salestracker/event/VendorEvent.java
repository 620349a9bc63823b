package io.salestracker.event;

import org.jspecify.annotations.Nullable;

/**
 * An event in one vendor's own terms, field for field, except what belongs to the account and comes from the
 * destination. It is sent to destinations of its {@link #vendor()} only.
 *
 * <p>A new vendor implements this with immutable types that check themselves (see {@link Violations}) and
 * whose {@code toString} shows no content.
 */
public non-sealed interface VendorEvent extends SalesEvent, HeapSized {

    /** The vendor's name, as its destinations give it: a lower-case word such as {@code alhena}. */
    String vendor();

    /**
     * The visitor's identity at the vendor: events with the same key are delivered in the order they were tracked.
     * Null for an event without an identity, which has no order.
     */
    @Nullable
    String orderingKey();

    /** The order's id if this is an event of kind purchase that names one, else null. The default is null. */
    default @Nullable String orderId() {
        return null;
    }

    /**
     * An upper estimate of what the event occupies on the heap, in bytes, for the tracker's budget; at least 0. Asked once
     * when it is tracked, on the caller's thread. {@link io.salestracker.destination.HeapBytes} adds up its fields.
     */
    @Override
    long heapBytes();
}
