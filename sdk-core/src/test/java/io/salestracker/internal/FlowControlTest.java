package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DestinationState;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Verdict;
import io.salestracker.store.StoreStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps a lane's rules by a clock that the test sets. Backoff has no jitter here: 1, 2, 4 ... 60 seconds. */
class FlowControlTest {
    private static final Instant T0 = Instant.parse("2026-03-04T05:06:07Z");
    private static final Verdict DOWN = new Verdict.NotProcessed("503");
    private static final Verdict DOUBT = new Verdict.Ambiguous("500");
    private static final int MAX_IN_FLIGHT = 8;
    private static final Duration INTERVAL = Duration.ofSeconds(30).minusMillis(EndpointStates.MAX_STAND_BACK);
    private static final Endpoint ORDERS = new Endpoint("POST", "vendor.example", "/orders");
    private static final Endpoint CARTS = new Endpoint("POST", "vendor.example", "/carts");

    private final DeliverySettings settings = DeliverySettings.builder()
            .batchSize(10)
            .flushInterval(Duration.ofSeconds(1))
            .maxInFlight(MAX_IN_FLIGHT)
            .backoff(Duration.ofSeconds(1), Duration.ofSeconds(60))
            .retryAfterCap(Duration.ofMinutes(15))
            .probeInterval(Duration.ofSeconds(30))
            .build();
    private SteppedFlow flow = flow(10);
    private Instant now = T0;

    private SteppedFlow flow(int batchSize) {
        return new SteppedFlow(settings, batchSize);
    }

    private static StoreStatus plenty() {
        return new StoreStatus(1_000, T0.minusSeconds(3_600), null, null, false);
    }

    private void wait(Duration time) {
        now = now.plus(time);
    }

    /** Claims as often as the rules allow; what each claim's number is. */
    private List<Long> claimAll() {
        List<Long> claims = new ArrayList<>();
        for (FlowControl.Claim claim = flow.claim(now, plenty(), false);
                claim != null;
                claim = flow.claim(now, plenty(), false)) {
            claims.add(claim.number());
        }
        return claims;
    }

    private long claimOne() {
        FlowControl.Claim claim = flow.claim(now, plenty(), false);
        assertThat(claim).as("a claim").isNotNull();
        return claim.number();
    }

    private void assertClosed() {
        assertThat(flow.claim(now, plenty(), true))
                .as("a claim of a closed lane")
                .isNull();
    }

    private void succeed(long claim) {
        succeed(ORDERS, claim);
    }

    private void succeed(Endpoint endpoint, long claim) {
        flow.succeeded(endpoint, claim, List.of(), now);
        end(claim);
    }

    private void end(long claim) {
        flow.done(claim);
    }

    private void fail() {
        fail(DOWN);
    }

    private void fail(Verdict verdict) {
        flow.failed(null, 0, verdict, now);
        flow.done();
    }

    private void throttle(Duration asked) {
        throttle(0, asked);
    }

    private void throttle(long claim, Duration asked) {
        flow.throttled(claim, asked, now);
        end(claim);
    }

    private void refuse(long claim) {
        refuse(ORDERS, claim);
    }

    private void refuse(Endpoint endpoint, long claim) {
        flow.refused(endpoint, claim, "event of " + claim, false, now);
        end(claim);
    }

    /** Refuses the event with this id; true if that is its own fault. */
    private boolean refuse(String id, long claim) {
        return flow.refused(ORDERS, claim, id, false, now);
    }

    private Instant waits(Endpoint endpoint, long claim) {
        return flow.begin(endpoint, claim, false, now).until();
    }

    /** Claims an event and has it probe this endpoint; the claim's number. */
    private long probe(Endpoint endpoint) {
        long claim = claimOne();
        assertThat(flow.begin(endpoint, claim, false, now)).as("leave to probe").isEqualTo(EndpointStates.Leave.PROBE);
        return claim;
    }

    private long probe() {
        return probe(ORDERS);
    }

