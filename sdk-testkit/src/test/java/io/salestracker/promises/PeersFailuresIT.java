package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salestracker.DestinationState;
import io.salestracker.DestinationStats;
import io.salestracker.FlushReport;
import io.salestracker.Outcome;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.testsupport.Response;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The seventeen situations in which published SDKs were seen to lose events, spin, block or leak, with this one. Each
 * row of the table in {@code docs/comparison.md} is one situation and one test here, in the same order and with the same
 * numbers of events. Waits are short in the settings where a real vendor would ask for long ones; nothing depends on
 * speed.
 */
@Timeout(120)
class PeersFailuresIT {
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long MANY_BYTES = 64_000_000;

    @AfterEach
    void leavesNoThreadOfOurs() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(OneLane.threads()).isEmpty());
    }

    @Test
    void aServerThatComesBackGetsAllTwoHundred() throws Exception {
        try (OneLane lane = OneLane.ofArrays(20)) {
            lane.vendor.stop();
            lane.track(200);
            await().atMost(PATIENCE).until(() -> lane.stats().retries() >= 20);
            lane.vendor.restart();
            lane.awaitOutcomes();

            assertThat(lane.outcomes()).isEqualTo(Map.of("DELIVERED DELIVERED", 200L));
            lane.assertThatNothingIsSilent();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void aFirstResponseThatAsksToWaitCostsNothing(int status) throws Exception {
        try (OneLane lane = OneLane.ofArrays(20, settings -> settings.retryAfterCap(SOON))) {
            lane.vendor.behave(first(delivery -> askToWait(delivery, status)));
            lane.track(200);
            lane.awaitOutcomes();

            assertThat(lane.outcomes()).isEqualTo(Map.of("DELIVERED DELIVERED", 200L));
            assertThat(lane.stats().throttled()).isEqualTo(1);
            lane.assertThatNothingIsSilent();
        }
    }

    @Test
    void holdsFiveHundredWhileTheServerStalls() throws Exception {
        aBoundHoldsWhileTheServerStalls(500, 20_000);
    }

    @Test
    void holdsAThousandWhileTheServerStalls() throws Exception {
        aBoundHoldsWhileTheServerStalls(1_000, 100_000);
    }

    private void aBoundHoldsWhileTheServerStalls(int bound, int events) throws Exception {
        try (OneLane lane = within(new Budget(bound, MANY_BYTES))) {
            lane.vendor.behave(lane::stall);
            lane.track(events);

            DestinationStats stats = lane.stats();
            assertThat(stats.pending()).isEqualTo(bound);
            assertThat(stats.pendingBytes()).isPositive().isLessThanOrEqualTo(MANY_BYTES);
            assertThat(stats.requests()).isLessThanOrEqualTo(8);
            assertThat(lane.outcomes()).isEqualTo(Map.of("DROPPED FULL", (long) events - bound));

            lane.resume();
            lane.flush();
            assertThat(lane.stats().delivered()).isEqualTo(bound);
            lane.assertThatNothingIsSilent();
        }
    }

    @Test
    void aThrottledLaneWithHalfAMegabyteWaitingDoesNotSpin() {
        try (OneLane lane = OneLane.ofArrays(50)) {
            lane.vendor.behave(delivery -> askToWait(delivery, 429));
            lane.track(2_000);
            await().atMost(PATIENCE).until(() -> lane.stats().state() == DestinationState.THROTTLED);
            assertThat(lane.stats().pendingBytes()).isGreaterThan(500_000);
            // What was in flight when the lane paused is answered, and then nothing more is sent.
            await().atMost(PATIENCE)
                    .until(() -> lane.stats().throttled() == lane.stats().requests());
            assertThat(lane.stats().requests()).isLessThanOrEqualTo(8);

            // One that spins looks tens of thousands of times in a second. More traffic is no reason to look either.
            lane.track(2_000);
            long before = lane.looks();
            await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> lane.looks() < before + 100);
            assertThat(lane.vendor.requests()).isLessThanOrEqualTo(8);
            assertThat(lane.stats().pending()).isEqualTo(4_000);
        }
    }

    @Test
    void closingWithTheServerDownEndsEveryEvent() throws Exception {
        try (OneLane lane = OneLane.ofSingles(PeersFailuresIT::waitLong)) {
            lane.vendor.stop();
            closingEndsAThousand(lane);
        }
    }

    @Test
    void deliversAnEventOverThirtyTwoKilobytes() throws Exception {
        try (OneLane lane = OneLane.ofSingles()) {
            lane.track(large("a"));
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            Thread.currentThread().interrupt();
            lane.track(large("b"));
            assertThat(Thread.interrupted()).isTrue();
            lane.awaitOutcomes();

            assertThat(lane.vendor.taken()).containsExactlyInAnyOrder("a", "b");
            assertThat(lane.vendor.largestBody()).isGreaterThan(32 * 1024);
            lane.assertThatNothingIsSilent();
        }
    }

    private static Purchase large(String id) {
        Purchase.Builder order = Purchase.builder()
                .id(id)
                .orderId(id)
                .visitor(Visitor.of(EbbotIdentity.of(id)))
                .currency("EUR")
                .total("1000.00");
        for (int i = 0; i < 1_000; i++) {
            order.item(LineItem.builder()
                    .productId("product-number-" + i)
                    .quantity(1)
                    .unitPrice("1.00"));
        }
        return order.build();
    }

    @Test
    void closingUnder503EndsEveryEvent() throws Exception {
        try (OneLane lane = OneLane.ofSingles(PeersFailuresIT::waitLong)) {
            lane.vendor.behave(delivery -> delivery.status(503));
            closingEndsAThousand(lane);
        }
    }

    private static void closingEndsAThousand(OneLane lane) {
        lane.track(1_000);
        FlushReport report = lane.tracker.close(Duration.ofSeconds(5));

        assertThat(OneLane.threads()).isEmpty();
        assertThat(report.stats().destination("ebbot").dropped()).isEqualTo(1_000);
        assertThat(report.stats().callbacksDropped()).isZero();
        assertThat(lane.outcomes()).isEqualTo(Map.of("DROPPED CLOSED", 1_000L));
        lane.assertThatNothingIsSilent();
    }

    @Test
    void aBatchOfFiftyThatFailedOnceIsSentAgainWithoutNewTraffic() throws Exception {
        try (OneLane lane = OneLane.ofArrays(50)) {
            lane.vendor.behave(first(delivery -> delivery.status(503)));
            lane.track(50);
            lane.awaitOutcomes();

            assertThat(lane.outcomes()).isEqualTo(Map.of("DELIVERED DELIVERED", 50L));
            assertThat(lane.stats().retries()).isPositive();
            lane.assertThatNothingIsSilent();
        }
    }

    @Test
    void sendsFortyNineOfFiftyAfterTheFlushInterval() throws Exception {
        try (OneLane lane = OneLane.ofArrays(50, settings -> settings.flushInterval(Duration.ofMillis(200)))) {
            lane.track(49);
            lane.awaitOutcomes();

            assertThat(lane.outcomes()).isEqualTo(Map.of("DELIVERED DELIVERED", 49L));
            lane.assertThatNothingIsSilent();
        }
    }

    @Test
    void deliversTenThousandOfSixtyAfterAnOutage() throws Exception {
        try (OneLane lane = within(new Budget(10_000, MANY_BYTES))) {
            lane.vendor.stop();
            lane.track(60_000);

            assertThat(lane.outcomes()).isEqualTo(Map.of("DROPPED FULL", 50_000L));
            assertThat(lane.stats().pending()).isEqualTo(10_000);
            // Nothing is scheduled for each event: the senders, and the threads for callbacks, the log and small tasks.
            assertThat(OneLane.threads()).hasSizeLessThanOrEqualTo(8 + 3);

            lane.vendor.restart();
            lane.awaitOutcomes();
            assertThat(lane.outcomes()).isEqualTo(Map.of("DROPPED FULL", 50_000L, "DELIVERED DELIVERED", 10_000L));
            lane.assertThatNothingIsSilent();
        }
    }

    @Test
    void deliversEightyEventsToAServerThatTakesTen() throws Exception {
        try (OneLane lane = OneLane.ofArrays(80)) {
            lane.vendor.behave(delivery -> delivery.ids().size() > 10 ? delivery.status(413) : delivery.take());
            lane.track(80);
            lane.awaitOutcomes();

            assertThat(lane.outcomes()).isEqualTo(Map.of("DELIVERED DELIVERED", 80L));
            lane.assertThatNothingIsSilent();
        }
    }

    @Test
    void one413ForABatchOfEightyUsersCostsThreeRequests() throws Exception {
        // Nothing is sent before the batch is full, so that it is one batch.
        try (OneLane lane = OneLane.ofArrays(80, settings -> settings.flushInterval(Duration.ofHours(1)))) {
            lane.vendor.behave(first(delivery -> delivery.status(413)));
            lane.track(80);
            lane.awaitOutcomes();

            assertThat(lane.outcomes()).isEqualTo(Map.of("DELIVERED DELIVERED", 80L));
            assertThat(lane.vendor.requests()).isEqualTo(3);
            lane.assertThatNothingIsSilent();
        }
    }

    @Test
    void fortyEventsAndThenCloseAreAllDeliveredAndToldOf() {
        try (OneLane lane = OneLane.ofArrays(50)) {
            lane.track(40);
            lane.tracker.close(PATIENCE);

            assertThat(lane.outcomes()).isEqualTo(Map.of("DELIVERED DELIVERED", 40L));
            lane.assertThatNothingIsSilent();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 413, 422, 503})
    void aSingleOddResponseDoesNotEndTheLane(int status) throws Exception {
        try (OneLane lane = OneLane.ofSingles()) {
            lane.vendor.behave(first(delivery -> delivery.status(status)));
            lane.track(1);
            await().atMost(PATIENCE).until(() -> lane.vendor.requests() > 0);
            lane.track(99);
            lane.awaitOutcomes();

            assertThat(lane.vendor.taken()).containsAll(lane.idsFrom(1));
            // What is the event's fault costs that event, what is the account's or the server's costs none.
            boolean itsOwnFault = status == 413 || status == 422;
            assertThat(lane.stats().rejected()).isEqualTo(itsOwnFault ? 1 : 0);
            assertThat(lane.stats().delivered()).isEqualTo(itsOwnFault ? 99 : 100);
            lane.assertThatNothingIsSilent();
        }
    }

    @Test
    void aBurstOfThreeHundredIsDeliveredWhole() throws Exception {
        try (OneLane lane = OneLane.ofSingles()) {
            lane.track(300);
            lane.awaitOutcomes();

            assertThat(lane.outcomes()).isEqualTo(Map.of("DELIVERED DELIVERED", 300L));
            lane.assertThatNothingIsSilent();
        }
    }

    @Test
    void flushAndCloseDoNotReportSuccessWhenNothingWasDelivered() throws Exception {
        try (OneLane lane = OneLane.ofArrays(50, PeersFailuresIT::waitLong)) {
            lane.vendor.behave(delivery -> delivery.status(503));
            lane.track(100);

            FlushReport flushed = lane.tracker.flush(Duration.ofMillis(200));
            assertThat(flushed.complete()).isFalse();
            assertThat(flushed.destinations().get("ebbot").settled()).isZero();
            assertThat(flushed.destinations().get("ebbot").pending()).isEqualTo(100);

            await().atMost(PATIENCE).until(() -> lane.stats().retries() == 100);
            DestinationStats closed =
                    lane.tracker.close(Duration.ofSeconds(2)).stats().destination("ebbot");
            assertThat(closed.delivered()).isZero();
            assertThat(closed.reasons(Outcome.Kind.DROPPED)).isEqualTo(Map.of("CLOSED", 100L));
            lane.assertThatNothingIsSilent();
        }
    }

    /** After a failure nothing is in flight any more: else close might cancel it, and it would end in doubt. */
    private static DeliverySettings.Builder waitLong(DeliverySettings.Builder settings) {
        return settings.backoff(Duration.ofHours(1), Duration.ofHours(1));
    }

    /** A lane of arrays of 50 within a budget, which waits for a response for as long as a test may run. */
    private static OneLane within(Budget budget) {
        return new OneLane(
                destination -> destination.maxBatchSize(50, Refused.WHOLE),
                settings -> settings.callTimeout(Duration.ofMinutes(2)),
                budget);
    }

    /** Does this with the first request, and takes all others. */
    private static Function<CountingVendor.Delivery, Response> first(
            Function<CountingVendor.Delivery, Response> behaviour) {
        AtomicBoolean done = new AtomicBoolean();
        return delivery -> done.compareAndSet(false, true) ? behaviour.apply(delivery) : delivery.take();
    }

    private static Response askToWait(CountingVendor.Delivery delivery, int status) {
        return delivery.status(status).header("Retry-After", "20");
    }
}
