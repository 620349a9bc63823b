package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Steps a window by answers; each request is a claim of its own. */
class RequestWindowTest {
    private static final Duration QUICK = Duration.ofMillis(80);
    private static final Duration SLOW = Duration.ofMillis(160);
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    private RequestWindow window = new RequestWindow(64, true);
    private long claims;

    /** Has so many requests answered, after this time, while others wait. */
    private void answer(int count, Duration time) {
        answer(count, time, true);
    }

    private void answer(int count, Duration time, boolean limited) {
        for (int i = 0; i < count; i++) {
            claims++;
            window.answered(claims, claims, time, limited, NOW);
        }
    }

    private void fail(int count) {
        for (int i = 0; i < count; i++) {
            claims++;
            window.failed(claims, claims);
        }
    }

    /** Has all of a window answered, three times. */
    private void open() {
        for (int i = 0; i < 3; i++) {
            answer(window.size(), QUICK);
        }
        assertThat(window.size()).isEqualTo(64);
    }

    @Test
    void startsWithEightOrLess() {
        assertThat(window.size()).isEqualTo(8);
        assertThat(new RequestWindow(3, true).size()).isEqualTo(3);
    }

    @Test
    void doublesInARoundTripUpToItsMax() {
        for (int size : new int[] {8, 16, 32, 64, 64}) {
            assertThat(window.size()).isEqualTo(size);
            answer(size, QUICK);
        }
    }

    @Test
    void doesNotGrowWhileItKeepsNothingWaiting() {
        answer(1_000, QUICK, false);

        assertThat(window.size()).isEqualTo(8);
    }

    @Test
    void doesNotGrowByAnswersThatTakeLonger() {
        answer(16, QUICK, false);
        answer(1_000, Duration.ofMillis(121), false);
        answer(15, Duration.ofMillis(121));

        assertThat(window.size()).isEqualTo(8);
    }

    @Test
    void theQuickestTimesAreTheBase() {
        answer(16, SLOW, false);
        answer(10 * 16, QUICK, false);
        answer(15, Duration.ofMillis(130));

        assertThat(window.size()).isEqualTo(8);
    }

    @Test
    void staysOpenAtAVendorAtItsBest() {
        open();
        for (int i = 0; i < 1_000; i++) {
            claims++;
            window.answered(claims, claims, QUICK, true, NOW.plusSeconds(i));
            assertThat(window.size()).isEqualTo(64);
        }
    }

    @Test
    void doesNotShrinkWhileItKeepsNothingWaiting() {
        open();
        for (int i = 0; i < 1_000; i++) {
            answer(1, SLOW, false);
            assertThat(window.size()).isEqualTo(64);
        }
    }

    @Test
    void growsWithoutTimesWhereTheTransportTellsNone() {
        answer(8 + 16 + 32, null);

        assertThat(window.size()).isEqualTo(64);
    }

    @Test
    void ofArraysTheTimesSayNothing() {
        window = new RequestWindow(64, false);
        answer(16, QUICK, false);
        answer(8 + 16 + 32, SLOW);

        assertThat(window.size()).isEqualTo(64);
    }

    @Test
    void doesNotGrowBeyondTheRateThatAnyCpuSends() {
        answer(10_000, Duration.ofMillis(4));

        assertThat(window.size()).isBetween(20, 21);
    }

    @Test
    void aFewFailuresInARoundAreTheEventsOwn() {
        open();
        for (int round = 0; round < 100; round++) {
            fail(15);
            answer(64, QUICK);
        }

        assertThat(window.size()).isEqualTo(64);
    }

    @Test
    void aQuarterOfARoundFailingHalvesItOnceForAllThatWereInFlight() {
        open();
        claims += 64;
        for (long claim = claims - 63; claim <= claims; claim++) {
            window.failed(claim, claims);
        }

        assertThat(window.size()).isEqualTo(32);
    }

    @Test
    void afterFailuresItGrowsByOneInARoundTrip() {
        open();
        fail(16);
        answer(32, QUICK);
        assertThat(window.size()).isBetween(32, 33);

        answer(33, QUICK);

        assertThat(window.size()).isBetween(33, 34);
    }

    @Test
    void twoFailuresHalveASmallWindowAndOneDoesNot() {
        fail(1);
        assertThat(window.size()).isEqualTo(8);

        fail(1);

        assertThat(window.size()).isEqualTo(4);
    }

    @Test
    void isNeverLessThanOne() {
        fail(1_000);

        assertThat(window.size()).isEqualTo(1);
    }

    @Test
    void afterAPauseItDoublesFromOneToHalfAndThenAddsOne() {
        open();
        window.restart(claims, false);
        for (int size : new int[] {1, 2, 4, 8, 16}) {
            assertThat(window.size()).isEqualTo(size);
            assertThat(window.isRampingUp()).isTrue();
            answer(size, QUICK);
        }
        assertThat(window.size()).isEqualTo(32);
        assertThat(window.isRampingUp()).isFalse();
        answer(32, QUICK);

        assertThat(window.size()).isBetween(32, 33);
    }

    @Test
    void afterFailuresTheTimesFromBeforeAreForgotten() {
        open();
        window.restart(claims, false);
        answer(1 + 2 + 4 + 8 + 16, SLOW);

        assertThat(window.size()).isEqualTo(32);
    }

    @Test
    void aTrialEndsThoughTheTransportTellsSomeTimesOnly() {
        open();
        for (int i = 0; i < 1_000 && window.size() == 64; i++) {
            answer(1, SLOW);
        }
        assertThat(window.size()).as("in a trial").isLessThan(64);
        for (int i = 0; i < 1_000; i++) {
            answer(1, i % 8 == 0 ? null : SLOW);
        }

        assertThat(window.size()).as("the vendor has become slower by itself").isEqualTo(64);
    }

    @Test
    void afterAPauseForTheRateItDoublesToWhereItWas() {
        open();
        window.restart(claims, true);
        answer(1 + 2 + 4 + 8 + 16 + 32, QUICK);

        assertThat(window.size()).isEqualTo(64);
    }

    @Test
    void worksUpAfterAPauseThoughLittleIsToDo() {
        window.restart(claims, false);
        answer(3, QUICK, false);

        assertThat(window.size()).isEqualTo(4);
        assertThat(window.isRampingUp()).isFalse();
    }

    @Test
    void worksUpAfterAPauseThoughTheVendorAnswersAtOnce() {
        window.restart(claims, false);
        answer(3, Duration.ofNanos(100_000), false);

        assertThat(window.isRampingUp()).isFalse();
    }

    @Test
    void aSecondPauseWhileItWorksUpKeepsWhatItWorksUpTo() {
        open();
        window.restart(claims, false);
        answer(3, QUICK);
        window.restart(claims, false);
        answer(1 + 2 + 4 + 8 + 16, QUICK);

        assertThat(window.size()).isEqualTo(32);
    }

    @Test
    void answersToRequestsFromBeforeAChangeSayNothing() {
        open();
        long before = claims;
        window.restart(before, false);
        window.answered(before, before, QUICK, true, NOW);
        window.failed(before, before);

        assertThat(window.size()).isEqualTo(1);
    }
}
