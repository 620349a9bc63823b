package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.salestracker.internal.SimulatedLine.Answer;
import io.salestracker.internal.SimulatedLine.Count;
import io.salestracker.internal.SimulatedLine.Vendor;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What window and pace make of a backlog at vendors of all sorts, by the defaults. Time is simulated, and randomness has
 * fixed seeds, so each figure is the same on every machine.
 */
class SimulatedLineTest {
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final double BEST = 0.08;
    private static final int MAX_IN_FLIGHT = 64;

    private static Count lane(Vendor vendor, boolean tellsTime) {
        return new SimulatedLine(vendor, 1, tellsTime, 1).run(MINUTE).get(0);
    }

    private static double perSecond(Count count) {
        return count.taken / SimulatedLine.secondsAfterLearning(MINUTE);
    }

    private static Answer after(double seconds) {
        return new Answer(200, null, seconds);
    }

    // ---- the window

    @Test
    void aVendorThatAnswersAsQuicklyWhateverIsInFlightGetsTheMax() {
        Count count = lane((seconds, inFlight) -> after(BEST), true);

        assertThat(count.maxInFlight).isEqualTo(MAX_IN_FLIGHT);
        assertThat(perSecond(count)).isGreaterThan(0.97 * MAX_IN_FLIGHT / BEST);
    }

    @ParameterizedTest
    @CsvSource({"0.2, 0.97", "0.5, 0.95", "0.8, 0.85"})
    void answersThatScatterKeepTheWindowOpen(double sigma, double share) {
        for (int seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            Count count = lane((seconds, inFlight) -> after(BEST * Math.exp(sigma * random.nextGaussian())), true);

            assertThat(perSecond(count))
                    .as("seed %d", seed)
                    .isGreaterThan(share * MAX_IN_FLIGHT / count.meanAnswerSeconds());
        }
    }

    /** A vendor with so many workers, a queue in front of them, and 80 ms of work for each request. */
    private static Vendor queueing(int workers) {
        double[] freeAt = new double[workers];
        return (seconds, inFlight) -> {
            Arrays.sort(freeAt);
            freeAt[0] = Math.max(seconds, freeAt[0]) + BEST;
            return after(freeAt[0] - seconds);
        };
    }

    /** A vendor that shares so many cores among all requests. */
    private static Vendor sharing(int cores) {
        return (seconds, inFlight) -> after(BEST * Math.max(1, inFlight / (double) cores));
    }

    /** A vendor that slows down more and more; it takes the most with this many in flight. */
    private static Vendor thrashing(int best) {
        return (seconds, inFlight) -> after(BEST * (1 + Math.pow(inFlight / (double) best, 2)));
    }

    private static Stream<SlowingVendor> slowingVendors() {
        return Stream.of(8, 12, 16, 24, 40)
                .flatMap(capacity -> Stream.of(
                        new SlowingVendor("queueing", capacity, SimulatedLineTest::queueing, capacity / BEST),
                        new SlowingVendor("sharing", capacity, SimulatedLineTest::sharing, capacity / BEST),
                        new SlowingVendor("thrashing", capacity, SimulatedLineTest::thrashing, capacity / BEST / 2)));
    }

    record SlowingVendor(String name, int capacity, IntFunction<Vendor> makes, double maxPerSecond) {
        @Override
        public String toString() {
            return name + " beyond " + capacity;
        }
    }

    @ParameterizedTest
    @MethodSource("slowingVendors")
    void aVendorThatSlowsDownIsNotPushedBeyondTwiceItsBestTime(SlowingVendor vendor) {
        Count count = lane(vendor.makes.apply(vendor.capacity), true);

        assertThat(perSecond(count)).isGreaterThan(0.9 * vendor.maxPerSecond);
        assertThat(count.meanAnswerSeconds()).isLessThan(2 * BEST);
    }

