package io.salestracker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.Outcome;
import io.salestracker.Outcome.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomeCountsTest {
    private final OutcomeCounts tally = new OutcomeCounts();

    @Test
    void outcomesAreCountedByKindAndReason() {
        tally.count(new Outcome.Delivered(1));
        tally.count(new Outcome.Delivered(3));
        tally.count(new Outcome.Rejected(422, "bad", ""));
        tally.count(new Outcome.Expired("503"));

        assertThat(tally.snapshot())
                .isEqualTo(Map.of(
                        Kind.DELIVERED, Map.of("DELIVERED", 2L),
                        Kind.REJECTED, Map.of("422", 1L),
                        Kind.EXPIRED, Map.of("503", 1L)));
    }

    @Test
    void aSnapshotStaysAsItWas() {
        tally.count(new Outcome.Delivered(1));
        Map<Kind, Map<String, Long>> before = tally.snapshot();
        tally.count(new Outcome.Delivered(1));

        assertThat(before).isEqualTo(Map.of(Kind.DELIVERED, Map.of("DELIVERED", 1L)));
    }

    @Test
    void inventedReasonsAreBoundedAndNoneIsLost() {
        for (int i = 0; i < 10_000; i++) {
            tally.count(new Outcome.Expired("cause" + i));
        }
        tally.count(new Outcome.Expired("cause1"));

        Map<String, Long> reasons = tally.snapshot().get(Kind.EXPIRED);

        assertThat(reasons)
                .hasSizeLessThanOrEqualTo(101)
                .containsEntry("cause1", 2L)
                .containsKey("OTHER");
        assertThat(reasons.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(10_001);
    }

    @Test
    void snapshotsAddUp() {
        Map<Kind, Map<String, Long>> one =
                Map.of(Kind.DELIVERED, Map.of("DELIVERED", 2L), Kind.REJECTED, Map.of("422", 1L, "400", 5L));
        Map<Kind, Map<String, Long>> other = Map.of(Kind.REJECTED, Map.of("422", 3L), Kind.DROPPED, Map.of("FULL", 1L));

        assertThat(OutcomeCounts.sum(one, other))
                .isEqualTo(Map.of(
                        Kind.DELIVERED, Map.of("DELIVERED", 2L),
                        Kind.REJECTED, Map.of("422", 4L, "400", 5L),
                        Kind.DROPPED, Map.of("FULL", 1L)));
    }
}
