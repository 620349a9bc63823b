package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RecentIdsTest {
    private static final Instant T0 = Instant.parse("2026-03-04T05:06:07Z");

    private final RecentIds ids = new RecentIds(3);

    private static EventId id(long number) {
        return EventId.derived(0, number);
    }

    private static boolean add(RecentIds ids, EventId id, int lane, Instant now) {
        ids.lookUp(id, now);
        return ids.take(lane, false);
    }

    private static boolean addAgain(RecentIds ids, EventId id, int lane, Instant now) {
        ids.lookUp(id, now);
        return ids.take(lane, true);
    }

    @Test
    void oneLookUpServesAllLanes() {
        add(ids, id(1), 1, T0);
        ids.lookUp(id(1), T0.plusSeconds(61));

        assertThat(ids.take(0, false)).isTrue();
        assertThat(ids.take(1, false)).isFalse();
        assertThat(ids.take(2, false)).isTrue();
        assertThat(ids.take(2, false)).isFalse();
        assertThat(ids.contains(id(1), 2, T0.plus(RecentIds.KEPT).plusSeconds(61)))
                .isTrue();
    }

    @Test
    void anIdIsNewOnce() {
        assertThat(add(ids, id(1), 0, T0)).isTrue();
        assertThat(add(ids, id(1), 0, T0)).isFalse();
        assertThat(add(ids, id(2), 0, T0)).isTrue();
        assertThat(ids.contains(id(1), 0, T0)).isTrue();
        assertThat(ids.contains(id(3), 0, T0)).isFalse();
    }

    @Test
    void aRemovedIdIsNewAgain() {
        add(ids, id(1), 0, T0);
        ids.remove(id(1), 0);
        ids.remove(id(2), 0);

        assertThat(ids.contains(id(1), 0, T0)).isFalse();
        assertThat(add(ids, id(1), 0, T0)).isTrue();
    }

    @Test
    void anIdIsForgottenAfterADay() {
        add(ids, id(1), 0, T0);
        add(ids, id(2), 0, T0.plus(Duration.ofHours(1)));
        Instant aDayLater = T0.plus(Duration.ofHours(24));

        assertThat(ids.contains(id(1), 0, aDayLater)).isTrue();
        assertThat(ids.contains(id(1), 0, aDayLater.plusMillis(1))).isFalse();
        assertThat(ids.contains(id(2), 0, aDayLater.plusMillis(1))).isTrue();
        assertThat(add(ids, id(1), 0, aDayLater.plusMillis(1))).isTrue();
    }

    @Test
    void aSecondEventWithAnIdDoesNotProlongItsTime() {
        add(ids, id(1), 0, T0);
        add(ids, id(1), 0, T0.plus(Duration.ofHours(23)));

        assertThat(ids.contains(id(1), 0, T0.plus(Duration.ofHours(25)))).isFalse();
    }

    @Test
    @Timeout(30)
    void remembersTheNewestHundredThousand() {
        for (int i = 0; i < 300_000; i++) {
            assertThat(add(ids, id(i), 0, T0)).isTrue();
        }

        assertThat(ids.contains(id(299_999), 0, T0)).isTrue();
        assertThat(ids.contains(id(200_000), 0, T0)).isTrue();
        assertThat(ids.contains(id(199_999), 0, T0)).isFalse();
        assertThat(ids.contains(id(0), 0, T0)).isFalse();
    }

    @Test
    void aClockThatJumpsBackForgetsNothingTooSoon() {
        add(ids, id(1), 0, T0);
        Instant before = T0.minus(Duration.ofDays(2));

        assertThat(ids.contains(id(1), 0, before)).isTrue();
        assertThat(add(ids, id(2), 0, before)).isTrue();
        assertThat(add(ids, id(2), 0, before)).isFalse();
        assertThat(ids.contains(id(2), 0, T0.plus(Duration.ofDays(2)))).isFalse();
    }

    @Test
    void eachLaneHasItsOwnEvents() {
        RecentIds wide = new RecentIds(200);
        assertThat(add(wide, id(2), 31, T0)).isTrue();
        assertThat(wide.contains(id(2), 32, T0)).isFalse();
        assertThat(add(wide, id(1), 0, T0)).isTrue();
        assertThat(add(wide, id(1), 63, T0)).isTrue();
        assertThat(add(wide, id(1), 64, T0)).isTrue();
        assertThat(add(wide, id(1), 199, T0)).isTrue();

        assertThat(add(wide, id(1), 199, T0)).isFalse();
        assertThat(wide.contains(id(1), 65, T0)).isFalse();
        wide.remove(id(1), 64);
        assertThat(wide.contains(id(1), 64, T0)).isFalse();
        assertThat(wide.contains(id(1), 63, T0)).isTrue();
    }

    @Test
    void laneThatComesLaterHasItsWholeDay() {
        add(ids, id(1), 0, T0);
        Instant later = T0.plus(Duration.ofHours(20));
        add(ids, id(1), 1, later);

        assertThat(ids.contains(id(1), 1, later.plus(Duration.ofHours(24)))).isTrue();
        assertThat(ids.contains(id(1), 1, later.plus(Duration.ofHours(24)).plusMillis(1)))
                .isFalse();
    }

    @Test
    void anUnconfirmedIdIsTakenAgainOnlyWhereThatIsAsked() {
        add(ids, id(1), 0, T0);
        add(ids, id(1), 1, T0);
        assertThat(addAgain(ids, id(1), 0, T0)).isFalse();

        ids.unconfirmed(id(1), 0);

        assertThat(ids.contains(id(1), 0, T0)).isTrue();
        assertThat(add(ids, id(1), 0, T0)).isFalse();
        assertThat(addAgain(ids, id(1), 1, T0)).isFalse();
        assertThat(addAgain(ids, id(1), 0, T0)).isTrue();
        assertThat(addAgain(ids, id(1), 0, T0)).isFalse();
        assertThat(addAgain(ids, id(2), 0, T0)).isTrue();
    }

    @Test
    void anIdStaysUnconfirmedWhereItsRepetitionLeavesNoTrace() {
        add(ids, id(1), 0, T0);
        ids.unconfirmed(id(1), 0);
        addAgain(ids, id(1), 0, T0);

        ids.remove(id(1), 0);

        assertThat(add(ids, id(1), 0, T0)).isFalse();
        assertThat(addAgain(ids, id(1), 0, T0)).isTrue();
    }

    @Test
    void anIdTakenAgainIsKeptForAnotherDay() {
        add(ids, id(1), 0, T0);
        ids.unconfirmed(id(1), 0);
        Instant later = T0.plus(Duration.ofHours(23));
        addAgain(ids, id(1), 0, later);

        assertThat(ids.contains(id(1), 0, later.plus(Duration.ofHours(24)))).isTrue();
    }

    @Test
    void anIdThatIsForgottenIsNotUnconfirmed() {
        ids.unconfirmed(id(1), 0);

        assertThat(ids.contains(id(1), 0, T0)).isFalse();
    }

    private static final class Row {
        private Instant time;
        // What each lane knows: taken is 1, unconfirmed 2, and 3 is taken that was unconfirmed.
        private final Map<Integer, Integer> lanes = new HashMap<>();
    }

    /** Against a map that does the same slowly: ids that come, go and come again, in bursts, for days, at three lanes. */
    @Test
    @Timeout(60)
    void agreesWithAPlainMap() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Long, Row> plain = new LinkedHashMap<>();
        Instant now = T0;
        for (int i = 0; i < 200_000; i++) {
            now = now.plusMillis(random.nextInt(60_000));
            Instant start = now.minus(RecentIds.KEPT);
            // Few enough to meet again, and so alike that many want the same place.
            long number = (long) random.nextInt(3_000) << (random.nextInt(8) * 8);
            int lane = random.nextInt(3);
            if (i % 50 == 0) {
                plain.values().removeIf(row -> row.time.isBefore(start));
            }
            Row row = plain.computeIfPresent(number, (same, old) -> old.time.isBefore(start) ? null : old);
            if (random.nextInt(3) == 0) {
                boolean unconfirmed = random.nextInt(3) == 0;
                if (unconfirmed) {
                    ids.unconfirmed(id(number), lane);
                } else {
                    ids.remove(id(number), lane);
                }
                if (row != null) {
                    row.lanes.computeIfPresent(
                            lane, (same, known) -> unconfirmed || known >= 2 ? Integer.valueOf(2) : null);
                    plain.computeIfPresent(number, (same, old) -> old.lanes.isEmpty() ? null : old);
                }
            } else {
                boolean again = random.nextInt(3) == 0;
                row = row == null ? new Row() : row;
                int known = row.lanes.getOrDefault(lane, 0);
                boolean isNew = known == 0 || (again && known == 2);
                if (isNew) {
                    row.lanes.put(lane, known + 1);
                }
                if (isNew && (row.time == null || !now.isBefore(row.time.plusSeconds(60)))) {
                    row.time = now;
                }
                plain.put(number, row);
                assertThat(again ? addAgain(ids, id(number), lane, now) : add(ids, id(number), lane, now))
                        .as("seed %d, step %d", seed, i)
                        .isEqualTo(isNew);
            }
            Row left = plain.get(number);
            for (int each = 0; each < 3; each++) {
                assertThat(ids.contains(id(number), each, now))
                        .as("seed %d, step %d, lane %d", seed, i, each)
                        .isEqualTo(left != null && left.lanes.containsKey(each));
            }
        }
    }

    @Test
    @Timeout(30)
    void craftedIdsDoNotMeetInTheTable() {
        for (long i = 1; i <= 80_000; i++) {
            assertThat(add(ids, EventId.derived(i, i ^ 42), 0, T0)).isTrue();
            assertThat(ids.contains(EventId.derived(i << 32, i << 32), 0, T0)).isFalse();
        }
    }
}
