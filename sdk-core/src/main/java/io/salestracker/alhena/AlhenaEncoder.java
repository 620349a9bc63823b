package io.salestracker.alhena;

import com.fasterxml.jackson.core.JsonGenerator;
import io.salestracker.internal.support.Json;
import io.salestracker.internal.support.JsonWriters;
import java.io.IOException;

/**
 * Alhena's wire format. An encoded event is the JSON object that is posted, without the account's fields and with its
 * opening brace replaced by a letter that says which of the two endpoints it goes to.
 */
final class AlhenaEncoder {
    static final String ORDER_ID = "order_id";
    static final byte CART = 'c';
    static final byte CHECKOUT = 'o';

    private AlhenaEncoder() {}

    static byte[] encode(AlhenaEvent event, JsonWriters writers) {
        byte[] bytes = writers.write(json -> write(json, event));
        bytes[0] = event instanceof AlhenaCartEvent ? CART : CHECKOUT;
        return bytes;
    }

    private static void write(JsonGenerator json, AlhenaEvent event) throws IOException {
        json.writeStartObject();
        json.writeStringField("user_fingerprint", event.userFingerprint());
        Json.optional(json, "user_faq_fingerprint", event.userFaqFingerprint());
        if (event instanceof AlhenaCartEvent cart) {
            writeCart(json, cart);
        } else if (event instanceof AlhenaCheckoutEvent checkout) {
            writeCheckout(json, checkout);
        }
        json.writeEndObject();
    }

    private static void writeCart(JsonGenerator json, AlhenaCartEvent cart) throws IOException {
        json.writeStringField("type", cart.type().name());
        json.writeStringField("product_id", cart.productId());
        json.writeStringField("product_name", cart.productName());
        Json.amount(json, "value", cart.value());
        json.writeStringField("currency", cart.currency());
        json.writeNumberField("quantity", cart.quantity());
    }

    private static void writeCheckout(JsonGenerator json, AlhenaCheckoutEvent checkout) throws IOException {
        Json.optional(json, ORDER_ID, checkout.orderId());
        Json.amount(json, "value", checkout.value());
        json.writeStringField("currency", checkout.currency());
        if (checkout.lineItems().isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("line_items");
        for (AlhenaLineItem line : checkout.lineItems()) {
            String own = line.currency();
            json.writeStartObject();
            json.writeStringField("product_id", line.productId());
            json.writeStringField("product_name", line.productName());
            json.writeNumberField("quantity", line.quantity());
            Json.amount(json, "value", line.value());
            json.writeStringField("currency", own == null ? checkout.currency() : own);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
