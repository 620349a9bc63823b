package io.salestracker.tracktor;

import io.salestracker.destination.HeapBytes;
import io.salestracker.event.HeapSized;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Tidy;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A whole cart at Tracktor. The vendor calls its structure mandatory, but only a sample of it is left: that total price
 * and at least one product are required is assumed. There is no currency, and quantities only as extra fields.
 *
 * @param totalPrice the sum, all in small letters on the wire; required, at least 0, never compared with the products
 * @param products what is in it; at least one
 * @param extra any further fields, such as {@code paid_with}, of any JSON type; may be empty. Copied, in order
 */
public record TracktorCart(
        BigDecimal totalPrice, List<TracktorCartProduct> products, Map<String, @Nullable Object> extra)
        implements HeapSized {
    private static final Set<String> OWN = Set.of("totalprice", "products");

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    @SuppressWarnings("NullAway") // The checks report what is missing.
    public TracktorCart {
        totalPrice = Tidy.amount(totalPrice);
        Violations violations = new Violations()
                .requiredAmount("totalPrice", totalPrice)
                .list("products", products)
                .check(
                        products == null || !products.isEmpty(),
                        "products",
                        Code.REQUIRED,
                        "must have at least one product");
        extra = TracktorData.copy(violations, "extra", extra, OWN);
        violations.throwIfAny("TracktorCart");
        products = List.copyOf(products);
    }

    /** Starts a cart. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public long heapBytes() {
        return HeapBytes.ofFields(totalPrice, products, extra);
    }

    @Override
    public String toString() {
        return "TracktorCart[products=" + products.size() + "]";
    }

    /** Builds a {@link TracktorCart}; can be handed to an event's builder unbuilt. Not thread-safe. */
    public static final class Builder {
        private final List<Supplier<@Nullable TracktorCartProduct>> products = new ArrayList<>();
        private final Map<String, @Nullable Object> extra = new LinkedHashMap<>();
        private @Nullable Object totalPrice; // A BigDecimal or a String, read when built.

        private Builder() {}

        /** Sets the sum; required, at least 0, below 10^15, at most 20 decimals. */
        public Builder totalPrice(@Nullable BigDecimal totalPrice) {
            this.totalPrice = totalPrice;
            return this;
        }

        /** Sets the sum from a plain decimal number with a dot, such as {@code 3.98}; required. */
        public Builder totalPrice(@Nullable String totalPrice) {
            this.totalPrice = totalPrice;
            return this;
        }

        /** Adds a product. */
        public Builder product(@Nullable TracktorCartProduct product) {
            products.add(() -> product);
            return this;
        }

        /** Adds a product, not yet built. */
        public Builder product(TracktorCartProduct.Builder product) {
            products.add(product::build);
            return this;
        }

        /** Adds products. */
        public Builder products(Collection<TracktorCartProduct> more) {
            more.forEach(this::product);
            return this;
        }

        /** Adds a further field of any JSON type. */
        public Builder extra(String name, @Nullable Object value) {
            extra.put(name, value);
            return this;
        }

        /**
         * Builds the cart.
         *
         * @throws InvalidEventException if a field is missing or out of bounds; it names every one that is
         */
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public TracktorCart build() {
            Violations violations = new Violations();
            BigDecimal total = violations.read("totalPrice", totalPrice);
            List<TracktorCartProduct> contents = violations.buildAll("products", products);
            return violations.complete("TracktorCart", () -> new TracktorCart(total, contents, extra));
        }
    }
}
