package io.salestracker.event;

import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A visitor looked at a product.
 *
 * @param id the caller's own id, or null
 * @param occurredAt when it happened, or null for the moment it is tracked
 * @param site the caller's word for the site, or null
 * @param visitor who it was, or null if not known
 * @param product what was looked at; required
 * @param currency the ISO 4217 currency of the price, or null
 */
public record ProductVisit(
        @Nullable String id,
        @Nullable Instant occurredAt,
        @Nullable String site,
        @Nullable Visitor visitor,
        Product product,
        @Nullable String currency)
        implements CommerceEvent {

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    public ProductVisit {
        id = Tidy.optional(id);
        site = Tidy.optional(site);
        currency = Tidy.optional(currency);
        new Violations()
                .text("id", id)
                .text("site", site)
                .required("product", product)
                .currency("currency", currency)
                .throwIfAny("ProductVisit");
    }

    /** Starts a visit. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts a visit with all that this one has, to change some of it. */
    public Builder toBuilder() {
        return new Builder()
                .id(id)
                .occurredAt(occurredAt)
                .site(site)
                .visitor(visitor)
                .product(product)
                .currency(currency);
    }

    @Override
    public EventKind kind() {
        return EventKind.VISIT;
    }

    @Override
    public String toString() {
        return "ProductVisit[...]";
    }

    /** Builds a {@link ProductVisit}. Not thread-safe. */
    public static final class Builder extends CommerceEventBuilder<ProductVisit, Builder> {
        private @Nullable Supplier<@Nullable Product> product;
        private @Nullable String currency;

        private Builder() {
            super(EventKind.VISIT);
        }

        /** Sets what was looked at; required. */
        public Builder product(@Nullable Product product) {
            this.product = () -> product;
            return this;
        }

        /** Sets what was looked at, not yet built; required. */
        public Builder product(Product.@Nullable Builder product) {
            this.product = product == null ? null : product::build;
            return this;
        }

        /** Sets the ISO 4217 currency of the price. */
        public Builder currency(@Nullable String currency) {
            this.currency = currency;
            return this;
        }

        @Override
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public ProductVisit build() {
            Violations violations = new Violations();
            Visitor who = violations.build("visitor", visitor);
            Product what = violations.build("product", product);
            return violations.complete(
                    "ProductVisit", () -> new ProductVisit(id, occurredAt, site, who, what, currency));
        }
    }
}
