package io.salestracker.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.salestracker.destination.Acceptance;
import io.salestracker.destination.Stamp;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.fakes.Wire;
import io.salestracker.http.Request;
import java.time.Instant;

/** Events, destinations and golden files that several tests need. */
final class TextSamples {
    static final String STORE = "0d9fc2a4-64ab-4b3a-8c92-6f1b7c2f5e11";
    static final String WEBSITE = "4f0c5b62-7a5e-4e3f-9d2a-6f1f0e9c8b7a";
    static final String CUSTOMER = "b7eff798-f8df-4364-8059-649c35c9ed0c";
    static final Instant TIME = Instant.parse("2025-06-24T10:44:24.441Z");
    static final Stamp STAMP = new Stamp("stamp-1", Instant.parse("2025-06-24T10:44:24Z"));

    private TextSamples() {}

    static Visitor visitor() {
        return Visitor.of(TextIdentity.of(CUSTOMER));
    }

    static TextDestination destination() {
        return TextDestination.builder(STORE).build();
    }

    static TextOrderCreated.Builder smallOrder() {
        return TextOrderCreated.builder()
                .identity(TextIdentity.of(CUSTOMER))
                .orderId("1042")
                .orderNumber("#1042")
                .currency("USD")
                .totalPrice("149.99")
                .lineItem(TextOrderLine.builder()
                        .productId("123456789")
                        .title("Merino Wool Crew Neck")
                        .quantity(1)
                        .price("149.99"));
    }

    static TextCartLine.Builder socks() {
        return TextCartLine.builder()
                .productId("223456789")
                .title("Socks")
                .quantity(3)
                .price("19.99")
                .currency("USD")
                .sku("SO-1")
                .variantId("987654321")
                .thumbnailUrl("https://cdn.example/socks.png");
    }

    static Acceptance.Send sent(TextDestination destination, SalesEvent event) {
        return (Acceptance.Send) destination.accepts(event);
    }

    static byte[] encoded(TextDestination destination, SalesEvent event) {
        return Wire.encoded(destination, event, STAMP);
    }

    static Request request(TextDestination destination, SalesEvent event) {
        return Wire.request(destination, STAMP, event);
    }

    static String body(TextDestination destination, SalesEvent event) {
        return new String(request(destination, event).body(), UTF_8);
    }

    static String golden(String name) {
        return Wire.golden(TextSamples.class, name + ".json");
    }
}
