package io.salestracker.text;

import io.salestracker.destination.HeapBytes;
import io.salestracker.event.HeapSized;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Tidy;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One line of an order at Text; an entry of {@code line_items} on the wire.
 *
 * @param productId the shop's id of the product; required. Text may lose ids that are not whole numbers
 * @param title what agents see; required
 * @param quantity how many were sold; at least 1
 * @param price the price of <b>one</b>, not of the line; required, at least 0
 * @param sku the stock keeping unit
 * @param variantId the shop's id of the variant. Text may lose ids that are not whole numbers
 * @param variantTitle what people call the variant
 * @param thumbnailUrl a publicly reachable JPEG, PNG or WebP picture; agents see a placeholder without
 */
public record TextOrderLine(
        String productId,
        String title,
        int quantity,
        BigDecimal price,
        @Nullable String sku,
        @Nullable String variantId,
        @Nullable String variantTitle,
        @Nullable String thumbnailUrl)
        implements HeapSized {

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    @SuppressWarnings("NullAway") // The checks report what is missing.
    public TextOrderLine {
        title = Tidy.title(title);
        price = Tidy.amount(price);
        sku = Tidy.code(sku);
        variantId = Tidy.code(variantId);
        thumbnailUrl = Tidy.address(thumbnailUrl);
        variantTitle = Tidy.title(variantTitle);
        new Violations()
                .requiredText("productId", productId)
                .requiredText("title", title)
                .check(quantity >= 1, "quantity", Code.OUT_OF_RANGE, "must be at least 1")
                .requiredAmount("price", price)
                .throwIfAny("TextOrderLine");
    }

    /** Starts a line. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public long heapBytes() {
        return HeapBytes.ofFields(productId, title, quantity, price, sku, variantId, variantTitle, thumbnailUrl);
    }

    @Override
    public String toString() {
        return "TextOrderLine[...]";
    }

    /** Builds a {@link TextOrderLine}; can be handed to an order's builder unbuilt. Not thread-safe. */
    public static final class Builder extends TextLineBuilder<Builder> {
        private @Nullable String variantTitle;

        private Builder() {}

        /** Sets what people call the variant. */
        public Builder variantTitle(@Nullable String variantTitle) {
            this.variantTitle = variantTitle;
            return this;
        }

        /**
         * Builds the line.
         *
         * @throws InvalidEventException if a field is missing or out of bounds; it names every one that is
         */
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public TextOrderLine build() {
            Violations violations = new Violations();
            BigDecimal each = violations.read("price", price);
            violations.required("quantity", quantity);
            return violations.complete(
                    "TextOrderLine",
                    () -> new TextOrderLine(
                            productId,
                            title,
                            quantity == null ? 0 : quantity,
                            each,
                            sku,
                            variantId,
                            variantTitle,
                            thumbnailUrl));
        }
    }
}
