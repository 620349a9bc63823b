package io.salestracker.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * One product of an event, as the vendor's payload names it.
 *
 * @param product the product's id or, in Tracktor.io's orders, which have none, its name
 * @param quantity how many
 */
record Line(String product, BigDecimal quantity) {

    /** Reads the products of an event, whatever its vendor and kind; none if it has none or was not kept. */
    static List<Line> of(Received event) {
        JsonNode json = event.payload().json();
        List<Line> lines = new ArrayList<>();
        switch (event.vendor()) {
            case ALHENA -> {
                add(lines, json, "product_id");
                json.path("line_items").forEach(line -> add(lines, line, "product_id"));
            }
            case EBBOT -> {
                JsonNode items = json.path("items");
                add(lines, items, "id");
                items.forEach(item -> add(lines, item, "id"));
            }
            case TEXT -> {
                JsonNode data = json.path("event").path("data");
                data.path("order").path("line_items").forEach(line -> add(lines, line, "product_id"));
                data.path("cart_lines").forEach(line -> add(lines, line.path("product"), line, "id"));
            }
            case TRACKTOR -> {
                JsonNode data = json.path("data");
                add(lines, data, "productid");
                data.path("products").forEach(product -> add(lines, product, "name"));
            }
        }
        return lines;
    }

    private static void add(List<Line> lines, JsonNode line, String id) {
        add(lines, line, line, id);
    }

    private static void add(List<Line> lines, JsonNode product, JsonNode line, String id) {
        if (product.path(id).isTextual()) {
            JsonNode quantity = line.path("quantity");
            lines.add(new Line(
                    product.path(id).textValue(), quantity.isNumber() ? quantity.decimalValue() : BigDecimal.ONE));
        }
    }

    boolean is(String otherProduct, BigDecimal otherQuantity) {
        return product.equals(otherProduct) && quantity.compareTo(otherQuantity) == 0;
    }

    @Override
    public String toString() {
        return quantity.toPlainString() + " x \"" + product + "\"";
    }
}
