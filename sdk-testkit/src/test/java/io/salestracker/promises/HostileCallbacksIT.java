package io.salestracker.promises;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salestracker.Outcome;
import io.salestracker.Outcome.Kind;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.event.EventKind;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportSettings;
import io.salestracker.promises.NaughtyDestination.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The user's own code throws, interrupts, blocks, or uses the tracker it is called by: its event has a stated end, its
 * lane lives, and the other lane does not notice.
 */
@Timeout(60)
class HostileCallbacksIT {
    private static final Duration LONG = Duration.ofSeconds(40);

    private final AtomicReference<SalesTracker> reference = new AtomicReference<>();
    private final CountDownLatch testOver = new CountDownLatch(1);
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private CountingVendor vendor;

    @BeforeEach
    void startVendor() {
        vendor = CountingVendor.start();
    }

    @AfterEach
    void stopVendor() {
        testOver.countDown();
        vendor.close();
        // The flag must not reach the next test.
        Thread.interrupted();
    }

    private SalesTracker tracker() {
        return reference.get();
    }

    /** Two lanes: the calm one, and one that does this at this place. */
    private SalesTracker.Builder builder(Place place, Runnable deed) {
        DeliverySettings quick = DeliverySettings.builder()
                .flushInterval(Duration.ZERO)
                .backoff(Duration.ofMillis(10), Duration.ofMillis(20))
                .build();
        return SalesTracker.builder()
                .destination(naughty("naughty", place, deed), route -> route.settings(quick))
                .destination(vendor.destination().name("calm").build(), route -> route.settings(quick));
    }

    private NaughtyDestination naughty(String name, Place place, Runnable deed) {
        return new NaughtyDestination(vendor.destination().name(name).build(), place, deed);
    }

    private SalesTracker.Builder builder() {
        return builder(Place.ENCODE, () -> {});
    }

    private SalesTracker build(SalesTracker.Builder builder) {
        reference.set(builder.build());
        return tracker();
    }

    private static SalesEvent event(String visitor, int number) {
        return CountingVendor.event(EventKind.PURCHASE, visitor, number);
    }

    private static String end(Receipt receipt, String destination) throws InterruptedException {
        assertThat(receipt.await(LONG)).isTrue();
        Outcome outcome = receipt.outcomes().get(destination);
        return outcome.kind() + " " + outcome.reason();
    }

    private static void assertDelivered(Receipt receipt) throws InterruptedException {
        assertThat(end(receipt, "naughty")).isEqualTo("DELIVERED DELIVERED");
        assertThat(end(receipt, "calm")).isEqualTo("DELIVERED DELIVERED");
    }

