package io.salestracker.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerTimeTest {
    @Test
    void requestsBeyondTheWorkersWaitInLine() {
        AnswerTime time = AnswerTime.workers(2, 80);

        assertThat(time.nanos(0, 1)).isEqualTo(80);
        assertThat(time.nanos(10, 2)).isEqualTo(80);
        assertThat(time.nanos(20, 3)).isEqualTo(60 + 80);
        assertThat(time.nanos(20, 4)).isEqualTo(70 + 80);
        assertThat(time.nanos(20, 5)).isEqualTo(140 + 80);
    }

    @Test
    void workersAreFreeAgainAfterTheirRequests() {
        AnswerTime time = AnswerTime.workers(1, 80);
        time.nanos(0, 1);

        assertThat(time.nanos(80, 1)).isEqualTo(80);
        assertThat(time.nanos(1_000, 1)).isEqualTo(80);
    }

    @Test
    void aCrowdDoublesTheTime() {
        AnswerTime time = AnswerTime.crowded(24, 80);

        assertThat(time.nanos(0, 24)).isEqualTo(160);
        assertThat(time.nanos(0, 48)).isEqualTo(400);
        assertThat(time.nanos(0, 1)).isBetween(80L, 81L);
    }
}
