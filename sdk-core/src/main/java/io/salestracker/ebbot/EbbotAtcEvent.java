package io.salestracker.ebbot;

import io.salestracker.event.EventKind;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Tidy;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ebbot's {@code ecom-atc}: products were put into the cart. Quantities are the units added (inferred).
 *
 * @param id the caller's own id, or null; on the wire only where the destination names a field for it
 * @param occurredAt when it happened, or null; not on the wire
 * @param site the caller's word for the site, or null; not on the wire
 * @param chatId the id of the visitor's chat, or null; on the wire only where the destination names a field for it
 * @param items what was put in; at least one, sent as an array, or a single one as an object if the destination says so
 * @param currency the ISO 4217 currency of the values; required
 */
public record EbbotAtcEvent(
        @Nullable String id,
        @Nullable Instant occurredAt,
        @Nullable String site,
        @Nullable String chatId,
        List<EbbotItem> items,
        String currency)
        implements EbbotEvent {

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    public EbbotAtcEvent {
        id = Tidy.optional(id);
        site = Tidy.optional(site);
        chatId = Tidy.optional(chatId);
        EbbotEventBuilder.check(id, site, chatId, items)
                .requiredCurrency("currency", currency)
                .throwIfAny("EbbotAtcEvent");
        items = List.copyOf(items);
    }

    /** Starts an add-to-cart event. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String type() {
        return "ecom-atc";
    }

    @Override
    public EventKind kind() {
        return EventKind.CART_CHANGE;
    }

    @Override
    public String toString() {
        return "EbbotAtcEvent[items=" + items.size() + "]";
    }

    /** Builds an {@link EbbotAtcEvent}. Not thread-safe. */
    public static final class Builder extends EbbotPricedBuilder<EbbotAtcEvent, Builder> {
        private Builder() {
            super(EventKind.CART_CHANGE, "EbbotAtcEvent", EbbotAtcEvent::new);
        }
    }
}
