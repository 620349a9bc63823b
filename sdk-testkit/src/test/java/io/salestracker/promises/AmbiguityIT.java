package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.Outcome;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.event.EventKind;
import io.salestracker.promises.Spoiler.Spoiling;
import io.salestracker.testsupport.LoopbackServer;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class AmbiguityIT {
    private static final int EVENTS = 600;

    private static Stream<Arguments> spoilings() {
        return Stream.of(Spoiling.values()).flatMap(how -> Stream.of(Arguments.of(how, 0), Arguments.of(how, 50)));
    }

    @ParameterizedTest
    @MethodSource("spoilings")
    void atMostOnceLeavesEventsInDoubtUnconfirmed(Spoiling how, int batch) throws Exception {
        Spoiler spoiler = new Spoiler(how, Trial.seed());
        try (CountingVendor vendor = vendor(spoiler);
                Trial trial = trial(vendor.destination(), batch, DeliveryMode.AT_MOST_ONCE)) {
            trial.trackPurchases(100, EVENTS);
            trial.settled();

            assertThat(trial.idsOf(outcome -> outcome.kind() == Outcome.Kind.UNCONFIRMED))
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(spoiler.spoilt().keySet());
            trial.reconcile(vendor.takings());
        }
    }

    @ParameterizedTest
    @MethodSource("spoilings")
    void atLeastOnceRepeatsEventsInDoubt(Spoiling how, int batch) throws Exception {
        Spoiler spoiler = new Spoiler(how, Trial.seed());
        try (CountingVendor vendor = vendor(spoiler);
                Trial trial = trial(vendor.destination(), batch, DeliveryMode.AT_LEAST_ONCE)) {
            trial.trackPurchases(100, EVENTS);
            trial.settled();

            assertThat(spoiler.spoilt()).isNotEmpty();
            trial.outcomes()
                    .forEach((id, outcome) -> assertThat(outcome)
                            .as(id)
                            .isEqualTo(
                                    new Outcome.Delivered(1 + spoiler.spoilt().getOrDefault(id, 0))));
            vendor.times().forEach((id, times) -> assertThat(times).as(id).isEqualTo(1 + spoiler.spoiltAndTaken(id)));
            trial.reconcile(vendor.takings());
        }
    }

    private static CountingVendor vendor(Spoiler spoiler) {
        CountingVendor vendor = CountingVendor.start();
        vendor.behave(spoiler);
        return vendor;
    }

    /** With the patience of the defaults, so that no response is missed but those that never come. */
    private static Trial trial(EbbotDestination.Builder builder, int batch, DeliveryMode mode) {
        EbbotDestination destination = (batch == 0 ? builder : builder.maxBatchSize(batch, Refused.WHOLE)).build();
        return new Trial(
                destination,
                Trial.quick(destination)
                        .mode(mode)
                        .flushInterval(Duration.ZERO)
                        .callTimeout(destination.settings().callTimeout())
                        .build());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50})
    void repeatsDeduplicatedEventsInEitherMode(int batch) throws Exception {
        Spoiler spoiler = new Spoiler(Spoiling.HANG_UP, Trial.seed());
        try (CountingVendor vendor = vendor(spoiler);
                Trial trial = trial(vendor.destination().idempotent(true), batch, DeliveryMode.AT_MOST_ONCE)) {
            trial.trackPurchases(100, EVENTS);

            assertThat(trial.settled().delivered()).isEqualTo(EVENTS);
            assertThat(trial.stats().retries()).isPositive();
        }
    }

    @Test
    void theModeOfEachKindIsKeptWithinOneArray() throws Exception {
        try (CountingVendor vendor = CountingVendor.start()) {
            vendor.behave(delivery -> vendor.requests() == 1 ? delivery.take().status(500) : delivery.take());
            EbbotDestination destination =
                    vendor.destination().maxBatchSize(4, Refused.WHOLE).build();
            try (Trial trial = new Trial(
                    destination,
                    Trial.quick(destination)
                            .batchSize(4)
                            .mode(EventKind.PURCHASE, DeliveryMode.AT_LEAST_ONCE)
                            .build())) {
                for (int i = 0; i < 4; i++) {
                    trial.track(CountingVendor.event(i % 2 == 0 ? EventKind.PURCHASE : EventKind.VISIT, "anna", i));
                }
                trial.settled();

                assertThat(vendor.taken()).containsExactly("anna-0", "anna-1", "anna-2", "anna-3", "anna-0", "anna-2");
                assertThat(trial.idsOf(outcome -> outcome.kind() == Outcome.Kind.UNCONFIRMED))
                        .containsExactlyInAnyOrder("anna-1", "anna-3");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut off",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\ncut",
                "HTTP/1.0 200 OK\r\n\r\nwhole, but nobody can know",
            })
    void aCompleteStatusLineDecidesWithoutTheBody(String response) throws Exception {
        Takings takings = new Takings();
        try (LoopbackServer vendor = LoopbackServer.start(peer -> {
                    takings.take(peer.request().body());
                    peer.send(response);
                });
                Trial trial = new Trial(
                        CountingVendor.destinationAt(vendor.uri("/events")).build(), DeliveryMode.AT_LEAST_ONCE)) {
            trial.trackPurchases(5, 10);

            assertThat(trial.settled().delivered()).isEqualTo(10);
            assertThat(trial.stats().retries()).isZero();
            trial.reconcile(takings);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Len", "SSH-2.0-nginx\r\n"})
    void anIncompleteOrForeignHeadIsNoResponse(String response) throws Exception {
        Takings takings = new Takings();
        try (LoopbackServer vendor = LoopbackServer.start(peer -> {
                    takings.take(peer.request().body());
                    peer.send(response);
                });
                Trial trial = new Trial(
                        CountingVendor.destinationAt(vendor.uri("/events")).build(), DeliveryMode.AT_MOST_ONCE)) {
            trial.trackPurchases(5, 10);

            assertThat(trial.settled().unconfirmed()).isEqualTo(10);
            trial.reconcile(takings);
        }
    }

    @Test
    void aProxysErrorForTheVendorIsInDoubt() throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                Nginx nginx = Nginx.before(vendor, "proxy_read_timeout 100ms;");
                Trial trial =
                        new Trial(CountingVendor.destinationAt(nginx.uri()).build(), DeliveryMode.AT_MOST_ONCE)) {
            vendor.behave(delivery -> vendor.requests() % 2 == 0
                    ? delivery.take().hangUp()
                    : delivery.take().stall());
            trial.trackPurchases(5, 10);

            assertThat(trial.settled().unconfirmed()).isEqualTo(10);
            assertThat(trial.attempts().answers().keySet()).isNotEmpty().isSubsetOf(502, 504);
            trial.reconcile(vendor.takings());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50})
    void outagesDuplicateNoEventAndLoseNoneSilently(int batch) throws Exception {
        new OutageRun(Trial.seed(), DeliveryMode.AT_MOST_ONCE, batch).run();
    }
}
