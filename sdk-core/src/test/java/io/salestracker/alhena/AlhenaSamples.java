package io.salestracker.alhena;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.salestracker.destination.Acceptance;
import io.salestracker.destination.Stamp;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.fakes.Wire;
import io.salestracker.http.Request;
import java.time.Instant;

/** Events and helpers the tests of this package share. */
final class AlhenaSamples {
    static final String CHAT = "5f8d2a1c-7b3e-4c9a-9d51-0e6a4b2f8c13";
    static final String FAQ = "c2b7a9e4-1d60-4f3b-8a25-93d7e5f0b681";
    static final Stamp STAMP = new Stamp("stamp-1", Instant.parse("2026-11-20T10:15:30Z"));

    private AlhenaSamples() {}

    static Visitor visitor() {
        return Visitor.of(AlhenaIdentity.of(CHAT, FAQ));
    }

    static AlhenaCartEvent.Builder cart() {
        return AlhenaCartEvent.builder()
                .userFingerprint(CHAT)
                .userFaqFingerprint(FAQ)
                .type(AlhenaCartType.ITEM_ADDED)
                .productId("SKU-1234")
                .productName("Black Running Shoes")
                .value("79.99")
                .currency("USD")
                .quantity(1);
    }

    static AlhenaCheckoutEvent.Builder checkout() {
        return AlhenaCheckoutEvent.builder()
                .identity(AlhenaIdentity.of(CHAT, FAQ))
                .orderId("ORDER-7890")
                .value("199.97")
                .currency("USD")
                .lineItem(shoes())
                .lineItem(AlhenaLineItem.builder()
                        .productId("SKU-5678")
                        .productName("Running Socks (2-pack)")
                        .quantity(2)
                        .value("59.99")
                        .currency("EUR")
                        .build());
    }

    static AlhenaLineItem.Builder shoes() {
        return AlhenaLineItem.builder()
                .productId("SKU-1234")
                .productName("Black Running Shoes")
                .quantity(1)
                .value("79.99");
    }

    static AlhenaDestination relaxed() {
        return AlhenaDestination.builder("acme")
                .requireFaqFingerprint(false)
                .requireOrderId(false)
                .build();
    }

    static Acceptance.Send sent(AlhenaDestination destination, SalesEvent event) {
        return (Acceptance.Send) destination.accepts(event);
    }

    static byte[] encoded(AlhenaDestination destination, SalesEvent event) {
        return Wire.encoded(destination, event, STAMP);
    }

    static Request request(AlhenaDestination destination, SalesEvent event) {
        return Wire.request(destination, STAMP, event);
    }

    static String body(AlhenaDestination destination, SalesEvent event) {
        return new String(request(destination, event).body(), UTF_8);
    }

    static String golden(String name) {
        return Wire.golden(AlhenaSamples.class, name + ".json");
    }
}
