package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.salestracker.DestinationState;
import io.salestracker.DestinationStats;
import io.salestracker.FlushReport;
import io.salestracker.Outcome;
import io.salestracker.Outcome.DropReason;
import io.salestracker.Outcome.UnconfirmedReason;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.event.EventKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code flush} respects pauses and says what is pending and why; after {@code close} everything has its outcome. */
@Timeout(120)
class FlushAndCloseIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Outcome DROPPED = new Outcome.Dropped(DropReason.CLOSED);
    private static final Outcome UNCONFIRMED = new Outcome.Unconfirmed(UnconfirmedReason.CLOSED);
    private static final int IN_FLIGHT = 8;

    private final CountingVendor vendor = CountingVendor.start();
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void stop() {
        gate.countDown();
        vendor.close();
    }

    private SalesTracker tracker() {
        return builder().build();
    }

    private SalesTracker.Builder builder() {
        Destination destination = vendor.destination().build();
        return SalesTracker.builder()
                .destination(
                        destination,
                        route -> route.settings(settings(destination).build()));
    }

    private static DeliverySettings.Builder settings(Destination destination) {
        return destination.settings().toBuilder()
                .callTimeout(Duration.ofMinutes(10))
                .backoff(Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    private void stall() {
        vendor.behave(delivery -> {
            awaitGate();
            return delivery.take();
        });
    }

    private void awaitGate() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Receipt> track(SalesTracker tracker, int events) {
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            receipts.add(tracker.track(CountingVendor.event(EventKind.PURCHASE, "visitor" + i, i)));
        }
        return receipts;
    }

    private static DestinationStats ledger(SalesTracker tracker) {
        return tracker.stats().destination("ebbot");
    }

    private static void assertEnded(SalesTracker tracker, List<Receipt> receipts) {
        assertThat(receipts).allMatch(Receipt::isComplete);
        assertThat(tracker.stats().balanced()).isTrue();
        assertThat(ledger(tracker).pending()).isZero();
        assertThat(ledger(tracker).tracked()).isEqualTo(receipts.size());
        assertThat(OurThreads.names()).isEmpty();
    }

    private static Outcome outcome(Receipt receipt) {
        return receipt.outcomes().get("ebbot");
    }

    // ---- close

    @Test
    void closesOnceWhenSeveralThreadsClose() throws Exception {
        stall();
        SalesTracker tracker = tracker();
        List<Receipt> receipts = track(tracker, 50);
        await().atMost(LONG).until(() -> vendor.requests() == IN_FLIGHT);
        List<CompletableFuture<FlushReport>> closings = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            CompletableFuture<FlushReport> closing = new CompletableFuture<>();
            closings.add(closing);
            new Thread(() -> closing.complete(tracker.close(Duration.ofMillis(500)))).start();
        }
        for (CompletableFuture<FlushReport> closing : closings) {
            closing.get(60, TimeUnit.SECONDS);
        }
        FlushReport last = tracker.close(LONG);
        assertThat(last.complete()).isTrue();
        assertThat(last.stats().destination("ebbot").reasons(Outcome.Kind.UNCONFIRMED))
                .containsEntry("CLOSED", (long) IN_FLIGHT);
        assertThat(last.destinations().get("ebbot").state()).isEqualTo(DestinationState.CLOSED);
        assertEnded(tracker, receipts);
    }

    @Test
    void dropsEventsTrackedDuringAndAfterClose() throws Exception {
        SalesTracker tracker = tracker();
        Queue<Receipt> receipts = new ConcurrentLinkedQueue<>();
        List<Thread> callers = new ArrayList<>();
        AtomicInteger tracked = new AtomicInteger();
        CountDownLatch closed = new CountDownLatch(1);
        for (int caller = 0; caller < 4; caller++) {
            String visitor = "visitor" + caller;
            Thread thread = new Thread(() -> {
                for (int i = 0; closed.getCount() > 0 && i < 1_000_000; i++) {
                    receipts.add(tracker.track(CountingVendor.event(EventKind.VISIT, visitor, i)));
                    tracked.incrementAndGet();
                }
            });
            callers.add(thread);
            thread.start();
        }
        await().atMost(LONG).until(() -> tracked.get() > 1_000);
        tracker.close(Duration.ofMillis(100));
        closed.countDown();
        for (Thread caller : callers) {
            caller.join();
        }
        Receipt after = tracker.track(CountingVendor.event(EventKind.PURCHASE, "late", 0));
        assertThat(after.outcomes()).containsEntry("ebbot", DROPPED);
        receipts.add(after);
        assertEnded(tracker, List.copyOf(receipts));
        assertThat(ledger(tracker).outcomes().keySet())
                .isSubsetOf(Outcome.Kind.DELIVERED, Outcome.Kind.DROPPED, Outcome.Kind.UNCONFIRMED);
        Map<String, Integer> taken = vendor.times();
        for (Receipt receipt : receipts) {
            int times = taken.getOrDefault(receipt.eventId(), 0);
            switch (outcome(receipt).kind()) {
                case DELIVERED -> assertThat(times).isEqualTo(1);
                case DROPPED -> assertThat(times).isZero();
                default -> assertThat(times).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void endsAtOnceAndKeepsTheFlagWhenInterrupted() throws Exception {
        stall();
        SalesTracker tracker = tracker();
        List<Receipt> receipts = track(tracker, 50);
        await().atMost(LONG).until(() -> vendor.requests() == IN_FLIGHT);
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread closing = new Thread(() -> {
            tracker.close(Duration.ofHours(1));
            flag.complete(Thread.currentThread().isInterrupted());
        });
        closing.start();
        await().atMost(LONG).until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        closing.interrupt();
        assertThat(flag.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(receipts)
                .filteredOn(receipt -> outcome(receipt).equals(UNCONFIRMED))
                .hasSize(IN_FLIGHT);
        assertThat(receipts)
                .filteredOn(receipt -> outcome(receipt).equals(DROPPED))
                .hasSize(50 - IN_FLIGHT);
        assertEnded(tracker, receipts);
    }

    @Test
    void closeFromACallbackOnlyStartsClosing() throws Exception {
        stall();
        SalesTracker tracker = tracker();
        List<Receipt> receipts = track(tracker, 20);
        CompletableFuture<FlushReport> fromCallback = new CompletableFuture<>();
        receipts.get(0).onComplete(receipt -> fromCallback.complete(tracker.close(Duration.ofHours(1))));
        await().atMost(LONG).until(() -> vendor.requests() == IN_FLIGHT);
        gate.countDown();
        assertThat(fromCallback.get(60, TimeUnit.SECONDS)).isNotNull();
        assertThat(tracker.track(CountingVendor.event(EventKind.PURCHASE, "late", 0))
                        .outcomes())
                .containsEntry("ebbot", DROPPED);
        assertThat(tracker.close(LONG).complete()).isTrue();
        await().atMost(LONG).untilAsserted(() -> assertThat(OurThreads.names()).isEmpty());
        assertThat(vendor.taken()).hasSize(20);
        assertThat(ledger(tracker).delivered()).isEqualTo(20);
    }

    @Test
    void endsEventsThatAwaitARetryAsUnconfirmed() throws Exception {
        vendor.behave(delivery -> delivery.status(500));
        Destination destination = vendor.destination().build();
        SalesTracker tracker = SalesTracker.builder()
                .destination(
                        destination,
                        route -> route.settings(settings(destination)
                                .mode(DeliveryMode.AT_LEAST_ONCE)
                                .build()))
                .build();
        List<Receipt> receipts = track(tracker, 3);
        await().atMost(LONG).until(() -> ledger(tracker).retries() == 3);
        tracker.close(Duration.ZERO);
        assertThat(receipts).allMatch(receipt -> outcome(receipt).equals(UNCONFIRMED));
        assertEnded(tracker, receipts);
    }

    @Test
    void waitsNoLongerThanItMustHoweverLongItMay() throws Exception {
        Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
        SalesTracker tracker = tracker();
        List<Receipt> receipts = track(tracker, 20);
        assertThat(tracker.flush(forEver).complete()).isTrue();
        assertThat(receipts.get(19).await(forEver)).isTrue();
        assertThat(tracker.close(forEver).complete()).isTrue();
        assertEnded(tracker, receipts);
    }

    // ---- flush

    @Test
    void flushesUpToAPauseAndSaysWhyEventsArePending() throws Exception {
        vendor.behave(delivery -> delivery.status(429).header("Retry-After", "600"));
        try (CountingVendor down = CountingVendor.start();
                CountingVendor refusing = CountingVendor.start();
                CountingVendor stalled = CountingVendor.start()) {
            down.stop();
            refusing.behave(delivery -> delivery.status(403));
            stalled.behave(delivery -> {
                awaitGate();
                return delivery.take();
            });
            Destination failing = down.destination().name("down").build();
            Destination refused = refusing.destination().name("refusing").build();
            Destination slow = stalled.destination().name("stalled").build();
            SalesTracker tracker = builder()
                    .destination(
                            failing, route -> route.settings(settings(failing).build()))
                    .destination(
                            refused, route -> route.settings(settings(refused).build()))
                    .destination(slow, route -> route.settings(settings(slow).build()))
                    .build();
            track(tracker, 20);
            FlushReport report = tracker.flush(Duration.ofSeconds(1));
            assertThat(report.complete()).isFalse();
            assertThat(report.destinations()).allSatisfy((name, result) -> {
                assertThat(result.settled()).isZero();
                assertThat(result.pending()).isEqualTo(20);
            });
            await().atMost(LONG).untilAsserted(() -> {
                FlushReport later = tracker.flush(Duration.ZERO);
                assertThat(later.destinations().get("ebbot").state()).isEqualTo(DestinationState.THROTTLED);
                assertThat(later.destinations().get("down").state()).isEqualTo(DestinationState.BACKING_OFF);
                assertThat(later.destinations().get("refusing").state()).isEqualTo(DestinationState.MISCONFIGURED);
                assertThat(later.destinations().get("stalled").state()).isEqualTo(DestinationState.ACTIVE);
            });
            // A flush sends nothing to who asked for a pause: what came is what was under way at the first response.
            assertThat(vendor.requests()).isLessThanOrEqualTo(IN_FLIGHT);
            tracker.close(Duration.ZERO);
            gate.countDown();
        }
    }

    @Test
    void flushesHalfFullBatchesAtOnce() throws Exception {
        Destination destination =
                vendor.destination().maxBatchSize(100, Refused.WHOLE).build();
        SalesTracker tracker = SalesTracker.builder()
                .destination(
                        destination,
                        route -> route.settings(settings(destination)
                                .flushInterval(Duration.ofHours(1))
                                .build()))
                .build();
        List<Receipt> receipts = track(tracker, 20);
        assertThat(tracker.flush(LONG).complete()).isTrue();
        assertThat(vendor.taken()).hasSize(20);
        tracker.close(LONG);
        assertEnded(tracker, receipts);
    }

    @Test
    void flushesEarlierEventsWithoutWaitingForLaterOnes() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        vendor.behave(delivery -> {
            try {
                (delivery.ids().get(0).startsWith("late") ? never : gate).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return delivery.take();
        });
        SalesTracker tracker = tracker();
        track(tracker, 4);
        CompletableFuture<FlushReport> flushed = new CompletableFuture<>();
        Thread flushing = flushing(tracker, flushed);
        await().atMost(LONG).until(() -> flushing.getState() == Thread.State.TIMED_WAITING);
        tracker.track(CountingVendor.event(EventKind.PURCHASE, "late", 0));
        gate.countDown();
        FlushReport report = flushed.get(60, TimeUnit.SECONDS);
        assertThat(report.destinations().get("ebbot")).isEqualTo(new FlushReport.Result(4, 0, DestinationState.ACTIVE));
        assertThat(ledger(tracker).pending()).isEqualTo(1);
        tracker.close(Duration.ZERO);
        never.countDown();
    }

    private static Thread flushing(SalesTracker tracker, CompletableFuture<FlushReport> flushed) {
        Thread flushing = new Thread(() -> {
            try {
                flushed.complete(tracker.flush(Duration.ofHours(1)));
            } catch (InterruptedException e) {
                flushed.completeExceptionally(e);
            }
        });
        flushing.start();
        return flushing;
    }

    @Test
    void endsAFlushWhenTheTrackerIsClosed() throws Exception {
        stall();
        SalesTracker tracker = tracker();
        List<Receipt> receipts = track(tracker, 20);
        CompletableFuture<FlushReport> flushed = new CompletableFuture<>();
        Thread flushing = flushing(tracker, flushed);
        await().atMost(LONG).until(() -> flushing.getState() == Thread.State.TIMED_WAITING);
        tracker.close(Duration.ofMillis(200));
        FlushReport report = flushed.get(60, TimeUnit.SECONDS);
        assertThat(report.destinations().get("ebbot"))
                .isEqualTo(new FlushReport.Result(20, 0, DestinationState.CLOSED));
        assertEnded(tracker, receipts);
    }

    @Test
    void letsAnInterruptEndAFlushAndGoesOnDelivering() throws Exception {
        stall();
        SalesTracker tracker = tracker();
        List<Receipt> receipts = track(tracker, 20);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> tracker.flush(LONG));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        gate.countDown();
        assertThat(tracker.flush(LONG).complete()).isTrue();
        tracker.close(LONG);
        assertThat(vendor.taken()).hasSize(20);
        assertEnded(tracker, receipts);
    }
}
