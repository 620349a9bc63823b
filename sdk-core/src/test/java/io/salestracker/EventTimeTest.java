package io.salestracker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.alhena.AlhenaCartEvent;
import io.salestracker.alhena.AlhenaCartType;
import io.salestracker.alhena.AlhenaCheckoutEvent;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.event.AbstractEventBuilder;
import io.salestracker.event.CartChange;
import io.salestracker.event.EventKind;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.fakes.FakeClock;
import io.salestracker.fakes.FakeDestination;
import io.salestracker.fakes.FakeEvent;
import io.salestracker.fakes.LogLines;
import io.salestracker.fakes.ScriptedTransport;
import io.salestracker.http.Request;
import io.salestracker.text.TextDestination;
import io.salestracker.text.TextIdentity;
import io.salestracker.text.TextOrderCreated;
import io.salestracker.text.TextOrderLine;
import io.salestracker.tracktor.TracktorDestination;
import io.salestracker.tracktor.TracktorIdentity;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Events that happened long before they are tracked, or in the future. */
@Timeout(60)
class EventTimeTest {
    private static final String UUID = "11111111-2222-4333-8444-555566667777";
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration DAY = Duration.ofHours(24);
    private static final String OLD = "EXPIRED TOO_OLD";
    private static final Visitor ANNA =
            Visitor.of(AlhenaIdentity.of(UUID, UUID), TextIdentity.of("anna"), TracktorIdentity.of("anna"));
    private static final Product PRODUCT =
            Product.builder().productId("1").name("n").unitPrice("1").build();

    private final FakeClock clock = new FakeClock();
    private final Instant now = clock.instant();
    private final ScriptedTransport transport = new ScriptedTransport();
    private SalesTracker tracker = SalesTracker.disabled();

    @AfterEach
    void close() {
        tracker.close(Duration.ZERO);
    }

    private SalesTracker.Builder builder() {
        return SalesTracker.builder().clock(clock).transport(settings -> transport);
    }

    private void startWithAllVendors() {
        tracker = builder()
                .destination(AlhenaDestination.builder("acme").build())
                .destination(TextDestination.builder(UUID).build())
                .destination(EbbotDestination.builder(URI.create("https://relay.example/ebbot"))
                        .build())
                .destination(TracktorDestination.builder("site-token").build())
                .build();
    }

    private static Purchase.Builder purchase(String orderId) {
        return Purchase.builder()
                .visitor(ANNA)
                .orderId(orderId)
                .currency("EUR")
                .total("10.00")
                .item(LineItem.builder().product(PRODUCT).quantity(1));
    }

    private static CartChange.Builder change() {
        return CartChange.builder()
                .visitor(ANNA)
                .product(PRODUCT)
                .currency("EUR")
                .quantityBefore(0)
                .quantityAfter(1);
    }

    private Map<String, String> outcomes(SalesEvent event) throws InterruptedException {
        Receipt receipt = tracker.track(event);
        assertThat(receipt.await(LONG)).isTrue();
        return words(receipt.outcomes());
    }

    private static Map<String, String> words(Map<String, Outcome> outcomes) {
        Map<String, String> words = new TreeMap<>();
        outcomes.forEach((name, outcome) -> words.put(
                name,
                outcome.kind() == Outcome.Kind.DELIVERED ? "DELIVERED" : outcome.kind() + " " + outcome.reason()));
        return words;
    }

    private static Map<String, String> at(String alhena, String text, String ebbot, String tracktor) {
        return new TreeMap<>(Map.of("alhena", alhena, "text", text, "ebbot", ebbot, "tracktor", tracktor));
    }

    private static Map<String, String> withoutTime(String outcome) {
        return at(outcome, "DELIVERED", outcome, "DELIVERED");
    }

    // ---- too old

    record Aged(AbstractEventBuilder<?, ?> event, Duration maxAge, Map<String, String> young, String old) {}

