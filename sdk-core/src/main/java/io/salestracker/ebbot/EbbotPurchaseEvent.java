package io.salestracker.ebbot;

import io.salestracker.event.EventKind;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Tidy;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ebbot's {@code ecom-purchase}: products were bought. It has no order id, so a repeated one counts twice unless the
 * endpoint de-duplicates by event id; set {@link Builder#id} to something made from the order to track an order once.
 *
 * @param id the caller's own id, or null; on the wire only where the destination names a field for it
 * @param occurredAt when it happened, or null; not on the wire
 * @param site the caller's word for the site, or null; not on the wire
 * @param chatId the id of the visitor's chat, or null; on the wire only where the destination names a field for it
 * @param items what was bought; at least one, always sent as an array (known)
 * @param currency the ISO 4217 currency of the values; required
 */
public record EbbotPurchaseEvent(
        @Nullable String id,
        @Nullable Instant occurredAt,
        @Nullable String site,
        @Nullable String chatId,
        List<EbbotItem> items,
        String currency)
        implements EbbotEvent {

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    public EbbotPurchaseEvent {
        id = Tidy.optional(id);
        site = Tidy.optional(site);
        chatId = Tidy.optional(chatId);
        EbbotEventBuilder.check(id, site, chatId, items)
                .requiredCurrency("currency", currency)
                .throwIfAny("EbbotPurchaseEvent");
        items = List.copyOf(items);
    }

    /** Starts a purchase event. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String type() {
        return "ecom-purchase";
    }

    @Override
    public EventKind kind() {
        return EventKind.PURCHASE;
    }

    @Override
    public String toString() {
        return "EbbotPurchaseEvent[items=" + items.size() + "]";
    }

    /** Builds an {@link EbbotPurchaseEvent}. Not thread-safe. */
    public static final class Builder extends EbbotPricedBuilder<EbbotPurchaseEvent, Builder> {
        private Builder() {
            super(EventKind.PURCHASE, "EbbotPurchaseEvent", EbbotPurchaseEvent::new);
        }
    }
}