    @Test
    void aVendorThatBecomesSlowerByItselfKeepsItsRequests() {
        Count count = lane((seconds, inFlight) -> after(seconds < 15 ? BEST : 2.5 * BEST), true);

        double possible = (5 * MAX_IN_FLIGHT / BEST + 45 * MAX_IN_FLIGHT / (2.5 * BEST)) / 50;
        assertThat(perSecond(count)).isGreaterThan(0.93 * possible);
    }

    @Test
    void aVendorThatComesBackSlowerFromAnOutageGetsItsRequestsSoon() {
        Vendor vendor = (seconds, inFlight) ->
                seconds < 11 || seconds >= 13 ? after(seconds < 11 ? BEST : 12 * BEST) : new Answer(500, null, BEST);
        Count count = new SimulatedLine(vendor, 1, true, 1)
                .run(Duration.ofSeconds(40))
                .get(0);

        // A second at full speed before, some seconds of backing off, and at least 20 seconds with half of the max.
        assertThat(count.taken).isGreaterThan((long) (MAX_IN_FLIGHT / BEST + 20 * MAX_IN_FLIGHT / 2 / (12 * BEST)));
    }

    @Test
    void failuresOfSingleEventsDoNotSlowTheLane() {
        Random random = new Random(5);
        Count count =
                lane((seconds, inFlight) -> random.nextInt(20) == 0 ? new Answer(500, null, BEST) : after(BEST), true);

        assertThat(perSecond(count)).isGreaterThan(0.9 * 0.95 * MAX_IN_FLIGHT / BEST);
    }

    @Test
    void aTransportThatTellsNoTimesGetsTheMaxToo() {
        assertThat(lane((seconds, inFlight) -> after(BEST), false).maxInFlight).isEqualTo(MAX_IN_FLIGHT);
    }

    @Test
    void aVendorThatTakesSoManyAtOnceIsRarelyAskedForMore() {
        Vendor vendor =
                (seconds, inFlight) -> inFlight > 30 ? new Answer(503, Duration.ofSeconds(1), BEST / 10) : after(BEST);
        Count count = lane(vendor, true);

        assertThat(perSecond(count)).isGreaterThan(0.35 * 30 / BEST);
        assertThat(count.refused).isLessThan(count.taken / 50);
    }

    // ---- the pace

    /** A vendor that takes so many requests a second, and so many at once. */
    private static final class Bucket implements Vendor {
        private final double perSecond;
        private final double size;
        private final Duration retryAfter;
        private final double answerSeconds;
        private double level;
        private double at;

        Bucket(double perSecond, double size, double answerSeconds, Duration retryAfter) {
            this.perSecond = perSecond;
            this.size = size;
            this.answerSeconds = answerSeconds;
            this.retryAfter = retryAfter;
            this.level = size;
        }

