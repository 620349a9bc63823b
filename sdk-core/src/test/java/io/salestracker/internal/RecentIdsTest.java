package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RecentIdsTest {
    private static final Instant T0 = Instant.parse("2026-03-04T05:06:07Z");

    private final RecentIds ids = new RecentIds();

    private static UUID id(long number) {
        return new UUID(0, number);
    }

    @Test
    void anIdIsNewOnce() {
        assertThat(ids.add(id(1), T0)).isTrue();
        assertThat(ids.add(id(1), T0)).isFalse();
        assertThat(ids.add(id(2), T0)).isTrue();
        assertThat(ids.contains(id(1), T0)).isTrue();
        assertThat(ids.contains(id(3), T0)).isFalse();
    }

    @Test
    void aRemovedIdIsNewAgain() {
        ids.add(id(1), T0);
        ids.remove(id(1));
        ids.remove(id(2));

        assertThat(ids.contains(id(1), T0)).isFalse();
        assertThat(ids.add(id(1), T0)).isTrue();
    }

    @Test
    void anIdIsForgottenAfterADay() {
        ids.add(id(1), T0);
        ids.add(id(2), T0.plus(Duration.ofHours(1)));
        Instant aDayLater = T0.plus(Duration.ofHours(24));

        assertThat(ids.contains(id(1), aDayLater)).isTrue();
        assertThat(ids.contains(id(1), aDayLater.plusMillis(1))).isFalse();
        assertThat(ids.contains(id(2), aDayLater.plusMillis(1))).isTrue();
        assertThat(ids.add(id(1), aDayLater.plusMillis(1))).isTrue();
    }

    @Test
    void aSecondEventWithAnIdDoesNotProlongItsTime() {
        ids.add(id(1), T0);
        ids.add(id(1), T0.plus(Duration.ofHours(23)));

        assertThat(ids.contains(id(1), T0.plus(Duration.ofHours(25)))).isFalse();
    }

    @Test
    @Timeout(30)
    void noMoreThanAHundredThousandAreRememberedTheOldestGoFirst() {
        for (int i = 0; i < 300_000; i++) {
            assertThat(ids.add(id(i), T0)).isTrue();
        }

        assertThat(ids.contains(id(299_999), T0)).isTrue();
        assertThat(ids.contains(id(200_000), T0)).isTrue();
        assertThat(ids.contains(id(199_999), T0)).isFalse();
        assertThat(ids.contains(id(0), T0)).isFalse();
    }

    @Test
    void aClockThatJumpsBackForgetsNothingTooSoon() {
        ids.add(id(1), T0);
        Instant before = T0.minus(Duration.ofDays(2));

        assertThat(ids.contains(id(1), before)).isTrue();
        assertThat(ids.add(id(2), before)).isTrue();
        assertThat(ids.add(id(2), before)).isFalse();
        assertThat(ids.contains(id(2), T0.plus(Duration.ofDays(2)))).isFalse();
    }

    /** Against a map that does the same slowly: ids that come, go and come again, in bursts, for days. */
    @Test
    @Timeout(60)
    void whateverComesAndGoesIsRememberedAsAPlainMapWould() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<UUID, Instant> plain = new LinkedHashMap<>();
        Instant now = T0;
        for (int i = 0; i < 200_000; i++) {
            now = now.plusMillis(random.nextInt(60_000));
            Instant start = now.minus(RecentIds.KEPT);
            // Few enough to meet again, and so alike that many want the same place.
            UUID id = id((long) random.nextInt(3_000) << (random.nextInt(8) * 8));
            if (i % 50 == 0) {
                plain.values().removeIf(time -> time.isBefore(start));
            }
            plain.computeIfPresent(id, (same, time) -> time.isBefore(start) ? null : time);
            if (random.nextInt(3) == 0) {
                plain.remove(id);
                ids.remove(id);
            } else {
                assertThat(ids.add(id, now))
                        .as("seed %d, step %d", seed, i)
                        .isEqualTo(plain.putIfAbsent(id, now) == null);
            }
            assertThat(ids.contains(id, now)).as("seed %d, step %d", seed, i).isEqualTo(plain.containsKey(id));
        }
    }

    @Test
    @Timeout(30)
    void craftedIdsDoNotMeetInTheTable() {
        for (long i = 1; i <= 80_000; i++) {
            assertThat(ids.add(new UUID(i, i ^ 42), T0)).isTrue();
            assertThat(ids.contains(new UUID(i << 32, i << 32), T0)).isFalse();
        }
    }
}
