package io.salestracker.text;

import io.salestracker.destination.HeapBytes;
import io.salestracker.event.EventKind;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.SalesChannel;
import io.salestracker.event.Tidy;
import io.salestracker.event.Violations;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Text's {@code store_order_was_created}: an order was placed. Text counts an order once (known; by which key is not
 * known, most likely store and order id), so it is repeatable. Amounts are sent as they are and never added up.
 *
 * @param id the caller's own id, or null; not on the wire
 * @param occurredAt when it happened, from 1970 to 9999, or null for the moment it is tracked
 * @param site the caller's word for the site, or null; not on the wire
 * @param customerId the chat customer's id; required
 * @param orderId the shop's id of the order; required, and the same whenever the order is sent
 * @param orderNumber the number agents see, such as {@code #1042}; required
 * @param currency the ISO 4217 currency of every amount; required
 * @param totalPrice what was charged in the end, after discounts, tax and shipping; required, at least 0
 * @param subtotalPrice the sum before shipping and tax
 * @param shippingPrice what shipping cost
 * @param taxPrice the tax
 * @param statusPageUrl the address of a page that shows the customer how the order stands
 * @param salesChannel where it was placed
 * @param discountCodes the discount codes used, each an entry of {@code discounts} on the wire; may be empty
 * @param lineItems what was bought; at least one line
 */
public record TextOrderCreated(
        @Nullable String id,
        @Nullable Instant occurredAt,
        @Nullable String site,
        String customerId,
        String orderId,
        String orderNumber,
        String currency,
        BigDecimal totalPrice,
        @Nullable BigDecimal subtotalPrice,
        @Nullable BigDecimal shippingPrice,
        @Nullable BigDecimal taxPrice,
        @Nullable String statusPageUrl,
        @Nullable SalesChannel salesChannel,
        List<String> discountCodes,
        List<TextOrderLine> lineItems)
        implements TextEvent {

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    @SuppressWarnings("NullAway") // The checks report what is missing.
    public TextOrderCreated {
        id = Tidy.optional(id);
        site = Tidy.optional(site);
        orderNumber = Tidy.title(orderNumber);
        totalPrice = Tidy.amount(totalPrice);
        subtotalPrice = Tidy.amount(subtotalPrice);
        shippingPrice = Tidy.amount(shippingPrice);
        taxPrice = Tidy.amount(taxPrice);
        statusPageUrl = Tidy.address(statusPageUrl);
        discountCodes = Tidy.codes(discountCodes);
        Violations violations = TextChecks.common(id, occurredAt, site, customerId)
                .requiredText("orderId", orderId)
                .requiredText("orderNumber", orderNumber)
                .requiredCurrency("currency", currency)
                .requiredAmount("totalPrice", totalPrice)
                .amount("subtotalPrice", subtotalPrice)
                .amount("shippingPrice", shippingPrice)
                .amount("taxPrice", taxPrice);
        TextChecks.lines(violations, "lineItems", lineItems).throwIfAny("TextOrderCreated");
        lineItems = List.copyOf(lineItems);
    }

    /** Starts an order. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public EventKind kind() {
        return EventKind.PURCHASE;
    }

    @Override
    public long heapBytes() {
        return HeapBytes.ofFields(
                id,
                occurredAt,
                site,
                customerId,
                orderId,
                orderNumber,
                currency,
                totalPrice,
                subtotalPrice,
                shippingPrice,
                taxPrice,
                statusPageUrl,
                salesChannel,
                discountCodes,
                lineItems);
    }

    @Override
    public String toString() {
        return "TextOrderCreated[lineItems=" + lineItems.size() + "]";
    }

    /** Builds a {@link TextOrderCreated}. Not thread-safe. */
    public static final class Builder extends TextEventBuilder<TextOrderCreated, Builder> {
        private @Nullable String orderId;
        private @Nullable String orderNumber;
        private @Nullable String currency;
        private @Nullable Object totalPrice; // These four are a BigDecimal or a String, read when built.
        private @Nullable Object subtotalPrice;
        private @Nullable Object shippingPrice;
        private @Nullable Object taxPrice;
        private @Nullable String statusPageUrl;
        private @Nullable Supplier<@Nullable SalesChannel> salesChannel;
        private final List<String> discountCodes = new ArrayList<>();
        private final List<Supplier<@Nullable TextOrderLine>> lineItems = new ArrayList<>();

        private Builder() {
            super(EventKind.PURCHASE);
        }

        /** Sets the shop's id of the order; required, and the same whenever the order is sent. */
        public Builder orderId(@Nullable String orderId) {
            this.orderId = orderId;
            return this;
        }

        /** Sets the number agents see, such as {@code #1042}; required. */
        public Builder orderNumber(@Nullable String orderNumber) {
            this.orderNumber = orderNumber;
            return this;
        }

        /** Sets the ISO 4217 currency of every amount; required. */
        public Builder currency(@Nullable String currency) {
            this.currency = currency;
            return this;
        }

        /** Sets what was charged in the end; required, at least 0, below 10^15, at most 20 decimals. */
        public Builder totalPrice(@Nullable BigDecimal totalPrice) {
            this.totalPrice = totalPrice;
            return this;
        }

        /** Sets what was charged in the end from a plain decimal number with a dot; required. */
        public Builder totalPrice(@Nullable String totalPrice) {
            this.totalPrice = totalPrice;
            return this;
        }

        /** Sets the sum before shipping and tax. */
        public Builder subtotalPrice(@Nullable BigDecimal subtotalPrice) {
            this.subtotalPrice = subtotalPrice;
            return this;
        }

        /** Sets the sum before shipping and tax from a plain decimal number with a dot. */
        public Builder subtotalPrice(@Nullable String subtotalPrice) {
            this.subtotalPrice = subtotalPrice;
            return this;
        }

        /** Sets what shipping cost. */
        public Builder shippingPrice(@Nullable BigDecimal shippingPrice) {
            this.shippingPrice = shippingPrice;
            return this;
        }

        /** Sets what shipping cost from a plain decimal number with a dot. */
        public Builder shippingPrice(@Nullable String shippingPrice) {
            this.shippingPrice = shippingPrice;
            return this;
        }

        /** Sets the tax. */
        public Builder taxPrice(@Nullable BigDecimal taxPrice) {
            this.taxPrice = taxPrice;
            return this;
        }

        /** Sets the tax from a plain decimal number with a dot. */
        public Builder taxPrice(@Nullable String taxPrice) {
            this.taxPrice = taxPrice;
            return this;
        }

        /** Sets the address of a page that shows the customer how the order stands. */
        public Builder statusPageUrl(@Nullable String statusPageUrl) {
            this.statusPageUrl = statusPageUrl;
            return this;
        }

        /** Sets where the order was placed. */
        public Builder salesChannel(@Nullable SalesChannel salesChannel) {
            this.salesChannel = () -> salesChannel;
            return this;
        }

        /** Sets where the order was placed; both required. */
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public Builder salesChannel(@Nullable String id, @Nullable String name) {
            this.salesChannel = () -> SalesChannel.orNull(id, name);
            return this;
        }

        /** Adds a discount code that was used. */
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public Builder discountCode(@Nullable String discountCode) {
            discountCodes.add(discountCode);
            return this;
        }

        /** Adds a line. */
        public Builder lineItem(@Nullable TextOrderLine lineItem) {
            lineItems.add(() -> lineItem);
            return this;
        }

        /** Adds a line, not yet built. */
        public Builder lineItem(TextOrderLine.Builder lineItem) {
            lineItems.add(lineItem::build);
            return this;
        }

        /** Adds lines. */
        public Builder lineItems(Collection<TextOrderLine> lines) {
            lines.forEach(this::lineItem);
            return this;
        }

        @Override
        public @Nullable String orderId() {
            return orderId;
        }

        @Override
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public TextOrderCreated build() {
            Violations violations = new Violations();
            BigDecimal total = violations.read("totalPrice", totalPrice);
            BigDecimal subtotal = violations.read("subtotalPrice", subtotalPrice);
            BigDecimal shipping = violations.read("shippingPrice", shippingPrice);
            BigDecimal tax = violations.read("taxPrice", taxPrice);
            SalesChannel channel = violations.build("salesChannel", salesChannel);
            List<TextOrderLine> lines = violations.buildAll("lineItems", lineItems);
            return violations.complete(
                    "TextOrderCreated",
                    () -> new TextOrderCreated(
                            id,
                            occurredAt,
                            site,
                            customerId,
                            orderId,
                            orderNumber,
                            currency,
                            total,
                            subtotal,
                            shipping,
                            tax,
                            statusPageUrl,
                            channel,
                            discountCodes,
                            lines));
        }
    }
}
