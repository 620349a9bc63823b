package io.salestracker.alhena;

import static java.util.Objects.requireNonNullElse;

import io.salestracker.destination.JsonWriter;

/**
 * Alhena's wire format. An encoded event is the JSON object that is posted, without the account's fields and with its
 * opening brace replaced by a letter that says which of the two endpoints it goes to.
 */
final class AlhenaEncoder {
    static final String ORDER_ID = "order_id";
    static final byte CART = 'c';
    static final byte CHECKOUT = 'o';

    private AlhenaEncoder() {}

    static void write(JsonWriter json, AlhenaEvent event) {
        json.text("user_fingerprint", event.userFingerprint()).text("user_faq_fingerprint", event.userFaqFingerprint());
        if (event instanceof AlhenaCartEvent cart) {
            writeCart(json, cart);
        } else if (event instanceof AlhenaCheckoutEvent checkout) {
            writeCheckout(json, checkout);
        }
    }

    private static void writeCart(JsonWriter json, AlhenaCartEvent cart) {
        json.text("type", cart.type().name())
                .text("product_id", cart.productId())
                .text("product_name", cart.productName())
                .amount("value", cart.value())
                .text("currency", cart.currency())
                .number("quantity", cart.quantity());
    }

    private static void writeCheckout(JsonWriter json, AlhenaCheckoutEvent checkout) {
        json.text(ORDER_ID, checkout.orderId())
                .amount("value", checkout.value())
                .text("currency", checkout.currency());
        if (!checkout.lineItems().isEmpty()) {
            json.array(
                    "line_items",
                    checkout.lineItems(),
                    (fields, line) -> fields.text("product_id", line.productId())
                            .text("product_name", line.productName())
                            .number("quantity", line.quantity())
                            .amount("value", line.value())
                            .text("currency", requireNonNullElse(line.currency(), checkout.currency())));
        }
    }
}
