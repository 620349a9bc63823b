package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.LaneState;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.delivery.Due;
import io.salestracker.destination.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps a lane's rules by a clock that the test sets. Backoff has no jitter here: 1, 2, 4 ... 60 seconds. */
class LaneRulesTest {
    private static final Instant T0 = Instant.parse("2026-03-04T05:06:07Z");
    private static final Verdict DOWN = new Verdict.NotProcessed("503");
    private static final Verdict DOUBT = new Verdict.Ambiguous("500");
    private static final int MAX_IN_FLIGHT = 8;

    private final DeliverySettings settings = DeliverySettings.builder()
            .batchSize(10)
            .flushInterval(Duration.ofSeconds(1))
            .maxInFlight(MAX_IN_FLIGHT)
            .backoff(Duration.ofSeconds(1), Duration.ofSeconds(60))
            .retryAfterCap(Duration.ofMinutes(15))
            .probeInterval(Duration.ofSeconds(30))
            .build();
    private LaneRules rules = rules(10);
    private Instant now = T0;

    private LaneRules rules(int batchSize) {
        return new LaneRules(settings, batchSize, new RetryPolicy(settings, () -> 0));
    }

    private static Due plenty() {
        return new Due(1_000, T0.minusSeconds(3_600), null, null);
    }

    private void wait(Duration time) {
        now = now.plus(time);
    }

    /** Claims as often as the rules allow; what each claim's number is. */
    private List<Long> claimAll() {
        List<Long> claims = new ArrayList<>();
        for (LaneRules.Claim claim = rules.claim(now, plenty(), false);
                claim != null;
                claim = rules.claim(now, plenty(), false)) {
            claims.add(claim.number());
        }
        return claims;
    }

    private long claimOne() {
        LaneRules.Claim claim = rules.claim(now, plenty(), false);
        assertThat(claim).as("a claim").isNotNull();
        return claim.number();
    }

    private void assertClosed() {
        assertThat(rules.claim(now, plenty(), true))
                .as("a claim of a closed lane")
                .isNull();
    }

    private void succeed(long claim) {
        rules.succeeded(claim, now);
        rules.done();
    }

    private void fail() {
        fail(DOWN);
    }

    private void fail(Verdict verdict) {
        rules.failed(verdict, now);
        rules.done();
    }

    private void throttle(Duration asked) {
        rules.throttled(asked, now);
        rules.done();
    }

    private boolean refuse() {
        boolean news = rules.refused(now);
        rules.done();
        return news;
    }

    private LaneState state() {
        return rules.state(now);
    }

    /** Checks that the lane, free to send, works up from one request in flight. */
    private void assertRampsUp() {
        for (int window = 1; window < MAX_IN_FLIGHT; window *= 2) {
            assertThat(state()).isNotEqualTo(LaneState.OPEN);
            List<Long> claims = claimAll();
            assertThat(claims).as("in flight at once").hasSize(window);
            // One success doubles; the others of this round end without telling the rules anything.
            succeed(claims.get(0));
            claims.subList(1, claims.size()).forEach(claim -> rules.done());
        }
        assertThat(state()).isEqualTo(LaneState.OPEN);
        assertThat(claimAll()).hasSize(MAX_IN_FLIGHT);
    }

    @Test
    void anOpenLaneSendsUpToItsLimitAtOnce() {
        assertThat(state()).isEqualTo(LaneState.OPEN);
        assertThat(claimAll()).hasSize(MAX_IN_FLIGHT);
        assertClosed();
        assertThat(rules.nextDue(now, plenty())).isNull();

        rules.done();

        assertThat(claimAll()).hasSize(1);
    }

    @Test
    void nothingIsClaimedWhereNothingIsClaimable() {
        assertThat(rules.claim(now, new Due(0, null, now.plusSeconds(5), null), true))
                .isNull();
        assertThat(rules.nextDue(now, new Due(0, null, now.plusSeconds(5), null)))
                .isEqualTo(now.plusSeconds(5));
        assertThat(rules.nextDue(now, new Due(0, null, null, null))).isNull();
        assertThat(claimAll()).hasSize(MAX_IN_FLIGHT);
    }

