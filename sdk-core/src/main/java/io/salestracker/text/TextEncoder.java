package io.salestracker.text;

import com.fasterxml.jackson.core.JsonGenerator;
import io.salestracker.destination.Stamp;
import io.salestracker.event.SalesChannel;
import io.salestracker.internal.support.Json;
import io.salestracker.internal.support.JsonWriters;
import java.io.IOException;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;

/** Text's wire format: an encoded event is the JSON object that is posted, without the account's fields. */
final class TextEncoder {
    static final String ORDER = "store_order_was_created";

    /** Always three digits of a second, which {@code Instant.toString} does not promise. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private TextEncoder() {}

    static byte[] encode(TextEvent event, Stamp stamp, JsonWriters writers) {
        return writers.write(json -> write(json, event, stamp));
    }

    private static void write(JsonGenerator json, TextEvent event, Stamp stamp) throws IOException {
        json.writeStartObject();
        json.writeStringField("customer_id", event.customerId());
        json.writeStringField("occurred_at", TIME.format(stamp.occurredAt()));
        json.writeObjectFieldStart("event");
        if (event instanceof TextOrderCreated order) {
            json.writeStringField("name", ORDER);
            json.writeObjectFieldStart("data");
            writeOrder(json, order);
        } else if (event instanceof TextCartAdded added) {
            json.writeStringField("name", "store_product_added_to_cart");
            json.writeObjectFieldStart("data");
            writeCartLines(json, added.cartLines());
        } else if (event instanceof TextCartRemoved removed) {
            json.writeStringField("name", "store_product_removed_from_cart");
            json.writeObjectFieldStart("data");
            writeCartLines(json, removed.cartLines());
        }
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void writeOrder(JsonGenerator json, TextOrderCreated order) throws IOException {
        json.writeObjectFieldStart("order");
        json.writeStringField("id", order.orderId());
        json.writeStringField("order_number", order.orderNumber());
        json.writeStringField("currency", order.currency());
        Json.amount(json, "total_price", order.totalPrice());
        Json.optional(json, "subtotal_price", order.subtotalPrice());
        Json.optional(json, "shipping_price", order.shippingPrice());
        Json.optional(json, "tax_price", order.taxPrice());
        Json.optional(json, "status_page_url", order.statusPageUrl());
        SalesChannel channel = order.salesChannel();
        if (channel != null) {
            json.writeObjectFieldStart("sales_channel");
            json.writeStringField("id", channel.id());
            json.writeStringField("name", channel.name());
            json.writeEndObject();
        }
        if (!order.discountCodes().isEmpty()) {
            json.writeArrayFieldStart("discounts");
            for (String code : order.discountCodes()) {
                json.writeStartObject();
                json.writeStringField("code", code);
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeArrayFieldStart("line_items");
        for (TextOrderLine line : order.lineItems()) {
            json.writeStartObject();
            json.writeStringField("product_id", line.productId());
            json.writeStringField("title", line.title());
            json.writeNumberField("quantity", line.quantity());
            Json.amount(json, "price", line.price());
            Json.optional(json, "sku", line.sku());
            Json.optional(json, "variant_id", line.variantId());
            Json.optional(json, "variant_title", line.variantTitle());
            Json.optional(json, "thumbnail_url", line.thumbnailUrl());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeCartLines(JsonGenerator json, List<TextCartLine> lines) throws IOException {
        json.writeArrayFieldStart("cart_lines");
        for (TextCartLine line : lines) {
            json.writeStartObject();
            Json.amount(json, "total_price", line.totalPrice());
            json.writeStringField("currency", line.currency());
            json.writeNumberField("quantity", line.quantity());
            json.writeObjectFieldStart("product");
            json.writeStringField("id", line.productId());
            json.writeStringField("title", line.title());
            Json.optional(json, "price", line.price());
            Json.optional(json, "sku", line.sku());
            Json.optional(json, "variant_id", line.variantId());
            Json.optional(json, "thumbnail_url", line.thumbnailUrl());
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
