package io.salestracker.text;

import io.salestracker.event.VendorEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event in Text's own terms, field for field. The store, or the website and organization, and {@code platform} are
 * the account's and come from the {@link TextDestination}.
 */
public sealed interface TextEvent extends VendorEvent permits TextOrderCreated, TextCartAdded, TextCartRemoved {

    /** The chat customer's id; {@code customer_id} on the wire. */
    String customerId();

    /** When it happened, from 1970 to 9999; {@code occurred_at} on the wire, in UTC with milliseconds. */
    @Override
    @Nullable
    Instant occurredAt();

    @Override
    default String vendor() {
        return TextDestination.VENDOR;
    }

    /** The customer's id. */
    @Override
    default String orderingKey() {
        return customerId();
    }
}
