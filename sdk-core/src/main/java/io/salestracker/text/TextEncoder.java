package io.salestracker.text;

import io.salestracker.destination.JsonWriter;
import io.salestracker.destination.Stamp;
import io.salestracker.event.SalesChannel;
import java.util.List;
import java.util.function.Consumer;

/** Text's wire format: an encoded event is the JSON object that is posted, without the account's fields. */
final class TextEncoder {
    static final String ORDER = "store_order_was_created";

    private TextEncoder() {}

    static void write(JsonWriter json, TextEvent event, Stamp stamp) {
        json.text("customer_id", event.customerId()).time("occurred_at", stamp.occurredAt());
        if (event instanceof TextOrderCreated order) {
            write(json, ORDER, data -> data.object("order", fields -> writeOrder(fields, order)));
        } else if (event instanceof TextCartAdded added) {
            write(json, "store_product_added_to_cart", data -> writeCartLines(data, added.cartLines()));
        } else if (event instanceof TextCartRemoved removed) {
            write(json, "store_product_removed_from_cart", data -> writeCartLines(data, removed.cartLines()));
        }
    }

    private static void write(JsonWriter json, String name, Consumer<JsonWriter> data) {
        json.object("event", event -> event.text("name", name).object("data", data));
    }

    private static void writeOrder(JsonWriter json, TextOrderCreated order) {
        json.text("id", order.orderId())
                .text("order_number", order.orderNumber())
                .text("currency", order.currency())
                .amount("total_price", order.totalPrice())
                .amount("subtotal_price", order.subtotalPrice())
                .amount("shipping_price", order.shippingPrice())
                .amount("tax_price", order.taxPrice())
                .text("status_page_url", order.statusPageUrl());
        SalesChannel channel = order.salesChannel();
        if (channel != null) {
            json.object(
                    "sales_channel", fields -> fields.text("id", channel.id()).text("name", channel.name()));
        }
        if (!order.discountCodes().isEmpty()) {
            json.array("discounts", order.discountCodes(), (fields, code) -> fields.text("code", code));
        }
        json.array(
                "line_items",
                order.lineItems(),
                (fields, line) -> fields.text("product_id", line.productId())
                        .text("title", line.title())
                        .number("quantity", line.quantity())
                        .amount("price", line.price())
                        .text("sku", line.sku())
                        .text("variant_id", line.variantId())
                        .text("variant_title", line.variantTitle())
                        .text("thumbnail_url", line.thumbnailUrl()));
    }

    private static void writeCartLines(JsonWriter json, List<TextCartLine> lines) {
        json.array(
                "cart_lines",
                lines,
                (fields, line) -> fields.amount("total_price", line.totalPrice())
                        .text("currency", line.currency())
                        .number("quantity", line.quantity())
                        .object(
                                "product",
                                product -> product.text("id", line.productId())
                                        .text("title", line.title())
                                        .amount("price", line.price())
                                        .text("sku", line.sku())
                                        .text("variant_id", line.variantId())
                                        .text("thumbnail_url", line.thumbnailUrl())));
    }
}
