package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DestinationState;
import io.salestracker.DestinationStats;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.event.EventKind;
import io.salestracker.http.HttpTransport;
import io.salestracker.store.EventStore;
import io.salestracker.store.MemoryEventStore;
import io.salestracker.store.StoreFactory;
import io.salestracker.testsupport.Campaigns;
import io.salestracker.testsupport.Response;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Window and pace over real sockets: vendors that limit what they take, and ones that die and come back. */
@Timeout(180)
class LineIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** How a vendor limits what it takes. */
    enum Limit {
        /** 100 a second, and 20 at once. */
        BUCKET,
        /** 100 in each second of the clock. */
        FIXED_WINDOW,
        /** 10 in flight. */
        AT_ONCE
    }

    /** Takes what its limit lets through, after 20 ms. */
    private static final class Limiting implements Function<CountingVendor.Delivery, Response> {
        private static final int PER_SECOND = 100;
        private static final int BURST = 20;
        private static final int MAX_AT_ONCE = 10;

        private final Limit limit;
        private final int status;
        private final String retryAfter;
        private final CountDownLatch never = new CountDownLatch(1);
        private final long start = System.nanoTime();
        private double level = BURST;
        private double before;
        private int takenInWindow;
        private int inFlight;

        Limiting(Limit limit, int status, String retryAfter) {
            this.limit = limit;
            this.status = status;
            this.retryAfter = retryAfter;
        }

        @Override
        public Response apply(CountingVendor.Delivery delivery) {
            boolean takes = takes();
            try {
                if (!takes) {
                    Response refusal = delivery.status(status);
                    return retryAfter.isEmpty() ? refusal : refusal.header("Retry-After", retryAfter);
                }
                // The request stays in flight meanwhile.
                never.await(20, TimeUnit.MILLISECONDS);
                return delivery.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return delivery.status(503);
            } finally {
                synchronized (this) {
                    inFlight--;
                }
            }
        }

        private synchronized boolean takes() {
            inFlight++;
            double now = (System.nanoTime() - start) / 1e9;
            level = Math.min(BURST, level + (now - before) * PER_SECOND);
            takenInWindow = (long) now == (long) before ? takenInWindow : 0;
            before = now;
            boolean takes = switch (limit) {
                case BUCKET -> level >= 1;
                case FIXED_WINDOW -> takenInWindow < PER_SECOND;
                case AT_ONCE -> inFlight <= MAX_AT_ONCE;
            };
            level -= takes ? 1 : 0;
            takenInWindow += takes ? 1 : 0;
            return takes;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BUCKET, 429, ''",
        "BUCKET, 429, 1",
        "BUCKET, 429, 0",
        "FIXED_WINDOW, 429, ''",
        "FIXED_WINDOW, 429, 1",
        "AT_ONCE, 429, ''",
        "AT_ONCE, 429, 1",
        "AT_ONCE, 503, 1",
        "AT_ONCE, 503, ''"
    })
    void aVendorThatLimitsWhatItTakesGetsEachEventOnce(Limit limit, int status, String retryAfter) throws Exception {
        int events = 250;
        try (CountingVendor vendor = CountingVendor.start();
                Trial trial = atMostOnce(vendor.destination().build(), HttpTransport.okHttp())) {
            vendor.behave(new Limiting(limit, status, retryAfter));
            trial.trackPurchases(events, events);
            DestinationStats stats = trial.settled();
            assertThat(stats.delivered()).isEqualTo(events);
            assertThat(vendor.times()).hasSize(events).values().containsOnly(1);
            trial.reconcile(vendor.takings());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerKilledUnderLoadOverHttp2CostsOnlyEventsInDoubt(boolean workersOnly) throws Exception {
        int events = 6_000;
        try (CountingVendor vendor = CountingVendor.start();
                Nginx nginx = Nginx.before(vendor, "keepalive_requests 100000;");
                Trial trial = atMostOnce(
                        CountingVendor.destinationAt(nginx.secureUri()).build(),
                        HttpTransport.okHttp().sslContext(Nginx.trusting()))) {
            vendor.behave(delivery -> delivery.take().after(Duration.ofMillis(20)));
            trial.trackPurchases(500, events);
            for (int i = 0; i < 3; i++) {
                long delivered = trial.stats().delivered();
                Trial.await(() -> trial.stats().delivered() > delivered + 300);
                if (workersOnly) {
                    nginx.killWorkers();
                } else {
                    nginx.kill();
                    nginx.start();
                }
            }

            DestinationStats stats = trial.settled();
            // One window of requests is in doubt each time.
            assertThat(stats.unconfirmed()).isLessThanOrEqualTo(3 * 64);
            assertThat(stats.delivered() + stats.unconfirmed()).isEqualTo(events);
            assertThat(vendor.times()).values().containsOnly(1);
            trial.reconcile(vendor.takings());
        }
    }

    @Test
    void aVendorThatSlowsDownDiesAndComesBackGetsEachEventOnceAtMost() throws Exception {
        int events = 4_000;
        try (CountingVendor vendor = CountingVendor.start();
                Trial trial = atMostOnce(vendor.destination().build(), HttpTransport.okHttp())) {
            vendor.behave(delivery -> delivery.take().after(Duration.ofMillis(10)));
            trial.trackPurchases(500, events);
            Trial.await(() -> trial.stats().delivered() > 500);
            vendor.behave(delivery -> delivery.take().after(Duration.ofMillis(200)));
            Trial.await(() -> trial.stats().delivered() > 800);
            vendor.stop();
            Trial.await(() -> trial.stats().state() == DestinationState.BACKING_OFF);
            vendor.restart();
            Trial.await(() -> trial.stats().delivered() > 1_000);
            vendor.behave(delivery -> delivery.take().after(Duration.ofMillis(10)));

            DestinationStats stats = trial.settled();
            assertThat(stats.delivered() + stats.unconfirmed()).isEqualTo(events);
            assertThat(stats.unconfirmed()).isLessThanOrEqualTo(64);
            trial.reconcile(vendor.takings());
        }
    }

    @Test
    void aPacedLaneClosesInTime() throws Exception {
        try (CountingVendor vendor = CountingVendor.start()) {
            Destination destination = vendor.destination().build();
            vendor.behave(delivery -> vendor.requests() <= 3 ? delivery.status(429) : delivery.take());
            SalesTracker tracker =
                    SalesTracker.builder().destination(destination).build();
            List<Receipt> receipts = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                receipts.add(tracker.track(CountingVendor.event(EventKind.PURCHASE, "visitor" + i, 0)));
            }
            Trial.await(() -> tracker.stats().destination(destination.name()).delivered() > 0);
            assertThat(tracker.flush(Duration.ofMillis(200)).complete()).isFalse();
            tracker.close(Duration.ofSeconds(1));

            assertThat(receipts).allMatch(Receipt::isComplete);
            DestinationStats stats = tracker.stats().destination(destination.name());
            assertThat(stats.balanced()).isTrue();
            assertThat(stats.pending()).isZero();
            assertThat(stats.dropped()).isPositive();
            assertThat(OurThreads.alive()).isEmpty();
        }
    }

    /** The test's clock jumps, so threads end while events come in. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64})
    void noEventIsForgottenWhileThreadsEnd(int maxInFlight) throws Exception {
        long seed = Trial.seed();
        Random random = new Random(seed);
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-04T05:06:07Z"));
        try (CountingVendor vendor = CountingVendor.start();
                SalesTracker tracker = SalesTracker.builder()
                        .clock(now::get)
                        .destination(
                                vendor.destination().name("one").build(),
                                route -> route.settings(s -> s.maxInFlight(maxInFlight)))
                        .build()) {
            for (int round = 0; round < Campaigns.times(300); round++) {
                int jump = random.nextInt(40);
                now.updateAndGet(before -> before.plusSeconds(jump));
                // A sender polls the test's clock every 5 ms, so some events come just when it ends.
                LockSupport.parkNanos(random.nextInt(12_000_000));
                Receipt last = null;
                for (int i = 0; i <= random.nextInt(4); i++) {
                    last = tracker.track(CountingVendor.event(EventKind.PURCHASE, "visitor" + round + "-" + i, round));
                }
                assertThat(last.await(LONG))
                        .as("seed %d, round %d", seed, round)
                        .isTrue();
            }
        }
    }

    /** The event comes after the look that finds nothing, and before the thread leaves. */
    @Test
    void anEventThatComesJustWhenTheLastThreadEndsIsDelivered() throws Exception {
        Instant start = Instant.parse("2026-03-04T05:06:07Z");
        Instant later = start.plusSeconds(60);
        AtomicReference<Instant> now = new AtomicReference<>(start);
        CompletableFuture<Receipt> tracked = new CompletableFuture<>();
        CompletableFuture<SalesTracker> itself = new CompletableFuture<>();
        try (CountingVendor vendor = CountingVendor.start();
                SalesTracker tracker = SalesTracker.builder()
                        .clock(now::get)
                        .destination(vendor.destination().build(), route -> route.settings(q -> q.maxInFlight(1)))
                        .store((StoreFactory) (name, share) -> afterClaims(new MemoryEventStore(share), at -> {
                            if (!at.isBefore(later) && !tracked.isDone()) {
                                tracked.complete(itself.join().track(CountingVendor.event(EventKind.VISIT, "bob", 0)));
                            }
                        }))
                        .build()) {
            itself.complete(tracker);
            Receipt first = tracker.track(CountingVendor.event(EventKind.VISIT, "anna", 0));
            assertThat(first.await(LONG)).isTrue();
            now.set(later);

            assertThat(tracked.get(60, TimeUnit.SECONDS).await(LONG)).isTrue();
        }
    }

    private static EventStore afterClaims(EventStore store, Consumer<Instant> then) {
        return (EventStore) Proxy.newProxyInstance(
                LineIT.class.getClassLoader(), new Class<?>[] {EventStore.class}, (proxy, method, args) -> {
                    try {
                        Object result = method.invoke(store, args);
                        if (method.getName().equals("claim")) {
                            then.accept((Instant) args[0]);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Trial atMostOnce(Destination destination, HttpTransport.Factory transport) {
        DeliverySettings settings = destination.settings().toBuilder()
                .mode(DeliveryMode.AT_MOST_ONCE)
                .batchSize(1)
                .backoff(Duration.ofMillis(100), Duration.ofSeconds(1))
                .connectTimeout(Duration.ofSeconds(1))
                .callTimeout(Duration.ofSeconds(2))
                .maxInFlight(64)
                .build();
        return new Trial(destination, settings, transport);
    }
}
