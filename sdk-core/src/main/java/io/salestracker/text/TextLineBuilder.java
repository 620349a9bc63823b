package io.salestracker.text;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What the builders of an order's line and a cart's share. */
abstract sealed class TextLineBuilder<B extends TextLineBuilder<B>>
        permits TextOrderLine.Builder, TextCartLine.Builder {
    @Nullable
    String productId;

    @Nullable
    String title;

    @Nullable
    Integer quantity;

    @Nullable
    Object price; // A BigDecimal or a String, read when built.

    @Nullable
    String sku;

    @Nullable
    String variantId;

    @Nullable
    String thumbnailUrl;

    @SuppressWarnings("unchecked") // B is the class of the builder.
    final B self() {
        return (B) this;
    }

    /** Sets the shop's id of the product; required. */
    public B productId(@Nullable String productId) {
        this.productId = productId;
        return self();
    }

    /** Sets what agents see; required. */
    public B title(@Nullable String title) {
        this.title = title;
        return self();
    }

    /** Sets how many units were sold or moved; required, at least 1. */
    public B quantity(int quantity) {
        this.quantity = quantity;
        return self();
    }

    /**
     * Sets the price of one; at least 0, below 10^15, at most 20 decimals. Required, but of a cart's line with a total price.
     */
    public B price(@Nullable BigDecimal price) {
        this.price = price;
        return self();
    }

    /**
     * Sets the price of one from a plain decimal number with a dot, such as {@code 149.99}. Required, but of a cart's line
     * with a total price.
     */
    public B price(@Nullable String price) {
        this.price = price;
        return self();
    }

    /** Sets the stock keeping unit. */
    public B sku(@Nullable String sku) {
        this.sku = sku;
        return self();
    }

    /** Sets the shop's id of the variant. */
    public B variantId(@Nullable String variantId) {
        this.variantId = variantId;
        return self();
    }

    /** Sets the address of a publicly reachable JPEG, PNG or WebP picture. */
    public B thumbnailUrl(@Nullable String thumbnailUrl) {
        this.thumbnailUrl = thumbnailUrl;
        return self();
    }
}
