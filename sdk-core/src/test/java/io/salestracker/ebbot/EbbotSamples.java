package io.salestracker.ebbot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.salestracker.destination.Acceptance;
import io.salestracker.destination.Stamp;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.fakes.Wire;
import io.salestracker.http.Request;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/** Events and helpers the tests of this package share. */
final class EbbotSamples {
    static final Stamp STAMP = new Stamp("stamp-1", Instant.parse("2026-11-20T10:15:30Z"));
    static final URI RELAY = URI.create("https://relay.example/ebbot");

    private EbbotSamples() {}

    static EbbotDestination.Builder relay() {
        return EbbotDestination.builder(RELAY);
    }

    static Visitor visitor() {
        return Visitor.of(EbbotIdentity.of("chat-7"));
    }

    static EbbotItem.Builder item() {
        return EbbotItem.builder().id("123").value("149.90");
    }

    static EbbotItem.Builder fullItem() {
        return item().groupId("g-9").quantity(2);
    }

    static EbbotAtcEvent.Builder atc() {
        return EbbotAtcEvent.builder().item(item()).currency("SEK");
    }

    static EbbotVisitEvent.Builder visit() {
        return EbbotVisitEvent.builder().item(item());
    }

    static EbbotPurchaseEvent.Builder purchase() {
        return EbbotPurchaseEvent.builder().item(item()).currency("SEK");
    }

    static EbbotAtcEvent fullAtc() {
        return EbbotAtcEvent.builder()
                .item(fullItem().build())
                .item(EbbotItem.builder().id("456").valueText("59.00"))
                .currency("SEK")
                .build();
    }

    static EbbotVisitEvent fullVisit() {
        return EbbotVisitEvent.builder()
                .item(item().groupId("g-9").quantity(new BigDecimal("0.5")))
                .build();
    }

    static EbbotPurchaseEvent fullPurchase() {
        return EbbotPurchaseEvent.builder()
                .items(List.of(
                        fullItem().quantity(1).build(),
                        EbbotItem.builder()
                                .id("456")
                                .quantity(3)
                                .valueText("59.00")
                                .build()))
                .currency("SEK")
                .build();
    }

    static Acceptance.Send sent(EbbotDestination destination, SalesEvent event) {
        return (Acceptance.Send) destination.accepts(event);
    }

    static byte[] encoded(EbbotDestination destination, SalesEvent event) {
        return Wire.encoded(destination, event, STAMP);
    }

    static Request request(EbbotDestination destination, SalesEvent... events) {
        return Wire.request(destination, STAMP, events);
    }

    static String body(EbbotDestination destination, SalesEvent... events) {
        return new String(request(destination, events).body(), UTF_8);
    }

    static String golden(String name) {
        return Wire.golden(EbbotSamples.class, name + ".json");
    }
}