    /** Has as many probes refused as follow one another quickly. */
    private void refuseQuickProbes() {
        for (int i = 0; i < EndpointStates.PROBES_AT_ONCE; i++) {
            refuse(probe());
        }
        for (int seconds : List.of(1, 2, 4)) {
            assertThat(flow.pausedUntil(now)).isEqualTo(now.plusSeconds(seconds));
            wait(Duration.ofSeconds(seconds));
            refuse(probe());
        }
    }

    private DestinationState state() {
        return flow.state(now);
    }

    /** Checks that the lane, free to send, doubles from one request in flight to so many, and then adds one at a time. */
    private void assertRampsUp(int doublesTo) {
        for (int window = 1; window < doublesTo; window *= 2) {
            assertThat(state()).isNotEqualTo(DestinationState.ACTIVE);
            List<Long> claims = claimAll();
            assertThat(claims).as("in flight at once").hasSize(window);
            claims.forEach(this::succeed);
        }
        assertThat(state()).isEqualTo(DestinationState.ACTIVE);
        List<Long> claims = claimAll();
        assertThat(claims).as("in flight at once").hasSize(doublesTo);
        claims.forEach(this::succeed);
        claims = claimAll();
        assertThat(claims.size()).isBetween(doublesTo, doublesTo + 1);
        claims.forEach(claim -> flow.done());
    }

    @Test
    void anOpenLaneSendsUpToItsLimitAtOnce() {
        assertThat(state()).isEqualTo(DestinationState.ACTIVE);
        assertThat(claimAll()).hasSize(MAX_IN_FLIGHT);
        assertClosed();
        assertThat(flow.nextDue(now, plenty())).isNull();

        flow.done();

        assertThat(claimAll()).hasSize(1);
    }

    @Test
    void claimsNothingWithoutClaimableEvents() {
        assertThat(flow.claim(now, new StoreStatus(0, null, now.plusSeconds(5), null, false), true))
                .isNull();
        assertThat(flow.nextDue(now, new StoreStatus(0, null, now.plusSeconds(5), null, false)))
                .isEqualTo(now.plusSeconds(5));
        assertThat(flow.nextDue(now, new StoreStatus(0, null, null, null, false)))
                .isNull();
        assertThat(claimAll()).hasSize(MAX_IN_FLIGHT);
    }

    // ---- throttled

    @Test
    void aThrottledLanePausesAsAskedAndThenRampsUp() {
        claimOne();
        throttle(Duration.ofSeconds(20));

        assertThat(state()).isEqualTo(DestinationState.THROTTLED);
        assertThat(flow.pausedUntil(now)).isEqualTo(T0.plusSeconds(20));
        assertThat(flow.nextDue(now, plenty())).isEqualTo(T0.plusSeconds(20));
        assertThat(flow.maySend(now)).isFalse();
        wait(Duration.ofMillis(19_999));
        assertClosed();
        wait(Duration.ofMillis(1));
        assertThat(flow.maySend(now)).isTrue();
        assertThat(flow.pausedUntil(now)).isNull();
        assertThat(state()).isEqualTo(DestinationState.RAMPING_UP);
        assertRampsUp(MAX_IN_FLIGHT / 2);
    }

    @Test
    void aSuccessFromBeforeThePauseDoesNotShortenIt() {
        List<Long> claims = claimAll();
        throttle(Duration.ofSeconds(20));

        wait(Duration.ofSeconds(1));
        claims.subList(1, claims.size()).forEach(this::succeed);

        assertThat(state()).isEqualTo(DestinationState.THROTTLED);
        assertThat(flow.pausedUntil(now)).isEqualTo(T0.plusSeconds(20));
        assertClosed();
    }

    @Test
    void aSuccessFromBeforeThePauseDoesNotWidenTheWindow() {
        List<Long> claims = claimAll();
        throttle(Duration.ofSeconds(1));

        wait(Duration.ofSeconds(2));
        claims.subList(1, claims.size()).forEach(this::succeed);

        assertRampsUp(MAX_IN_FLIGHT / 2);
    }

    @Test
    void aRefusalFromBeforeThePauseDoesNotWidenTheWindow() {
        List<Long> claims = claimAll();
        throttle(Duration.ofSeconds(1));

        wait(Duration.ofSeconds(2));
        for (long claim : claims.subList(1, claims.size())) {
            flow.eventRefused(claim, now);
            flow.done();
        }

        assertRampsUp(MAX_IN_FLIGHT / 2);
    }