    // ---- throttled

    @Test
    void aThrottledLanePausesAsLongAsAskedAndThenRampsUp() {
        claimOne();
        throttle(Duration.ofSeconds(20));

        assertThat(state()).isEqualTo(LaneState.THROTTLED);
        assertThat(rules.pausedUntil(now)).isEqualTo(T0.plusSeconds(20));
        assertThat(rules.nextDue(now, plenty())).isEqualTo(T0.plusSeconds(20));
        assertThat(rules.maySend(now)).isFalse();
        wait(Duration.ofMillis(19_999));
        assertClosed();
        wait(Duration.ofMillis(1));
        assertThat(rules.maySend(now)).isTrue();
        assertThat(rules.pausedUntil(now)).isNull();
        assertThat(state()).isEqualTo(LaneState.RAMPING);
        assertRampsUp();
    }

    @Test
    void whatWasInFlightAndSucceedsDoesNotShortenThePause() {
        List<Long> claims = claimAll();
        throttle(Duration.ofSeconds(20));

        wait(Duration.ofSeconds(1));
        claims.subList(1, claims.size()).forEach(this::succeed);

        assertThat(state()).isEqualTo(LaneState.THROTTLED);
        assertThat(rules.pausedUntil(now)).isEqualTo(T0.plusSeconds(20));
        assertClosed();
    }

    @Test
    void whatWasInFlightAndSucceedsAfterThePauseDoesNotWidenTheWayBack() {
        List<Long> claims = claimAll();
        throttle(Duration.ofSeconds(1));

        wait(Duration.ofSeconds(2));
        claims.subList(1, claims.size()).forEach(this::succeed);

        assertRampsUp();
    }

    @Test
    void anEventThatIsRefusedAfterThePauseButSentBeforeDoesNotWidenTheWayBackEither() {
        List<Long> claims = claimAll();
        throttle(Duration.ofSeconds(1));

        wait(Duration.ofSeconds(2));
        for (long claim : claims.subList(1, claims.size())) {
            rules.eventRefused(claim, now);
            rules.done();
        }

        assertRampsUp();
    }

    @Test
    void severalThrottledAtOnceWithoutATimeCountAsOnePause() {
        claimAll();
        for (int i = 0; i < MAX_IN_FLIGHT; i++) {
            throttle(null);
        }
        assertThat(rules.pausedUntil(now)).isEqualTo(T0.plusSeconds(1));

        wait(Duration.ofSeconds(1));
        claimOne();
        throttle(null);

        assertThat(rules.pausedUntil(now)).isEqualTo(now.plusSeconds(2));
    }

    @Test
    void ofSeveralTimesAskedForTheLatestHolds() {
        claimAll();
        throttle(Duration.ofSeconds(20));
        throttle(Duration.ofSeconds(5));
        throttle(null);
        assertThat(rules.pausedUntil(now)).isEqualTo(T0.plusSeconds(20));

        throttle(Duration.ofSeconds(40));

        assertThat(rules.pausedUntil(now)).isEqualTo(T0.plusSeconds(40));
    }

    @Test
    void thePauseThatAVendorCanAskForIsCapped() {
        claimOne();
        throttle(Duration.ofDays(365));

        assertThat(rules.pausedUntil(now)).isEqualTo(T0.plus(Duration.ofMinutes(15)));
    }

    @Test
    void withoutATimeTheWaitGrowsUntilSomethingSucceeds() {
        for (int seconds : List.of(1, 2, 4, 8, 16, 32, 60, 60)) {
            claimOne();
            throttle(null);
            assertThat(rules.pausedUntil(now)).isEqualTo(now.plusSeconds(seconds));
            wait(Duration.ofSeconds(seconds));
        }
        succeed(claimOne());

        claimOne();
        throttle(null);

        assertThat(rules.pausedUntil(now)).isEqualTo(now.plusSeconds(1));
    }

    @Test
    void anAskForNoTimeAtAllLetsTheLaneRampUpAtOnce() {
        claimOne();
        throttle(Duration.ZERO);

        assertThat(rules.pausedUntil(now)).isNull();
        assertRampsUp();
    }

