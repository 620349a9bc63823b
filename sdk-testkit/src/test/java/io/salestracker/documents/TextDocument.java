package io.salestracker.documents;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/** Text: the events of the JavaScript API in the envelope of the tracker's endpoint and of the Customer Chat API. */
final class TextDocument {
    private TextDocument() {}

    static void event(Members body, List<String> complaints) {
        body.text("customer_id");
        body.text("platform");
        String time = body.text("occurred_at");
        if (time != null && !isTime(time)) {
            body.complain("occurred_at", "is no time in UTC with milliseconds");
        }
        Members event = body.object("event");
        body.nothingElse();
        if (event == null) {
            return;
        }
        String name = event.text("name");
        Members data = event.object("data");
        event.nothingElse();
        if (name == null || data == null) {
            return;
        }
        switch (name) {
            case "store_order_was_created" -> order(data.object("order"), complaints);
            case "store_product_added_to_cart", "store_product_removed_from_cart" -> cart(data, complaints);
            default -> event.complain("name", "is no event of the vendor's");
        }
        data.nothingElse();
    }

    private static boolean isTime(String text) {
        if (!text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z")) {
            return false;
        }
        try {
            return Instant.parse(text) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static void order(Members order, List<String> complaints) {
        if (order == null) {
            return;
        }
        order.text("id");
        order.text("order_number");
        order.currency("currency");
        order.amount("total_price");
        order.optionalAmount("subtotal_price");
        order.optionalAmount("shipping_price");
        order.optionalAmount("tax_price");
        order.optionalAddress("status_page_url");
        Members channel = order.optionalObject("sales_channel");
        if (channel != null) {
            channel.text("id");
            channel.text("name");
            channel.nothingElse();
        }
        List<?> discounts = order.optionalList("discounts");
        for (int i = 0; i < discounts.size(); i++) {
            Members discount = Members.of(order.at("discounts[" + i + "]"), discounts.get(i), complaints);
            if (discount != null) {
                discount.text("code");
                discount.nothingElse();
            }
        }
        List<?> items = atLeastOne(order, "line_items");
        order.nothingElse();
        for (int i = 0; i < items.size(); i++) {
            Members item = Members.of(order.at("line_items[" + i + "]"), items.get(i), complaints);
            if (item != null) {
                item.text("product_id");
                item.text("title");
                quantity(item);
                item.amount("price");
                item.optionalText("sku");
                item.optionalText("variant_id");
                item.optionalText("variant_title");
                item.optionalAddress("thumbnail_url");
                item.nothingElse();
            }
        }
    }

    private static void cart(Members data, List<String> complaints) {
        List<?> lines = atLeastOne(data, "cart_lines");
        for (int i = 0; i < lines.size(); i++) {
            Members line = Members.of(data.at("cart_lines[" + i + "]"), lines.get(i), complaints);
            if (line == null) {
                continue;
            }
            line.amount("total_price");
            line.currency("currency");
            quantity(line);
            Members product = line.object("product");
            line.nothingElse();
            if (product != null) {
                product.text("id");
                product.text("title");
                product.optionalAmount("price");
                product.optionalText("sku");
                product.optionalText("variant_id");
                product.optionalAddress("thumbnail_url");
                product.nothingElse();
            }
        }
    }

    private static List<?> atLeastOne(Members members, String name) {
        List<?> list = members.list(name);
        if (list.isEmpty() && members.any(name) instanceof List<?>) {
            members.complain(name, "has no entry");
        }
        return list;
    }

    /** The table says 1 or more; that the vendor stores whole numbers is inferred from another of its interfaces. */
    private static void quantity(Members line) {
        BigDecimal quantity = line.number("quantity");
        if (quantity != null && quantity.compareTo(BigDecimal.ONE) < 0) {
            line.complain("quantity", "is below 1");
        }
    }
}
