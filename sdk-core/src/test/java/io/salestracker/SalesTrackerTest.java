package io.salestracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import io.salestracker.Outcome.Kind;
import io.salestracker.alhena.AlhenaCheckoutEvent;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Acceptance;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.SkipReason;
import io.salestracker.destination.TooLargeException;
import io.salestracker.event.CartChange;
import io.salestracker.event.EventBuilder;
import io.salestracker.event.EventKind;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.fakes.FakeDestination;
import io.salestracker.fakes.FakeEvent;
import io.salestracker.fakes.FakeIdentity;
import io.salestracker.fakes.LogLines;
import io.salestracker.fakes.ScriptedTransport;
import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportSettings;
import io.salestracker.store.AddResult;
import io.salestracker.store.Ended;
import io.salestracker.store.Entry;
import io.salestracker.store.EntryHeader;
import io.salestracker.store.EraseResult;
import io.salestracker.store.EventStore;
import io.salestracker.store.MemoryEventStore;
import io.salestracker.store.StoreCounts;
import io.salestracker.store.StoreFactory;
import io.salestracker.text.TextOrderCreated;
import io.salestracker.tracktor.TracktorCartEvent;
import io.salestracker.tracktor.TracktorTrack;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tracker as its users see it, with its own threads. */
@Timeout(60)
class SalesTrackerTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ScriptedTransport transport = new ScriptedTransport();

    private SalesTracker.Builder builder() {
        return SalesTracker.builder().transport(settings -> transport);
    }

    private static Purchase.Builder purchase(String orderId) {
        return Purchase.builder()
                .orderId(orderId)
                .currency("EUR")
                .total("10.00")
                .item(LineItem.builder().productId("p").quantity(1).unitPrice("10.00"));
    }

    private static FakeEvent event(String content) {
        return FakeEvent.of(EventKind.OTHER, "key", content);
    }

    @Test
    void deliversAnEventAndCompletesItsReceipt() throws Exception {
        try (SalesTracker tracker =
                builder().destination(FakeDestination.single()).build()) {
            Receipt receipt = tracker.track(purchase("1042").build());
            assertThat(receipt.await(LONG)).isTrue();
            assertThat(receipt.outcomes()).containsEntry("fake", new Outcome.Delivered(1));
            assertThat(transport.requests()).containsExactly(List.of("1042"));
        }
    }

    @Test
    void anOrderOfASiteHasTheSameIdOnEveryNode() throws Exception {
        try (SalesTracker oneNode =
                        builder().destination(FakeDestination.single()).build();
                SalesTracker otherNode =
                        builder().destination(FakeDestination.single()).build()) {
            String id = oneNode.track(purchase("7").site("us").build()).eventId();

            assertThat(otherNode.track(purchase("7").site("us").build()).eventId())
                    .isEqualTo(id);
            assertThat(oneNode.track(purchase("7").site("eu").build()).eventId())
                    .isNotEqualTo(id);
            // Closing the other node closes the transport that both share, so the first sends all before.
            assertThat(oneNode.flush(LONG).complete()).isTrue();
        }
    }

    @Test
    void anOrderIsSkippedTheSecondTime() {
        try (SalesTracker tracker =
                builder().destination(FakeDestination.single()).build()) {
            tracker.track(purchase("7").site("us").build());

            Receipt again = tracker.track(purchase("7").site("us").build());

            assertThat(again.outcomes()).containsEntry("fake", new Outcome.Skipped(SkipReason.DUPLICATE));
        }
    }

    @Test
    void countsAnEventOnceForEachDestinationItIsMeantFor() throws Exception {
        try (SalesTracker tracker = builder()
                .destination(new FakeDestination("us", 1, true), route -> route.site("us"))
                .destination(new FakeDestination("eu", 1, true), route -> route.site("eu"))
                .build()) {
            Receipt us = tracker.track(purchase("1").site("us").build());
            Receipt nobody = tracker.track(purchase("2").build());
            assertThat(us.await(LONG)).isTrue();
            assertThat(us.outcomes()).containsOnlyKeys("us");
            assertThat(nobody.isComplete()).isTrue();
            assertThat(nobody.outcomes()).isEmpty();
            assertThat(tracker.stats().unrouted()).isEqualTo(1);
            assertThat(tracker.stats().destination("us").tracked()).isEqualTo(1);
            assertThat(tracker.stats().destination("eu").tracked()).isZero();
        }
    }

    @Test
    void turnsABuilderThatCannotBuildIntoAnOutcome() {
        List<DeliveryReport> told = new CopyOnWriteArrayList<>();
        try (SalesTracker tracker = builder()
                .destination(FakeDestination.single())
                .listener(told::add)
                .build()) {
            Receipt receipt = tracker.track(Purchase.builder().currency("nope"));
            assertThat(receipt.outcomes().get("fake")).isInstanceOfSatisfying(Outcome.Invalid.class, invalid -> {
                assertThat(invalid.cause()).isEqualTo(Outcome.InvalidReason.FIELDS);
                assertThat(invalid.violations())
                        .extracting(violation -> violation.path())
                        .containsExactly("orderId", "currency", "total");
            });
            assertThat(tracker.stats().destination("fake").invalid()).isEqualTo(1);
        }
        assertThat(told)
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.event()).isNull());
    }

    @Test
    void namesAnOrderThatCannotBeBuilt() throws Exception {
        List<DeliveryReport> told = new CopyOnWriteArrayList<>();
        try (SalesTracker tracker = builder()
                .destination(FakeDestination.single())
                .listener(told::add)
                .build()) {
            Receipt refused = tracker.track(purchase("9").site("us").currency("nope"));
            Receipt repaired = tracker.track(purchase("9").site("us").build());

            assertThat(refused.eventId()).isEqualTo(repaired.eventId());
            assertThat(repaired.await(LONG)).isTrue();
            assertThat(repaired.outcomes()).containsEntry("fake", new Outcome.Delivered(1));
        }
        assertThat(told).extracting(DeliveryReport::orderId).containsExactly("9", "9");
        assertThat(told.get(0).event()).isNull();
        assertThat(told.get(0).eventId()).isEqualTo(told.get(1).eventId());
    }

    @Test
    void namesAnEventThatCannotBeBuiltByItsOwnId() {
        List<DeliveryReport> told = new CopyOnWriteArrayList<>();
        try (SalesTracker tracker = builder()
                .destination(FakeDestination.single())
                .listener(told::add)
                .build()) {
            assertThat(tracker.track(purchase("9").id("my-1").visitor("garbage"))
                            .eventId())
                    .isEqualTo("my-1");
            assertThat(tracker.track(CartChange.builder().id("my-2")).eventId()).isEqualTo("my-2");
        }
        assertThat(told).extracting(DeliveryReport::eventId).containsExactly("my-1", "my-2");
        assertThat(told).extracting(DeliveryReport::orderId).containsExactly("9", null);
    }

    @Test
    void takesNoNameOfAnUnbuiltEventThatTheModelRefuses() {
        String tooLong = "9".repeat(2_001);
        List<DeliveryReport> told = new CopyOnWriteArrayList<>();
        try (SalesTracker tracker = builder()
                .destination(FakeDestination.single())
                .listener(told::add)
                .build()) {
            String derived = tracker.track(purchase("9").currency("nope")).eventId();
            assertThat(tracker.track(purchase("9").id("a\tb")).eventId()).isEqualTo(derived);
            assertThat(tracker.track(purchase("9").site(" ").currency("nope")).eventId())
                    .isEqualTo(derived);
            assertThat(tracker.track(purchase("9").site("\t\u0007")).eventId()).isNotEqualTo(derived);
            assertThat(tracker.track(purchase(tooLong).id(tooLong)).eventId()).hasSize(36);
        }
        assertThat(told).extracting(DeliveryReport::orderId).containsExactly("9", "9", "9", "9", null);
        assertThat(told).extracting(DeliveryReport::eventId).doesNotContain("a\tb", tooLong);
    }

    @Test
    void survivesABuilderThatThrowsAtItsNames() {
        EventBuilder<FakeEvent> broken = new EventBuilder<>() {
            @Override
            public FakeEvent build() {
                throw new StackOverflowError();
            }

            @Override
            public EventKind kind() {
                return EventKind.PURCHASE;
            }

            @Override
            public String id() {
                throw new IllegalStateException();
            }

            @Override
            public String site() {
                throw new StackOverflowError();
            }

            @Override
            public String orderId() {
                return "9";
            }
        };
        List<DeliveryReport> told = new CopyOnWriteArrayList<>();
        try (SalesTracker tracker = builder()
                .destination(FakeDestination.single())
                .listener(told::add)
                .build()) {
            assertThat(tracker.track(broken).outcomes().get("fake").reason()).isEqualTo("INTERNAL");
        }
        assertThat(told).extracting(DeliveryReport::orderId).containsExactly("9");
    }

    @Test
    void everyBuilderOfAnOrderNamesIt() {
        List<EventBuilder<?>> builders = List.of(
                purchase("9").id("1").site("us"),
                AlhenaCheckoutEvent.builder().orderId("9").id("1").site("us"),
                TextOrderCreated.builder().orderId("9").id("1").site("us"),
                TracktorTrack.builder().orderId("9").id("1").site("us"),
                TracktorCartEvent.purchaseCart().orderId("9").id("1").site("us"));

        assertThat(builders)
                .allSatisfy(builder -> assertThat(List.of(builder.orderId(), builder.id(), builder.site()))
                        .containsExactly("9", "1", "us"));
        assertThat(AlhenaCheckoutEvent.builder().orderId()).isNull();
    }

    @Test
    void givesTheBuilderOfAnotherVendorToNobody() {
        EventBuilder<FakeEvent> broken = new EventBuilder<>() {
            @Override
            public FakeEvent build() {
                throw new IllegalStateException("content must not be shown");
            }

            @Override
            public EventKind kind() {
                return EventKind.OTHER;
            }

            @Override
            public String vendor() {
                return "another";
            }
        };
        try (SalesTracker tracker =
                builder().destination(FakeDestination.single()).build()) {
            assertThat(tracker.track(broken).outcomes()).isEmpty();
            assertThat(tracker.stats().unrouted()).isEqualTo(1);
        }
    }

    @Test
    void skipsEventsWithoutConsentOrChange() {
        Visitor no = Visitor.builder().consent("fake", false).build();
        try (SalesTracker tracker =
                builder().destination(FakeDestination.single()).build()) {
            assertThat(tracker.track(purchase("1").visitor(no).build()).outcomes())
                    .containsEntry("fake", new Outcome.Skipped(SkipReason.NO_CONSENT));
            assertThat(tracker.track(CartChange.builder()
                                    .product(Product.builder().productId("p"))
                                    .quantityBefore(2)
                                    .quantityAfter(2))
                            .outcomes())
                    .containsEntry("fake", new Outcome.Skipped(SkipReason.NO_CHANGE));
        }
        assertThat(transport.requests()).isEmpty();
    }

    @Test
    void skipsWithoutConsentWhereThatIsRequired() throws Exception {
        Outcome noConsent = new Outcome.Skipped(SkipReason.NO_CONSENT);
        try (SalesTracker tracker = builder()
                .destination(FakeDestination.single())
                .consentRequired(true)
                .build()) {
            assertThat(tracker.track(purchase("1")).outcomes()).containsEntry("fake", noConsent);
            assertThat(tracker.track(purchase("2").visitor(Visitor.of())).outcomes())
                    .containsEntry("fake", noConsent);
            assertThat(tracker.track(purchase("3").visitor(Visitor.builder().consent("another", true)))
                            .outcomes())
                    .containsEntry("fake", noConsent);
            assertThat(tracker.preview(purchase("4").build())).containsExactly(new Preview.WouldNot("fake", noConsent));

            for (Receipt sent : List.of(
                    tracker.track(purchase("5").visitor(Visitor.builder().consent(true))),
                    tracker.track(purchase("6").visitor(Visitor.builder().consent("fake", true))),
                    tracker.track(event("the vendor's own")))) {
                assertThat(sent.await(LONG)).isTrue();
                assertThat(sent.outcomes()).containsEntry("fake", new Outcome.Delivered(1));
            }
        }
    }

    @Test
    void survivesAFilterThatThrows() {
        try (SalesTracker tracker = builder()
                .destination(
                        FakeDestination.single(),
                        route -> route.filter(event -> {
                            throw new IllegalStateException("x");
                        }))
                .build()) {
            assertThat(tracker.track(event("e")).outcomes().get("fake").reason())
                    .isEqualTo("INTERNAL");
        }
    }

    @Test
    void doesNothingWhenDisabled() {
        List<DeliveryReport> told = new CopyOnWriteArrayList<>();
        try (SalesTracker tracker = builder()
                        .destination(FakeDestination.single())
                        .enabled(false)
                        .listener(told::add)
                        .build();
                SalesTracker none = SalesTracker.disabled()) {
            Receipt receipt = tracker.track(event("e"));
            List<Thread> callers = new ArrayList<>();
            receipt.onComplete(done -> callers.add(Thread.currentThread()));
            assertThat(callers).containsExactly(Thread.currentThread());
            assertThat(receipt.outcomes()).containsEntry("fake", new Outcome.Skipped(SkipReason.DISABLED));
            assertThat(tracker.track(Purchase.builder()).outcomes())
                    .containsEntry("fake", new Outcome.Skipped(SkipReason.DISABLED));
            assertThat(tracker.stats().balanced()).isTrue();
            assertThat(none.track(event("e")).isComplete()).isTrue();
            assertThat(none.stats().unrouted()).isZero();
        }
        assertThat(told).isEmpty();
        assertThat(transport.requests()).isEmpty();
    }

    @Test
    void callsBackOnItsOwnThreadForOutcomesDecidedInTrack() throws Exception {
        CompletableFuture<Thread> delivered = new CompletableFuture<>();
        CompletableFuture<Thread> skipped = new CompletableFuture<>();
        CompletableFuture<Thread> listened = new CompletableFuture<>();
        try (SalesTracker tracker = builder()
                .destination(FakeDestination.single())
                .listener(delivery -> listened.complete(Thread.currentThread()))
                .build()) {
            tracker.track(CartChange.builder()
                            .product(Product.builder().productId("p"))
                            .quantityBefore(1)
                            .quantityAfter(1))
                    .onComplete(receipt -> skipped.complete(Thread.currentThread()));
            tracker.track(event("e")).onComplete(receipt -> delivered.complete(Thread.currentThread()));
            for (CompletableFuture<Thread> future : List.of(delivered, skipped, listened)) {
                Thread thread = future.get(30, TimeUnit.SECONDS);
                assertThat(thread).isNotEqualTo(Thread.currentThread());
                assertThat(thread.getName()).startsWith("salestracker-");
                assertThat(thread.isDaemon()).isTrue();
            }
        }
    }

    @Test
    void deliversOnWhileTheListenerBlocks() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger told = new AtomicInteger();
        SalesTracker tracker = builder()
                .destination(FakeDestination.single())
                .listener(delivery -> {
                    awaitQuietly(release);
                    told.incrementAndGet();
                })
                .build();
        List<Receipt> receipts = IntStream.range(0, 500)
                .mapToObj(i -> tracker.track(event("e" + i)))
                .toList();
        for (Receipt receipt : receipts) {
            assertThat(receipt.await(LONG)).isTrue();
        }
        release.countDown();
        tracker.close(LONG);
        assertThat(told).hasValue(500);
    }

    /** Whatever interrupts it. */
    private static void hangUntil(CountDownLatch latch) {
        boolean hangs = true;
        while (hangs) {
            try {
                latch.await();
                hangs = false;
            } catch (InterruptedException again) {
                hangs = true;
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aClockThatThrowsCostsTheEventsOfThatTimeOnly() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        SalesTracker tracker = builder()
                .destination(FakeDestination.single())
                .clock(() -> {
                    if (broken.get()) {
                        throw new IllegalStateException("no time");
                    }
                    return Instant.now();
                })
                .build();
        broken.set(true);
        assertThat(tracker.track(event("lost")).outcomes().get("fake").reason()).isEqualTo("INTERNAL");
        assertThat(tracker.track(purchase("")).outcomes().get("fake").reason()).isEqualTo("INTERNAL");
        broken.set(false);

        Receipt receipt = tracker.track(event("sent"));
        assertThat(receipt.await(LONG)).isTrue();
        assertThat(receipt.outcomes()).containsEntry("fake", new Outcome.Delivered(1));
        assertThat(tracker.close(LONG).stats().balanced()).isTrue();
    }

    @Test
    void randomSourceThatThrowsCostsTheEventsThatNeedAnId() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        try (SalesTracker tracker = builder()
                .destination(FakeDestination.single())
                .random(() -> {
                    if (broken.get()) {
                        throw new StackOverflowError("as if");
                    }
                    return 7;
                })
                .build()) {
            broken.set(true);
            Receipt lost = tracker.track(event("lost"));
            assertThat(lost.eventId()).isNotBlank();
            assertThat(lost.outcomes().get("fake").reason()).isEqualTo("INTERNAL");
            Receipt receipt = tracker.track(purchase("1"));
            assertThat(receipt.await(LONG)).isTrue();
            assertThat(receipt.outcomes()).containsEntry("fake", new Outcome.Delivered(1));
        }
    }

    @Test
    void goesOnWhenCallbacksThrowTrackFlushAndClose() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CompletableFuture<SalesTracker> self = new CompletableFuture<>();
        CountDownLatch closing = new CountDownLatch(1);
        SalesTracker tracker = builder()
                .destination(FakeDestination.single())
                .listener(delivery -> {
                    SalesTracker mine = self.join();
                    int call = calls.incrementAndGet();
                    if (call == 1) {
                        mine.track(event("from the listener"));
                        throw new IllegalStateException("content must not be shown");
                    } else if (call == 2) {
                        flush(mine);
                    } else if (call == 3) {
                        assertThat(mine.close(Duration.ofMinutes(5))).isNotNull();
                        closing.countDown();
                    }
                })
                .build();
        self.complete(tracker);
        tracker.track(event("1"));
        tracker.track(event("2"));
        assertThat(closing.await(30, TimeUnit.SECONDS)).isTrue();
        FlushReport report = tracker.close(LONG);
        assertThat(report.stats().balanced()).isTrue();
        assertThat(report.stats().destination("fake").pending()).isZero();
        assertThat(tracker.track(event("3")).outcomes())
                .containsEntry("fake", new Outcome.Dropped(Outcome.DropReason.CLOSED));
    }

    private static void flush(SalesTracker tracker) {
        try {
            tracker.flush(Duration.ofMinutes(5));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void flushesEarlierEventsAndReportsWhyTheyArePending() throws Exception {
        FakeDestination destination = FakeDestination.batching();
        DeliverySettings slow = destination.settings().toBuilder()
                .flushInterval(Duration.ofHours(1))
                .build();
        try (SalesTracker tracker = builder()
                .destination(destination, route -> route.settings(slow))
                .build()) {
            for (int i = 0; i < 10; i++) {
                tracker.track(event("e" + i));
            }
            FlushReport report = tracker.flush(LONG);
            assertThat(report.complete()).isTrue();
            assertThat(report.destinations().get("fake").settled()).isLessThanOrEqualTo(10);
            assertThat(report.stats().destination("fake").delivered()).isEqualTo(10);

            transport.then(request -> Response.of(429, Map.of("Retry-After", List.of("600")), new byte[0]));
            tracker.track(event("throttled"));
            await().until(() ->
                    tracker.flush(Duration.ZERO).destinations().get("fake").state() == DestinationState.THROTTLED);
            assertThat(tracker.flush(Duration.ofMillis(50)).complete()).isFalse();
            tracker.close(Duration.ZERO);
        }
    }

    @Test
    void completesReceiptsBeforeTheFlushReturns() throws Exception {
        try (SalesTracker tracker =
                builder().destination(FakeDestination.single()).build()) {
            for (int round = 0; round < 20_000; round++) {
                Receipt receipt = tracker.track(event("e"));
                tracker.flush(LONG);
                assertThat(receipt.isComplete()).as("in round %s", round).isTrue();
            }
        }
    }

    @Test
    void closesWithinItsTimeWhenAVendorStalls() throws Exception {
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        transport.otherwise(request -> {
            sending.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new TransportException(TransportException.Sent.MAYBE_SENT, "interrupted", e);
            }
            return Response.of(200);
        });
        SalesTracker tracker = builder().destination(FakeDestination.single()).build();
        Receipt stalled = tracker.track(event("1"));
        assertThat(sending.await(30, TimeUnit.SECONDS)).isTrue();
        Receipt behind = tracker.track(event("2"));

        FlushReport report = tracker.close(Duration.ofMillis(500));

        assertThat(stalled.outcomes()).containsEntry("fake", new Outcome.Unconfirmed(Outcome.UnconfirmedReason.CLOSED));
        assertThat(behind.outcomes()).containsEntry("fake", new Outcome.Dropped(Outcome.DropReason.CLOSED));
        assertThat(report.stats().balanced()).isTrue();
        assertThat(sdkThreads()).isEmpty();
        assertThat(tracker.close(Duration.ZERO).stats().destination("fake").tracked())
                .isEqualTo(2);
    }

    private static EventStore around(EventStore store, Consumer<String> before) {
        return around(EventStore.class, store, before);
    }

    private static <T> T around(Class<T> type, T inner, Consumer<String> before) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            before.accept(method.getName());
            return method.invoke(inner, args);
        }));
    }

    @Test
    void goesOnAfterAStoreFailed() throws Exception {
        AtomicInteger claims = new AtomicInteger();
        EventStore failing = around(new MemoryEventStore(Budget.DEFAULT), method -> {
            if (method.equals("claim") && claims.getAndIncrement() == 0) {
                throw new IllegalStateException("the store is away");
            }
        });
        FakeDestination destination = FakeDestination.single();
        try (SalesTracker tracker = builder()
                .destination(destination, route -> route.settings(s -> s.maxInFlight(1)))
                .store((StoreFactory) (name, share) -> failing)
                .build()) {
            assertThat(tracker.track(event("1")).await(LONG)).isTrue();
        }
    }

    @Test
    void settlesEveryEventOfABatchOnceTheStoreIsBack() throws Exception {
        AtomicInteger settlements = new AtomicInteger();
        EventStore failing = around(new MemoryEventStore(Budget.DEFAULT), method -> {
            if (method.equals("settle") && settlements.getAndIncrement() < 3) {
                throw new IllegalStateException("the store is away");
            }
        });
        try (SalesTracker tracker = batches(failing)) {
            // The vendor took them, and the store is told again.
            assertThat(endsOfABatch(tracker))
                    .containsExactly(Outcome.Kind.DELIVERED, Outcome.Kind.DELIVERED, Outcome.Kind.DELIVERED);
            assertThat(tracker.stats().balanced()).isTrue();
        }
    }

    @Test
    void tellsEveryEventOfADeliveredBatchThoughTellingOneThrows() throws Exception {
        try (SalesTracker tracker = batches(new LoudStore())) {
            assertThat(endsOfABatch(tracker))
                    .containsExactly(Outcome.Kind.DELIVERED, Outcome.Kind.DELIVERED, Outcome.Kind.DELIVERED);
        }
    }

    private static List<Outcome.Kind> endsOfABatch(SalesTracker tracker) throws InterruptedException {
        List<Receipt> receipts =
                List.of(tracker.track(event("1")), tracker.track(event("2")), tracker.track(event("3")));
        tracker.flush(LONG);
        return receipts.stream()
                .flatMap(receipt -> receipt.outcomes().values().stream())
                .map(Outcome::kind)
                .toList();
    }

    /**
     * A call to the sender was lost where an event came while it began to listen and another right after that; about one
     * round in fifteen thousand found it.
     */
    @Test
    void sendsAFullBatchAtOnceWheneverItsEventsCome() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (SalesTracker tracker = batches(new MemoryEventStore(Budget.DEFAULT))) {
            for (int round = 0; round < 3_000; round++) {
                List<Receipt> batch = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    long pause = System.nanoTime() + random.nextInt(20_000);
                    while (System.nanoTime() < pause) {
                        Thread.onSpinWait();
                    }
                    batch.add(tracker.track(event("event")));
                }
                for (Receipt receipt : batch) {
                    assertThat(receipt.await(LONG))
                            .as("round %d, seed %d", round, seed)
                            .isTrue();
                }
            }
        }
    }

    /** Sends events together, once there are ten or a flush asks for those that are there. */
    private SalesTracker batches(EventStore store) {
        DeliverySettings patient =
                DeliverySettings.builder().flushInterval(Duration.ofHours(1)).build();
        return builder()
                .destination(new FakeDestination("fake", 10, true), route -> route.settings(patient))
                .store((StoreFactory) (name, share) -> store)
                .build();
    }

    /** One whose entries throw when they have told how they ended. */
    private static final class LoudStore implements EventStore {
        private final EventStore store = new MemoryEventStore(Budget.DEFAULT);

        private record Loud(Entry entry) implements Entry {
            @Override
            public EntryHeader header() {
                return entry.header();
            }

            @Override
            public byte[] bytes() throws TooLargeException {
                return entry.bytes();
            }

            @Override
            public long heapBytes() {
                return entry.heapBytes();
            }

            @Override
            public void complete(Outcome outcome) {
                entry.complete(outcome);
                throw new IllegalStateException("telling it failed");
            }
        }

        @Override
        public AddResult add(Entry entry) {
            return store.add(entry);
        }

        @Override
        public List<Entry> claim(Instant now, ClaimRule rule) {
            return store.claim(now, rule).stream().<Entry>map(Loud::new).toList();
        }

        @Override
        public List<Entry> claimExpired(int max, Instant now) {
            return List.of();
        }

        @Override
        public List<Entry> claimRest(int max) {
            return List.of();
        }

        @Override
        public List<Entry> settle(List<Entry> entries, Outcome outcome) {
            store.settle(entries.stream().map(entry -> ((Loud) entry).entry).toList(), outcome);
            return entries;
        }

        @Override
        public List<Ended> release(List<Release> releases) {
            return store.release(releases.stream()
                    .map(one -> new Release(((Loud) one.entry()).entry, one.header(), one.notBefore()))
                    .toList());
        }

        @Override
        public EraseResult erase(String key) {
            return store.erase(key);
        }

        @Override
        public boolean holds(Entry entry, Duration callTimeout) {
            return store.holds(((Loud) entry).entry, callTimeout);
        }

        @Override
        public Flush flush(boolean waits) {
            return store.flush(waits);
        }

        @Override
        public StoreCounts counts() {
            return store.counts();
        }

        @Override
        public void close() {
            store.close();
        }
    }

    @Test
    void closesEverythingThoughATransportAndAStoreFailToClose() throws Exception {
        StoreFactory failing = (name, share) -> around(new MemoryEventStore(share), method -> {
            if (method.equals("close")) {
                throw new IllegalStateException("the store cannot close");
            }
        });
        SalesTracker tracker = SalesTracker.builder()
                .transport(settings -> new HttpTransport() {
                    @Override
                    public Response send(Request request) throws TransportException {
                        return transport.send(request);
                    }

                    @Override
                    public void close() {
                        throw new IllegalStateException("the transport cannot close");
                    }
                })
                .store(failing)
                .destination(new FakeDestination("one", 1, true))
                .destination(new FakeDestination("two", 1, true))
                .build();
        Receipt receipt = tracker.track(event("1"));
        assertThat(receipt.await(LONG)).isTrue();

        assertThat(tracker.close(LONG).stats().balanced()).isTrue();
        assertThat(sdkThreads()).isEmpty();
    }

    @Test
    void endsAnEventOnItsWayIntoTheStoreAtClose() throws Exception {
        CountDownLatch adding = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        MemoryEventStore store = new MemoryEventStore(Budget.DEFAULT);
        EventStore slow = around(store, method -> {
            if (method.equals("add")) {
                adding.countDown();
                awaitQuietly(closed);
            }
        });
        SalesTracker tracker = builder()
                .destination(FakeDestination.single())
                .store((StoreFactory) (destination, share) -> slow)
                .build();
        CompletableFuture<Receipt> tracked = CompletableFuture.supplyAsync(() -> tracker.track(event("1")));
        assertThat(adding.await(30, TimeUnit.SECONDS)).isTrue();
        tracker.close(Duration.ZERO);
        closed.countDown();
        Receipt receipt = tracked.get(30, TimeUnit.SECONDS);
        assertThat(receipt.outcomes()).containsEntry("fake", new Outcome.Dropped(Outcome.DropReason.CLOSED));
        assertThat(tracker.stats().destination("fake").pending()).isZero();
    }

    @Test
    void saysOnceAtCloseWhatWasLost() throws Exception {
        transport.otherwise(ScriptedTransport.notSent());
        try (LogLines log = new LogLines()) {
            SalesTracker tracker = builder()
                    .destination(new FakeDestination("one", 1, true))
                    .destination(new FakeDestination("two", 1, true))
                    .build();
            tracker.track(purchase("1042").build());
            tracker.close(Duration.ZERO);
            tracker.close(Duration.ZERO);

            assertThat(log.all().stream().filter(line -> line.contains("Closed")))
                    .containsExactly(
                            "WARN Closed: one delivered 0, lost 1 (EUR 10.00), orders lost or unconfirmed: 1042;"
                                    + " two delivered 0, lost 1 (EUR 10.00), orders lost or unconfirmed: 1042");
        }
    }

    @Test
    void reportsTheEventsThatEndedByClosingAsSettled() {
        transport.otherwise(ScriptedTransport.notSent());
        SalesTracker tracker = builder().destination(FakeDestination.single()).build();
        for (int i = 0; i < 20; i++) {
            tracker.track(purchase("" + i).build());
        }

        FlushReport report = tracker.close(Duration.ZERO);

        assertThat(report.destinations().get("fake")).isEqualTo(new FlushReport.Result(20, 0, DestinationState.CLOSED));
        assertThat(report.complete()).isTrue();
        assertThat(report.stats().destination("fake").dropped()).isEqualTo(20);
        assertThat(tracker.close(Duration.ZERO).destinations().get("fake").settled())
                .isZero();
    }

    @Test
    void reportsAtCloseNoEventThatEndedBefore() throws Exception {
        SalesTracker tracker = builder().destination(FakeDestination.single()).build();
        tracker.track(purchase("1").build());
        tracker.flush(LONG);
        transport.otherwise(ScriptedTransport.notSent());
        tracker.track(purchase("2").build());

        assertThat(tracker.close(Duration.ZERO).destinations().get("fake").settled())
                .isEqualTo(1);
    }

    @Test
    void saysAtLevelInfoThatNothingWasLost() {
        try (LogLines log = new LogLines()) {
            SalesTracker.disabled().close();
            SalesTracker tracker =
                    builder().destination(FakeDestination.single()).build();
            tracker.track(purchase("1").build());
            tracker.close(LONG);

            assertThat(log.all()).containsExactly("INFO Closed: fake delivered 1 (EUR 10.00), lost 0");
        }
    }

    @Test
    void keepsTheInterruptFlagOfTheClosingThread() {
        transport.otherwise(ScriptedTransport.notSent());
        SalesTracker tracker = builder().destination(FakeDestination.single()).build();
        Receipt receipt = tracker.track(event("1"));
        Thread.currentThread().interrupt();
        tracker.close(LONG);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(receipt.isComplete()).isTrue();
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        try (SalesTracker tracker = builder()
                .destination(FakeDestination.single())
                .listener(delivery -> {})
                .build()) {
            for (int i = 0; i < 100; i++) {
                tracker.track(FakeEvent.of(EventKind.OTHER, "key" + i, "e" + i));
            }
            tracker.flush(LONG);
        }
        assertThat(sdkThreads()).isEmpty();
    }

    private static List<String> sdkThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("salestracker-"))
                .toList();
    }

    @Test
    void balancesItsLedgerInEverySnapshotUnderLoad() throws Exception {
        transport.otherwise(request -> Response.of(200));
        try (SalesTracker tracker = builder()
                .destination(new FakeDestination("one", 1, true))
                .destination(new FakeDestination("many", 50, true))
                .budget(new Budget(200, 1_000_000))
                .build()) {
            List<Thread> shops = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int shop = t;
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < 5_000; i++) {
                        EventKind kind = List.of(EventKind.values()).get(i % 4);
                        tracker.track(FakeEvent.of(kind, "key" + i % 17, shop + "-" + i));
                    }
                });
                shops.add(thread);
                thread.start();
            }
            while (shops.stream().anyMatch(Thread::isAlive)) {
                TrackerStats stats = tracker.stats();
                assertThat(stats.balanced()).as("%s", stats).isTrue();
            }
            FlushReport report = tracker.flush(LONG);
            assertThat(report.complete()).isTrue();
            for (DestinationStats stats : report.stats().destinations().values()) {
                assertThat(stats.tracked()).isEqualTo(20_000);
                assertThat(stats.delivered() + stats.dropped()).isEqualTo(20_000);
                assertThat(stats.reasons(Kind.DROPPED).keySet()).isSubsetOf("FULL", "DISPLACED");
            }
        }
    }

    @Test
    void tracksAgainWhereAnEventIsUnconfirmed() throws Exception {
        ScriptedTransport lossy = new ScriptedTransport();
        AtomicInteger opened = new AtomicInteger();
        FakeDestination first = new FakeDestination("one", 1, true) {
            @Override
            public Acceptance accepts(SalesEvent event) {
                return Acceptance.send(null, false);
            }
        };
        try (SalesTracker tracker = SalesTracker.builder()
                .transport(settings -> opened.getAndIncrement() == 0 ? lossy : transport)
                .destination(first)
                .destination(new FakeDestination("two", 1, true))
                .build()) {
            lossy.thenNoAnswer();
            Purchase order = purchase("1").build();
            tracker.track(order);
            tracker.flush(LONG);
            assertThat(tracker.track(order).outcomes().values())
                    .containsOnly(new Outcome.Skipped(SkipReason.DUPLICATE));

            Receipt again = tracker.trackAgain(order);
            tracker.flush(LONG);

            assertThat(again.outcomes())
                    .containsEntry("one", new Outcome.Delivered(1))
                    .containsEntry("two", new Outcome.Skipped(SkipReason.DUPLICATE));
            assertThat(tracker.trackAgain(order).outcomes().values())
                    .containsOnly(new Outcome.Skipped(SkipReason.DUPLICATE));
            assertThat(lossy.requests()).containsExactly(List.of("1"), List.of("1"));
            assertThatNullPointerException().isThrownBy(() -> tracker.trackAgain(null));
        }
    }

    @Test
    void erasesAtEveryDestinationAndCountsEach() throws Exception {
        Visitor anna = FakeIdentity.visitor("anna");
        FakeDestination destination = FakeDestination.batching();
        DeliverySettings patient = destination.settings().toBuilder()
                .flushInterval(Duration.ofHours(1))
                .build();
        try (SalesTracker tracker = builder()
                .destination(new FakeDestination("one", 50, true), route -> route.settings(patient))
                .destination(new FakeDestination("two", 50, true), route -> route.settings(patient))
                .build()) {
            Receipt order = tracker.track(purchase("1").visitor(anna).build());
            tracker.track(FakeEvent.of(EventKind.OTHER, "anna", "own"));

            // Two events wait at each of two destinations.
            assertThat(tracker.erase(anna)).isEqualTo(4);

            assertThat(order.outcomes().values()).containsOnly(new Outcome.Skipped(SkipReason.ERASED));
            assertThat(tracker.erase(anna)).as("the second time").isZero();
            Receipt later = tracker.track(purchase("1").visitor(anna).build());
            assertThat(tracker.flush(LONG).complete()).isTrue();
            assertThat(later.outcomes().values()).as("after erase").containsOnly(new Outcome.Delivered(1));
        }
    }

    @Test
    void aDisabledTrackerHasNothingToErase() {
        assertThat(SalesTracker.disabled().erase(FakeIdentity.visitor("anna"))).isZero();
    }

    @Test
    void eraseWantsAVisitor() {
        assertThatNullPointerException()
                .isThrownBy(() -> SalesTracker.disabled().erase(null));
    }

    /** While senders send, and shops track under the same key. */
    @Test
    void erasesWhileOthersTrackAndSend() throws Exception {
        Visitor anna = FakeIdentity.visitor("anna");
        try (SalesTracker tracker =
                builder().destination(FakeDestination.batching()).build()) {
            List<Receipt> receipts = new CopyOnWriteArrayList<>();
            Thread shop = new Thread(() -> {
                for (int i = 0; i < 3_000; i++) {
                    receipts.add(tracker.track(FakeEvent.of(EventKind.OTHER, "anna", "e" + i)));
                }
            });
            shop.start();
            long erased = 0;
            while (shop.isAlive()) {
                List<Receipt> before = List.copyOf(receipts);
                erased += tracker.erase(anna);
                assertThat(tracker.stats().balanced()).isTrue();
                // What was in flight ends by its response, and the rest has ended.
                for (Receipt receipt : before) {
                    assertThat(receipt.await(LONG)).isTrue();
                }
            }
            assertThat(tracker.flush(LONG).complete()).isTrue();
            DestinationStats stats = tracker.stats().destination("fake");
            assertThat(stats.tracked()).isEqualTo(3_000);
            assertThat(stats.skipped()).isLessThanOrEqualTo(erased);
            assertThat(stats.skipped() + stats.delivered()).isEqualTo(3_000);
        }
    }

    @Test
    void everyReceiptOfAnErasedVisitorCompletesThoughACallbackHangsAtClose() {
        DeliverySettings patient =
                DeliverySettings.builder().flushInterval(Duration.ofHours(1)).build();
        CountDownLatch end = new CountDownLatch(1);
        SalesTracker tracker = builder()
                .destination(FakeDestination.batching(), route -> route.settings(patient))
                .build();
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            Receipt receipt = tracker.track(FakeEvent.of(EventKind.OTHER, "anna", "e" + i));
            receipt.onComplete(complete -> hangUntil(end));
            receipts.add(receipt);
        }
        try {
            tracker.erase(FakeIdentity.visitor("anna"));
            tracker.close(Duration.ZERO);

            assertThat(receipts).allMatch(Receipt::isComplete);
        } finally {
            end.countDown();
        }
    }

    @Test
    void unconfirmedOrderIsSentAgainByOneOfManyThreads() throws Exception {
        transport.thenNoAnswer();
        FakeEvent order = FakeEvent.of(EventKind.PURCHASE, "anna", "1").withId("order-1");
        try (SalesTracker tracker =
                builder().destination(FakeDestination.single()).build()) {
            assertThat(tracker.track(order).await(LONG)).isTrue();
            List<Receipt> receipts = new CopyOnWriteArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                threads.add(new Thread(() -> receipts.add(tracker.trackAgain(order))));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(tracker.flush(LONG).complete()).isTrue();

            assertThat(receipts)
                    .filteredOn(receipt -> receipt.outcomes().get("fake").isSuccess())
                    .hasSize(1);
            assertThat(transport.requests()).hasSize(2);
        }
    }

    @Test
    void previewsWithoutSending() {
        try (SalesTracker tracker =
                builder().destination(FakeDestination.single()).build()) {
            assertThat(tracker.preview(purchase("1").build())).singleElement().satisfies(preview -> {
                assertThat(preview.destination()).isEqualTo("fake");
                assertThat(preview)
                        .isInstanceOfSatisfying(
                                Preview.WouldSend.class,
                                send -> assertThat(ScriptedTransport.contents(send.request()))
                                        .containsExactly("1"));
            });
            assertThat(tracker.preview(event("large")))
                    .singleElement()
                    .isEqualTo(new Preview.WouldNot(
                            "fake", new Outcome.Invalid(Outcome.InvalidReason.TOO_LARGE, List.of())));
            assertThat(tracker.stats().destination("fake").tracked()).isZero();
        }
        assertThat(transport.requests()).isEmpty();
    }

    @Test
    void aPreviewNamesTheFieldsThatAreMadeFit() {
        FakeDestination tailor = new FakeDestination("tailor", 1, true) {
            @Override
            public Acceptance accepts(SalesEvent event) {
                return Acceptance.send(null, true, List.of("items[].name", "items"));
            }

            @Override
            public Request toRequest(List<EncodedEvent> events) {
                events.get(0).madeFit("items");
                events.get(0).madeFit("discount");
                return super.toRequest(events);
            }
        };
        try (SalesTracker tracker = builder().destination(tailor).build()) {
            assertThat(tracker.preview(purchase("1").build()))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Preview.WouldSend.class,
                            send -> assertThat(send.madeFit()).containsExactly("items[].name", "items", "discount"));
            assertThat(tracker.stats().destination("tailor").madeFit()).isEmpty();
        }
    }

    @Test
    void failsFastWhenItIsConfiguredWrongly() {
        assertThatIllegalStateException().isThrownBy(() -> builder().build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder()
                        .destination(FakeDestination.single())
                        .destination(FakeDestination.single())
                        .build())
                .withMessageContaining("fake");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder()
                        .destination(new FakeDestination("white space", 1, true))
                        .build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder()
                        .destination(
                                FakeDestination.single(),
                                route -> route.settings(DeliverySettings.builder()
                                        .budget(new Budget(200_000, 1))
                                        .build()))
                        .build())
                .withMessageContaining("budget");
        try (SalesTracker tracker =
                builder().destination(FakeDestination.single()).build()) {
            assertThatNullPointerException().isThrownBy(() -> tracker.track((FakeEvent) null));
            assertThatIllegalArgumentException().isThrownBy(() -> tracker.flush(Duration.ofMillis(-1)));
            assertThatIllegalArgumentException().isThrownBy(() -> tracker.close(Duration.ofMillis(-1)));
        }
    }

    @Test
    void namesTheVersionsFoundWhenTheTransportsLibraryDoesNotFit() {
        SalesTracker.Builder builder = SalesTracker.builder()
                .destination(FakeDestination.single())
                .transport(settings -> {
                    throw new NoSuchMethodError("okhttp3.OkHttpClient.somethingNew()");
                });

        assertThatIllegalStateException()
                .isThrownBy(builder::build)
                .withMessageContaining("somethingNew")
                .withMessageContaining("okhttp-jvm-")
                .withMessageContaining("HttpTransport.jdk()");
    }

    @Test
    void closesOpenedPartsWhenTheBuildFails() {
        List<String> calls = new ArrayList<>();
        SalesTracker.Builder builder = SalesTracker.builder()
                .destination(new FakeDestination("first", 1, true))
                .destination(new FakeDestination("second", 1, true))
                .store((StoreFactory)
                        (name, share) -> around(new MemoryEventStore(share), method -> fail(calls, method, name)))
                .transport(new HttpTransport.Factory() {
                    private boolean opened;

                    @Override
                    public HttpTransport open(TransportSettings settings) {
                        if (opened) {
                            throw new IllegalStateException("no more sockets");
                        }
                        opened = true;
                        return around(HttpTransport.class, transport, method -> fail(calls, method, "transport"));
                    }
                });

        assertThatIllegalStateException().isThrownBy(builder::build).withMessage("no more sockets");
        assertThat(calls).containsExactlyInAnyOrder("close transport", "close first", "close second");
        assertThat(sdkThreads()).isEmpty();
    }

    private static void fail(List<String> calls, String method, String of) {
        calls.add(method + " " + of);
        throw new IllegalStateException("it is away");
    }

    @Test
    void expiresAnEventOnTimeThoughOthersWaitForTheEndOfAPause() throws Exception {
        transport.then(request -> Response.of(429, Map.of("Retry-After", List.of("20")), new byte[0]));
        DeliverySettings settings = DeliverySettings.builder()
                .deadline(EventKind.VISIT, Duration.ofMillis(200))
                .build();
        try (SalesTracker tracker = builder()
                .destination(FakeDestination.single(), route -> route.settings(settings))
                .build()) {
            tracker.track(event("throttled"));
            await().until(() -> tracker.stats().destination("fake").state() == DestinationState.THROTTLED);
            tracker.track(event("waits too"));
            Receipt visit = tracker.track(FakeEvent.of(EventKind.VISIT, "other key", "visit"));

            assertThat(visit.await(Duration.ofSeconds(10))).isTrue();
            assertThat(visit.outcomes().get("fake").kind()).isEqualTo(Kind.EXPIRED);
            tracker.close(Duration.ZERO);
        }
    }

    @Test
    void retriesAnEventInTimeWhileTheRestOfItsBatchIsSlow() throws Exception {
        CountDownLatch tried = new CountDownLatch(1);
        transport.then(422).thenNotSent().then(request -> {
            awaitQuietly(tried);
            return Response.of(200);
        });
        DeliverySettings settings = DeliverySettings.builder()
                .batchSize(2)
                .backoff(Duration.ofMillis(50), Duration.ofMillis(100))
                .build();
        try (SalesTracker tracker = builder()
                .destination(FakeDestination.batching(), route -> route.settings(settings))
                .build()) {
            Receipt first = tracker.track(FakeEvent.of(EventKind.OTHER, "a", "a1"));
            Receipt second = tracker.track(FakeEvent.of(EventKind.OTHER, "b", "b1"));

            assertThat(first.await(Duration.ofSeconds(10))).isTrue();
            assertThat(second.isComplete()).isFalse();
            tried.countDown();
            assertThat(second.await(LONG)).isTrue();
        }
    }
}
