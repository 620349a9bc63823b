package io.salestracker.examples.adobe;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Reads an order from the {@code data} of an Adobe Commerce event. Numbers come as numbers or as strings. {@code
 * chat_visitor} stands for an attribute of the shop's own on the order.
 */
final class AdobeOrders {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    // 3 x 3.3333333333333333 is read as 10, since a double has no more digits.
    private static final int DECIMALS = 16;

    private AdobeOrders() {}

    /**
     * Tells whether the order is saved for the first time: {@code sales_order_save_after} comes at every save.
     */
    static boolean isFirstSave(JsonNode order) {
        JsonNode isNew = order.path("_isNew");
        if (!isNew.isMissingNode() && !isNew.isNull()) {
            return isNew.asBoolean() || isNew.asText().equals("1");
        }
        JsonNode before = order.path("_origData");
        return !before.isMissingNode() && before.isEmpty();
    }

    /** Tells whether the order says which save it is; without {@code _isNew} and {@code _origData} it does not. */
    static boolean tellsItsSave(JsonNode order) {
        return order.has("_isNew") || order.has("_origData");
    }

    /** @throws ArithmeticException or NumberFormatException if a number is none */
    static Purchase.Builder purchase(JsonNode data) {
        JsonNode order = data.path("value");
        Purchase.Builder purchase = Purchase.builder()
                .site(text(data.path("_metadata"), "storeId"))
                .occurredAt(time(text(order, "created_at")))
                .orderId(text(order, "increment_id"))
                .currency(text(order, "order_currency_code"))
                .total(number(order, "grand_total"))
                .visitor(text(order, "chat_visitor"));
        JsonNode items = order.path("items");
        for (JsonNode item : items) {
            // A configurable product is followed by the variant that was bought, as a child without a price of its own.
            if (text(item, "parent_item_id") == null) {
                addLine(purchase, item, discount(item, items));
            }
        }
        return purchase;
    }

    /** A bundle with a dynamic price has its discount at its children alone, where a configurable product has it itself. */
    private static BigDecimal discount(JsonNode item, JsonNode items) {
        BigDecimal own = orZero(number(item, "discount_amount"));
        String id = text(item, "item_id");
        if (own.signum() != 0 || id == null) {
            return own;
        }
        BigDecimal ofChildren = BigDecimal.ZERO;
        for (JsonNode other : items) {
            if (id.equals(text(other, "parent_item_id"))) {
                ofChildren = ofChildren.add(orZero(number(other, "discount_amount")));
            }
        }
        return ofChildren;
    }

    private static void addLine(Purchase.Builder purchase, JsonNode item, BigDecimal discount) {
        BigDecimal quantity = orZero(number(item, "qty_ordered"));
        if (quantity.signum() <= 0) {
            return;
        }
        BigDecimal row = number(item, "row_total");
        if (row == null) {
            row = orZero(number(item, "price")).multiply(quantity);
        }
        BigDecimal charged = row.subtract(discount).max(BigDecimal.ZERO);
        boolean whole = quantity.scale() <= 0;
        purchase.item(LineItem.builder()
                .productId(text(item, "product_id"))
                .sku(text(item, "sku"))
                .name(text(item, "name"))
                // 1.85 kg are one unit with the line's price, since the price of a kilogram may not divide.
                .quantity(whole ? quantity : BigDecimal.ONE)
                .unitPrice(whole ? each(charged, quantity) : charged));
    }

    private static BigDecimal each(BigDecimal charged, BigDecimal quantity) {
        return charged.divide(quantity, DECIMALS, RoundingMode.HALF_UP).stripTrailingZeros();
    }

    private static @Nullable String text(JsonNode node, String field) {
        String text = node.path(field).asText("");
        return text.isBlank() || text.equals("null") ? null : text;
    }

    /** Without the zeros at the end: Adobe Commerce writes 52.2000 for 52.20. */
    private static @Nullable BigDecimal number(JsonNode node, String field) {
        String text = text(node, field);
        return text == null ? null : new BigDecimal(text).stripTrailingZeros();
    }

    private static BigDecimal orZero(@Nullable BigDecimal number) {
        return number == null ? BigDecimal.ZERO : number;
    }

    /** Adobe Commerce has its times in UTC. Without one the order counts as placed now. */
    private static @Nullable Instant time(@Nullable String text) {
        try {
            return text == null ? null : LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException other) {
            return null;
        }
    }
}