    // ---- failures in a row

    @Test
    void asManyFailuresInARowAsCanBeInFlightPauseTheLane() {
        claimAll();
        for (int i = 1; i < MAX_IN_FLIGHT; i++) {
            fail();
            assertThat(state()).isEqualTo(LaneState.OPEN);
        }
        fail();

        assertThat(state()).isEqualTo(LaneState.BACKING_OFF);
        assertThat(rules.pausedUntil(now)).isEqualTo(T0.plusSeconds(1));
        assertClosed();
        wait(Duration.ofSeconds(1));
        assertRampsUp();
    }

    @Test
    void aSuccessBetweenFailuresKeepsTheLaneOpen() {
        for (int i = 0; i < 100; i++) {
            claimOne();
            if (i % (MAX_IN_FLIGHT - 1) == 0) {
                rules.done();
                succeed(claimOne());
            } else {
                fail();
            }
            assertThat(state()).isEqualTo(LaneState.OPEN);
        }
    }

    @Test
    void aRefusedEventBetweenFailuresIsASignOfLifeToo() {
        for (int i = 1; i < MAX_IN_FLIGHT; i++) {
            claimOne();
            fail();
        }
        rules.eventRefused(claimOne(), now);
        rules.done();
        claimOne();
        fail();

        assertThat(state()).isEqualTo(LaneState.OPEN);
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
            assertThat(rules.pausedUntil(now)).isEqualTo(now.plusSeconds(seconds));
            wait(Duration.ofSeconds(seconds));
            assertThat(claimAll()).hasSize(1);
            fail(verdict);
        }

