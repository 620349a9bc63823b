package io.salestracker.examples;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An order as a shop has it: a line of {@code messy-orders.jsonl}. All values are texts, since they come from columns, forms
 * and exports, and are handed to the SDK as they are.
 *
 * @param mess the mess in words; {@code none} for an ordinary order
 * @param expect what is to become of it: under {@code model} in the event model, under each vendor's name at that vendor. It
 *     was written by hand from the rules, in the words of {@link MessyFate}
 * @param order the order
 * @param visitor the customer and the customer's identities
 */
record MessyOrder(String mess, Map<String, String> expect, Order order, MessyVisitor visitor) {
    private static final String FILE = "/messy-orders.jsonl";

    /**
     * The columns of an order.
     *
     * @param placed when, with an offset
     * @param codes the discount codes
     */
    record Order(
            @Nullable String id,
            @Nullable String number,
            @Nullable String site,
            @Nullable String placed,
            @Nullable String currency,
            @Nullable String total,
            @Nullable String subtotal,
            @Nullable String shipping,
            @Nullable String tax,
            @Nullable List<@Nullable String> codes,
            @Nullable String statusPage,
            @Nullable Channel channel,
            List<Line> items) {}

    /** Where an order was placed. */
    record Channel(@Nullable String id, @Nullable String name) {}

    /**
     * The columns of a line.
     *
     * @param price the price of one
     * @param parent the number of the line that this one belongs to, such as a bundle's; null for a line of its own
     */
    record Line(
            @Nullable String product,
            @Nullable String name,
            @Nullable String quantity,
            @Nullable String price,
            @Nullable String sku,
            @Nullable String variant,
            @Nullable String variantTitle,
            @Nullable String group,
            @Nullable String image,
            @Nullable Integer parent) {}

    /** Reads the file. */
    static List<MessyOrder> readAll() throws IOException {
        try (InputStream file = MessyOrder.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new FileNotFoundException(FILE);
            }
            try (MappingIterator<MessyOrder> orders =
                    new JsonMapper().readerFor(MessyOrder.class).readValues(file)) {
                return List.copyOf(orders.readAll());
            }
        }
    }

    /**
     * Returns the lines that were sold. A line under another one is what that one consists of, or its variant; with both the
     * goods would count twice.
     */
    List<Line> lines() {
        return order.items().stream().filter(line -> line.parent() == null).toList();
    }

    /** Returns the purchase, not yet built: what is wrong with it shows as an outcome. */
    Purchase.Builder purchase() {
        Purchase.Builder purchase = Purchase.builder()
                .site(order.site())
                .visitor(visitor.stored())
                .orderId(order.id())
                .orderNumber(order.number())
                .currency(order.currency())
                .total(order.total())
                .subtotal(order.subtotal())
                .shipping(order.shipping())
                .tax(order.tax())
                .statusPage(order.statusPage());
        if (order.placed() != null) {
            purchase.occurredAt(OffsetDateTime.parse(order.placed()).toInstant());
        }
        if (order.channel() != null) {
            purchase.salesChannel(order.channel().id(), order.channel().name());
        }
        requireNonNullElse(order.codes(), List.<String>of()).forEach(purchase::discountCode);
        lines().forEach(line -> purchase.item(item(line)));
        return purchase;
    }

    private static LineItem.Builder item(Line line) {
        return LineItem.builder()
                .productId(line.product())
                .name(line.name())
                .quantity(line.quantity() == null ? null : new BigDecimal(line.quantity()))
                .unitPrice(line.price())
                .sku(line.sku())
                .variantId(line.variant())
                .variantTitle(line.variantTitle())
                .groupId(line.group())
                .imageUrl(line.image());
    }

    /** Returns the total, or 0 where it is no number. */
    BigDecimal amount() {
        try {
            return order.total() == null ? BigDecimal.ZERO : new BigDecimal(order.total());
        } catch (NumberFormatException e) {
            return BigDecimal.ZERO;
        }
    }
}
