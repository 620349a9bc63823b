package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salestracker.DeliveryListener;
import io.salestracker.DeliveryReport;
import io.salestracker.DestinationStats;
import io.salestracker.Outcome;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import io.salestracker.store.EventStore;
import io.salestracker.store.MemoryEventStore;
import io.salestracker.store.StoreFactory;
import io.salestracker.testsupport.Response;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * A tracker with one lane to a vendor that keeps count, together with everything a caller learns of it: receipts, their
 * callbacks, what the listener is told. {@link #assertThatNothingIsSilent} holds all of that against the ledger.
 */
final class OneLane implements AutoCloseable, DeliveryListener {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final CountingVendor vendor = CountingVendor.start();
    final SalesTracker tracker;

    private final List<Receipt> receipts = new ArrayList<>();
    private final Map<String, Integer> calledBack = new ConcurrentHashMap<>();
    private final AtomicLong told = new AtomicLong();
    private final AtomicLong looks = new AtomicLong();
    private final CountDownLatch stalled = new CountDownLatch(1);

    /** With quick retries, so that nothing has to be waited for; more may be set. */
    OneLane(
            UnaryOperator<EbbotDestination.Builder> destination,
            UnaryOperator<DeliverySettings.Builder> settings,
            Budget budget) {
        EbbotDestination to = destination.apply(vendor.destination()).build();
        DeliverySettings.Builder quick = to.settings().toBuilder()
                .backoff(Duration.ofMillis(5), Duration.ofMillis(50))
                .probeInterval(Duration.ofMillis(50));
        tracker = SalesTracker.builder()
                .destination(to, route -> route.settings(settings.apply(quick).build()))
                .budget(budget)
                .store((StoreFactory) (name, share) -> counted(new MemoryEventStore(share)))
                .listener(this)
                .build();
    }

    /** One event in each request, within the default budget. */
    static OneLane ofSingles() {
        return ofSingles(settings -> settings);
    }

    static OneLane ofSingles(UnaryOperator<DeliverySettings.Builder> settings) {
        return new OneLane(destination -> destination, settings, Budget.DEFAULT);
    }

    /** Arrays of up to so many events, within the default budget. */
    static OneLane ofArrays(int size) {
        return ofArrays(size, settings -> settings);
    }

    static OneLane ofArrays(int size, UnaryOperator<DeliverySettings.Builder> settings) {
        return new OneLane(
                destination -> destination.maxBatchSize(size, Refused.WHOLE),
                quick -> settings.apply(quick.batchSize(size)),
                Budget.DEFAULT);
    }

    /** Lets through what a store is asked, and counts how often a sender looks for work. */
    private EventStore counted(EventStore store) {
        return (EventStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {EventStore.class}, (proxy, method, args) -> {
                    if (method.getName().equals("due")) {
                        looks.incrementAndGet();
                    }
                    try {
                        return method.invoke(store, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public void onOutcome(DeliveryReport delivery) {
        told.incrementAndGet();
    }

    /** Tracks purchases, each of a visitor of its own. */
    void track(int events) {
        for (int i = 0; i < events; i++) {
            track(CountingVendor.event(EventKind.PURCHASE, "visitor" + receipts.size(), 0));
        }
    }

    void track(SalesEvent event) {
        Receipt receipt = tracker.track(event);
        receipts.add(receipt);
        receipt.onComplete(ended -> calledBack.merge(ended.eventId(), 1, Integer::sum));
    }

    DestinationStats stats() {
        return tracker.stats().destination("ebbot");
    }

    /** How often a sender has looked for work. */
    long looks() {
        return looks.get();
    }

    /** Waits until every event tracked so far has ended, without asking for it. */
    void awaitOutcomes() throws InterruptedException {
        for (Receipt receipt : receipts) {
            assertThat(receipt.await(PATIENCE)).as("%s", stats()).isTrue();
        }
    }

    /** Asks for every event tracked so far to be delivered now, and waits for it. */
    void flush() throws InterruptedException {
        assertThat(tracker.flush(PATIENCE).complete()).as("%s", stats()).isTrue();
    }

    /** How the events ended of which the receipts tell, counted by outcome and reason. */
    Map<String, Long> outcomes() {
        Map<String, Long> outcomes = new TreeMap<>();
        for (Receipt receipt : receipts) {
            for (Outcome outcome : receipt.outcomes().values()) {
                outcomes.merge(outcome.kind() + " " + outcome.reason(), 1L, Long::sum);
            }
        }
        return outcomes;
    }

    /**
     * Every event tracked so far has ended with an outcome that its receipt, the ledger and the vendor agree on; nothing
     * was delivered twice; each receipt's callback was called once and the listener told of each outcome, or what there
     * was no room for was counted.
     */
    void assertThatNothingIsSilent() {
        DestinationStats stats = stats();
        assertThat(stats.balanced()).as("%s", stats).isTrue();
        assertThat(stats.tracked()).isEqualTo(receipts.size());
        assertThat(stats.pending()).isZero();
        assertThat(receipts).allMatch(Receipt::isComplete);
        Map<String, Long> ended = new TreeMap<>();
        stats.outcomes()
                .forEach((kind, reasons) -> reasons.forEach((reason, count) -> ended.put(kind + " " + reason, count)));
        assertThat(outcomes()).isEqualTo(ended);
        assertThat(vendor.taken()).doesNotHaveDuplicates().hasSize((int) stats.delivered());
        // One call of the listener and one callback for each event.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                told.get() + calledBack.size() + tracker.stats().callbacksDropped())
                        .isEqualTo(2L * receipts.size()));
        assertThat(calledBack.values()).isNotEmpty().containsOnly(1);
    }

    /** The ids of what was tracked from the given one on. */
    List<String> idsFrom(int first) {
        return receipts.stream().skip(first).map(Receipt::eventId).toList();
    }

    /** Our threads that live. */
    static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("salestracker-"))
                .toList();
    }

    /** A vendor's behaviour: answers nothing until {@link #resume}, and then takes. */
    Response stall(CountingVendor.Delivery delivery) {
        try {
            stalled.await();
            return delivery.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return delivery.status(503);
        }
    }

    void resume() {
        stalled.countDown();
    }

    @Override
    public void close() {
        resume();
        tracker.close(Duration.ofSeconds(1));
        vendor.close();
    }
}
