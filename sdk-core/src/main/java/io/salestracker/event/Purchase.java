package io.salestracker.event;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An order was placed. Amounts are the caller's and are sent as they are, with up to 20 decimals; nothing is added up
 * or compared, since vendors do not say whether a total has tax and shipping in it. What is only shown to people is made fit,
 * as {@link Tidy} says.
 *
 * @param id the caller's own id, or null for one made from site and order id
 * @param occurredAt when it happened, or null for the moment it is tracked
 * @param site the caller's word for the site, or null
 * @param visitor who bought, or null if not known
 * @param orderId the shop's id of the order; required. Alhena and Text count an order id once
 * @param orderNumber the number people see, such as {@code #1042}; made fit as a title
 * @param currency the ISO 4217 currency of every amount; required
 * @param total what was charged in the end; required, at least 0
 * @param subtotal the sum before shipping and tax; no vendor gets a negative one
 * @param shipping what shipping cost; no vendor gets a negative one
 * @param tax the tax in the total; no vendor gets a negative one
 * @param discountCodes the codes used, without those that are no fit codes, at most 10,000
 * @param statusPage the address of a page that shows the customer how the order stands; null if it is no absolute web address
 * @param salesChannel where it was placed
 * @param items the lines, also those that no vendor has, see {@link LineItem#isSold()}; at most 10,000; may be empty, which
 *     Text and Ebbot refuse
 */
public record Purchase(
        @Nullable String id,
        @Nullable Instant occurredAt,
        @Nullable String site,
        @Nullable Visitor visitor,
        String orderId,
        @Nullable String orderNumber,
        String currency,
        BigDecimal total,
        @Nullable BigDecimal subtotal,
        @Nullable BigDecimal shipping,
        @Nullable BigDecimal tax,
        List<String> discountCodes,
        @Nullable String statusPage,
        @Nullable SalesChannel salesChannel,
        List<LineItem> items)
        implements CommerceEvent {

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    @SuppressWarnings("NullAway") // The checks report what is missing.
    public Purchase {
        id = Tidy.optional(id);
        site = Tidy.optional(site);
        orderNumber = Tidy.title(orderNumber);
        total = Tidy.amount(total);
        subtotal = Tidy.amount(subtotal);
        shipping = Tidy.amount(shipping);
        tax = Tidy.amount(tax);
        discountCodes = Tidy.codes(discountCodes);
        statusPage = Tidy.address(statusPage);
        new Violations()
                .text("id", id)
                .text("site", site)
                .requiredText("orderId", orderId)
                .requiredCurrency("currency", currency)
                .requiredAmount("total", total)
                .signedAmount("subtotal", subtotal)
                .signedAmount("shipping", shipping)
                .signedAmount("tax", tax)
                .list("items", items)
                .throwIfAny("Purchase");
        items = List.copyOf(items);
    }

    /** Starts a purchase. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts a purchase with all that this one has, to change some of it. */
    public Builder toBuilder() {
        Builder builder = new Builder()
                .id(id)
                .occurredAt(occurredAt)
                .site(site)
                .visitor(visitor)
                .orderId(orderId)
                .orderNumber(orderNumber)
                .currency(currency)
                .total(total)
                .subtotal(subtotal)
                .shipping(shipping)
                .tax(tax)
                .statusPage(statusPage)
                .salesChannel(salesChannel)
                .items(items);
        discountCodes.forEach(builder::discountCode);
        return builder;
    }

    @Override
    public EventKind kind() {
        return EventKind.PURCHASE;
    }

    @Override
    public String toString() {
        return "Purchase[items=" + items.size() + "]";
    }

    /** Builds a {@link Purchase}. Not thread-safe. */
    public static final class Builder extends CommerceEventBuilder<Purchase, Builder> {
        private @Nullable String orderId;
        private @Nullable String orderNumber;
        private @Nullable String currency;
        private @Nullable Object total;
        private @Nullable Object subtotal;
        private @Nullable Object shipping;
        private @Nullable Object tax;
        private final List<@Nullable String> discountCodes = new ArrayList<>();
        private @Nullable String statusPage;
        private @Nullable Supplier<@Nullable SalesChannel> salesChannel;
        private final List<Supplier<@Nullable LineItem>> items = new ArrayList<>();

        private Builder() {
            super(EventKind.PURCHASE);
        }

        /** Sets the shop's id of the order; required. */
        public Builder orderId(@Nullable String orderId) {
            this.orderId = orderId;
            return this;
        }

        /** Sets the number people see, such as {@code #1042}. Default: vendors that need one get the order id. */
        public Builder orderNumber(@Nullable String orderNumber) {
            this.orderNumber = orderNumber;
            return this;
        }

        /** Sets the ISO 4217 currency of every amount; required. */
        public Builder currency(@Nullable String currency) {
            this.currency = currency;
            return this;
        }

        /** Sets what was charged in the end; required, at least 0, below 10^15, rounded to 20 decimals. */
        public Builder total(@Nullable BigDecimal total) {
            this.total = total;
            return this;
        }

        /** Sets what was charged in the end from a plain decimal number with a dot; required. */
        public Builder total(@Nullable String total) {
            this.total = total;
            return this;
        }

        /** Sets the sum before shipping and tax. */
        public Builder subtotal(@Nullable BigDecimal subtotal) {
            this.subtotal = subtotal;
            return this;
        }

        /** Sets the sum before shipping and tax from a plain decimal number with a dot. */
        public Builder subtotal(@Nullable String subtotal) {
            this.subtotal = subtotal;
            return this;
        }

        /** Sets what shipping cost. */
        public Builder shipping(@Nullable BigDecimal shipping) {
            this.shipping = shipping;
            return this;
        }

        /** Sets what shipping cost from a plain decimal number with a dot. */
        public Builder shipping(@Nullable String shipping) {
            this.shipping = shipping;
            return this;
        }

        /** Sets the tax in the total. */
        public Builder tax(@Nullable BigDecimal tax) {
            this.tax = tax;
            return this;
        }

        /** Sets the tax in the total from a plain decimal number with a dot. */
        public Builder tax(@Nullable String tax) {
            this.tax = tax;
            return this;
        }

        /** Adds a discount code that was used; null or blank adds none. */
        public Builder discountCode(@Nullable String discountCode) {
            discountCodes.add(discountCode);
            return this;
        }

        /** Sets the address of a page that shows the customer how the order stands. */
        public Builder statusPage(@Nullable String statusPage) {
            this.statusPage = statusPage;
            return this;
        }

        /** Sets where the order was placed. */
        public Builder salesChannel(@Nullable SalesChannel salesChannel) {
            this.salesChannel = () -> salesChannel;
            return this;
        }

        /** Sets where the order was placed; none where id or name is missing, blank, or the id no fit code. */
        public Builder salesChannel(@Nullable String id, @Nullable String name) {
            this.salesChannel = () -> SalesChannel.orNull(id, name);
            return this;
        }

        /** Adds a line. */
        public Builder item(@Nullable LineItem item) {
            items.add(() -> item);
            return this;
        }

        /** Adds a line, not yet built. */
        public Builder item(LineItem.@Nullable Builder item) {
            items.add(() -> item == null ? null : item.build());
            return this;
        }

        /** Takes out the lines that were added before. */
        public Builder clearItems() {
            items.clear();
            return this;
        }

        /** Adds lines; null adds none. */
        public Builder items(@Nullable Collection<LineItem> lines) {
            if (lines != null) {
                lines.forEach(this::item);
            }
            return this;
        }

        @Override
        public @Nullable String orderId() {
            return orderId;
        }

        @Override
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public Purchase build() {
            Violations violations = new Violations();
            Visitor who = violations.build("visitor", visitor);
            BigDecimal charged = violations.read("total", total);
            BigDecimal before = violations.read("subtotal", subtotal);
            BigDecimal shipped = violations.read("shipping", shipping);
            BigDecimal taxed = violations.read("tax", tax);
            SalesChannel channel = violations.build("salesChannel", salesChannel);
            List<LineItem> lines = violations.buildAll("items", items);
            return violations.complete(
                    "Purchase",
                    () -> new Purchase(
                            id,
                            occurredAt,
                            site,
                            who,
                            orderId,
                            orderNumber,
                            currency,
                            charged,
                            before,
                            shipped,
                            taxed,
                            discountCodes,
                            statusPage,
                            channel,
                            lines));
        }
    }
}
