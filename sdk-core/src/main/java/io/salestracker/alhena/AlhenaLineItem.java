package io.salestracker.alhena;

import io.salestracker.destination.HeapBytes;
import io.salestracker.event.HeapSized;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Tidy;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One line of Alhena's checkout event. Alhena wants all five fields in every line (known).
 *
 * @param productId the shop's id of the product; required
 * @param productName what people call the product; required
 * @param quantity how many were bought; at least 1
 * @param value the value of the product, by the vendor's example the price of one; required, at least 0, sent as it is
 * @param currency the ISO 4217 currency of the value; null for the order's, which is then sent in its place
 */
public record AlhenaLineItem(
        String productId,
        String productName,
        int quantity,
        BigDecimal value,
        @Nullable String currency) implements HeapSized {

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    @SuppressWarnings("NullAway") // The checks report what is missing.
    public AlhenaLineItem {
        productName = Tidy.title(productName);
        value = Tidy.amount(value);
        currency = Tidy.optional(currency);
        new Violations()
                .requiredText("productId", productId)
                .requiredText("productName", productName)
                .check(quantity >= 1, "quantity", Code.OUT_OF_RANGE, "must be at least 1")
                .requiredAmount("value", value)
                .currency("currency", currency)
                .throwIfAny("AlhenaLineItem");
    }

    /** Starts a line. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public long heapBytes() {
        return HeapBytes.ofFields(productId, productName, quantity, value, currency);
    }

    @Override
    public String toString() {
        return "AlhenaLineItem[...]";
    }

    /** Builds an {@link AlhenaLineItem}; can be handed to an event's builder unbuilt. Not thread-safe. */
    public static final class Builder {
        private @Nullable String productId;
        private @Nullable String productName;
        private @Nullable Integer quantity;
        private @Nullable Object value; // A BigDecimal or a String, read when built.
        private @Nullable String currency;

        private Builder() {}

        /** Sets the shop's id of the product; required. */
        public Builder productId(@Nullable String productId) {
            this.productId = productId;
            return this;
        }

        /** Sets what people call the product; required. */
        public Builder productName(@Nullable String productName) {
            this.productName = productName;
            return this;
        }

        /** Sets how many were bought; required, at least 1. */
        public Builder quantity(int quantity) {
            this.quantity = quantity;
            return this;
        }

        /** Sets the price of one; required, at least 0, below 10^15, at most 20 decimals. */
        public Builder value(@Nullable BigDecimal value) {
            this.value = value;
            return this;
        }

        /** Sets the price of one from a plain decimal number with a dot; required. */
        public Builder value(@Nullable String value) {
            this.value = value;
            return this;
        }

        /** Sets the ISO 4217 currency of the value. Default: the order's. */
        public Builder currency(@Nullable String currency) {
            this.currency = currency;
            return this;
        }

        /**
         * Builds the line.
         *
         * @throws InvalidEventException if a field is missing or out of bounds; it names every one that is
         */
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public AlhenaLineItem build() {
            Violations violations = new Violations();
            BigDecimal price = violations.read("value", value);
            violations.required("quantity", quantity);
            return violations.complete(
                    "AlhenaLineItem",
                    () -> new AlhenaLineItem(productId, productName, quantity == null ? 0 : quantity, price, currency));
        }
    }
}