    @Test
    void severalThrottledAtOnceWithoutATimeCountAsOnePause() {
        claimAll();
        for (int i = 0; i < MAX_IN_FLIGHT; i++) {
            throttle(null);
        }
        assertThat(flow.pausedUntil(now)).isEqualTo(T0.plusSeconds(1));

        wait(Duration.ofSeconds(1));
        claimOne();
        throttle(null);

        assertThat(flow.pausedUntil(now)).isEqualTo(now.plusSeconds(2));
    }

    @Test
    void ofSeveralTimesAskedForTheLatestHolds() {
        claimAll();
        throttle(Duration.ofSeconds(20));
        throttle(Duration.ofSeconds(5));
        throttle(null);
        assertThat(flow.pausedUntil(now)).isEqualTo(T0.plusSeconds(20));

        throttle(Duration.ofSeconds(40));

        assertThat(flow.pausedUntil(now)).isEqualTo(T0.plusSeconds(40));
    }

    @Test
    void thePauseThatAVendorCanAskForIsCapped() {
        claimOne();
        throttle(Duration.ofDays(365));

        assertThat(flow.pausedUntil(now)).isEqualTo(T0.plus(Duration.ofMinutes(15)));
    }

    @Test
    void withoutATimeTheWaitGrowsUntilSomethingSucceeds() {
        for (int seconds : List.of(1, 2, 4, 8, 16, 32, 60, 60)) {
            claimOne();
            throttle(null);
            assertThat(flow.pausedUntil(now)).isEqualTo(now.plusSeconds(seconds));
            wait(Duration.ofSeconds(seconds));
        }
        succeed(claimOne());

        claimOne();
        throttle(null);

        assertThat(flow.pausedUntil(now)).isEqualTo(now.plusSeconds(1));
    }

    @Test
    void anAskForNoTimeAtAllLetsTheLaneRampUpAtOnce() {
        claimOne();
        throttle(Duration.ZERO);

        assertThat(flow.pausedUntil(now)).isNull();
        assertRampsUp(MAX_IN_FLIGHT / 2);
    }

    // ---- failures in a row

    @Test
    void asManyFailuresInARowAsCanBeInFlightPauseTheLane() {
        claimAll();
        for (int i = 1; i < MAX_IN_FLIGHT; i++) {
            fail();
            assertThat(state()).isEqualTo(DestinationState.ACTIVE);
        }
        fail();

        assertThat(state()).isEqualTo(DestinationState.BACKING_OFF);
        assertThat(flow.pausedUntil(now)).isEqualTo(T0.plusSeconds(1));
        assertClosed();
        wait(Duration.ofSeconds(1));
        assertRampsUp(MAX_IN_FLIGHT / 2);
    }

    @Test
    void allRequestsThatOneEndingConnectionRefusesAreOneFailure() {
        for (int connection = 1; connection < MAX_IN_FLIGHT; connection++) {
            List<Long> claims = claimAll();
            assertThat(claims).as("the window stays").hasSize(MAX_IN_FLIGHT);
            for (long claim : claims) {
                flow.failed(ORDERS, claim, FlowControl.STREAM_REFUSED, now);
                end(claim);
            }
            assertThat(state()).isEqualTo(DestinationState.ACTIVE);
        }
        long last = claimOne();
        flow.failed(ORDERS, last, FlowControl.STREAM_REFUSED, now);

        assertThat(state()).isEqualTo(DestinationState.BACKING_OFF);
    }

    @Test
    void aSuccessBetweenFailuresKeepsTheLaneOpen() {
        for (int i = 0; i < 100; i++) {
            claimOne();
            if (i % (MAX_IN_FLIGHT - 1) == 0) {
                flow.done();
                succeed(claimOne());
            } else {
                fail();
            }
            assertThat(state()).isEqualTo(DestinationState.ACTIVE);
        }
    }

