package io.salestracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.SkipReason;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.TooLargeException;
import io.salestracker.event.EventKind;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.fakes.FakeDestination;
import io.salestracker.fakes.FakeEvent;
import io.salestracker.fakes.ScriptedTransport;
import io.salestracker.tracktor.TracktorIdentity;
import io.salestracker.tracktor.TracktorSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class RouteTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Outcome INTERNAL = new Outcome.Invalid(Outcome.InvalidReason.INTERNAL, List.of());

    private final ScriptedTransport transport = new ScriptedTransport();
    private final List<DeliveryReport> told = new CopyOnWriteArrayList<>();
    private final SalesTracker.Builder builder = SalesTracker.builder().transport(settings -> transport);
    private SalesTracker tracker = SalesTracker.disabled();

    private void start() {
        tracker = builder.listener(told::add).build();
    }

    @AfterEach
    void close() {
        tracker.close(Duration.ZERO);
    }

    private static FakeDestination fake(String name) {
        return new FakeDestination(name, 1, true);
    }

    private static Purchase.Builder purchase(String orderId) {
        return Purchase.builder()
                .orderId(orderId)
                .currency("EUR")
                .total("10.00")
                .item(LineItem.builder().productId("p").quantity(1).unitPrice("10.00"));
    }

    /** Notes what it is to encode. */
    private static final class NotingDestination extends FakeDestination {
        private final List<SalesEvent> encoded = new CopyOnWriteArrayList<>();
        private final List<Stamp> stamps = new CopyOnWriteArrayList<>();

        private NotingDestination() {
            super("fake", 1, true);
        }

        @Override
        public byte[] encode(SalesEvent event, Stamp stamp) throws TooLargeException {
            encoded.add(event);
            stamps.add(stamp);
            return super.encode(event, stamp);
        }
    }

    private Set<String> destinations(Purchase.Builder purchase) throws InterruptedException {
        Receipt receipt = tracker.track(purchase);
        assertThat(receipt.await(LONG)).isTrue();
        return receipt.outcomes().keySet();
    }

    @Test
    void siteLetsEventsOfThatSiteThroughOnly() throws Exception {
        builder.destination(fake("america"), route -> route.site("us").site("ca", "mx"))
                .destination(fake("everywhere"));
        start();

        assertThat(destinations(purchase("1").site("us"))).containsExactly("america", "everywhere");
        assertThat(destinations(purchase("2").site("mx"))).containsExactly("america", "everywhere");
        assertThat(destinations(purchase("3").site("eu"))).containsExactly("everywhere");
        assertThat(destinations(purchase("4"))).containsExactly("everywhere");
    }

    @Test
    void siteFilterTransformAndConsentAreAskedInThisOrder() {
        List<String> asked = new ArrayList<>();
        builder.destination(
                fake("fake"),
                route -> route.transform(event -> {
                            asked.add("transform");
                            return purchase("1")
                                    .visitor(Visitor.builder().consent(false))
                                    .build();
                        })
                        .filter(event -> {
                            asked.add("filter");
                            return !"2".equals(((Purchase) event).orderId());
                        })
                        .site("us"));
        start();

        tracker.track(purchase("1").site("eu"));
        assertThat(asked).isEmpty();
        tracker.track(purchase("2").site("us"));
        assertThat(asked).containsExactly("filter");
        assertThat(tracker.track(purchase("1").site("us")).outcomes())
                .containsEntry("fake", new Outcome.Skipped(SkipReason.NO_CONSENT));
        assertThat(asked).containsExactly("filter", "filter", "transform");
    }

    @Test
    void furtherCallsAddUp() throws Exception {
        builder.destination(
                fake("fake"),
                route -> route.filter(event -> !"no".equals(event.site()))
                        .filter(event -> event.site() != null)
                        .transform(event -> purchase("1").site("changed").build())
                        .transform(event -> "changed".equals(event.site()) ? event : null));
        start();

        assertThat(tracker.track(purchase("1")).outcomes()).isEmpty();
        assertThat(tracker.track(purchase("1").site("no")).outcomes()).isEmpty();
        Receipt receipt = tracker.track(purchase("1").site("yes"));
        assertThat(receipt.await(LONG)).isTrue();
        assertThat(receipt.outcomes()).containsEntry("fake", new Outcome.Delivered(1));
    }

    @Test
    void changedEventIsSentAndTheTrackedOneReported() throws Exception {
        NotingDestination destination = new NotingDestination();
        SalesEvent tracked = purchase("1").id("mine").occurredAt(Instant.EPOCH).build();
        SalesEvent changed =
                purchase("1").id("other").occurredAt(Instant.now()).site("x").build();
        builder.destination(destination, route -> route.transform(event -> changed))
                .destination(fake("beside"));
        start();

        Receipt receipt = tracker.track(tracked);
        assertThat(receipt.await(LONG)).isTrue();
        assertThat(receipt.eventId()).isEqualTo("mine");
        assertThat(destination.encoded).containsExactly(changed);
        assertThat(destination.stamps).containsExactly(new Stamp("mine", Instant.EPOCH));
        tracker.close(LONG);
        assertThat(told).hasSize(2).allMatch(report -> tracked.equals(report.event()));
        assertThat(told).extracting(DeliveryReport::eventId).containsOnly("mine");
    }

    @Test
    void duplicateIsRecognizedByTheEventAsTracked() throws Exception {
        List<String> ids = new ArrayList<>(List.of("a", "b"));
        builder.destination(
                fake("fake"),
                route ->
                        route.transform(event -> purchase("1").id(ids.remove(0)).build()));
        start();

        assertThat(tracker.track(purchase("1")).await(LONG)).isTrue();
        assertThat(tracker.track(purchase("1")).outcomes())
                .containsEntry("fake", new Outcome.Skipped(SkipReason.DUPLICATE));
    }

    @Test
    void nullFromATransformMeansNotMeant() {
        builder.destination(fake("fake"), route -> route.transform(event -> null));
        start();

        assertThat(tracker.track(purchase("1")).outcomes()).isEmpty();
        assertThat(tracker.preview(purchase("1").build())).isEmpty();
        assertThat(tracker.stats().unrouted()).isEqualTo(1);
        assertThat(tracker.stats().destination("fake").tracked()).isZero();
    }

    static Stream<Function<SalesEvent, SalesEvent>> wrongTransforms() {
        return Stream.of(
                event -> {
                    throw new StackOverflowError();
                },
                event -> purchase("another").build(),
                event -> ProductVisit.builder()
                        .product(Product.builder().productId("p"))
                        .build(),
                event -> new FakeEvent(null, null, null, EventKind.PURCHASE, null, null, "no order id", false, 1),
                event -> TracktorSet.builder()
                        .identity(TracktorIdentity.of("5115"))
                        .property("a", "b")
                        .build());
    }

    @ParameterizedTest
    @MethodSource("wrongTransforms")
    void wrongTransformCostsItsDestinationOnly(Function<SalesEvent, SalesEvent> wrong) throws Exception {
        builder.destination(fake("wrong"), route -> route.transform(wrong)).destination(fake("right"));
        start();
        SalesEvent event = purchase("1").build();

        assertThat(tracker.preview(event)).hasSize(2).contains(new Preview.WouldNot("wrong", INTERNAL));
        Receipt receipt = tracker.track(event);
        assertThat(receipt.await(LONG)).isTrue();
        assertThat(receipt.outcomes())
                .containsEntry("wrong", INTERNAL)
                .containsEntry("right", new Outcome.Delivered(1));
        assertThat(tracker.stats().balanced()).isTrue();
        tracker.close(LONG);
        assertThat(told).hasSize(2).allMatch(report -> event.equals(report.event()));
    }

    @Test
    void vendorsOwnEventMayTakeTheEventsPlace() throws Exception {
        builder.destination(
                fake("fake"),
                route -> route.transform(event ->
                        new FakeEvent(null, null, null, EventKind.PURCHASE, null, "1", "in its terms", false, 1)));
        start();

        assertThat(tracker.track(purchase("1")).await(LONG)).isTrue();
        assertThat(transport.requests()).containsExactly(List.of("in its terms"));
    }

    @Test
    void vendorsOwnEventNeedsTheConsentOfTheTrackedOne() {
        builder.destination(
                fake("fake"),
                route -> route.transform(event ->
                        new FakeEvent(null, null, null, EventKind.PURCHASE, null, "1", "in its terms", false, 1)));
        start();

        assertThat(tracker.track(purchase("1").visitor(Visitor.builder().consent(false)))
                        .outcomes())
                .containsEntry("fake", new Outcome.Skipped(SkipReason.NO_CONSENT));
    }

    @Test
    void transformThatDropsTheVisitorGivesNoConsent() {
        builder.destination(
                fake("fake"),
                route -> route.transform(event ->
                        ((Purchase) event).toBuilder().visitor((Visitor) null).build()));
        start();

        assertThat(tracker.track(purchase("1").visitor(Visitor.builder().consent(false)))
                        .outcomes())
                .containsEntry("fake", new Outcome.Skipped(SkipReason.NO_CONSENT));
    }

    @Test
    void changedEventOfAnyWeightStaysWithinTheBudget() {
        builder.destination(
                        fake("changed"),
                        route -> route.transform(event -> ((FakeEvent) event).weighing(Long.MAX_VALUE)))
                .destination(fake("same"));
        start();

        assertThat(tracker.track(FakeEvent.of(EventKind.OTHER, "key", "event")).outcomes())
                .containsEntry("changed", new Outcome.Dropped(Outcome.DropReason.FULL));
    }

    @Test
    void trackedEventOfAnyWeightStaysWithinTheBudget() {
        builder.destination(fake("fake"));
        start();

        assertThat(tracker.track(FakeEvent.of(EventKind.OTHER, "key", "event").weighing(Long.MAX_VALUE))
                        .outcomes())
                .containsEntry("fake", new Outcome.Dropped(Outcome.DropReason.FULL));
    }

    @Test
    void changedEventIsWeighedBesideTheTrackedOne() {
        DeliverySettings later =
                DeliverySettings.builder().flushInterval(Duration.ofHours(1)).build();
        builder.destination(new FakeDestination("same", 50, true), route -> route.settings(later))
                .destination(
                        new FakeDestination("changed", 50, true),
                        route -> route.settings(later).transform(event -> ((FakeEvent) event).weighing(70_000)));
        start();
        tracker.track(FakeEvent.of(EventKind.OTHER, "key", "event").weighing(50_000));

        assertThat(tracker.stats().destination("same").pendingBytes()).isBetween(50_000L, 51_000L);
        assertThat(tracker.stats().destination("changed").pendingBytes()).isBetween(120_000L, 121_000L);
    }

    @Test
    void previewShowsTheChangedEvent() {
        builder.destination(
                fake("fake"), route -> route.transform(event -> FakeEvent.of(EventKind.OTHER, null, "changed")));
        start();

        assertThat(tracker.preview(FakeEvent.of(EventKind.OTHER, "key", "tracked")))
                .singleElement()
                .isInstanceOfSatisfying(
                        Preview.WouldSend.class,
                        send -> assertThat(ScriptedTransport.contents(send.request()))
                                .containsExactly("changed"));
    }

    @Test
    void settingsStartFromTheDestinationsOwn() {
        Route route = new Route(fake("fake"));

        route.settings(s -> s.maxInFlight(16)).settings(s -> s.probeInterval(Duration.ofSeconds(5)));
        assertThat(route.setup(null).settings())
                .isEqualTo(fake("fake").settings().toBuilder()
                        .maxInFlight(16)
                        .probeInterval(Duration.ofSeconds(5))
                        .build());
        route.settings(DeliverySettings.defaults());
        assertThat(route.setup(null).settings()).isEqualTo(DeliverySettings.defaults());
    }

    @Test
    void wrongRouteIsRefusedWhereItIsWritten() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.destination(fake("fake"), route -> route.site()))
                .withMessageContaining("site");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.destination(fake("fake"), route -> route.settings(s -> s.maxInFlight(0))))
                .withMessageContaining("maxInFlight");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.destination(fake("fake"), route -> route.site("us", null)))
                .withMessage("site");
    }
}
