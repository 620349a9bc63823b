package io.salestracker.alhena;

import io.salestracker.destination.HeapBytes;
import io.salestracker.event.EventKind;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Tidy;
import io.salestracker.event.Violations;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Alhena's checkout event: an order was completed. The fields and their meaning are known under their JavaScript names;
 * that they are written like those of the cart event ({@code order_id}, {@code line_items}) is assumed. Alhena records
 * an order id once, so an event that has one is repeatable.
 *
 * @param id the caller's own id, or null; not on the wire
 * @param occurredAt when it happened, or null; not on the wire
 * @param site the caller's word for the site, or null; not on the wire
 * @param userFingerprint the visitor's chat fingerprint, a UUID; required
 * @param userFaqFingerprint the visitor's FAQ fingerprint, a UUID, or null
 * @param orderId the shop's id of the order; optional for the vendor, required by the destination unless told otherwise
 * @param value the order's total "after discounts/taxes"; required, at least 0, never compared with the lines
 * @param currency the ISO 4217 currency; required
 * @param lineItems what was bought; may be empty, and is then not sent
 */
public record AlhenaCheckoutEvent(
        @Nullable String id,
        @Nullable Instant occurredAt,
        @Nullable String site,
        String userFingerprint,
        @Nullable String userFaqFingerprint,
        @Nullable String orderId,
        BigDecimal value,
        String currency,
        List<AlhenaLineItem> lineItems)
        implements AlhenaEvent {

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    public AlhenaCheckoutEvent {
        id = Tidy.optional(id);
        site = Tidy.optional(site);
        userFaqFingerprint = Tidy.optional(userFaqFingerprint);
        orderId = Tidy.optional(orderId);
        value = Tidy.amount(value);
        new Violations()
                .text("id", id)
                .text("site", site)
                .required("userFingerprint", userFingerprint)
                .uuid("userFingerprint", userFingerprint)
                .uuid("userFaqFingerprint", userFaqFingerprint)
                .text("orderId", orderId)
                .requiredAmount("value", value)
                .requiredCurrency("currency", currency)
                .list("lineItems", lineItems)
                .throwIfAny("AlhenaCheckoutEvent");
        lineItems = List.copyOf(lineItems);
    }

    /** Starts a checkout event. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public EventKind kind() {
        return EventKind.PURCHASE;
    }

    @Override
    public long heapBytes() {
        return HeapBytes.ofFields(
                id, occurredAt, site, userFingerprint, userFaqFingerprint, orderId, value, currency, lineItems);
    }

    @Override
    public String toString() {
        return "AlhenaCheckoutEvent[lineItems=" + lineItems.size() + "]";
    }

    /** Builds an {@link AlhenaCheckoutEvent}. Not thread-safe. */
    public static final class Builder extends AlhenaEventBuilder<AlhenaCheckoutEvent, Builder> {
        private @Nullable String orderId;
        private @Nullable Object value; // A BigDecimal or a String, read when built.
        private @Nullable String currency;
        private final List<Supplier<@Nullable AlhenaLineItem>> lineItems = new ArrayList<>();

        private Builder() {
            super(EventKind.PURCHASE);
        }

        /** Sets the shop's id of the order, which Alhena records once; required by the destination by default. */
        public Builder orderId(@Nullable String orderId) {
            this.orderId = orderId;
            return this;
        }

        /** Sets the order's total after discounts; required, at least 0, below 10^15, at most 20 decimals. */
        public Builder value(@Nullable BigDecimal value) {
            this.value = value;
            return this;
        }

        /** Sets the order's total after discounts from a plain decimal number with a dot; required. */
        public Builder value(@Nullable String value) {
            this.value = value;
            return this;
        }

        /** Sets the ISO 4217 currency of the order, and of lines without one; required. */
        public Builder currency(@Nullable String currency) {
            this.currency = currency;
            return this;
        }

        /** Adds a line. */
        public Builder lineItem(@Nullable AlhenaLineItem lineItem) {
            lineItems.add(() -> lineItem);
            return this;
        }

        /** Adds a line, not yet built. */
        public Builder lineItem(AlhenaLineItem.Builder lineItem) {
            lineItems.add(lineItem::build);
            return this;
        }

        /** Adds lines. */
        public Builder lineItems(Collection<AlhenaLineItem> lines) {
            lines.forEach(this::lineItem);
            return this;
        }

        @Override
        public @Nullable String orderId() {
            return orderId;
        }

        @Override
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public AlhenaCheckoutEvent build() {
            Violations violations = new Violations();
            BigDecimal total = violations.read("value", value);
            List<AlhenaLineItem> lines = violations.buildAll("lineItems", lineItems);
            return violations.complete(
                    "AlhenaCheckoutEvent",
                    () -> new AlhenaCheckoutEvent(
                            id,
                            occurredAt,
                            site,
                            userFingerprint,
                            userFaqFingerprint,
                            orderId,
                            total,
                            currency,
                            lines));
        }
    }
}
