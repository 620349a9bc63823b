package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.salestracker.DestinationState;
import io.salestracker.DestinationStats;
import io.salestracker.Outcome;
import io.salestracker.SalesTracker;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.event.EventKind;
import io.salestracker.testsupport.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** After an outage or a refusal a lane works its way up, keeps to its deadlines, and needs nobody to start it again. */
@Timeout(180)
class RecoveryIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int IN_FLIGHT = 8;

    private final CountingVendor vendor = CountingVendor.start();

    @AfterEach
    void stop() {
        vendor.close();
    }

    private static DeliverySettings.Builder quick(EbbotDestination destination) {
        return destination.settings().toBuilder()
                .maxInFlight(IN_FLIGHT)
                .callTimeout(Duration.ofMinutes(10))
                .backoff(Duration.ofMillis(20), Duration.ofMillis(200));
    }

    private static void awaitPause(SalesTracker tracker, DestinationState state) {
        await().atMost(LONG).until(() -> ledger(tracker).state() == state);
    }

    private static DestinationStats ledger(SalesTracker tracker) {
        return tracker.stats().destination("ebbot");
    }

    /** Answers a request when the test says so, and watches how many there are at once. */
    private static final class Gate {
        private final Semaphore answers = new Semaphore(0);
        private final AtomicInteger inFlight = new AtomicInteger();
        private final AtomicInteger answered = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final AtomicInteger tooMany = new AtomicInteger();

        Response answer(CountingVendor.Delivery delivery) {
            int now = inFlight.incrementAndGet();
            most.accumulateAndGet(now, Math::max);
            // A round of responses doubles how many there may be.
            int allowed = 1 << Math.min(answered.get(), 3);
            if (now > allowed) {
                tooMany.incrementAndGet();
            }
            answers.acquireUninterruptibly();
            Response response = delivery.take();
            answered.incrementAndGet();
            inFlight.decrementAndGet();
            return response;
        }
    }

    @Test
    void worksItsWayUpToFullSpeedAfterAnOutageAndDeliversAllInOrder() throws Exception {
        int events = 16_000;
        EbbotDestination destination =
                vendor.destination().maxBatchSize(50, Refused.WHOLE).build();
        Gate gate = new Gate();
        vendor.behave(gate::answer);
        vendor.stop();
        try (SalesTracker tracker = SalesTracker.builder()
                .destination(
                        destination, route -> route.settings(quick(destination).build()))
                .build()) {
            for (int i = 0; i < events; i++) {
                tracker.track(CountingVendor.event(EventKind.VISIT, "visitor" + i % 2_000, i));
            }
            awaitPause(tracker, DestinationState.BACKING_OFF);
            vendor.restart();
            for (int window = 1; window < IN_FLIGHT / 2; window *= 2) {
                int expected = window;
                await().atMost(LONG).until(() -> gate.inFlight.get() == expected);
                assertThat(ledger(tracker).state()).isEqualTo(DestinationState.RAMPING_UP);
                gate.answers.release(window);
            }
            // From half of its former speed on it adds one in each round.
            await().atMost(LONG).until(() -> gate.inFlight.get() == IN_FLIGHT / 2);
            assertThat(ledger(tracker).state()).isEqualTo(DestinationState.ACTIVE);
            await().atMost(LONG).pollInterval(Duration.ofMillis(10)).until(() -> {
                boolean full = gate.inFlight.get() == IN_FLIGHT;
                gate.answers.release(full ? 0 : 1);
                return full;
            });
            gate.answers.release(events);
            assertThat(tracker.flush(LONG).complete()).isTrue();

            assertThat(gate.tooMany).hasValue(0);
            assertThat(gate.most).hasValue(IN_FLIGHT);
            assertThat(ledger(tracker).delivered()).isEqualTo(events);
            assertThat(vendor.times())
                    .hasSize(events)
                    .allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
            assertThat(vendor.outOfOrder()).isEmpty();
        }
    }

    @Test
    void neverSendsEventsThatExpiredDuringAnOutage() throws Exception {
        EbbotDestination destination = vendor.destination().build();
        DeliverySettings settings = quick(destination)
                .deadline(EventKind.VISIT, Duration.ofMillis(300))
                .build();
        vendor.stop();
        try (SalesTracker tracker = SalesTracker.builder()
                .destination(destination, route -> route.settings(settings))
                .build()) {
            for (int i = 0; i < 1_000; i++) {
                EventKind kind = i % 10 == 0 ? EventKind.PURCHASE : EventKind.VISIT;
                tracker.track(CountingVendor.event(kind, "visitor" + i % 50, i));
            }
            await().atMost(LONG).until(() -> ledger(tracker).expired() == 900);
            assertThat(ledger(tracker).reasons(Outcome.Kind.EXPIRED)).containsKey("WAITED");
            assertThat(ledger(tracker).pending()).isEqualTo(100);
            vendor.restart();
            assertThat(tracker.flush(LONG).complete()).isTrue();

            assertThat(vendor.taken()).hasSize(100).allMatch(id -> id.endsWith("0"));
            assertThat(ledger(tracker).delivered()).isEqualTo(100);
            assertThat(ledger(tracker).balanced()).isTrue();
        }
    }

    @Test
    void expiresEventsDuringAPauseTheVendorAskedFor() throws Exception {
        EbbotDestination destination = vendor.destination().build();
        vendor.behave(delivery -> delivery.status(429).header("Retry-After", "600"));
        DeliverySettings settings = quick(destination)
                .deadline(EventKind.VISIT, Duration.ofMillis(300))
                .build();
        try (SalesTracker tracker = SalesTracker.builder()
                .destination(destination, route -> route.settings(settings))
                .build()) {
            for (int i = 0; i < 100; i++) {
                tracker.track(CountingVendor.event(EventKind.VISIT, "visitor" + i, i));
            }
            await().atMost(LONG).until(() -> ledger(tracker).expired() == 100);
            assertThat(ledger(tracker).reasons(Outcome.Kind.EXPIRED).keySet()).isSubsetOf("WAITED", "THROTTLED");
            assertThat(ledger(tracker).state()).isEqualTo(DestinationState.THROTTLED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void resumesWhenRefusedCredentialsAreRepaired(int status) throws Exception {
        // One clock for probes and for what is logged, moved by hand.
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-20T12:00:00Z"));
        EbbotDestination destination = vendor.destination().build();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger("io.salestracker");
        log.start();
        logger.addAppender(log);
        try (CountingVendor other = CountingVendor.start();
                SalesTracker tracker = SalesTracker.builder()
                        .destination(
                                destination,
                                route -> route.settings(quick(destination).build()))
                        .destination(other.destination().name("other").build())
                        .clock(now::get)
                        .build()) {
            vendor.behave(delivery -> delivery.status(status));
            tracker.track(CountingVendor.event(EventKind.PURCHASE, "visitor0", 0));
            awaitPause(tracker, DestinationState.MISCONFIGURED);
            for (int i = 1; i < 200; i++) {
                tracker.track(CountingVendor.event(EventKind.PURCHASE, "visitor" + i % 40, i));
            }
            await().atMost(LONG)
                    .until(() -> tracker.stats().destination("other").delivered() == 200);
            // Three probes go at once, each with another visitor's event: perhaps only the first one was at fault.
            awaitProbe(tracker, 4);
            for (int probe = 1; probe <= 4; probe++) {
                now.updateAndGet(time -> time.plus(destination.settings().probeInterval()));
                awaitProbe(tracker, 4 + probe);
            }
            // Two minutes have passed, in which it said so twice more.
            assertThat(refusals(log, "ebbot")).isEqualTo(3);
            assertThat(refusals(log, "other")).isZero();
            assertThat(ledger(tracker).pending()).isEqualTo(200);
            assertThat(vendor.requests()).isEqualTo(8);

            vendor.behave(CountingVendor.Delivery::take);
            now.updateAndGet(time -> time.plus(destination.settings().probeInterval()));
            assertThat(tracker.flush(LONG).complete()).isTrue();
            assertThat(ledger(tracker).state()).isEqualTo(DestinationState.ACTIVE);
            assertThat(vendor.taken()).hasSize(200);
            assertThat(vendor.outOfOrder()).isEmpty();
            assertThat(ledger(tracker).outcomes()).isEqualTo(Map.of(Outcome.Kind.DELIVERED, Map.of("DELIVERED", 200L)));
        } finally {
            logger.detachAppender(log);
        }
    }

    private void awaitProbe(SalesTracker tracker, int requests) {
        await().atMost(LONG)
                .until(() -> vendor.requests() == requests && ledger(tracker).pausedUntil() != null);
    }

    private static long refusals(ListAppender<ILoggingEvent> log, String destination) {
        return List.copyOf(log.list).stream()
                .filter(event -> event.getFormattedMessage().startsWith(destination + " refuses the account"))
                .count();
    }
}
