package io.salestracker.event;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One line of an order. Its price may be negative, as that of a gift card, a discount or a returned deposit. No vendor has
 * lines with a negative price or of quantity 0, so both are left out there; the order's total stays as it is.
 *
 * @param product what was sold, with its unit price; both required
 * @param quantity how many were sold, or how much by weight or length; required, at least 0, below 10^15, rounded to 20
 *     decimals; times the unit price below 10^15
 */
public record LineItem(Product product, BigDecimal quantity) {

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    @SuppressWarnings("NullAway") // The checks report what is missing.
    public LineItem {
        quantity = Tidy.amount(quantity);
        Violations violations = new Violations().required("product", product);
        if (product != null) {
            violations.required("unitPrice", product.unitPrice());
        }
        violations
                .requiredAmount("quantity", quantity)
                .product("quantity", product == null ? null : product.unitPrice(), quantity)
                .throwIfAny("LineItem");
    }

    /** Starts a line. */
    public static Builder builder() {
        return new Builder(Product.builder());
    }

    /** Starts a line with all that this one has, to change some of it. */
    public Builder toBuilder() {
        return new Builder(product.toBuilder()).quantity(quantity);
    }

    /** The price of one, after discounts. */
    public BigDecimal unitPrice() {
        BigDecimal price = product.unitPrice();
        if (price == null) {
            throw new IllegalStateException("a line without unit price exists");
        }
        return price;
    }

    /** Tells whether something was sold: the quantity is above 0 and the price not below. */
    public boolean isSold() {
        return quantity.signum() > 0 && !product.hasNegativePrice();
    }

    @Override
    public String toString() {
        return "LineItem[...]";
    }

    /** Builds a {@link LineItem}; can be handed to an event's builder unbuilt. Not thread-safe. */
    public static final class Builder {
        private final Product.Builder product;
        private @Nullable Product whole;
        private @Nullable Object quantity; // A BigDecimal or a String, read when built.

        private Builder(Product.Builder product) {
            this.product = product;
        }

        /** Sets all that is known of the product at once; it takes the place of the single setters. */
        public Builder product(@Nullable Product product) {
            this.whole = product;
            return this;
        }

        /** Sets the shop's id of the product; required. */
        public Builder productId(@Nullable String productId) {
            product.productId(productId);
            return this;
        }

        /** Sets what people call the product. Default: vendors show the sku, else the product id. */
        public Builder name(@Nullable String name) {
            product.name(name);
            return this;
        }

        /** Sets how many were sold; required, at least 0. */
        public Builder quantity(long quantity) {
            return quantity(BigDecimal.valueOf(quantity));
        }

        /** Sets how many were sold, or how much by weight or length; required, at least 0, rounded to 20 decimals. */
        public Builder quantity(@Nullable BigDecimal quantity) {
            this.quantity = quantity;
            return this;
        }

        /** Sets the same from a plain decimal number with a dot, such as {@code 1.85}. */
        public Builder quantity(@Nullable String quantity) {
            this.quantity = quantity;
            return this;
        }

        /** Sets the price of one, after discounts; required, above -10^15, below 10^15, rounded to 20 decimals. */
        public Builder unitPrice(@Nullable BigDecimal unitPrice) {
            product.unitPrice(unitPrice);
            return this;
        }

        /** Sets the price of one from a plain decimal number with a dot, such as {@code 149.99}; required. */
        public Builder unitPrice(@Nullable String unitPrice) {
            product.unitPrice(unitPrice);
            return this;
        }

        /** Sets the stock keeping unit. */
        public Builder sku(@Nullable String sku) {
            product.sku(sku);
            return this;
        }

        /** Sets the shop's id of the variant. */
        public Builder variantId(@Nullable String variantId) {
            product.variantId(variantId);
            return this;
        }

        /** Sets what people call the variant. */
        public Builder variantTitle(@Nullable String variantTitle) {
            product.variantTitle(variantTitle);
            return this;
        }

        /** Sets the id of the group of variants in the product feed (Ebbot). */
        public Builder groupId(@Nullable String groupId) {
            product.groupId(groupId);
            return this;
        }

        /** Sets the address of a publicly reachable JPEG, PNG or WebP picture. */
        public Builder imageUrl(@Nullable String imageUrl) {
            product.imageUrl(imageUrl);
            return this;
        }

        /**
         * Builds the line.
         *
         * @throws InvalidEventException if a field is missing or out of bounds; it names every one that is
         */
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public LineItem build() {
            Violations violations = new Violations();
            Product built = whole != null ? whole : violations.build("", product::build);
            BigDecimal many = Tidy.amount(violations.read("quantity", quantity));
            violations
                    .requiredAmount("quantity", many)
                    .required("unitPrice", whole != null ? whole.unitPrice() : product.unitPrice)
                    .product("quantity", built == null ? null : built.unitPrice(), many);
            // Checked in full by now; the constructor would also call a faulty product missing.
            violations.throwIfAny("LineItem");
            return new LineItem(built, many);
        }
    }
}
