package io.salestracker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salestracker.DestinationState;
import io.salestracker.Outcome;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.event.EventKind;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.text.TextDestination;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorDestination;
import io.salestracker.tracktor.TracktorIdentity;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecordingTransportTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Duration SOON = Duration.ofSeconds(10);

    private final RecordingTransport transport = new RecordingTransport();
    private final SettableClock clock = SettableClock.at(NOON);

    private SalesTracker.Builder shop() {
        return SalesTracker.builder().transport(transport).clock(clock).random(new Random(42));
    }

    private SalesTracker text() {
        return shop().destination(TextDestination.builder("3f0c1d5e-7a41-4f0e-9d53-0b6c2f1a8e77")
                        .build())
                .build();
    }

    private static Purchase.Builder order(String id) {
        return Orders.of(id, "149.99")
                .visitor(Visitor.of(
                        AlhenaIdentity.of(
                                "0b54c7a2-3f1e-4d6a-9c8b-7e2f1a0d5c43", "d2c6b7f0-9a18-4e53-8f04-6b1c3e7a9d25"),
                        TextIdentity.of("b7eff798-f8df-4364-8059-649c35c9ed0c"),
                        TracktorIdentity.of("anna")));
    }

    @Test
    void anOrderIsRecordedAsItWouldBeSent() throws Exception {
        try (SalesTracker tracker = text()) {
            Receipt receipt = tracker.track(order("1042"));
            RecordedRequest request = transport.awaitRequests(1).get(0);

            assertThat(request.vendor()).isEqualTo(Vendor.TEXT);
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.uri()).hasToString("https://api.text.com/ecommerce-tracker/v1/event");
            assertThat(request.header("x-store-uuid")).isEqualTo("3f0c1d5e-7a41-4f0e-9d53-0b6c2f1a8e77");
            assertThat(request.json().at("/event/data/order/id").textValue()).isEqualTo("1042");
            assertThat(request.json().at("/occurred_at").textValue()).isEqualTo("2026-11-20T12:00:00.000Z");
            assertThat(receipt.await(SOON)).isTrue();
            assertThat(receipt.outcomes().get("text")).isEqualTo(new Outcome.Delivered(1));
        }
    }

    @Test
    void aThrottledOrderIsDeliveredWhenItsTimeHasComeWithoutWaiting() throws Exception {
        transport.then(Reply.throttled(Duration.ofSeconds(60)));
        try (SalesTracker tracker = text()) {
            Receipt receipt = tracker.track(order("1042"));
            RecordingTransport.awaitStats(tracker, "text", stats -> stats.state() == DestinationState.THROTTLED);

            clock.advance(Duration.ofSeconds(59));
            assertThat(receipt.await(Duration.ofMillis(100))).isFalse();
            assertThat(tracker.stats().destination("text").pausedUntil()).isEqualTo(NOON.plusSeconds(60));

            clock.advance(Duration.ofSeconds(1));
            assertThat(receipt.await(SOON)).isTrue();
            assertThat(receipt.outcomes().get("text").kind()).isEqualTo(Outcome.Kind.DELIVERED);
            assertThat(transport.requests(Vendor.TEXT)).hasSize(2);
        }
    }

    @Test
    void anOrderExpiresWhenItsDeadlineHasPassed() throws Exception {
        transport.otherwise(Reply.notSent());
        TextDestination text =
                TextDestination.builder("3f0c1d5e-7a41-4f0e-9d53-0b6c2f1a8e77").build();
        try (SalesTracker tracker = shop().destination(
                        text, route -> route.settings(s -> s.deadline(EventKind.PURCHASE, Duration.ofHours(2))))
                .build()) {
            Receipt receipt = tracker.track(order("1042"));
            RecordingTransport.awaitStats(tracker, "text", stats -> stats.retries() == 1);

            clock.set(NOON.plus(Duration.ofHours(2)));
            assertThat(receipt.await(SOON)).isTrue();
            assertThat(receipt.outcomes().get("text")).isEqualTo(new Outcome.Expired("NOT_SENT"));
        }
    }

    @Test
    void repliesAreForAnyVendorOrForOne() throws Exception {
        transport
                .then(Vendor.TEXT, Reply.status(422, "{\"error_code\":\"validation_failed\",\"message\":\"no\"}"))
                .then(Vendor.EBBOT, Reply.noAnswer())
                .then(Vendor.TRACKTOR, request -> {
                    assertThat(request.parameters()).containsEntry("id", "anna").containsKey("data");
                    throw new IllegalStateException("a fault of the test's own");
                });
        try (SalesTracker tracker = shop().destination(
                        AlhenaDestination.builder("acme").build())
                .destination(EbbotDestination.builder(URI.create("https://relay.example/ebbot"))
                        .build())
                .destination(TextDestination.builder("3f0c1d5e-7a41-4f0e-9d53-0b6c2f1a8e77")
                        .build())
                .destination(TracktorDestination.builder("site-token").build())
                .build()) {
            Receipt receipt = tracker.track(order("1042"));

            assertThat(receipt.await(SOON)).isTrue();
            assertThat(receipt.outcomes().get("alhena").kind()).isEqualTo(Outcome.Kind.DELIVERED);
            assertThat(receipt.outcomes().get("ebbot").kind()).isEqualTo(Outcome.Kind.UNCONFIRMED);
            assertThat(receipt.outcomes().get("text").kind()).isEqualTo(Outcome.Kind.REJECTED);
            assertThat(receipt.outcomes().get("tracktor").kind()).isEqualTo(Outcome.Kind.UNCONFIRMED);
            assertThat(transport.requests())
                    .extracting(RecordedRequest::vendor)
                    .containsExactlyInAnyOrder(Vendor.values());
            assertThat(transport.requests(Vendor.ALHENA))
                    .singleElement()
                    .satisfies(request -> assertThat(
                                    request.json().path("order_id").textValue())
                            .isEqualTo("1042"));
        }
    }

    @Test
    void showsNoSecrets() throws Exception {
        try (SalesTracker tracker = shop().destination(TracktorDestination.builder("site-token")
                        .signingSecret("2D8CarQ4rX3WvH6TK7DpJDk5")
                        .build())
                .build()) {
            tracker.track(order("1042"));

            assertThat(transport.awaitRequests(1).get(0)).hasToString("#1 GET https://api.tracktor.io/track");
            assertThat(transport).hasToString("RecordingTransport[1 request]");
        }
    }

    @Test
    void aTimedOutWaitShowsTheLastStats() {
        try (SalesTracker tracker = text()) {
            tracker.track(order("1042"));

            assertThatThrownBy(() -> transport.awaitRequests(2, Duration.ofMillis(200)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("Expected 2 requests within PT0.2S, but there was 1: "
                            + "[#1 POST https://api.text.com/ecommerce-tracker/v1/event]");
        }
    }

    @Test
    void theOldestRequestsAreLetGo() throws Exception {
        try (SalesTracker tracker = text()) {
            for (int i = 1; i <= 10_001; i++) {
                tracker.track(order("order-" + i));
            }
            List<RecordedRequest> held = transport.awaitRequests(10_001, Duration.ofSeconds(30));

            assertThat(held).hasSize(10_000);
            assertThat(held.get(0).number()).isEqualTo(2);
        }
    }

    @Test
    void theClockNeverGoesBack() {
        assertThat(clock.advance(Duration.ofSeconds(1))).isEqualTo(NOON.plusSeconds(1));
        assertThatThrownBy(() -> clock.set(NOON))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("never goes back");
        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("step must not be negative");
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(1));
        assertThat(clock).hasToString("SettableClock[2026-11-20T12:00:01Z]");
    }
}
