package io.salestracker.ebbot;

import io.salestracker.destination.HeapBytes;
import io.salestracker.event.HeapSized;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Tidy;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One product of an Ebbot event. The fields are known from the vendor; of {@code value} exactly one form is set.
 *
 * @param id the product's id in the product feed given to Ebbot; required
 * @param groupId the id of its group in the product feed
 * @param quantity how many; above 0 (the range is assumed), not necessarily whole
 * @param value the sale price of one as a number; at least 0
 * @param valueText the sale price of one as a text, sent in quotes: digits with at most one dot, as in the product feed
 *     (assumed), such as {@code 149.90}
 */
public record EbbotItem(
        String id,
        @Nullable String groupId,
        @Nullable BigDecimal quantity,
        @Nullable BigDecimal value,
        @Nullable String valueText)
        implements HeapSized {

    private static final Pattern PRICE = Pattern.compile("\\d{1,15}(\\.\\d{1,20})?");

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    public EbbotItem {
        groupId = Tidy.code(groupId);
        quantity = Tidy.amount(quantity);
        value = Tidy.amount(value);
        Violations violations = new Violations()
                .requiredText("id", id)
                .amount("quantity", quantity)
                .check(
                        quantity == null || quantity.signum() != 0,
                        "quantity",
                        Code.OUT_OF_RANGE,
                        "must be above 0; leave it unset if not known")
                .amount("value", value);
        if (valueText == null) {
            violations.required("value", value);
        } else {
            violations
                    .check(
                            PRICE.matcher(valueText).matches(),
                            "valueText",
                            Code.MALFORMED,
                            "must be digits with at most one dot and no blanks, such as 149.90")
                    .check(value == null, "valueText", Code.CONFLICT, "is set beside value; set one of the two");
        }
        violations.throwIfAny("EbbotItem");
    }

    /** Starts an item. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public long heapBytes() {
        return HeapBytes.ofFields(id, groupId, quantity, value, valueText);
    }

    @Override
    public String toString() {
        return "EbbotItem[...]";
    }

    /** Builds an {@link EbbotItem}; can be handed to an event's builder unbuilt. Not thread-safe. */
    public static final class Builder {
        private @Nullable String id;
        private @Nullable String groupId;
        private @Nullable BigDecimal quantity;
        private @Nullable Object value; // A BigDecimal or a String, read when built.
        private @Nullable String valueText;

        private Builder() {}

        /** Sets the product's id in the product feed; required. */
        public Builder id(@Nullable String id) {
            this.id = id;
            return this;
        }

        /** Sets the id of the product's group in the product feed. */
        public Builder groupId(@Nullable String groupId) {
            this.groupId = groupId;
            return this;
        }

        /** Sets how many; above 0. */
        public Builder quantity(int quantity) {
            return quantity(BigDecimal.valueOf(quantity));
        }

        /** Sets how many, for what is not sold by the piece; above 0, below 10^15, at most 20 decimals. */
        public Builder quantity(@Nullable BigDecimal quantity) {
            this.quantity = quantity;
            return this;
        }

        /** Sets the sale price of one, sent as a number; at least 0, below 10^15, at most 20 decimals. */
        public Builder value(@Nullable BigDecimal value) {
            this.value = value;
            return this;
        }

        /** Sets the sale price of one from a plain decimal number with a dot; sent as a number. */
        public Builder value(@Nullable String value) {
            this.value = value;
            return this;
        }

        /** Sets the sale price of one as a text, sent in quotes as it is; in place of {@link #value}. */
        public Builder valueText(@Nullable String valueText) {
            this.valueText = valueText;
            return this;
        }

        /**
         * Builds the item.
         *
         * @throws InvalidEventException if a field is missing or out of bounds; it names every one that is
         */
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public EbbotItem build() {
            Violations violations = new Violations();
            BigDecimal price = violations.read("value", value);
            return violations.complete("EbbotItem", () -> new EbbotItem(id, groupId, quantity, price, valueText));
        }
    }
}
