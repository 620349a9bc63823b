package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salestracker.DestinationStats;
import io.salestracker.FlushReport;
import io.salestracker.SalesTracker;
import io.salestracker.TrackerStats;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.TooLargeException;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import io.salestracker.http.Request;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A vendor that stalls, throttles, refuses or fails takes nobody else's time, threads, connections or budget. */
@Timeout(120)
class IsolationIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int EVENTS = 1_000;
    private static final int IN_FLIGHT = 8;

    private final CountingVendor ill = CountingVendor.start();
    private final CountingVendor well = CountingVendor.start();
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void stop() {
        never.countDown();
        ill.close();
        well.close();
    }

    private EbbotDestination wellOne() {
        return well.destination().name("well").build();
    }

    private EbbotDestination illOne() {
        return ill.destination().name("ill").build();
    }

    private static DeliverySettings patient(Destination destination) {
        return destination.settings().toBuilder()
                .maxInFlight(IN_FLIGHT)
                .callTimeout(Duration.ofMinutes(10))
                .backoff(Duration.ofMillis(20), Duration.ofMillis(100))
                .build();
    }

    private static void track(SalesTracker tracker, int events) {
        for (int i = 0; i < events; i++) {
            tracker.track(CountingVendor.event(EventKind.VISIT, "visitor" + i % 50, i));
        }
    }

    private void awaitNever() {
        try {
            never.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void deliversAllToOneWhileTheOtherKeepsEveryRequestForEver() throws Exception {
        Set<String> illThreads = ConcurrentHashMap.newKeySet();
        Set<String> wellThreads = ConcurrentHashMap.newKeySet();
        ill.behave(delivery -> {
            awaitNever();
            return delivery.status(503);
        });
        Destination one = new Noting(illOne(), illThreads);
        Destination other = new Noting(wellOne(), wellThreads);
        try (SalesTracker tracker = SalesTracker.builder()
                .destination(one, route -> route.settings(patient(one)))
                .destination(other, route -> route.settings(patient(other)))
                .build()) {
            track(tracker, EVENTS);
            await().atMost(LONG).until(() -> ill.requests() == IN_FLIGHT);
            await().atMost(LONG).until(() -> tracker.stats().destination("well").delivered() == EVENTS);

            // Everything that was in flight there still is.
            assertThat(ill.requests()).isEqualTo(IN_FLIGHT);
            assertThat(tracker.stats().destination("ill").pending()).isEqualTo(EVENTS);
            assertThat(well.taken()).hasSize(EVENTS);
            assertThat(well.outOfOrder()).isEmpty();
            assertThat(wellThreads)
                    .hasSizeLessThanOrEqualTo(IN_FLIGHT)
                    .allMatch(name -> name.matches("salestracker-well-[1-8]"));
            assertThat(illThreads).hasSize(IN_FLIGHT).allMatch(name -> name.matches("salestracker-ill-[1-8]"));

            FlushReport report = tracker.flush(Duration.ofMillis(50));
            assertThat(report.destinations().get("well").pending()).isZero();
            assertThat(report.destinations().get("ill").pending()).isEqualTo(EVENTS);
            tracker.close(Duration.ofMillis(200));
        }
    }

    /** Notes who makes its requests. */
    private static final class Noting extends Wrapped {
        private final Set<String> threads;

        Noting(EbbotDestination destination, Set<String> threads) {
            super(destination);
            this.threads = threads;
        }

        @Override
        public Request toRequest(List<EncodedEvent> events) {
            threads.add(Thread.currentThread().getName());
            return super.toRequest(events);
        }
    }

    @Test
    void takesNoOthersShareOfTheBudget() throws Exception {
        ill.stop();
        EbbotDestination one = illOne();
        EbbotDestination other = wellOne();
        try (SalesTracker tracker = SalesTracker.builder()
                .budget(new Budget(EVENTS + 20, 100_000_000))
                .destination(
                        one,
                        route -> route.settings(patient(one).toBuilder()
                                .budget(new Budget(20, 50_000_000))
                                .build()))
                .destination(other, route -> route.settings(patient(other)))
                .build()) {
            track(tracker, EVENTS);
            await().atMost(LONG).until(() -> tracker.stats().destination("well").delivered() == EVENTS);
            TrackerStats stats = tracker.stats();
            assertThat(stats.balanced()).isTrue();
            assertThat(stats.destination("ill").pending()).isEqualTo(20);
            assertThat(stats.destination("ill").dropped()).isEqualTo(EVENTS - 20);
            assertThat(stats.destination("well").dropped()).isZero();
            assertThat(well.taken()).hasSize(EVENTS);
            tracker.close(Duration.ZERO);
        }
    }

    /** What may be wrong with a destination. */
    enum Illness {
        THROTTLES,
        REFUSES_THE_ACCOUNT,
        REFUSES_EVERY_EVENT,
        FAILS,
        IS_DOWN,
        CANNOT_ENCODE,
        HANGS_IN_ENCODING,
        CANNOT_MAKE_REQUESTS,
        HANGS_IN_MAKING_REQUESTS
    }

    private Destination with(Illness illness) {
        switch (illness) {
            case THROTTLES -> ill.behave(delivery -> delivery.status(429).header("Retry-After", "600"));
            case REFUSES_THE_ACCOUNT -> ill.behave(delivery -> delivery.status(401));
            case REFUSES_EVERY_EVENT -> ill.behave(delivery -> delivery.status(422));
            case FAILS -> ill.behave(delivery -> delivery.status(500));
            case IS_DOWN -> ill.stop();
            case CANNOT_ENCODE, HANGS_IN_ENCODING, CANNOT_MAKE_REQUESTS, HANGS_IN_MAKING_REQUESTS -> {
                // It is no fault of the vendor's.
            }
        }
        return new Wrapped(illOne()) {
            @Override
            public byte[] encode(SalesEvent event, Stamp stamp) throws TooLargeException {
                suffer(Illness.CANNOT_ENCODE, Illness.HANGS_IN_ENCODING);
                return super.encode(event, stamp);
            }

            @Override
            public Request toRequest(List<EncodedEvent> events) {
                suffer(Illness.CANNOT_MAKE_REQUESTS, Illness.HANGS_IN_MAKING_REQUESTS);
                return super.toRequest(events);
            }

            private void suffer(Illness thrown, Illness hung) {
                if (illness == thrown) {
                    throw new IllegalStateException("x");
                }
                if (illness == hung) {
                    awaitNever();
                }
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void aVendorInTroubleDoesNotAffectTheOther(Illness illness) throws Exception {
        Destination one = with(illness);
        Destination other = wellOne();
        SalesTracker tracker = SalesTracker.builder()
                .destination(one, route -> route.settings(patient(one)))
                .destination(other, route -> route.settings(patient(other)))
                .build();
        track(tracker, EVENTS);
        await().atMost(LONG).until(() -> tracker.stats().destination("well").delivered() == EVENTS);
        assertThat(well.taken()).hasSize(EVENTS);
        assertThat(well.outOfOrder()).isEmpty();
        TrackerStats stats = tracker.close(Duration.ofMillis(200)).stats();
        assertThat(stats.balanced()).isTrue();
        assertThat(stats.destinations().values().stream().map(DestinationStats::pending))
                .containsOnly(0L);
        assertThat(ill.taken()).isEmpty();
    }
}