    @Test
    void aRefusedEventBetweenFailuresIsASignOfLifeToo() {
        for (int i = 1; i < MAX_IN_FLIGHT; i++) {
            claimOne();
            fail();
        }
        flow.eventRefused(claimOne(), now);
        flow.done();
        claimOne();
        fail();

        assertThat(state()).isEqualTo(DestinationState.ACTIVE);
    }

    @Test
    void aLaneInDoubtBacksOffLongerEachTimeWithOneEventAtATime() {
        staysDown(DOUBT, List.of(1, 2, 4, 8, 16, 32, 60, 60));
    }

    /** Asking costs no event there, so what waits need not wait long once the vendor is back. */
    @Test
    void aLaneWhoseVendorTakesNothingAsksAgainEveryFewSeconds() {
        staysDown(DOWN, List.of(1, 2, 4, 8, 8, 8, 8, 8));
    }

    private void staysDown(Verdict verdict, List<Integer> pauses) {
        for (int i = 0; i < MAX_IN_FLIGHT; i++) {
            claimOne();
            fail(verdict);
        }
        for (int seconds : pauses) {
            assertThat(flow.pausedUntil(now)).isEqualTo(now.plusSeconds(seconds));
            wait(Duration.ofSeconds(seconds));
            assertThat(claimAll()).hasSize(1);
            fail(verdict);
        }

        wait(Duration.ofSeconds(60));
        assertRampsUp(MAX_IN_FLIGHT / 2);
        for (int i = 0; i < MAX_IN_FLIGHT; i++) {
            fail(verdict);
        }
        assertThat(flow.pausedUntil(now)).isEqualTo(now.plusSeconds(1));
    }

    @Test
    void anEventWaitsNoLongerThanThePauseOfTheWholeLane() {
        claimOne();
        assertThat(flow.failed(null, 0, DOWN, now).notAfter()).isNull();
        for (int i = 1; i < MAX_IN_FLIGHT - 1; i++) {
            fail();
        }

        assertThat(flow.failed(null, 0, DOWN, now).notAfter()).isEqualTo(now.plusSeconds(1));
    }

    @Test
    void aLaneThatBackedOffSendsOneEventBeforeFullBatches() {
        for (int i = 0; i < MAX_IN_FLIGHT; i++) {
            claimOne();
            fail();
        }
        wait(Duration.ofSeconds(1));

        FlowControl.Claim probe = flow.claim(now, plenty(), false);
        assertThat(probe.max()).isEqualTo(1);
        flow.succeeded(ORDERS, probe.number(), List.of(), now);
        flow.done();
        assertThat(flow.claim(now, plenty(), false).max()).isGreaterThan(1);
    }

    @Test
    void failuresDuringAPauseDoNotLengthenIt() {
        claimAll();
        throttle(Duration.ofSeconds(2));
        for (int i = 1; i < MAX_IN_FLIGHT; i++) {
            fail();
        }

        assertThat(flow.pausedUntil(now)).isEqualTo(T0.plusSeconds(2));
        assertThat(state()).isEqualTo(DestinationState.THROTTLED);
    }

    // ---- refused

    @Test
    void probesAtOnceThenByBackoffThenByInterval() {
        refuse(claimOne());
        assertThat(state()).isEqualTo(DestinationState.MISCONFIGURED);
        assertThat(flow.maySend(now)).isFalse();

        refuseQuickProbes();

        for (int i = 0; i < 10; i++) {
            assertThat(flow.pausedUntil(now)).isEqualTo(now.plus(INTERVAL));
            wait(INTERVAL.minusMillis(1));
            long early = claimOne();
            assertThat(waits(ORDERS, early)).isEqualTo(now.plusMillis(1));
            end(early);
            wait(Duration.ofMillis(1));
            refuse(probe());
        }
    }

    @Test
    void aProbeThatIsDueOrUnderWayHasNoTime() {
        refuse(claimOne());
        refuseQuickProbes();
        assertThat(flow.pausedUntil(now)).isEqualTo(now.plus(INTERVAL));

        wait(INTERVAL);
        assertThat(flow.pausedUntil(now)).isNull();
        long probe = probe();
        assertThat(flow.pausedUntil(now)).isNull();
        assertThat(state()).isEqualTo(DestinationState.MISCONFIGURED);

        refuse(probe);
        assertThat(flow.pausedUntil(now)).isEqualTo(now.plus(INTERVAL));
    }