        @Override
        public Answer arrives(double seconds, int inFlight) {
            level = Math.min(size, level + (seconds - at) * perSecond);
            at = seconds;
            if (level < 1) {
                return new Answer(429, retryAfter, answerSeconds);
            }
            level--;
            return after(answerSeconds);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "100, 100, 0.9, 0.01", "100, 20, 0.9, 0.01", "100, 5, 0.9, 0.01",
        "1000, 1000, 0.9, 0.01", "1000, 50, 0.85, 0.01", "1000, 5, 0.8, 0.01",
        "10, 10, 0.9, 0.02", "10, 60, 0.9, 0.02", "2, 2, 0.85, 0.05"
    })
    void aVendorThatLimitsTheRateGetsJustThat(double perSecond, double bucket, double share, double refused) {
        for (double answer : new double[] {0.002, 0.005, 0.02, 0.08}) {
            for (Duration retryAfter : new Duration[] {Duration.ofSeconds(1), null}) {
                if (MAX_IN_FLIGHT / answer > perSecond) {
                    // What is to be learned are requests, so a slow vendor needs more time.
                    Duration time = Duration.ofSeconds(perSecond < 50 ? 600 : 60);
                    Count count = new SimulatedLine(new Bucket(perSecond, bucket, answer, retryAfter), 1, true, 1)
                            .run(time)
                            .get(0);
                    String vendor = "answers after " + answer + " s, Retry-After " + retryAfter;

                    assertThat(count.taken / SimulatedLine.secondsAfterLearning(time))
                            .as(vendor)
                            .isGreaterThan(share * perSecond);
                    assertThat(count.refused / (double) (count.taken + count.refused))
                            .as("refused, %s", vendor)
                            .isLessThan(refused);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.005, 0.02})
    void aBusyMachineKeepsThePace(double answer) {
        Vendor vendor = new Bucket(1_000, 1_000, answer, Duration.ofSeconds(1));
        Count count = new SimulatedLine(vendor, 1, true, 1)
                .onABusyMachine()
                .run(MINUTE)
                .get(0);

        assertThat(perSecond(count)).isGreaterThan(900);
        assertThat(count.refused).isLessThan(count.taken / 100);
    }

    @Test
    void aVendorThatCountsByTheMinuteIsAskedNoMoreThanItTakes() {
        int[] taken = new int[60];
        Vendor vendor = (seconds, inFlight) -> {
            int minute = (int) (seconds / 60);
            taken[minute]++;
            Duration rest = Duration.ofMillis((long) (1000 * (60 * (minute + 1) - seconds)) + 1);
            return taken[minute] <= 100 ? after(BEST) : new Answer(429, rest, BEST);
        };
        Duration time = Duration.ofMinutes(30);
        Count count = new SimulatedLine(vendor, 1, true, 1).run(time).get(0);

        assertThat(count.taken).isGreaterThan(80 * 30);
        assertThat(count.refused).isLessThan(100);
    }

    @Test
    void oneRefusalOfALaneThatSentLittleDoesNotSlowItForLong() {
        int[] requests = new int[1];
        Vendor vendor = (seconds, inFlight) -> {
            requests[0]++;
            return requests[0] == 1 ? new Answer(429, Duration.ofSeconds(1), BEST) : after(BEST);
        };

        assertThat(perSecond(lane(vendor, true))).isGreaterThan(0.95 * MAX_IN_FLIGHT / BEST);
    }

    @Test
    void aLimitThatWasRaisedIsFound() {
        Vendor small = new Bucket(50, 50, BEST, Duration.ofSeconds(1));
        Vendor large = new Bucket(500, 500, BEST, Duration.ofSeconds(1));
        long[] taken = new long[1];
        Vendor vendor = (seconds, inFlight) -> {
            Answer answer = (seconds < 60 ? small : large).arrives(seconds, inFlight);
            taken[0] += seconds > 240 && answer.status() == 200 ? 1 : 0;
            return answer;
        };
        new SimulatedLine(vendor, 1, true, 1).run(Duration.ofMinutes(5));

        assertThat(taken[0]).isGreaterThan(60 * 400);
    }

    @ParameterizedTest
    @CsvSource({"0.005, 1", "0.08, 1", "0.005, 0", "0.08, 0"})
    void twentyTrackersShareOneLimit(double answer, int retryAfter) {
        Duration asked = retryAfter == 0 ? null : Duration.ofSeconds(retryAfter);
        Duration time = Duration.ofSeconds(190);
        List<Count> counts = new SimulatedLine(new Bucket(100, 100, answer, asked), 20, true, 7).run(time);

        long sum = counts.stream().mapToLong(count -> count.taken).sum();
        assertThat(sum / SimulatedLine.secondsAfterLearning(time)).isCloseTo(100, within(5.0));
        assertThat(counts).allSatisfy(count -> assertThat(count.taken).isBetween(sum / 80, sum / 8));
        assertThat(counts.stream().mapToLong(count -> count.refused).sum()).isLessThan(sum / 40);
    }
}
