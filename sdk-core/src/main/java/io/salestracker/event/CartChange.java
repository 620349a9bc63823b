package io.salestracker.event;

import io.salestracker.event.Violation.Code;
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
 * @param quantityBefore how many were in the cart; at least 0
 * @param quantityAfter how many are in it now; at least 0
 */
public record CartChange(
        @Nullable String id,
        @Nullable Instant occurredAt,
        @Nullable String site,
        @Nullable Visitor visitor,
        Product product,
        @Nullable String currency,
        int quantityBefore,
        int quantityAfter)
        implements CommerceEvent {

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    public CartChange {
        new Violations()
                .text("id", id)
                .text("site", site)
                .required("product", product)
                .currency("currency", currency)
                .check(quantityBefore >= 0, "quantityBefore", Code.OUT_OF_RANGE, "must be at least 0")
                .check(quantityAfter >= 0, "quantityAfter", Code.OUT_OF_RANGE, "must be at least 0")
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
    public int added() {
        return quantityAfter - quantityBefore;
    }

    @Override
    public String toString() {
        return "CartChange[...]";
    }

    /** Builds a {@link CartChange}. Not thread-safe. */
    public static final class Builder extends CommerceEventBuilder<CartChange, Builder> {
        private @Nullable Supplier<@Nullable Product> product;
        private @Nullable String currency;
        private @Nullable Integer quantityBefore;
        private @Nullable Integer quantityAfter;

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
        public Builder quantityBefore(int quantityBefore) {
            this.quantityBefore = quantityBefore;
            return this;
        }

        /** Sets how many are in the cart now; required, at least 0. */
        public Builder quantityAfter(int quantityAfter) {
            this.quantityAfter = quantityAfter;
            return this;
        }

        @Override
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public CartChange build() {
            Violations violations = new Violations();
            Visitor who = violations.build("visitor", visitor);
            Product what = violations.build("product", product);
            violations.required("quantityBefore", quantityBefore).required("quantityAfter", quantityAfter);
            return violations.complete(
                    "CartChange",
                    () -> new CartChange(
                            id,
                            occurredAt,
                            site,
                            who,
                            what,
                            currency,
                            quantityBefore == null ? 0 : quantityBefore,
                            quantityAfter == null ? 0 : quantityAfter));
        }
    }
}
