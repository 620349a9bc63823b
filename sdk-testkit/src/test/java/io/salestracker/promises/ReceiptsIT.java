package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salestracker.Outcome;
import io.salestracker.Outcome.Kind;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.event.EventKind;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.testsupport.Response;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Promise 2: a receipt completes exactly once, with an outcome for each destination, and calls back under no lock. */
@Timeout(60)
class ReceiptsIT {
    private static final Duration LONG = Duration.ofSeconds(40);

    private final CountingVendor vendor = CountingVendor.start();

    @AfterEach
    void stop() {
        vendor.close();
    }

    private static SalesEvent event(String visitor, int number) {
        return CountingVendor.event(EventKind.PURCHASE, visitor, number);
    }

    /** Three destinations at one vendor. The third one is for every visitor but anna. */
    private SalesTracker.Builder builder() {
        DeliverySettings quick = DeliverySettings.builder()
                .flushInterval(Duration.ofMillis(5))
                .backoff(Duration.ofMillis(5), Duration.ofMillis(20))
                .build();
        return SalesTracker.builder()
                .destination(vendor.destination().name("first").build(), route -> route.settings(quick))
                .destination(
                        vendor.destination()
                                .name("second")
                                .maxBatchSize(5, Refused.WHOLE)
                                .build(),
                        route -> route.settings(quick))
                .destination(
                        vendor.destination().name("third").build(),
                        route -> route.settings(quick)
                                .filter(event -> !event.id().startsWith("anna")));
    }

    @Test
    void completesOnceWithOneOutcomeForEachDestinationItIsMeantFor() throws Exception {
        vendor.behave(delivery -> {
            if (delivery.ids().stream().anyMatch(id -> id.endsWith("7"))) {
                return delivery.status(422);
            }
            // Every third request fails: it is not processed, or it is in doubt.
            return switch ((int) (vendor.requests() % 6)) {
                case 0 -> delivery.status(503);
                case 3 -> delivery.status(500);
                default -> delivery.take();
            };
        });
        Map<Receipt, AtomicInteger> called = new ConcurrentHashMap<>();
        Map<Receipt, Map<String, Outcome>> seen = new ConcurrentHashMap<>();
        List<Receipt> receipts = new ArrayList<>();
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try (SalesTracker tracker = builder().build()) {
            List<Future<List<Receipt>>> tracking = new ArrayList<>();
            for (String visitor : List.of("anna", "bert", "cleo", "dora")) {
                tracking.add(callers.submit(() -> {
                    List<Receipt> tracked = new ArrayList<>();
                    for (int i = 0; i < 100; i++) {
                        Receipt receipt = tracker.track(event(visitor, i));
                        called.put(receipt, new AtomicInteger());
                        receipt.onComplete(done -> {
                            seen.put(receipt, done.outcomes());
                            called.get(done).incrementAndGet();
                        });
                        tracked.add(receipt);
                    }
                    return tracked;
                }));
            }
            for (Future<List<Receipt>> each : tracking) {
                receipts.addAll(each.get());
            }
            assertThat(tracker.flush(LONG).complete()).isTrue();
            assertThat(receipts).allMatch(Receipt::isComplete);
        } finally {
            callers.shutdownNow();
        }

        assertThat(called.values()).extracting(AtomicInteger::get).containsOnly(1);
        for (Receipt receipt : receipts) {
            // The third destination filters out anna's events.
            List<String> destinations = receipt.eventId().startsWith("anna")
                    ? List.of("first", "second")
                    : List.of("first", "second", "third");
            assertThat(List.copyOf(receipt.outcomes().keySet())).isEqualTo(destinations);
            assertThat(receipt.outcomes()).isEqualTo(seen.get(receipt));
        }
        assertThat(receipts.stream()
                        .flatMap(receipt -> receipt.outcomes().values().stream().map(Outcome::kind)))
                .containsOnly(Kind.DELIVERED, Kind.REJECTED, Kind.UNCONFIRMED);
    }

    @Test
    void callsBackOnItsOwnThreadWithoutALock() throws Exception {
        CompletableFuture<String> fromListener = new CompletableFuture<>();
        AtomicBoolean once = new AtomicBoolean();
        CompletableFuture<SalesTracker> built = new CompletableFuture<>();
        try (SalesTracker tracker = builder()
                .listener(delivery -> {
                    if (once.compareAndSet(false, true)) {
                        fromListener.complete(useFromAnotherThread(built.join(), event("cleo", 1)));
                    }
                })
                .build()) {
            built.complete(tracker);
            Receipt delivered = tracker.track(event("bert", 1));
            Receipt invalid = tracker.track(Purchase.builder());
            assertThat(invalid.isComplete()).isTrue();
            for (Receipt receipt : List.of(delivered, invalid)) {
                CompletableFuture<String> fromCallback = new CompletableFuture<>();
                receipt.onComplete(done ->
                        fromCallback.complete(useFromAnotherThread(tracker, event("dora" + done.eventId(), 1))));
                assertThat(fromCallback.get(40, TimeUnit.SECONDS)).startsWith("salestracker-");
            }
            assertThat(fromListener.get(40, TimeUnit.SECONDS)).startsWith("salestracker-");
        }
    }