    static Stream<Aged> kinds() {
        String none = "SKIPPED NO_SUCH_EVENT";
        return Stream.of(
                new Aged(purchase("1"), WEEK, withoutTime("DELIVERED"), OLD),
                new Aged(change(), DAY, withoutTime("DELIVERED"), OLD),
                new Aged(
                        ProductVisit.builder().visitor(ANNA).product(PRODUCT).currency("EUR"),
                        DAY,
                        at(none, none, "DELIVERED", "DELIVERED"),
                        OLD));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void onlyVendorsWithoutTimeHaveAnAgeFromWhichAnEventIsTooOld(Aged kind) throws Exception {
        startWithAllVendors();
        SalesEvent young = kind.event.occurredAt(now.minus(kind.maxAge)).build();
        SalesEvent old =
                kind.event.occurredAt(now.minus(kind.maxAge).minusNanos(1)).build();
        Map<String, String> expected = new TreeMap<>(kind.young);
        expected.replaceAll((name, outcome) ->
                outcome.equals("DELIVERED") && (name.equals("alhena") || name.equals("ebbot")) ? kind.old : outcome);

        assertThat(outcomes(old)).isEqualTo(expected);
        assertThat(outcomes(young)).isEqualTo(withDuplicates(kind.young, expected, young));
    }

    /** The same order again is new only where it was too old before. */
    private static Map<String, String> withDuplicates(
            Map<String, String> young, Map<String, String> before, SalesEvent event) {
        Map<String, String> expected = new TreeMap<>(young);
        if (event.kind() == EventKind.PURCHASE) {
            expected.replaceAll(
                    (name, outcome) -> before.get(name).equals("DELIVERED") ? "SKIPPED DUPLICATE" : outcome);
        }
        return expected;
    }

    @Test
    void vendorsOwnEventIsTooOldToo() throws Exception {
        startWithAllVendors();
        AlhenaCheckoutEvent.Builder order = AlhenaCheckoutEvent.builder()
                .userFingerprint(UUID)
                .userFaqFingerprint(UUID)
                .orderId("1")
                .currency("EUR")
                .value("10.00");
        AlhenaCartEvent.Builder cart = AlhenaCartEvent.builder()
                .userFingerprint(UUID)
                .userFaqFingerprint(UUID)
                .type(AlhenaCartType.ITEM_ADDED)
                .productId("1")
                .productName("n")
                .value("1")
                .currency("EUR")
                .quantity(1);

        assertThat(outcomes(order.occurredAt(now.minus(WEEK).minusSeconds(1)).build()))
                .isEqualTo(Map.of("alhena", OLD));
        assertThat(outcomes(cart.occurredAt(now.minus(DAY).minusSeconds(1)).build()))
                .isEqualTo(Map.of("alhena", OLD));
        assertThat(outcomes(order.occurredAt(now.minus(WEEK)).build())).isEqualTo(Map.of("alhena", "DELIVERED"));
    }

    @Test
    void everyPossibleTimeIsYoungOrOldOrInTheFuture() throws Exception {
        tracker = builder()
                .destination(new FakeDestination("fake", 1, true), route -> route.settings(s -> s.maxAge(DAY)))
                .build();
        for (Instant time : List.of(Instant.MIN, Instant.EPOCH, Instant.parse("1900-01-01T00:00:00Z"))) {
            assertThat(outcomes(dated(time))).isEqualTo(Map.of("fake", OLD));
        }
        for (Instant time : List.of(Instant.MAX, now, now.plusNanos(1), now.minus(DAY))) {
            assertThat(outcomes(dated(time))).isEqualTo(Map.of("fake", "DELIVERED"));
        }
    }

    private static FakeEvent dated(Instant time) {
        return new FakeEvent(null, time, null, EventKind.OTHER, null, null, "content", false, 100);
    }

    @Test
    void tooOldIsKnownWhenTrackReturnsAndCountedAndNamed() {
        startWithAllVendors();
        Purchase old =
                purchase("1042").occurredAt(now.minus(Duration.ofDays(8))).build();
        try (LogLines log = new LogLines()) {
            Receipt receipt = tracker.track(old);
            Receipt again = tracker.trackAgain(old);

            assertThat(receipt.outcomes()).containsEntry("alhena", new Outcome.Expired(Outcome.Expired.TOO_OLD));
            assertThat(again.outcomes()).containsEntry("ebbot", new Outcome.Expired(Outcome.Expired.TOO_OLD));
            DestinationStats stats = tracker.stats().destination("alhena");
            assertThat(stats.balanced()).isTrue();
            assertThat(stats.expired()).isEqualTo(2);
            assertThat(stats.amounts(Outcome.Kind.EXPIRED)).isEqualTo(Map.of("EUR", new BigDecimal("20.00")));
            tracker.close(LONG);
            assertThat(log.all())
                    .contains(
                            "WARN alhena: an event is expired (TOO_OLD): its occurredAt is longer ago than the maxAge of its"
                                    + " kind in the route's settings")
                    .anyMatch(line -> line.contains("alhena delivered 0, lost 2 (EUR 20.00)")
                            && line.contains("orders lost or unconfirmed: 1042"));
        }
    }

    @Test
    void previewTellsOfAnEventThatIsTooOld() {
        startWithAllVendors();
        SalesEvent old = purchase("1").occurredAt(now.minus(Duration.ofDays(8))).build();

        List<Preview> previews = tracker.preview(old);

        Outcome expired = new Outcome.Expired(Outcome.Expired.TOO_OLD);
        assertThat(previews.get(0)).isEqualTo(new Preview.WouldNot("alhena", expired));
        assertThat(previews.get(1)).isInstanceOf(Preview.WouldSend.class);
        assertThat(previews.get(2)).isEqualTo(new Preview.WouldNot("ebbot", expired));
        assertThat(previews.get(3)).isInstanceOf(Preview.WouldSend.class);
    }

    @Test
    void lastingReasonGoesBeforeTheAge() throws Exception {
        startWithAllVendors();
        Instant lastYear = now.minus(Duration.ofDays(365));

        assertThat(outcomes(purchase("1")
                        .visitor((Visitor) null)
                        .occurredAt(lastYear)
                        .build()))
                .containsEntry("alhena", "SKIPPED NO_IDENTITY");
        assertThat(outcomes(purchase("2")
                        .visitor(ANNA.consent(false))
                        .occurredAt(lastYear)
                        .build()))
                .containsEntry("alhena", "SKIPPED NO_CONSENT");
        assertThat(outcomes(purchase("3").clearItems().occurredAt(lastYear).build()))
                .containsEntry("ebbot", "INVALID FIELDS");
    }

    @Test
    void routeMaySetAnotherAgeOrNone() throws Exception {
        tracker = builder()
                .destination(
                        AlhenaDestination.builder("a").name("none").build(),
                        route -> route.settings(s -> s.maxAge(null)))
                .destination(
                        AlhenaDestination.builder("b").name("hour").build(),
                        route -> route.settings(s -> s.maxAge(EventKind.PURCHASE, Duration.ofHours(1))))
                .build();

        assertThat(outcomes(purchase("1")
                        .occurredAt(Instant.parse("2010-12-01T08:26:00Z"))
                        .build()))
                .isEqualTo(Map.of("none", "DELIVERED", "hour", OLD));
        assertThat(outcomes(change().occurredAt(now.minus(Duration.ofHours(2))).build()))
                .isEqualTo(Map.of("none", "DELIVERED", "hour", "DELIVERED"));
    }

    // ---- in the future

    private static String sent(Preview preview) {
        Request request = ((Preview.WouldSend) preview).request();
        byte[] body = request.body();
        return body == null ? request.uri().toString() : new String(body, UTF_8);
    }

    @Test
    void futureTimeBecomesTheTimeOfTracking() {
        startWithAllVendors();
        String text = "\"occurred_at\":\"2026-11-20T12:00:00.000Z\"";
        String tracktor = "ts=" + now.getEpochSecond();

        for (Instant future : List.of(
                now.plus(Duration.ofMinutes(5)).plusNanos(1),
                now.plus(Duration.ofHours(1)),
                Instant.parse("+12000-01-01T00:00:00Z"),
                Instant.ofEpochSecond(now.toEpochMilli()),
                Instant.MAX)) {
            for (SalesEvent event : List.of(
                    purchase("1").occurredAt(future).build(),
                    change().occurredAt(future).build())) {
                List<Preview> previews = tracker.preview(event);
                assertThat(sent(previews.get(1))).contains(text);
                assertThat(sent(previews.get(3))).contains(tracktor);
            }
        }
    }

    @Test
    void clocksMayDifferByFiveMinutes() {
        startWithAllVendors();
        SalesEvent ahead =
                purchase("1").occurredAt(now.plus(Duration.ofMinutes(5))).build();

        List<Preview> previews = tracker.preview(ahead);

        assertThat(sent(previews.get(1))).contains("\"occurred_at\":\"2026-11-20T12:05:00.000Z\"");
        assertThat(sent(previews.get(3))).contains("ts=" + (now.getEpochSecond() + 300));
    }

    @Test
    void futureTimeIsCountedAndWarnedOfWhereTheEventIsSent() throws Exception {
        startWithAllVendors();
        Instant future = now.plus(Duration.ofDays(1));
        try (LogLines log = new LogLines()) {
            outcomes(purchase("1").occurredAt(future).build());
            outcomes(purchase("1").occurredAt(future).build());
            outcomes(purchase("2").visitor((Visitor) null).occurredAt(future).build());
            outcomes(purchase("3").occurredAt(now.plusSeconds(1)).build());
            tracker.close(LONG);

            assertThat(log.all())
                    .filteredOn(line -> line.contains("occurredAt"))
                    .hasSize(4)
                    .allMatch(line -> line.contains(": occurredAt was changed, filled in or left out to fit"));
        }
        TrackerStats stats = tracker.stats();
        assertThat(stats.destination("alhena").madeFit()).isEqualTo(Map.of("occurredAt", 1L));
        assertThat(stats.destination("text").madeFit()).isEqualTo(Map.of("occurredAt", 1L));
        assertThat(stats.destination("ebbot").madeFit()).isEqualTo(Map.of("occurredAt", 2L));
        assertThat(stats.destination("tracktor").madeFit()).isEqualTo(Map.of("occurredAt", 1L));
    }

    @Test
    void futureTimeOfVendorsOwnEventIsReplacedToo() throws Exception {
        startWithAllVendors();
        TextOrderCreated order = TextOrderCreated.builder()
                .customerId("anna")
                .orderId("1")
                .orderNumber("#1")
                .currency("EUR")
                .totalPrice("10.00")
                .lineItem(TextOrderLine.builder()
                        .productId("1")
                        .title("n")
                        .quantity(1)
                        .price("10.00"))
                .occurredAt(now.plus(Duration.ofDays(1)))
                .build();

        assertThat(sent(tracker.preview(order).get(0))).contains("\"occurred_at\":\"2026-11-20T12:00:00.000Z\"");
        assertThat(outcomes(order)).isEqualTo(Map.of("text", "DELIVERED"));
        assertThat(tracker.stats().destination("text").madeFit()).isEqualTo(Map.of("occurredAt", 1L));
    }

    @Test
    void reportedEventKeepsTheTimeThatItsCallerNamed() throws Exception {
        Instant future = now.plus(Duration.ofDays(1));
        List<DeliveryReport> told = new CopyOnWriteArrayList<>();
        tracker = builder()
                .destination(FakeDestination.single())
                .listener(told::add)
                .build();

        assertThat(outcomes(dated(future))).isEqualTo(Map.of("fake", "DELIVERED"));
        tracker.close(LONG);

        assertThat(told)
                .singleElement()
                .satisfies(report -> assertThat(report.event().occurredAt()).isEqualTo(future));
    }
}