    @Test
    void oneProbeIsUnderWayAtATime() {
        refuse(claimOne());
        long probe = probe();

        assertClosed();
        assertThat(flow.begin(ORDERS, probe, false, now).probe()).isTrue();
        assertThat(waits(ORDERS, probe + 1)).isEqualTo(now.plusSeconds(1));
        assertThat(flow.nextDue(now, plenty())).isNull();
    }

    @Test
    void sendsAnEarlierClaimsFirstRequestToAClosedEndpoint() {
        List<Long> claims = claimAll();
        refuse(claims.get(0));
        probe();

        assertThat(flow.begin(ORDERS, claims.get(1), true, now)).isEqualTo(EndpointStates.Leave.SEND);
        assertThat(flow.begin(ORDERS, claims.get(1), false, now).until()).isAfter(now);
    }

    @Test
    void aMisconfiguredLaneLeavesItsEventsUntilItProbesSlowly() {
        refuse(claimOne());
        for (int i = 0; i < EndpointStates.PROBES_AT_ONCE; i++) {
            refuse(probe());
        }

        assertClosed();
        assertThat(flow.nextDue(now, plenty())).isEqualTo(now.plusSeconds(1));
    }

    @Test
    void aProbeThatWasNeverSentIsFollowedByAnother() {
        refuse(claimOne());
        end(probe());

        probe();
    }

    @Test
    void aRefusedLaneResumesWhenAProbeIsDelivered() {
        refuse(claimOne());
        succeed(probe());

        assertThat(state()).isEqualTo(DestinationState.RAMPING_UP);
        assertThat(flow.maySend(now)).isTrue();
        assertThat(claimAll()).hasSize(2);
        refuse(4);
        assertThat(state()).isEqualTo(DestinationState.MISCONFIGURED);
    }

    @Test
    void aProbeDoesNotWaitForABatchToFill() {
        refuse(claimOne());

        assertThat(flow.claim(now, new StoreStatus(1, now, null, null, false), false))
                .isNotNull();
    }

    @Test
    void aSuccessFromBeforeTheRefusalDoesNotOpenTheEndpoint() {
        List<Long> claims = claimAll();
        refuse(claims.get(0));

        claims.subList(1, claims.size()).forEach(this::succeed);

        assertThat(state()).isEqualTo(DestinationState.MISCONFIGURED);
        assertThat(claimAll()).hasSize(1);
    }

    @Test
    void aRefusalFromBeforeTheEndpointClosedIsNoFailedProbe() {
        List<Long> claims = claimAll();
        refuse(claims.get(0));
        for (long straggler : claims.subList(1, claims.size())) {
            refuse(straggler);
        }

        long probe = probe();
        refuse(CARTS, 1);
        assertThat(flow.begin(ORDERS, probe, false, now).probe()).isTrue();
        succeed(probe);

        assertThat(flow.maySend(now))
                .as("the carts are refused, the orders get through")
                .isTrue();
    }

    @Test
    void aProbeGoesOutThoughOlderRequestsHang() {
        List<Long> claims = claimAll();
        refuse(claims.get(0));

        succeed(probe());

        assertThat(state()).isEqualTo(DestinationState.RAMPING_UP);
    }

    @Test
    void anEndpointStaysOpenWhereAYoungerClaimGotThrough() {
        List<Long> claims = claimAll();
        succeed(claims.get(5));

        refuse(claims.get(2));
        assertThat(state()).isEqualTo(DestinationState.ACTIVE);
        assertThat(waits(ORDERS, 100)).isNull();

        refuse(claims.get(7));
        assertThat(state()).isEqualTo(DestinationState.MISCONFIGURED);
    }

