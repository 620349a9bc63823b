package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.delivery.DeliveryMode;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.event.EventKind;
import io.salestracker.testsupport.LoopbackServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In {@code AT_MOST_ONCE} mode throughout, where each failure that is not known to be harmless costs an event. */
@Timeout(120)
class NotProcessedIT {

    private static Trial trial(EbbotDestination.Builder destination) {
        return new Trial(destination.build(), DeliveryMode.AT_MOST_ONCE);
    }

    @Test
    void anIdleConnectionThatTheServerClosesCostsNothing() throws Exception {
        Set<String> connections = ConcurrentHashMap.newKeySet();
        int rounds = 10;
        try (CountingVendor vendor = CountingVendor.start();
                Nginx nginx = Nginx.before(vendor, "keepalive_timeout 20ms;");
                Trial trial = trial(CountingVendor.destinationAt(nginx.uri()))) {
            vendor.behave(delivery -> {
                if (!delivery.ids().isEmpty()) {
                    connections.add(delivery.request().header("X-Connection"));
                }
                return delivery.take();
            });
            for (int i = 0; i < rounds; i++) {
                trial.track(CountingVendor.event(EventKind.PURCHASE, "anna", i));
                trial.settled();
                nginx.awaitIdleConnectionsClosed();
            }

            assertThat(trial.stats().delivered()).isEqualTo(rounds);
            assertThat(trial.stats().retries()).isZero();
            assertThat(connections).hasSize(rounds);
            trial.reconcile(vendor.takings());
        }
    }

    @Test
    void connectionsOfAFewRequestsCostNothing() throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                Nginx nginx = Nginx.before(vendor, "keepalive_requests 3;");
                Trial trial = trial(CountingVendor.destinationAt(nginx.uri()))) {
            trial.trackPurchases(50, 1_000);

            assertThat(trial.settled().delivered()).isEqualTo(1_000);
            assertThat(trial.stats().retries()).isZero();
            trial.reconcile(vendor.takings());
        }
    }

    @Test
    void aServerThatStartsAnewBetweenTwoEventsCostsNothing() throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                Nginx nginx = Nginx.before(vendor);
                Trial proxied = trial(CountingVendor.destinationAt(nginx.uri()));
                Trial direct = trial(vendor.destination())) {
            int number = 0;
            for (Runnable restart : new Runnable[] {
                () -> nginx.serve("keepalive_requests 100;"),
                nginx::killWorkers,
                () -> {
                    nginx.kill();
                    nginx.start();
                },
                () -> {
                    vendor.stop();
                    vendor.restart();
                }
            }) {
                for (int i = 0; i < 2; i++) {
                    proxied.track(CountingVendor.event(EventKind.PURCHASE, "by proxy", number));
                    direct.track(CountingVendor.event(EventKind.PURCHASE, "direct", number));
                    proxied.settled();
                    direct.settled();
                    number++;
                    restart.run();
                }
            }

            assertThat(proxied.stats().delivered()).isEqualTo(number);
            assertThat(direct.stats().delivered()).isEqualTo(number);
            assertThat(vendor.times()).hasSize(2 * number).values().containsOnly(1);
        }
    }

    @Test
    void retriesUntilTheServerIsUp() throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                Trial trial = trial(vendor.destination())) {
            vendor.stop();
            trial.trackPurchases(20, 100);
            Trial.await(() -> trial.attempts().failed() > 20);
            vendor.restart();

            assertThat(trial.settled().delivered()).isEqualTo(100);
            trial.reconcile(vendor.takings());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 503})
    void retriesUnprocessedEvents(int status) throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                Trial trial = trial(vendor.destination())) {
            vendor.behave(delivery -> vendor.requests() <= 20 ? delivery.status(status) : delivery.take());
            trial.trackPurchases(20, 100);

            assertThat(trial.settled().delivered()).isEqualTo(100);
            assertThat(trial.stats().retries()).isEqualTo(20);
            trial.reconcile(vendor.takings());
        }
    }

    /** What a peer does that is there and of no use. */
    enum Uselessness {
        NEVER_ANSWERS,
        STOPS_READING,
        IS_GONE_AFTER_ITS_FIRST_ANSWER,
        HANGS_UP_AT_ONCE,
        RESETS_IN_THE_MIDDLE,
        DRIPS;

        void serve(LoopbackServer.Peer peer, Takings takings) throws IOException {
            if (this == HANGS_UP_AT_ONCE) {
                return;
            }
            if (this == IS_GONE_AFTER_ITS_FIRST_ANSWER) {
                takings.take(peer.request().body());
                peer.send(LoopbackServer.OK);
            }
            peer.head();
            switch (this) {
                case RESETS_IN_THE_MIDDLE -> {
                    peer.halfOfTheBody();
                    peer.reset();
                }
                case STOPS_READING, IS_GONE_AFTER_ITS_FIRST_ANSWER -> peer.doNothing();
                default -> {
                    takings.take(peer.body());
                    if (this == DRIPS) {
                        peer.send("HTTP/1.1 200 OK\r\nX-Slow: ");
                    }
                    peer.awaitHangUp();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSlowOrHalfOpenPeerCostsOnlyEventsInDoubt(Uselessness peer) throws Exception {
        int useless = 2;
        Takings takings = new Takings();
        try (LoopbackServer vendor = LoopbackServer.start(connection -> {
            if (connection.index() < useless) {
                peer.serve(connection, takings);
                return;
            }
            while (true) {
                takings.take(connection.request().body());
                connection.send(LoopbackServer.OK);
            }
        })) {
            // So much at once that it does not fit into the buffers on the way.
            EbbotDestination destination = CountingVendor.destinationAt(vendor.uri("/events"))
                    .maxBatchSize(2_000, Refused.WHOLE)
                    .build();
            try (Trial trial = new Trial(
                    destination,
                    Trial.quick(destination)
                            .batchSize(2_000)
                            .maxInFlight(useless)
                            .callTimeout(Duration.ofSeconds(1))
                            .build())) {
                trial.trackPurchases(500, 8_000);
                assertThat(trial.settled().unconfirmed()).isPositive();

                long before = trial.stats().delivered();
                for (int i = 0; trial.settled().delivered() == before; i++) {
                    trial.track(CountingVendor.event(EventKind.PURCHASE, "later", i));
                }
                trial.reconcile(takings);
            }
        }
    }
}
