package io.salestracker.tracktor;

import io.salestracker.destination.HeapBytes;
import io.salestracker.event.HeapSized;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Tidy;
import io.salestracker.event.Violations;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One product of a cart at Tracktor. Name and price stand in the vendor's sample; that both are required is assumed.
 *
 * @param name what people call it; required
 * @param price its price; required, at least 0, sent as it is
 * @param extra any further fields, such as {@code color}, of any JSON type; may be empty. Copied, in order
 */
public record TracktorCartProduct(String name, BigDecimal price, Map<String, @Nullable Object> extra)
        implements HeapSized {
    private static final Set<String> OWN = Set.of("name", "price");

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    @SuppressWarnings("NullAway") // The checks report what is missing.
    public TracktorCartProduct {
        name = Tidy.title(name);
        price = Tidy.amount(price);
        Violations violations = new Violations().requiredText("name", name).requiredAmount("price", price);
        extra = TracktorData.copy(violations, "extra", extra, OWN);
        violations.throwIfAny("TracktorCartProduct");
    }

    /** Starts a product. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public long heapBytes() {
        return HeapBytes.ofFields(name, price, extra);
    }

    @Override
    public String toString() {
        return "TracktorCartProduct[...]";
    }

    /** Builds a {@link TracktorCartProduct}; can be handed to a cart's builder unbuilt. Not thread-safe. */
    public static final class Builder {
        private final Map<String, @Nullable Object> extra = new LinkedHashMap<>();
        private @Nullable String name;
        private @Nullable Object price; // A BigDecimal or a String, read when built.

        private Builder() {}

        /** Sets what people call it; required. */
        public Builder name(@Nullable String name) {
            this.name = name;
            return this;
        }

        /** Sets its price; required, at least 0, below 10^15, at most 20 decimals. */
        public Builder price(@Nullable BigDecimal price) {
            this.price = price;
            return this;
        }

        /** Sets its price from a plain decimal number with a dot, such as {@code 1.99}; required. */
        public Builder price(@Nullable String price) {
            this.price = price;
            return this;
        }

        /** Adds a further field of any JSON type. */
        public Builder extra(String name, @Nullable Object value) {
            extra.put(name, value);
            return this;
        }

        /**
         * Builds the product.
         *
         * @throws InvalidEventException if a field is missing or out of bounds; it names every one that is
         */
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public TracktorCartProduct build() {
            Violations violations = new Violations();
            BigDecimal amount = violations.read("price", price);
            return violations.complete("TracktorCartProduct", () -> new TracktorCartProduct(name, amount, extra));
        }
    }
}