    @Test
    void aClosedEndpointHoldsUpNoOther() {
        List<Long> claims = claimAll();
        succeed(CARTS, claims.get(0));
        refuse(ORDERS, claims.get(1));

        assertThat(state()).isEqualTo(DestinationState.ACTIVE);
        assertThat(flow.maySend(now)).isTrue();
        assertThat(claimAll()).hasSize(2);
        assertThat(waits(CARTS, 9)).isNull();
        assertThat(flow.begin(ORDERS, 9, false, now).probe()).isTrue();
        assertThat(waits(ORDERS, 10)).isAfter(now);
    }

    @Test
    void aRefusedLaneFindsAnEndpointThatWasNotTriedYet() {
        refuse(ORDERS, claimOne());
        refuseQuickProbes();

        for (int looks = 0; looks < 20; looks++) {
            long claim = claimOne();
            assertThat(waits(ORDERS, claim)).isEqualTo(now.plus(INTERVAL));
            end(claim);
        }
        long cart = claimOne();
        assertThat(waits(CARTS, cart)).isNull();
        succeed(CARTS, cart);

        assertThat(state()).isEqualTo(DestinationState.RAMPING_UP);
        assertThat(waits(ORDERS, 100)).isEqualTo(now.plus(INTERVAL));
    }

    @Test
    void aRefusedLaneLooksAtSoManyEventsBetweenTwoProbes() {
        refuse(claimOne());
        refuseQuickProbes();
        for (int looks = 0; looks < FlowControl.MAX_LOOKS; looks++) {
            long claim = claimOne();
            assertThat(waits(ORDERS, claim)).isNotNull();
            end(claim);
        }

        assertClosed();
        assertThat(flow.nextDue(now, plenty())).isEqualTo(now.plus(INTERVAL));
        wait(Duration.ofSeconds(30));
        probe();
    }

    @Test
    void remembersABoundedNumberOfEndpoints() {
        for (int i = 0; i < 3 * EndpointStates.MAX_ENDPOINTS; i++) {
            refuse(new Endpoint("POST", "vendor.example", "/orders/" + i), i + 1);
        }

        assertThat(waits(new Endpoint("POST", "vendor.example", "/orders/0"), 1_000))
                .isNull();
        assertThat(flow.begin(new Endpoint("POST", "vendor.example", "/orders/299"), 1_000, false, now)
                        .probe())
                .isTrue();
    }

    @Test
    void aProbeThatIsNotProcessedCountsAsFailed() {
        refuse(claimOne());
        for (int i = 0; i < EndpointStates.PROBES_AT_ONCE; i++) {
            long probe = probe();
            flow.failed(ORDERS, probe, DOWN, now);
            end(probe);
        }

        assertThat(state()).isEqualTo(DestinationState.MISCONFIGURED);
        assertThat(flow.pausedUntil(now)).isEqualTo(now.plusSeconds(1));
    }

    @Test
    void aRejectedProbeIsFollowedByTheNextAtOnce() {
        refuse(claimOne());
        for (int i = 0; i < 20; i++) {
            long probe = probe();
            flow.eventRefused(probe, now);
            end(probe);
        }

        assertThat(state()).isEqualTo(DestinationState.MISCONFIGURED);
        assertThat(claimAll()).hasSize(1);
    }

    @Test
    void aThrottledProbeWaitsAsAsked() {
        refuse(claimOne());
        throttle(probe(), Duration.ofMinutes(2));

        assertThat(state()).isEqualTo(DestinationState.MISCONFIGURED);
        assertThat(flow.pausedUntil(now)).isEqualTo(now.plusSeconds(120));
        assertClosed();
        wait(Duration.ofMinutes(2));
        succeed(probe());
        assertThat(state()).isEqualTo(DestinationState.RAMPING_UP);
    }

    @Test
    void aRefusalDuringAThrottlePauseDoesNotCutItShort() {
        List<Long> claims = claimAll();
        throttle(claims.get(0), Duration.ofMinutes(2));
        refuse(claims.get(1));

        assertThat(state()).isEqualTo(DestinationState.MISCONFIGURED);
        assertThat(flow.pausedUntil(now)).isEqualTo(T0.plusSeconds(120));
    }