    /** Waits for a thread that uses the tracker: if a lock were held here, it would wait for it in vain. */
    private static String useFromAnotherThread(SalesTracker tracker, SalesEvent event) {
        CompletableFuture<Receipt> used = CompletableFuture.supplyAsync(() -> {
            Receipt receipt = tracker.track(event);
            receipt.onComplete(done -> {});
            tracker.preview(event);
            tracker.stats();
            try {
                tracker.flush(LONG);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return receipt;
        });
        try {
            return used.get(30, TimeUnit.SECONDS).isComplete()
                    ? Thread.currentThread().getName()
                    : "the event did not end";
        } catch (Exception e) {
            return e.toString();
        }
    }

    @Test
    void closeReturnsOnceEveryCallbackWasCalled() throws Exception {
        // Some are under way, some wait, when it is closed.
        vendor.behave(delivery -> vendor.requests() % 4 == 0 ? delivery.take() : silence());
        AtomicBoolean closed = new AtomicBoolean();
        Queue<String> late = new ConcurrentLinkedQueue<>();
        Set<Thread> callers = ConcurrentHashMap.newKeySet();
        AtomicInteger inTime = new AtomicInteger();
        SalesTracker tracker = builder()
                .listener(delivery -> note(closed, late, delivery.eventId()))
                .build();
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Receipt receipt = tracker.track(event("bert" + i % 40, i));
            receipt.onComplete(done -> {
                inTime.incrementAndGet();
                callers.add(Thread.currentThread());
                note(closed, late, done.eventId());
            });
            receipts.add(receipt);
        }

        tracker.close(Duration.ofSeconds(2));
        closed.set(true);
        List<String> afterwards = new ArrayList<>();
        receipts.get(0).onComplete(done -> afterwards.add("registered after closing"));
        Receipt refused = tracker.track(event("zoe", 1));
        refused.onComplete(done -> afterwards.add("tracked after closing"));

        // At once, on this thread.
        assertThat(afterwards).containsExactly("registered after closing", "tracked after closing");
        assertThat(receipts).allMatch(Receipt::isComplete);
        assertThat(inTime).hasValue(200);
        assertThat(refused.outcomes().values()).containsOnly(new Outcome.Dropped(Outcome.DropReason.CLOSED));
        // No thread is left that could call.
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("salestracker-callbacks"));
        assertThat(late).isEmpty();
    }

    private static void note(AtomicBoolean closed, Queue<String> late, String id) {
        if (closed.get()) {
            late.add(id);
        }
    }

    private static Response silence() {
        return Response.of(200).stall();
    }

    @Test
    void disabledTrackerCallsBackAtOnceAndTellsNoListener() throws Exception {
        AtomicInteger called = new AtomicInteger();
        try (SalesTracker tracker = builder()
                .enabled(false)
                .listener(delivery -> called.incrementAndGet())
                .build()) {
            Receipt receipt = tracker.track(event("bert", 1));
            receipt.onComplete(done -> called.incrementAndGet());

            assertThat(receipt.isComplete()).isTrue();
            assertThat(receipt.outcomes().values()).hasSize(3).allMatch(outcome -> outcome.kind() == Kind.SKIPPED);
        }
        assertThat(called).hasValue(1);
        assertThat(vendor.requests()).isZero();
    }

    @Test
    void holdsNothingOfTheEvent() throws Exception {
        vendor.behave(delivery -> delivery.status(422));
        try (SalesTracker tracker = builder().build()) {
            SalesEvent event = event("bert", 1);
            WeakReference<SalesEvent> reference = new WeakReference<>(event);
            Receipt receipt = tracker.track(event);
            event = null;
            assertThat(receipt.await(LONG)).isTrue();

            await().atMost(LONG).until(() -> {
                System.gc();
                return reference.get() == null;
            });
            assertThat(receipt.outcomes()).hasSize(3);
        }
    }

    @Test
    void awaitsUntilTheTimeoutExceptOnItsOwnThreads() throws Exception {
        vendor.behave(delivery -> silence());
        SalesTracker tracker = builder().build();
        Receipt receipt = tracker.track(event("bert", 1));

        assertThat(receipt.await(Duration.ZERO)).isFalse();
        assertThat(receipt.await(Duration.ofMillis(20))).isFalse();
        CompletableFuture<Boolean> inCallback = new CompletableFuture<>();
        tracker.track(Purchase.builder()).onComplete(done -> {
            try {
                inCallback.complete(receipt.await(Duration.ofMinutes(5)));
            } catch (InterruptedException e) {
                inCallback.completeExceptionally(e);
            }
        });
        assertThat(inCallback.get(40, TimeUnit.SECONDS)).isFalse();

        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return receipt.await(LONG);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        tracker.close(Duration.ZERO);
        assertThat(waiting.get(40, TimeUnit.SECONDS)).isTrue();
    }
}
