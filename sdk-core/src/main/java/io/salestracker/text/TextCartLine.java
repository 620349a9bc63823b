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
 * One product put into or taken out of a cart at Text; an entry of {@code cart_lines} on the wire, where the fields
 * from {@code productId} on lie in {@code product}.
 *
 * @param totalPrice the price of <b>all its units</b>; required, at least 0. Never compared with the unit price
 * @param currency the ISO 4217 currency; required
 * @param quantity how many units were moved; at least 1
 * @param productId the shop's id of the product, {@code product.id} on the wire; required. Text may lose ids that are
 *     not whole numbers
 * @param title what agents see; required
 * @param price the price of one
 * @param sku the stock keeping unit
 * @param variantId the shop's id of the variant. Text may lose ids that are not whole numbers
 * @param thumbnailUrl a publicly reachable JPEG, PNG or WebP picture
 */
public record TextCartLine(
        BigDecimal totalPrice,
        String currency,
        int quantity,
        String productId,
        String title,
        @Nullable BigDecimal price,
        @Nullable String sku,
        @Nullable String variantId,
        @Nullable String thumbnailUrl)
        implements HeapSized {

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    @SuppressWarnings("NullAway") // The checks report what is missing.
    public TextCartLine {
        title = Tidy.title(title);
        price = Tidy.amount(price);
        sku = Tidy.code(sku);
        variantId = Tidy.code(variantId);
        thumbnailUrl = Tidy.address(thumbnailUrl);
        totalPrice = Tidy.amount(totalPrice);
        new Violations()
                .requiredAmount("totalPrice", totalPrice)
                .requiredCurrency("currency", currency)
                .check(quantity >= 1, "quantity", Code.OUT_OF_RANGE, "must be at least 1")
                .requiredText("productId", productId)
                .requiredText("title", title)
                .amount("price", price)
                .throwIfAny("TextCartLine");
    }

    /** Starts a line. */
    public static Builder builder() {
        return new Builder();
    }

    static BigDecimal total(BigDecimal price, int quantity) {
        return price.multiply(BigDecimal.valueOf(quantity));
    }

    @Override
    public long heapBytes() {
        return HeapBytes.ofFields(
                totalPrice, currency, quantity, productId, title, price, sku, variantId, thumbnailUrl);
    }

    @Override
    public String toString() {
        return "TextCartLine[...]";
    }

    /** Builds a {@link TextCartLine}; can be handed to an event's builder unbuilt. Not thread-safe. */
    public static final class Builder extends TextLineBuilder<Builder> {
        private @Nullable Object totalPrice; // A BigDecimal or a String, read when built.
        private @Nullable String currency;

        private Builder() {}

        /** Sets the price of all units; at least 0, below 10^15. Default: quantity times {@code price}, exactly. */
        public Builder totalPrice(@Nullable BigDecimal totalPrice) {
            this.totalPrice = totalPrice;
            return this;
        }

        /** Sets the price of all units from a plain decimal number with a dot. Default: quantity times price. */
        public Builder totalPrice(@Nullable String totalPrice) {
            this.totalPrice = totalPrice;
            return this;
        }

        /** Sets the ISO 4217 currency of both prices; required. */
        public Builder currency(@Nullable String currency) {
            this.currency = currency;
            return this;
        }

        private BigDecimal total(@Nullable BigDecimal each) {
            Integer units = quantity;
            if (each == null || each.signum() < 0 || units == null || units < 1) {
                return BigDecimal.ZERO; // These are faults themselves; the total must not be called faulty too.
            }
            return TextCartLine.total(each, units);
        }

        /**
         * Builds the line.
         *
         * @throws InvalidEventException if a field is missing or out of bounds; it names every one that is
         */
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public TextCartLine build() {
            Violations violations = new Violations();
            BigDecimal all = violations.read("totalPrice", totalPrice);
            BigDecimal each = violations.read("price", price);
            violations.required("quantity", quantity);
            BigDecimal total = totalPrice == null && price != null ? total(each) : all;
            return violations.complete(
                    "TextCartLine",
                    () -> new TextCartLine(
                            total,
                            currency,
                            quantity == null ? 0 : quantity,
                            productId,
                            title,
                            each,
                            sku,
                            variantId,
                            thumbnailUrl));
        }
    }
}