    @Test
    void anEarlierRefusalDoesNotShortenTheProbesWait() {
        List<Long> claims = claimAll();
        refuse(claims.get(0));
        throttle(claims.get(1), Duration.ofMinutes(2));
        flow.eventRefused(claims.get(2), now);
        flow.done();

        assertThat(flow.pausedUntil(now)).isEqualTo(T0.plusSeconds(120));
    }

    @Test
    void anEventRefusedAgainAfterOthersWereDeliveredIsAtFaultItself() {
        assertThat(refuse("poison", claimOne())).isFalse();
        assertThat(refuse("poison", claimOne())).isFalse();
        end(1);
        end(2);
        succeed(probe());
        wait(Duration.ofSeconds(10));

        assertThat(refuse("poison", claimOne())).isTrue();
        assertThat(refuse("another", claimOne())).isFalse();
    }

    @Test
    void aSecondRefusalRightAfterTheEndpointOpenedProvesNothing() {
        refuse("unlucky", claimOne());
        end(1);
        succeed(probe());

        wait(Duration.ofMillis(9_999));
        assertThat(refuse("unlucky", claimOne())).isFalse();
        assertThat(flow.maySend(now)).as("the endpoint stays open").isTrue();
        wait(Duration.ofMillis(1));
        assertThat(refuse("unlucky", claimOne())).isTrue();
    }

    @Test
    void aSecondRefusalWhileTheEndpointIsClosedProvesNothing() {
        refuse("unlucky", claimOne());
        end(1);
        succeed(probe());
        wait(Duration.ofSeconds(10));
        long early = claimOne();
        assertThat(refuse("another", claimOne())).isFalse();

        assertThat(refuse("unlucky", early)).isFalse();
    }

    @Test
    void anEventInDoubtIsNeverAtFaultItself() {
        refuse("page", claimOne());
        end(1);
        succeed(probe());

        assertThat(flow.refused(ORDERS, claimOne(), "page", true, now)).isFalse();
    }

    @Test
    void successElsewhereDoesNotMakeAnEventGuilty() {
        assertThat(refuse("purchase", claimOne())).isFalse();
        flow.done();
        succeed(CARTS, claimOne());

        assertThat(refuse("purchase", claimOne())).isFalse();
    }

    @Test
    void aSuccessFromBeforeTheRefusalProvesNothing() {
        List<Long> claims = claimAll();
        succeed(claims.get(0));
        assertThat(refuse("poison", claims.get(2))).isFalse();
        succeed(claims.get(3));

        assertThat(refuse("poison", claims.get(4))).isFalse();
    }

    @Test
    void aRefusedEventThatIsDeliveredIsForgotten() {
        refuse("event", claimOne());
        end(1);
        long probe = probe();
        flow.succeeded(ORDERS, probe, List.of("event"), now);
        end(probe);
        succeed(claimOne());

        assertThat(refuse("event", claimOne())).isFalse();
    }

    @Test
    void remembersABoundedNumberOfRefusals() {
        long claim = claimOne();
        for (int i = 0; i < 20_000; i++) {
            refuse("event" + i, claim);
        }
        flow.done(claim);
        succeed(probe());
        wait(Duration.ofSeconds(10));

        assertThat(refuse("event19999", claim)).isTrue();
        assertThat(refuse("event0", claim)).isFalse();
    }

    // ---- many refused events

    @Test
    void afterTooManyRefusedEventsSinglesFollowAndGrowAsTheyAreTaken() {
        flow.scatter();

        for (int most : List.of(1, 2, 4, 8, 10, 10)) {
            FlowControl.Claim claim = flow.claim(now, plenty(), false);
            assertThat(claim.max()).isEqualTo(most);
            succeed(claim.number());
        }
    }

    @Test
    void aRefusedEventHalvesSmallBatchesOnly() {
        flow.eventRefused(claimOne(), now);
        assertThat(flow.claim(now, plenty(), false).max()).isEqualTo(10);

        flow.scatter();
        succeed(claimOne());
        succeed(claimOne());
        flow.eventRefused(claimOne(), now);
        assertThat(flow.claim(now, plenty(), false).max()).isEqualTo(2);
    }

    // ---- 413

