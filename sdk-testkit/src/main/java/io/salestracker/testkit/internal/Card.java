package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What somebody sees of an event, as JSON. What is null is left out; amounts are strings. */
final class Card {
    private final ObjectNode json = Json.MAPPER.createObjectNode();

    Card(String title, String type) {
        json.put("title", title).put("type", type);
    }

    /** One that shows nothing, and says why. */
    static ObjectNode none(String title, String note) {
        return new Card(title, "none").json.put("note", note);
    }

    ObjectNode json() {
        return json;
    }

    Card number(@Nullable String number) {
        return put("number", number);
    }

    Card total(@Nullable BigDecimal total, @Nullable String currency) {
        return put("total", plain(total)).put("currency", currency);
    }

    /** Adds a fact, unless its value is null. */
    Card fact(String label, @Nullable String value) {
        if (value != null) {
            json.withArray("facts").addObject().put("label", label).put("value", value);
        }
        return this;
    }

    /** Adds an amount as a fact, unless it is null. */
    Card fact(String label, @Nullable BigDecimal amount, @Nullable String currency) {
        String text = plain(amount);
        return fact(label, text == null || currency == null ? text : text + " " + currency);
    }

    /** Adds an item; {@code quantity} is the node that says how many. */
    void item(
            @Nullable String title,
            @Nullable String variant,
            JsonNode quantity,
            @Nullable BigDecimal price,
            @Nullable String currency,
            @Nullable String thumbnail) {
        ObjectNode item = json.withArray("items").addObject();
        item.put("title", title == null ? "" : title);
        item.put("variant", variant);
        item.put("quantity", quantity.isNumber() ? Facts.plain(quantity) : BigDecimal.ONE);
        item.put("price", plain(price));
        item.put("currency", currency);
        item.put("thumbnail", thumbnail);
    }

    private Card put(String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
        return this;
    }

    private static @Nullable String plain(@Nullable BigDecimal amount) {
        return amount == null ? null : amount.toPlainString();
    }
}
