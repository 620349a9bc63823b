package io.salestracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salestracker.Outcome.DropReason;
import io.salestracker.Outcome.Kind;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.event.EventKind;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.fakes.FakeDestination;
import io.salestracker.fakes.FakeEvent;
import io.salestracker.fakes.HostileLog;
import io.salestracker.fakes.ScriptedTransport;
import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportSettings;
import io.salestracker.store.EventStore;
import io.salestracker.store.MemoryEventStore;
import io.salestracker.store.StoreFactory;
import io.salestracker.store.StoreStatus;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing outside can stop the engine: log, listener, callback, filter, store, transport, clock. */
@Timeout(120)
class SurroundingsIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final ScriptedTransport transport = new ScriptedTransport();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        release.countDown();
    }

    private SalesTracker.Builder builder() {
        return SalesTracker.builder().transport(settings -> transport);
    }

    private static FakeEvent event(String key, String content) {
        return FakeEvent.of(EventKind.OTHER, key, content);
    }

    private static Purchase.Builder purchase(String orderId) {
        return Purchase.builder()
                .orderId(orderId)
                .currency("EUR")
                .total("10.00")
                .item(LineItem.builder().productId("p").quantity(1).unitPrice("10.00"));
    }

    private static List<Receipt> track(SalesTracker tracker, int number) {
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            receipts.add(tracker.track(event("key" + i, "event" + i)));
        }
        return receipts;
    }

    private static void assertComplete(List<Receipt> receipts) throws InterruptedException {
        for (Receipt receipt : receipts) {
            assertThat(receipt.await(LONG)).as("%s", receipt).isTrue();
        }
    }

    private static void assertAll(List<Receipt> receipts, Kind kind) throws InterruptedException {
        assertComplete(receipts);
        assertThat(receipts)
                .allSatisfy(receipt -> assertThat(receipt.outcomes().values())
                        .allSatisfy(outcome -> assertThat(outcome.kind()).isEqualTo(kind)));
    }

    private void hang() {
        boolean interrupted = false;
        while (true) {
            try {
                release.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void waitFor(Duration time) {
        try {
            new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Thread> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("salestracker-"))
                .toList();
    }

    // ---- the log

    static Stream<Throwable> faults() {
        return Stream.of(
                new IllegalStateException("disk full"),
                new OutOfMemoryError("as if"),
                new StackOverflowError(),
                new NoClassDefFoundError("org/example/Layout"),
                new AssertionError("never"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void logThatThrowsCostsNoReceiptAndNoSender(Throwable fault) throws Exception {
        FakeDestination destination = FakeDestination.single();
        DeliverySettings one = destination.settings().toBuilder().maxInFlight(1).build();
        try (HostileLog log = HostileLog.throwing(fault);
                SalesTracker tracker = builder()
                        .destination(destination, route -> route.settings(one))
                        .build()) {
            transport.then(500).then(422);
            List<Receipt> failed = track(tracker, 2);
            assertComplete(failed);
            assertThat(failed.get(0).outcomes().get("fake").kind()).isEqualTo(Kind.UNCONFIRMED);

            transport.thenNotSent();
            assertAll(track(tracker, 20), Kind.DELIVERED);
            assertThat(tracker.stats().destination("fake").balanced()).isTrue();
            await().until(() -> log.lines() > 0);
        }
        assertThat(ours()).isEmpty();
    }

    @Test
    void logThatThrowsNeverReachesTheCaller() {
        try (HostileLog log = HostileLog.throwing(new IllegalStateException("disk full"));
                SalesTracker tracker = builder()
                        .destination(new FakeDestination("none", 1, true), route -> route.filter(event -> false))
                        .build();
                SalesTracker full = builder()
                        .budget(new Budget(1, 1))
                        .destination(FakeDestination.single())
                        .build()) {
            assertThat(tracker.track(event("a", "unrouted")).outcomes()).isEmpty();
            assertThat(full.track(event("a", "no room")).outcomes())
                    .containsEntry("fake", new Outcome.Dropped(DropReason.FULL));
            await().until(() -> log.lines() > 1);
        }
    }

    @Test
    void goesOnWithAListenerAndALogThatBothThrow() throws Exception {
        AtomicInteger told = new AtomicInteger();
        try (HostileLog log = HostileLog.throwing(new IllegalStateException("disk full"));
                SalesTracker tracker = builder()
                        .destination(FakeDestination.single())
                        .listener(delivery -> {
                            if (told.getAndIncrement() == 0) {
                                throw new IllegalStateException("no table");
                            }
                        })
                        .build()) {
            assertAll(track(tracker, 100), Kind.DELIVERED);
            await().until(() -> told.get() == 100);
            await().until(() -> log.lines() > 0);
        }
    }

    @Test
    void logThatBlocksKeepsNoCallerAndNoLaneWaiting() throws Exception {
        long start = System.nanoTime();
        try (HostileLog log = new HostileLog(this::hang);
                SalesTracker tracker = builder()
                        .destination(new FakeDestination("one", 1, true))
                        .destination(new FakeDestination("two", 1, true))
                        .destination(
                                new FakeDestination("none", 1, true),
                                route -> route.filter(event -> {
                                    throw new IllegalStateException("a reason to log");
                                }))
                        .build()) {
            transport.then(500);
            assertComplete(track(tracker, 100));
            await().until(() -> log.lines() > 0);
            tracker.close(Duration.ofSeconds(1));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
            assertThat(tracker.stats().destination("one").balanced()).isTrue();
        }
        release.countDown();
        await().until(() -> ours().isEmpty());
    }

    // ---- the listener

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 60})
    void slowListenerDelaysCallbacksOnly(int seconds) throws Exception {
        try (SalesTracker tracker = builder()
                .destination(new FakeDestination("one", 1, true))
                .destination(new FakeDestination("two", 1, true))
                .listener(delivery -> waitFor(Duration.ofSeconds(seconds)))
                .build()) {
            assertAll(track(tracker, 12_000), Kind.DELIVERED);
            assertThat(tracker.stats().callbacksDropped()).isPositive();
            tracker.close(Duration.ofMillis(100));
        }
        await().until(() -> ours().isEmpty());
    }

    @Test
    void everyReceiptOfABatchIsCompleteBeforeTheListenerIsTold() throws Exception {
        List<Receipt> receipts = new ArrayList<>();
        AtomicBoolean early = new AtomicBoolean();
        DeliverySettings patient =
                DeliverySettings.builder().flushInterval(Duration.ofHours(1)).build();
        try (SalesTracker tracker = builder()
                .destination(new FakeDestination("fake", 100, true), route -> route.settings(patient))
                .listener(delivery ->
                        early.compareAndSet(false, !receipts.stream().allMatch(Receipt::isComplete)))
                .build()) {
            receipts.addAll(track(tracker, 50));
            tracker.flush(LONG);
        }
        assertThat(early).isFalse();
    }

    // ---- the store

    private static EventStore store(EventStore inner, String failing, AtomicBoolean broken) {
        Class<?>[] types = {EventStore.class};
        return (EventStore) Proxy.newProxyInstance(EventStore.class.getClassLoader(), types, (proxy, method, args) -> {
            if (broken.get() && method.getName().equals(failing)) {
                throw new IllegalStateException("the database is down");
            }
            try {
                return method.invoke(inner, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claimRest",
                "settle",
                "close",
                "counts",
                "flush",
                "claim",
                "release",
                "claimExpired",
                "holds",
                "outlives"
            })
    void storeThatFailsAtCloseLeavesTheOtherLaneNothingOpen(String method) throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        transport.otherwise(ScriptedTransport.notSent());
        SalesTracker tracker = builder()
                .store((StoreFactory) (name, share) -> name.equals("one")
                        ? store(new MemoryEventStore(share), method, broken)
                        : new MemoryEventStore(share))
                .destination(new FakeDestination("one", 1, true))
                .destination(new FakeDestination("two", 1, true))
                .build();
        List<Receipt> receipts = track(tracker, 30);
        broken.set(true);
        FlushReport report = tracker.close(Duration.ofSeconds(1));

        assertComplete(receipts);
        assertThat(report.stats().balanced()).isTrue();
        assertThat(report.stats().destination("one").pending()).isZero();
        // A line that is logged after the close is written by a thread that lives no longer.
        await().until(() -> ours().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"add", "flush", "claim", "settle", "release", "counts", "holds"})
    void laneGoesOnOnceItsStoreIsBack(String method) throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        try (SalesTracker tracker = builder()
                .store((StoreFactory) (name, share) -> store(new MemoryEventStore(share), method, broken))
                .destination(FakeDestination.single())
                .build()) {
            transport.thenNotSent();
            List<Receipt> meanwhile = track(tracker, 5);
            waitFor(Duration.ofMillis(100));
            broken.set(false);
            assertAll(track(tracker, 5), Kind.DELIVERED);
            assertComplete(meanwhile);
            assertThat(tracker.stats().balanced()).isTrue();
        }
    }

    @Test
    void eventThatTheStoreDoesNotTakeIsDroppedAlikeByBuilderAndEvent() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        try (SalesTracker tracker = builder()
                .store((StoreFactory) (name, share) -> name.equals("two")
                        ? store(new MemoryEventStore(share), "add", broken)
                        : new MemoryEventStore(share))
                .destination(new FakeDestination("one", 1, true))
                .destination(new FakeDestination("two", 1, true))
                .build()) {
            Receipt event = tracker.track(purchase("1").build());
            Receipt built = tracker.track(purchase("2"));
            for (Receipt receipt : List.of(event, built)) {
                assertThat(receipt.await(LONG)).isTrue();
                assertThat(receipt.outcomes().get("one").kind()).isEqualTo(Kind.DELIVERED);
                assertThat(receipt.outcomes()).containsEntry("two", new Outcome.Dropped(DropReason.NOT_STORED));
            }
            assertThat(tracker.stats().destination("one").tracked()).isEqualTo(2);
            assertThat(tracker.stats().balanced()).isTrue();

            broken.set(false);
            Receipt again = tracker.track(purchase("1").build());
            assertThat(again.await(LONG)).isTrue();
            assertThat(again.outcomes().get("two").kind()).isEqualTo(Kind.DELIVERED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"claimRest", "settle", "close"})
    void storeThatBlocksAtCloseHoldsUpNeitherCloseNorAReceipt(String method) throws Exception {
        AtomicBoolean blocking = new AtomicBoolean();
        transport.otherwise(ScriptedTransport.notSent());
        SalesTracker tracker = builder()
                .store((StoreFactory) (name, share) -> name.equals("one")
                        ? blocking(new MemoryEventStore(share), method, blocking)
                        : new MemoryEventStore(share))
                .destination(new FakeDestination("one", 1, true))
                .destination(new FakeDestination("two", 1, true))
                .build();
        List<Receipt> receipts = track(tracker, 30);
        blocking.set(true);
        long start = System.nanoTime();
        tracker.close(Duration.ofSeconds(1));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        assertComplete(receipts);
        assertThat(tracker.stats().destination("two").balanced()).isTrue();
        release.countDown();
        await().until(() -> ours().isEmpty());
    }

    private EventStore blocking(EventStore inner, String method, AtomicBoolean blocking) {
        Class<?>[] types = {EventStore.class};
        return (EventStore) Proxy.newProxyInstance(EventStore.class.getClassLoader(), types, (proxy, called, args) -> {
            if (blocking.get() && called.getName().equals(method)) {
                hang();
            }
            return called.invoke(inner, args);
        });
    }

    @Test
    void storeThatHandsOutNothingIsLeftAlone() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Class<?>[] types = {EventStore.class};
        EventStore inner = new MemoryEventStore(Budget.DEFAULT);
        EventStore elsewhere =
                (EventStore) Proxy.newProxyInstance(EventStore.class.getClassLoader(), types, (proxy, called, args) -> {
                    if (called.getName().equals("claim")) {
                        asked.incrementAndGet();
                        ((EventStore.ClaimRule) args[1]).max(new StoreStatus(1, Instant.EPOCH, null, null, false));
                        return List.of();
                    }
                    return called.invoke(inner, args);
                });
        SalesTracker tracker = builder()
                .store((StoreFactory) (name, share) -> elsewhere)
                .destination(FakeDestination.single())
                .build();
        track(tracker, 1);
        waitFor(Duration.ofSeconds(1));
        assertThat(asked.get()).isBetween(1, 500);
        tracker.close(Duration.ZERO);
    }

    // ---- the transport

    @ParameterizedTest
    @MethodSource("faults")
    void transportThatThrowsCostsTheEventAtMost(Throwable fault) throws Exception {
        try (SalesTracker tracker =
                builder().destination(FakeDestination.single()).build()) {
            transport.then(request -> {
                if (fault instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) fault;
            });
            List<Receipt> hit = track(tracker, 1);
            assertComplete(hit);
            assertThat(hit.get(0).outcomes().get("fake").kind()).isEqualTo(Kind.UNCONFIRMED);
            assertAll(track(tracker, 20), Kind.DELIVERED);
        }
    }

    @Test
    void transportThatGivesNothingOrNonsenseCostsTheEventAtMost() throws Exception {
        try (SalesTracker tracker =
                builder().destination(FakeDestination.single()).build()) {
            transport
                    .then(request -> null)
                    .then(-1)
                    .then(0)
                    .then(99)
                    .then(1_000)
                    .then(Integer.MAX_VALUE);
            assertComplete(track(tracker, 6));
            assertAll(track(tracker, 20), Kind.DELIVERED);
            assertThat(tracker.stats().balanced()).isTrue();
        }
    }

    @Test
    void transportThatBlocksHoldsUpNeitherTheOtherLaneNorClose() throws Exception {
        SalesTracker tracker = SalesTracker.builder()
                .destination(new FakeDestination("one", 1, true))
                .destination(new FakeDestination("two", 1, true))
                .transport(new HttpTransport.Factory() {
                    private final AtomicBoolean first = new AtomicBoolean(true);

                    @Override
                    public HttpTransport open(TransportSettings settings) {
                        return first.compareAndSet(true, false) ? new HangingTransport() : transport;
                    }
                })
                .build();
        List<Receipt> receipts = track(tracker, 50);
        await().until(() -> tracker.stats().destination("two").delivered() == 50);
        long start = System.nanoTime();
        tracker.close(Duration.ofSeconds(1));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        assertComplete(receipts);
        assertThat(tracker.stats().balanced()).isTrue();
        release.countDown();
        await().until(() -> ours().isEmpty());
    }

    /** Never answers, and never closes. */
    private final class HangingTransport implements HttpTransport {
        @Override
        public Response send(Request request) {
            hang();
            return Response.of(200);
        }

        @Override
        public void close() {
            hang();
        }
    }

    // ---- the clock

    @ParameterizedTest
    @ValueSource(strings = {"-1000000000-01-01T00:00:00Z", "+1000000000-12-31T23:59:59.999999999Z"})
    void clockAtTheEndOfTimeStopsNothing(String time) throws Exception {
        InstantSource clock = () -> Instant.parse(time);
        try (SalesTracker tracker =
                builder().destination(FakeDestination.single()).clock(clock).build()) {
            transport.thenNotSent();
            List<Receipt> receipts = new ArrayList<>(track(tracker, 1));
            receipts.add(tracker.track(purchase("1").build()));
            tracker.close(Duration.ofSeconds(1));
            assertComplete(receipts);
        }
    }

    // ---- close

    @Test
    void closeFromACallbackAndFromOutsideLeavesNoThread() throws Exception {
        for (int round = 0; round < 200; round++) {
            SalesTracker tracker = SalesTracker.builder()
                    .transport(settings -> new ScriptedTransport())
                    .destination(FakeDestination.single())
                    .build();
            CountDownLatch called = new CountDownLatch(1);
            tracker.track(event("a", "a")).onComplete(receipt -> {
                called.countDown();
                tracker.close(LONG);
            });
            called.await();
            tracker.close(LONG);
            assertThat(ours()).as("round %d", round).isEmpty();
        }
    }
}