    @Test
    void halvesTheLimitOfARequestForTenMinutes() {
        assertThat(flow.maxBatchBytes(now)).isEqualTo(Long.MAX_VALUE);

        flow.tooLarge(claimOne(), 10_000, now);
        assertThat(flow.maxBatchBytes(now)).isEqualTo(5_000);
        flow.tooLarge(claimOne(), 5_000, now);
        assertThat(flow.maxBatchBytes(now)).isEqualTo(2_500);

        wait(Duration.ofMinutes(10).minusMillis(1));
        assertThat(flow.maxBatchBytes(now)).isEqualTo(2_500);
        wait(Duration.ofMillis(1));
        assertThat(flow.maxBatchBytes(now)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aSingleLargeEventDoesNotRaiseTheLimit() {
        flow.tooLarge(claimOne(), 10_000, now);

        for (int i = 0; i < 20; i++) {
            flow.tooLarge(claimOne(), 60_000, now);
            flow.done();
        }

        assertThat(flow.maxBatchBytes(now)).isEqualTo(5_000);
    }

    @Test
    void theLimitIsNeverLessThanAByte() {
        for (int i = 0; i < 5; i++) {
            flow.tooLarge(claimOne(), 1, now);
        }

        assertThat(flow.maxBatchBytes(now)).isOne();
    }

    // ---- half-full batches

    @Test
    void aHalfFullBatchLingersUntilItsOldestEventIsOldEnough() {
        StoreStatus nine = new StoreStatus(9, now, null, null, false);
        assertThat(flow.claim(now, nine, false)).isNull();
        assertThat(flow.nextDue(now, nine)).isEqualTo(now.plusSeconds(1));
        wait(Duration.ofMillis(999));
        assertThat(flow.claim(now, nine, false)).isNull();

        wait(Duration.ofMillis(1));

        assertThat(flow.claim(now, nine, false)).isEqualTo(new FlowControl.Claim(1, 10, Long.MAX_VALUE));
    }

    @Test
    void aFullBatchAndOneInAHurryDoNotLinger() {
        assertThat(flow.claim(now, new StoreStatus(10, now, null, null, false), false))
                .isNotNull();
        assertThat(flow.claim(now, new StoreStatus(1, now, null, null, false), true))
                .isNotNull();
    }

    @Test
    void aSingleEventNeverLingers() {
        flow = flow(1);

        assertThat(flow.claim(now, new StoreStatus(1, now, null, null, false), false))
                .isEqualTo(new FlowControl.Claim(1, 1, Long.MAX_VALUE));
    }

    @Test
    void anEarlierDueTimeWakesTheLaneWhileABatchFills() {
        StoreStatus due = new StoreStatus(1, now, now.plusMillis(300), null, false);

        assertThat(flow.nextDue(now, due)).isEqualTo(now.plusMillis(300));
    }

    // ---- the clock

    @Test
    void aClockThatJumpsBackNeitherOpensAPauseNorBreaksTheLane() {
        claimOne();
        throttle(Duration.ofSeconds(20));
        wait(Duration.ofHours(-1));
        assertClosed();
        assertThat(flow.nextDue(now, plenty())).isEqualTo(T0.plusSeconds(20));

        wait(Duration.ofHours(1).plusSeconds(20));

        assertRampsUp(MAX_IN_FLIGHT / 2);
    }

    @Test
    void aClockThatJumpsBackDoesNotHoldThePaceUp() {
        long refused = claimOne();
        flow.tooFast(refused, Duration.ofSeconds(1), now);
        end(refused);
        wait(Duration.ofSeconds(10));
        // One late start is made up.
        succeed(claimOne());
        succeed(claimOne());
        assertClosed();
        wait(Duration.ofSeconds(-5));

        claimOne();
    }

    @Test
    void aDeliveredProbeResumesTheLaneAfterTheClockJumpedBack() {
        refuse(claimOne());
        refuseQuickProbes();
        wait(Duration.ofSeconds(30));
        long probe = probe();
        wait(Duration.ofHours(-1));
        succeed(probe);

        assertThat(flow.maySend(now)).isTrue();
        assertThat(claimAll()).hasSize(2);
    }
}
