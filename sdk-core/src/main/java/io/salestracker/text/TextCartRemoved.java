package io.salestracker.text;

import io.salestracker.destination.HeapBytes;
import io.salestracker.event.EventKind;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Tidy;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Text's {@code store_product_removed_from_cart}: units of products were taken out of a cart. Text is not known to recognise a
 * repeated one, so it is sent at most once unless the delivery mode says otherwise.
 *
 * @param id the caller's own id, or null; not on the wire
 * @param occurredAt when it happened, from 1970 to 9999, or null for the moment it is tracked
 * @param site the caller's word for the site, or null; not on the wire
 * @param customerId the chat customer's id; required
 * @param cartLines what was moved, not what is in the cart now; at least one line
 */
public record TextCartRemoved(
        @Nullable String id,
        @Nullable Instant occurredAt,
        @Nullable String site,
        String customerId,
        List<TextCartLine> cartLines)
        implements TextEvent {

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    public TextCartRemoved {
        id = Tidy.optional(id);
        site = Tidy.optional(site);
        TextChecks.lines(TextChecks.common(id, occurredAt, site, customerId), "cartLines", cartLines)
                .throwIfAny("TextCartRemoved");
        cartLines = List.copyOf(cartLines);
    }

    /** Starts a removal. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public EventKind kind() {
        return EventKind.CART_CHANGE;
    }

    @Override
    public long heapBytes() {
        return HeapBytes.ofFields(id, occurredAt, site, customerId, cartLines);
    }

    @Override
    public String toString() {
        return "TextCartRemoved[cartLines=" + cartLines.size() + "]";
    }

    /** Builds a {@link TextCartRemoved}. Not thread-safe. */
    public static final class Builder extends TextCartBuilder<TextCartRemoved, Builder> {
        private Builder() {
            super("TextCartRemoved", TextCartRemoved::new);
        }
    }
}
