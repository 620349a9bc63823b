package io.salestracker.alhena;

import io.salestracker.destination.HeapBytes;
import io.salestracker.event.EventKind;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Tidy;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Alhena's cart event. The fields and their meaning are known from the vendor. Nothing tells a repeated one from a new
 * one, so it is not repeatable.
 *
 * @param id the caller's own id, or null; not on the wire
 * @param occurredAt when it happened, or null; not on the wire
 * @param site the caller's word for the site, or null; not on the wire
 * @param userFingerprint the visitor's chat fingerprint, a UUID; required
 * @param userFaqFingerprint the visitor's FAQ fingerprint, a UUID, or null
 * @param type what happened; required
 * @param productId the shop's id of the product; required
 * @param productName what people call the product; required
 * @param value the price of one after discounts; required, at least 0
 * @param currency the ISO 4217 currency of the price; required
 * @param quantity how many are in the cart <em>after</em> the action: 0 for {@code ITEM_REMOVED}, else at least 1
 */
public record AlhenaCartEvent(
        @Nullable String id,
        @Nullable Instant occurredAt,
        @Nullable String site,
        String userFingerprint,
        @Nullable String userFaqFingerprint,
        AlhenaCartType type,
        String productId,
        String productName,
        BigDecimal value,
        String currency,
        int quantity)
        implements AlhenaEvent {

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    public AlhenaCartEvent {
        id = Tidy.optional(id);
        site = Tidy.optional(site);
        userFaqFingerprint = Tidy.optional(userFaqFingerprint);
        productName = Tidy.title(productName);
        value = Tidy.amount(value);
        boolean noneLeft = type == AlhenaCartType.ITEM_REMOVED;
        new Violations()
                .text("id", id)
                .text("site", site)
                .required("userFingerprint", userFingerprint)
                .uuid("userFingerprint", userFingerprint)
                .uuid("userFaqFingerprint", userFaqFingerprint)
                .required("type", type)
                .requiredText("productId", productId)
                .requiredText("productName", productName)
                .requiredAmount("value", value)
                .requiredCurrency("currency", currency)
                .check(quantity >= 0, "quantity", Code.OUT_OF_RANGE, "must not be negative")
                .check(
                        type == null || noneLeft == (quantity == 0),
                        "quantity",
                        Code.CONFLICT,
                        "must be the quantity after the action: 0 for ITEM_REMOVED, at least 1 for every other type")
                .throwIfAny("AlhenaCartEvent");
    }

    /** Starts a cart event. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public EventKind kind() {
        return EventKind.CART_CHANGE;
    }

    @Override
    public long heapBytes() {
        return HeapBytes.ofFields(
                id,
                occurredAt,
                site,
                userFingerprint,
                userFaqFingerprint,
                type,
                productId,
                productName,
                value,
                currency,
                quantity);
    }

    @Override
    public String toString() {
        return "AlhenaCartEvent[...]";
    }

    /** Builds an {@link AlhenaCartEvent}. Not thread-safe. */
    public static final class Builder extends AlhenaEventBuilder<AlhenaCartEvent, Builder> {
        private @Nullable AlhenaCartType type;
        private @Nullable String productId;
        private @Nullable String productName;
        private @Nullable Object value; // A BigDecimal or a String, read when built.
        private @Nullable String currency;
        private @Nullable Integer quantity;

        private Builder() {
            super(EventKind.CART_CHANGE);
        }

        /** Sets what happened; required. */
        public Builder type(@Nullable AlhenaCartType type) {
            this.type = type;
            return this;
        }

        /** Sets the shop's id of the product; required. */
        public Builder productId(@Nullable String productId) {
            this.productId = productId;
            return this;
        }

        /** Sets what people call the product; required. */
        public Builder productName(@Nullable String productName) {
            this.productName = productName;
            return this;
        }

        /** Sets the price of one after discounts; required, at least 0, below 10^15, at most 20 decimals. */
        public Builder value(@Nullable BigDecimal value) {
            this.value = value;
            return this;
        }

        /** Sets the price of one after discounts from a plain decimal number with a dot; required. */
        public Builder value(@Nullable String value) {
            this.value = value;
            return this;
        }

        /** Sets the ISO 4217 currency of the price; required. */
        public Builder currency(@Nullable String currency) {
            this.currency = currency;
            return this;
        }

        /** Sets how many are in the cart after the action; required, 0 for {@code ITEM_REMOVED}, else at least 1. */
        public Builder quantity(int quantity) {
            this.quantity = quantity;
            return this;
        }

        @Override
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public AlhenaCartEvent build() {
            Violations violations = new Violations();
            BigDecimal price = violations.read("value", value);
            violations.required("quantity", quantity);
            return violations.complete(
                    "AlhenaCartEvent",
                    () -> new AlhenaCartEvent(
                            id,
                            occurredAt,
                            site,
                            userFingerprint,
                            userFaqFingerprint,
                            type,
                            productId,
                            productName,
                            price,
                            currency,
                            quantity == null ? 0 : quantity));
        }
    }
}
