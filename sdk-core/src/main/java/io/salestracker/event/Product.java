package io.salestracker.event;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A product as the shop sells it. Only the id is required here; what else a vendor requires is checked for that vendor.
 *
 * @param productId the shop's id of the product. Ebbot wants the id in the product feed; Text may lose ids that are not
 *     numbers
 * @param name what people call it
 * @param unitPrice the price of one, after discounts; at least 0
 * @param sku the stock keeping unit
 * @param variantId the shop's id of the variant
 * @param variantTitle what people call the variant
 * @param groupId the id of the group of variants in the product feed (Ebbot)
 * @param imageUrl a publicly reachable JPEG, PNG or WebP picture
 */
public record Product(
        String productId,
        @Nullable String name,
        @Nullable BigDecimal unitPrice,
        @Nullable String sku,
        @Nullable String variantId,
        @Nullable String variantTitle,
        @Nullable String groupId,
        @Nullable String imageUrl) {

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    public Product {
        new Violations()
                .requiredText("productId", productId)
                .text("name", name)
                .amount("unitPrice", unitPrice)
                .text("sku", sku)
                .text("variantId", variantId)
                .text("variantTitle", variantTitle)
                .text("groupId", groupId)
                .text("imageUrl", imageUrl)
                .throwIfAny("Product");
    }

    /** Starts a product. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts a product with all that this one has, to change some of it. */
    public Builder toBuilder() {
        return new Builder()
                .productId(productId)
                .name(name)
                .unitPrice(unitPrice)
                .sku(sku)
                .variantId(variantId)
                .variantTitle(variantTitle)
                .groupId(groupId)
                .imageUrl(imageUrl);
    }

    @Override
    public String toString() {
        return "Product[...]";
    }

    /** Builds a {@link Product}; can be handed to an event's builder unbuilt. Not thread-safe. */
    public static final class Builder {
        private @Nullable String productId;
        private @Nullable String name;

        @Nullable
        Object unitPrice; // A BigDecimal or a String, read when built.

        private @Nullable String sku;
        private @Nullable String variantId;
        private @Nullable String variantTitle;
        private @Nullable String groupId;
        private @Nullable String imageUrl;

        private Builder() {}

        /** Sets the shop's id of the product; required. */
        public Builder productId(@Nullable String productId) {
            this.productId = productId;
            return this;
        }

        /** Sets what people call the product; Alhena and Text require it, Tracktor shows it. */
        public Builder name(@Nullable String name) {
            this.name = name;
            return this;
        }

        /** Sets the price of one, after discounts; at least 0, below 10^15, at most 20 decimals. */
        public Builder unitPrice(@Nullable BigDecimal unitPrice) {
            this.unitPrice = unitPrice;
            return this;
        }

        /** Sets the price of one from a plain decimal number with a dot, such as {@code 149.99}. */
        public Builder unitPrice(@Nullable String unitPrice) {
            this.unitPrice = unitPrice;
            return this;
        }

        /** Sets the stock keeping unit. */
        public Builder sku(@Nullable String sku) {
            this.sku = sku;
            return this;
        }

        /** Sets the shop's id of the variant. */
        public Builder variantId(@Nullable String variantId) {
            this.variantId = variantId;
            return this;
        }

        /** Sets what people call the variant. */
        public Builder variantTitle(@Nullable String variantTitle) {
            this.variantTitle = variantTitle;
            return this;
        }

        /** Sets the id of the group of variants in the product feed (Ebbot). */
        public Builder groupId(@Nullable String groupId) {
            this.groupId = groupId;
            return this;
        }

        /** Sets the address of a publicly reachable JPEG, PNG or WebP picture. */
        public Builder imageUrl(@Nullable String imageUrl) {
            this.imageUrl = imageUrl;
            return this;
        }

        /**
         * Builds the product.
         *
         * @throws InvalidEventException if a field is missing or out of bounds; it names every one that is
         */
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public Product build() {
            Violations violations = new Violations();
            BigDecimal price = violations.read("unitPrice", unitPrice);
            return violations.complete(
                    "Product",
                    () -> new Product(productId, name, price, sku, variantId, variantTitle, groupId, imageUrl));
        }
    }
}
