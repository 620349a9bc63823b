package io.salestracker.event;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A product as the shop sells it. Only the id is required here; what else a vendor requires is checked for that vendor. What is
 * only shown to people is made fit, as {@link Tidy} says.
 *
 * @param productId the shop's id of the product: 1 to 2,000 characters, none of them a control character. Ebbot wants the id
 *     in the product feed; Text may lose ids that are not numbers
 * @param name what people call it; made fit as a title
 * @param unitPrice the price of one, after discounts; negative for a gift card, a discount or a returned deposit. Rounded to
 *     20 decimals
 * @param sku the stock keeping unit; null if it is no fit code
 * @param variantId the shop's id of the variant; null if it is no fit code
 * @param variantTitle what people call the variant; made fit as a title
 * @param groupId the id of the group of variants in the product feed (Ebbot); null if it is no fit code
 * @param imageUrl a publicly reachable JPEG, PNG or WebP picture; null if it is no absolute web address
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
        name = Tidy.title(name);
        unitPrice = Tidy.amount(unitPrice);
        sku = Tidy.code(sku);
        variantId = Tidy.code(variantId);
        variantTitle = Tidy.title(variantTitle);
        groupId = Tidy.code(groupId);
        imageUrl = Tidy.address(imageUrl);
        new Violations()
                .requiredText("productId", productId)
                .signedAmount("unitPrice", unitPrice)
                .throwIfAny("Product");
    }

    /** What vendors show to people: the name, else the sku, else the product id. */
    public String label() {
        return name != null ? name : sku != null ? sku : productId;
    }

    /** Tells whether the price of one is below 0, as that of a gift card, a discount or a returned deposit. */
    public boolean hasNegativePrice() {
        return unitPrice != null && unitPrice.signum() < 0;
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

        /** Sets what people call the product. Default: vendors show the sku, else the product id. */
        public Builder name(@Nullable String name) {
            this.name = name;
            return this;
        }

        /** Sets the price of one, after discounts; above -10^15, below 10^15, rounded to 20 decimals. */
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