        wait(Duration.ofSeconds(60));
        assertRampsUp();
        for (int i = 0; i < MAX_IN_FLIGHT; i++) {
            fail(verdict);
        }
        assertThat(rules.pausedUntil(now)).isEqualTo(now.plusSeconds(1));
    }

    @Test
    void anEventWaitsNoLongerThanThePauseOfTheWholeLane() {
        Instant own = now.plusSeconds(60);
        assertThat(rules.endOfWait(own, now)).isEqualTo(own);
        for (int i = 0; i < MAX_IN_FLIGHT; i++) {
            claimOne();
            fail();
        }

        assertThat(rules.endOfWait(own, now)).isEqualTo(now.plusSeconds(1));
        assertThat(rules.endOfWait(now.plusMillis(500), now)).isEqualTo(now.plusMillis(500));
    }

    @Test
    void aLaneThatBackedOffSendsOneEventFirstAndFullBatchesOnceItIsTaken() {
        for (int i = 0; i < MAX_IN_FLIGHT; i++) {
            claimOne();
            fail();
        }
        wait(Duration.ofSeconds(1));

        LaneRules.Claim probe = rules.claim(now, plenty(), false);
        assertThat(probe.most()).isEqualTo(1);
        rules.succeeded(probe.number(), now);
        rules.done();
        assertThat(rules.claim(now, plenty(), false).most()).isGreaterThan(1);
    }

    @Test
    void failuresDuringAPauseDoNotLengthenIt() {
        claimAll();
        throttle(Duration.ofSeconds(2));
        for (int i = 1; i < MAX_IN_FLIGHT; i++) {
            fail();
        }

        assertThat(rules.pausedUntil(now)).isEqualTo(T0.plusSeconds(2));
        assertThat(state()).isEqualTo(LaneState.THROTTLED);
    }

    // ---- refused

    @Test
    void aRefusedLaneProbesAtOnceAndThenOnceAnInterval() {
        claimOne();
        assertThat(refuse()).isTrue();
        assertThat(state()).isEqualTo(LaneState.REFUSED);
        assertThat(rules.maySend(now)).isFalse();

        LaneRules.Claim probe = rules.claim(now, plenty(), false);
        assertThat(probe).isNotNull();
        assertThat(probe.most()).isOne();
        assertClosed();
        assertThat(refuse()).isFalse();

        for (int i = 0; i < 10; i++) {
            assertThat(rules.nextDue(now, plenty())).isEqualTo(now.plusSeconds(30));
            wait(Duration.ofMillis(29_999));
            assertClosed();
            wait(Duration.ofMillis(1));
            assertThat(claimAll()).hasSize(1);
            assertThat(refuse()).isFalse();
        }
    }

    @Test
    void aRefusedLaneResumesWhenAProbeIsDelivered() {
        claimOne();
        refuse();
        succeed(claimOne());

        assertThat(state()).isEqualTo(LaneState.RAMPING);
        assertThat(rules.maySend(now)).isTrue();
        assertThat(claimAll()).hasSize(2);
        assertThat(refuse()).as("refused once more is news").isTrue();
    }

    @Test
    void aProbeDoesNotWaitForABatchToFill() {
        claimOne();
        refuse();

        assertThat(rules.claim(now, new Due(1, now, null, null), false)).isNotNull();
    }

    @Test
    void whatWasUnderWayBeforeTheRefusalDoesNotResumeTheLane() {
        List<Long> claims = claimAll();
        refuse();

        claims.subList(1, claims.size()).forEach(this::succeed);

        assertThat(state()).isEqualTo(LaneState.REFUSED);
        assertThat(claimAll()).hasSize(1);
    }

    @Test
    void aProbeThatFailsOtherwiseWaitsForTheIntervalToo() {
        claimOne();
        refuse();
        claimOne();
        fail();

        assertThat(state()).isEqualTo(LaneState.REFUSED);
        assertThat(rules.pausedUntil(now)).isEqualTo(now.plusSeconds(30));
    }

    @Test
    void aProbeWhoseEventIsRefusedForWhatItIsIsFollowedByAnotherAtOnce() {
        claimOne();
        refuse();
        rules.eventRefused(claimOne(), now);
        rules.done();

        assertThat(state()).isEqualTo(LaneState.REFUSED);
        assertThat(claimAll()).hasSize(1);
    }

    @Test
    void aProbeThatIsThrottledWaitsAsLongAsAsked() {
        claimOne();
        refuse();
        claimOne();
        throttle(Duration.ofMinutes(2));

        assertThat(state()).isEqualTo(LaneState.REFUSED);
        assertThat(rules.pausedUntil(now)).isEqualTo(now.plusSeconds(120));
        wait(Duration.ofMinutes(2));
        succeed(claimOne());
        assertThat(state()).isEqualTo(LaneState.RAMPING);
    }

    @Test
    void aRefusalDuringAThrottlePauseDoesNotCutItShort() {
        claimAll();
        throttle(Duration.ofMinutes(2));
        refuse();

        assertThat(state()).isEqualTo(LaneState.REFUSED);
        assertThat(rules.pausedUntil(now)).isEqualTo(T0.plusSeconds(120));
    }

    @Test
    void aRefusedEventFromBeforeDoesNotCutTheWaitOfARefusedLaneShort() {
        List<Long> claims = claimAll();
        refuse();
        throttle(Duration.ofMinutes(2));
        rules.eventRefused(claims.get(2), now);
        rules.done();

        assertThat(rules.pausedUntil(now)).isEqualTo(T0.plusSeconds(120));
    }

    @Test
    void anEventRefusedAgainAfterOthersWereDeliveredIsAtFaultItself() {
        claimOne();
        assertThat(rules.refusedAgain("poison")).isFalse();
        refuse();
        assertThat(rules.refusedAgain("poison")).isFalse();
        succeed(claimOne());

        assertThat(rules.refusedAgain("poison")).isTrue();
        assertThat(rules.refusedAgain("another")).isFalse();
    }

    @Test
    void whatWasDeliveredBeforeTheRefusalOrUnderWayThenProvesNothing() {
        List<Long> claims = claimAll();
        succeed(claims.get(0));
        assertThat(rules.refusedAgain("poison")).isFalse();
        refuse();
        succeed(claims.get(1));

        assertThat(rules.refusedAgain("poison")).isFalse();
    }

    @Test
    void anEventThatEndedIsForgotten() {
        claimOne();
        rules.refusedAgain("event");
        refuse();
        succeed(claimOne());

        rules.ended("event");

        assertThat(rules.refusedAgain("event")).isFalse();
    }

    @Test
    void onlySoManyRefusalsAreRemembered() {
        claimOne();
        for (int i = 0; i < 20_000; i++) {
            rules.refusedAgain("event" + i);
        }
        refuse();
        succeed(claimOne());

        assertThat(rules.refusedAgain("event19999")).isTrue();
        assertThat(rules.refusedAgain("event0")).isFalse();
    }

    // ---- 413

    @Test
    void theLimitOfARequestIsHalfOfWhatWasTooLargeForTenMinutes() {
        assertThat(rules.maxBatchBytes(now)).isEqualTo(Long.MAX_VALUE);

        rules.tooLarge(claimOne(), 10_000, now);
        assertThat(rules.maxBatchBytes(now)).isEqualTo(5_000);
        rules.tooLarge(claimOne(), 5_000, now);
        assertThat(rules.maxBatchBytes(now)).isEqualTo(2_500);

        wait(Duration.ofMinutes(10).minusMillis(1));
        assertThat(rules.maxBatchBytes(now)).isEqualTo(2_500);
        wait(Duration.ofMillis(1));
        assertThat(rules.maxBatchBytes(now)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void singleEventsThatAreTooLargeDoNotLowerALimitThatIsLowerAnyway() {
        rules.tooLarge(claimOne(), 10_000, now);

        for (int i = 0; i < 20; i++) {
            rules.tooLarge(claimOne(), 60_000, now);
            rules.done();
        }

        assertThat(rules.maxBatchBytes(now)).isEqualTo(5_000);
    }

    @Test
    void theLimitIsNeverLessThanAByte() {
        for (int i = 0; i < 5; i++) {
            rules.tooLarge(claimOne(), 1, now);
        }

        assertThat(rules.maxBatchBytes(now)).isOne();
    }

    // ---- half-full batches

    @Test
    void aHalfFullBatchLingersUntilItsOldestEventIsOldEnough() {
        Due nine = new Due(9, now, null, null);
        assertThat(rules.claim(now, nine, false)).isNull();
        assertThat(rules.nextDue(now, nine)).isEqualTo(now.plusSeconds(1));
        wait(Duration.ofMillis(999));
        assertThat(rules.claim(now, nine, false)).isNull();

        wait(Duration.ofMillis(1));

        assertThat(rules.claim(now, nine, false)).isEqualTo(new LaneRules.Claim(10, 1));
    }

    @Test
    void aFullBatchAndOneInAHurryDoNotLinger() {
        assertThat(rules.claim(now, new Due(10, now, null, null), false)).isNotNull();
        assertThat(rules.claim(now, new Due(1, now, null, null), true)).isNotNull();
    }

    @Test
    void whereARequestCarriesOneEventNothingLingers() {
        rules = rules(1);

        assertThat(rules.claim(now, new Due(1, now, null, null), false)).isEqualTo(new LaneRules.Claim(1, 1));
    }

    @Test
    void whileABatchFillsWhatComesDueSoonerWakesTheLane() {
        Due due = new Due(1, now, now.plusMillis(300), null);

        assertThat(rules.nextDue(now, due)).isEqualTo(now.plusMillis(300));
    }

    // ---- the clock

    @Test
    void aClockThatJumpsBackNeitherOpensAPauseNorBreaksTheLane() {
        claimOne();
        throttle(Duration.ofSeconds(20));
        wait(Duration.ofHours(-1));
        assertClosed();
        assertThat(rules.nextDue(now, plenty())).isEqualTo(T0.plusSeconds(20));

        wait(Duration.ofHours(1).plusSeconds(20));

        assertRampsUp();
    }

    @Test
    void aProbeThatIsDeliveredResumesTheLaneThoughTheClockJumpedBack() {
        claimOne();
        refuse();
        claimOne();
        refuse();
        wait(Duration.ofSeconds(30));
        long probe = claimOne();
        wait(Duration.ofHours(-1));
        succeed(probe);

        assertThat(rules.maySend(now)).isTrue();
        assertThat(claimAll()).hasSize(2);
    }
}