    @ParameterizedTest
    @EnumSource
    void aDestinationThatThrowsLosesItsEventAndNoOther(Mischief mischief) throws Exception {
        for (Place place : Place.values()) {
            try (SalesTracker tracker = build(builder(place, () -> mischief.act(tracker())))) {
                Receipt hostile = tracker.track(event("hostile" + place, 1));
                assertThat(Thread.interrupted())
                        .isEqualTo(place == Place.ACCEPTS && mischief == Mischief.INTERRUPT_ITS_THREAD);

                boolean lost = mischief.throwing() && place != Place.JUDGE && place != Place.SECRETS;
                assertThat(end(hostile, "naughty"))
                        .as("%s", place)
                        .isEqualTo(lost ? "INVALID INTERNAL" : "DELIVERED DELIVERED");
                assertThat(end(hostile, "calm")).isEqualTo("DELIVERED DELIVERED");
                assertDelivered(tracker.track(event("anna" + place, 1)));
                assertThat(tracker.flush(LONG).complete()).isTrue();
                assertThat(tracker.stats().balanced()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void unknownSecretsHideTheVendorsMessageOnly(Mischief mischief) throws Exception {
        vendor.behave(delivery -> delivery.status(422).body("{\"message\":\"no such thing\"}"));
        try (SalesTracker tracker = build(builder(Place.SECRETS, () -> mischief.act(tracker())))) {
            Receipt refused = tracker.track(event("anna", 1));
            assertThat(end(refused, "naughty")).isEqualTo("REJECTED 422");
            if (mischief.throwing()) {
                assertThat(refused.outcomes().get("naughty").toString()).doesNotContain("no such thing");
            }
            assertThat(end(refused, "calm")).isEqualTo("REJECTED 422");
        }
    }

    @ParameterizedTest
    @EnumSource
    void survivesHostileListenersAndCallbacks(Mischief mischief) throws Exception {
        SalesTracker.Builder builder = builder().listener(delivery -> {
            told.add(delivery.eventId() + " " + delivery.destination());
            if (delivery.eventId().startsWith("hostile")) {
                mischief.act(tracker());
            }
        });
        try (SalesTracker tracker = build(builder)) {
            AtomicInteger called = new AtomicInteger();
            Receipt hostile = tracker.track(event("hostile", 1));
            for (int i = 0; i < 2; i++) {
                hostile.onComplete(receipt -> {
                    called.incrementAndGet();
                    mischief.act(tracker);
                });
            }
            assertDelivered(hostile);
            assertDelivered(tracker.track(event("anna", 1)));

            await().pollInterval(Duration.ofMillis(5)).atMost(LONG).until(() -> called.get() == 2);
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(LONG)
                    .untilAsserted(() -> assertThat(told)
                            .contains("hostile-1 naughty", "hostile-1 calm", "anna-1 naughty", "anna-1 calm"));
            assertThat(tracker.stats().callbacksDropped()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFilterThatThrowsLosesItsEventThereOnly(Mischief mischief) throws Exception {
        SalesTracker.Builder builder = SalesTracker.builder()
                .destination(
                        vendor.destination().name("naughty").build(),
                        route -> route.filter(event -> {
                            if (event.id().startsWith("hostile")) {
                                mischief.act(tracker());
                            }
                            return true;
                        }))
                .destination(vendor.destination().name("calm").build());
        try (SalesTracker tracker = build(builder)) {
            Receipt hostile = tracker.track(event("hostile", 1));
            assertThat(Thread.interrupted()).isEqualTo(mischief == Mischief.INTERRUPT_ITS_THREAD);

            assertThat(end(hostile, "naughty"))
                    .isEqualTo(mischief.throwing() ? "INVALID INTERNAL" : "DELIVERED DELIVERED");
            assertThat(end(hostile, "calm")).isEqualTo("DELIVERED DELIVERED");
            assertDelivered(tracker.track(event("anna", 1)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void failingClockAndRandomSourceLoseNothingThatWasTaken(Mischief mischief) throws Exception {
        AtomicBoolean hostile = new AtomicBoolean();
        AtomicBoolean acting = new AtomicBoolean();
        AtomicInteger calls = new AtomicInteger();
        Runnable deed = () -> {
            // Once at a time and not for ever: using the tracker asks for the time again.
            if (hostile.get() && calls.incrementAndGet() < 60 && acting.compareAndSet(false, true)) {
                try {
                    mischief.act(tracker());
                } finally {
                    acting.set(false);
                }
            }
        };
        vendor.behave(delivery -> vendor.requests() % 2 == 0 ? delivery.take() : delivery.status(503));
        SalesTracker.Builder builder = builder()
                .clock(() -> {
                    deed.run();
                    return Instant.now();
                })
                .random(() -> {
                    deed.run();
                    return System.nanoTime();
                });
        try (SalesTracker tracker = build(builder)) {
            List<Receipt> taken = new ArrayList<>();
            List<Receipt> meanwhile = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                hostile.set(false);
                taken.add(tracker.track(event("anna" + i, i)));
                hostile.set(true);
                meanwhile.add(tracker.track(event("bert", i)));
                Thread.interrupted();
                tracker.track(Purchase.builder().orderId(""));
                Thread.interrupted();
            }
            for (Receipt receipt : taken) {
                assertDelivered(receipt);
            }
            for (Receipt receipt : meanwhile) {
                assertThat(end(receipt, "calm")).isIn("DELIVERED DELIVERED", "INVALID INTERNAL");
            }
            hostile.set(false);
            assertDelivered(tracker.track(event("carl", 1)));
            assertThat(tracker.flush(LONG).complete()).isTrue();
            assertThat(tracker.stats().balanced()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ACCEPTS", "ENCODE", "REQUEST", "JUDGE"})
    void aDestinationMayCloseTheTracker(Place place) throws Exception {
        SalesTracker tracker =
                build(builder(place, () -> tracker().close(place == Place.ACCEPTS ? LONG : Duration.ZERO)));
        Receipt hostile = tracker.track(event("hostile", 1));

        if (place == Place.ACCEPTS) {
            assertThat(end(hostile, "naughty")).isEqualTo("DROPPED CLOSED");
        } else {
            // It has begun when it closes, and may be done before that gets through.
            assertThat(end(hostile, "naughty")).isIn("DROPPED CLOSED", "UNCONFIRMED CLOSED", "DELIVERED DELIVERED");
        }
        assertThat(end(tracker.track(event("anna", 1)), "naughty")).isEqualTo("DROPPED CLOSED");
        assertThat(tracker.close(LONG).complete()).isTrue();
        assertThat(tracker.stats().balanced()).isTrue();
    }

    @Test
    void aCallbackMayCloseTheTracker() throws Exception {
        for (boolean fromListener : new boolean[] {true, false}) {
            SalesTracker tracker = build(builder().listener(delivery -> {
                if (fromListener) {
                    tracker().close(LONG);
                }
            }));
            Receipt receipt = tracker.track(event("hostile" + fromListener, 1));
            receipt.onComplete(done -> tracker.close(LONG));

            assertDelivered(receipt);
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(LONG)
                    .until(() -> end(tracker.track(event("late" + fromListener, 1)), "calm")
                            .equals("DROPPED CLOSED"));
            assertThat(tracker.close(LONG).complete()).isTrue();
        }
    }

    @Test
    void aListenerThatBlocksHoldsNeitherDeliveryNorTheCaller() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        SalesTracker tracker = build(builder().listener(delivery -> {
            blocked.countDown();
            Mischief.block(testOver);
        }));
        tracker.track(event("hostile", 1));
        blocked.await();

        for (int i = 0; i < 200; i++) {
            tracker.track(event("anna" + i, 1));
        }
        assertThat(tracker.flush(LONG).complete()).isTrue();
        assertThat(vendor.taken()).hasSize(2 * 201);

        Receipt last = tracker.track(event("bert", 1));
        assertThat(tracker.close(Duration.ofMillis(500)).complete()).isTrue();
        assertThat(last.isComplete()).isTrue();
    }

    @Test
    void aBlockingDestinationOrTransportHoldsItsOwnLaneOnly() throws Exception {
        Runnable block = () -> Mischief.block(testOver);
        SalesTracker tracker = build(SalesTracker.builder()
                .destination(naughty("encode", Place.ENCODE, block))
                .destination(naughty("request", Place.REQUEST, block))
                .destination(naughty("classify", Place.JUDGE, block))
                .destination(vendor.destination()
                        .name("transport")
                        .header("x-block", "yes")
                        .build())
                .destination(vendor.destination().name("calm").build())
                .transport(this::blocking));
        Receipt first = tracker.track(event("hostile", 1));
        for (int i = 0; i < 20; i++) {
            Receipt other = tracker.track(event("anna" + i, 1));
            assertThat(other.await(LONG)).as("another visitor's event").isTrue();
            assertThat(other.outcomes().values()).allMatch(outcome -> outcome.kind() == Kind.DELIVERED);
        }

        // Now all senders of those lanes.
        List<Receipt> receipts = new ArrayList<>(List.of(first));
        for (int i = 0; i < 20; i++) {
            receipts.add(tracker.track(event("hostile" + i, 1)));
            receipts.add(tracker.track(event("bert" + i, 1)));
        }
        await().atMost(LONG).until(() -> tracker.stats().destination("calm").delivered() == 61);

        long start = System.nanoTime();
        assertThat(tracker.close(Duration.ofMillis(500)).complete()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(receipts).allMatch(Receipt::isComplete);
        assertThat(end(first, "encode")).isEqualTo("DROPPED CLOSED");
        assertThat(end(first, "request")).isEqualTo("DROPPED CLOSED");
        assertThat(end(first, "classify")).isEqualTo("UNCONFIRMED CLOSED");
        assertThat(end(first, "transport")).isEqualTo("UNCONFIRMED CLOSED");
        assertThat(tracker.stats().balanced()).isTrue();
    }

    private HttpTransport blocking(TransportSettings settings) {
        HttpTransport good = HttpTransport.okHttp().open(settings);
        return new HttpTransport() {
            @Override
            public Response send(Request request) throws TransportException {
                if (request.header("x-block") != null && new String(request.body(), UTF_8).contains("hostile")) {
                    Mischief.block(testOver);
                }
                return good.send(request);
            }

            @Override
            public void close() {
                good.close();
                throw new IllegalStateException("mischief");
            }
        };
    }
}
