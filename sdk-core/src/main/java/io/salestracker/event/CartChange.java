package io.salestracker.event;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The quantity of one product in a cart changed. It carries the quantity before and after, because vendors
 * disagree on the meaning of a quantity: Alhena wants the result, Text the moved units, Ebbot the added units. A quantity
 * before of 0 is an addition, one after of 0 a removal; where both are the same nothing changed and nothing is sent.
 *
 * @param id the caller's own id, or null
 * @param occurredAt when it happened, or null for the moment it is tracked
 * @param site the caller's word for the site, or null
 * @param visitor whose cart it is, or null if not known
 * @param product what was moved, with the price of one; required
 * @param currency the ISO 4217 currency of the price, or null
 * @param quantityBefore how many were in the cart, or how much by weight or length; at least 0, below 10^15, rounded to 20
 *     decimals; times the unit price below 10^15
 * @param quantityAfter how many are in it now; in the same bounds
 */
public record CartChange(
        @Nullable String id,
        @Nullable Instant occurredAt,
        @Nullable String site,
        @Nullable Visitor visitor,
        Product product,
        @Nullable String currency,
        BigDecimal quantityBefore,
        BigDecimal quantityAfter)
        implements CommerceEvent {

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    @SuppressWarnings("NullAway") // The checks report what is missing.
    public CartChange {
        id = Tidy.optional(id);
        site = Tidy.optional(site);
        currency = Tidy.optional(currency);
        quantityBefore = Tidy.amount(quantityBefore);
        quantityAfter = Tidy.amount(quantityAfter);
        BigDecimal price = product == null ? null : product.unitPrice();
        new Violations()
                .text("id", id)
                .text("site", site)
                .required("product", product)
                .currency("currency", currency)
                .requiredAmount("quantityBefore", quantityBefore)
                .product("quantityBefore", price, quantityBefore)
                .requiredAmount("quantityAfter", quantityAfter)
                .product("quantityAfter", price, quantityAfter)
                .throwIfAny("CartChange");
    }

    /** Starts a cart change. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts a change with all that this one has, to change some of it. */
    public Builder toBuilder() {
        return new Builder()
                .id(id)
                .occurredAt(occurredAt)
                .site(site)
                .visitor(visitor)
                .product(product)
                .currency(currency)
                .quantityBefore(quantityBefore)
                .quantityAfter(quantityAfter);
    }

    @Override
    public EventKind kind() {
        return EventKind.CART_CHANGE;
    }

    /** How many units were put into the cart; negative if units were taken out. */
    public BigDecimal added() {
        return quantityAfter.subtract(quantityBefore);
    }

    @Override
    public String toString() {
        return "CartChange[...]";
    }

    /** Builds a {@link CartChange}. Not thread-safe. */
    public static final class Builder extends CommerceEventBuilder<CartChange, Builder> {
        private @Nullable Supplier<@Nullable Product> product;
        private @Nullable String currency;
        private @Nullable Object quantityBefore; // A BigDecimal or a String, read when built.
        private @Nullable Object quantityAfter; // A BigDecimal or a String, read when built.

        private Builder() {
            super(EventKind.CART_CHANGE);
        }

        /** Sets what was moved; required. */
        public Builder product(@Nullable Product product) {
            this.product = () -> product;
            return this;
        }

        /** Sets what was moved, not yet built; required. */
        public Builder product(Product.@Nullable Builder product) {
            this.product = product == null ? null : product::build;
            return this;
        }

        /** Sets the ISO 4217 currency of the price; Alhena, Text and Ebbot require it. */
        public Builder currency(@Nullable String currency) {
            this.currency = currency;
            return this;
        }

        /** Sets how many were in the cart; required, at least 0. */
        public Builder quantityBefore(long quantityBefore) {
            return quantityBefore(BigDecimal.valueOf(quantityBefore));
        }

        /** Sets how many were in the cart, or how much by weight or length; required, at least 0, rounded to 20 decimals. */
        public Builder quantityBefore(@Nullable BigDecimal quantityBefore) {
            this.quantityBefore = quantityBefore;
            return this;
        }

        /** Sets the same from a plain decimal number with a dot, such as {@code 1.85}. */
        public Builder quantityBefore(@Nullable String quantityBefore) {
            this.quantityBefore = quantityBefore;
            return this;
        }

        /** Sets how many are in the cart now; required, at least 0. */
        public Builder quantityAfter(long quantityAfter) {
            return quantityAfter(BigDecimal.valueOf(quantityAfter));
        }

        /** Sets how many are in the cart now, or how much by weight or length; required, at least 0, rounded to 20 decimals. */
        public Builder quantityAfter(@Nullable BigDecimal quantityAfter) {
            this.quantityAfter = quantityAfter;
            return this;
        }

        /** Sets the same from a plain decimal number with a dot, such as {@code 1.85}. */
        public Builder quantityAfter(@Nullable String quantityAfter) {
            this.quantityAfter = quantityAfter;
            return this;
        }

        @Override
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public CartChange build() {
            Violations violations = new Violations();
            Visitor who = violations.build("visitor", visitor);
            Product what = violations.build("product", product);
            BigDecimal before = violations.read("quantityBefore", quantityBefore);
            BigDecimal after = violations.read("quantityAfter", quantityAfter);
            return violations.complete(
                    "CartChange", () -> new CartChange(id, occurredAt, site, who, what, currency, before, after));
        }
    }
}
