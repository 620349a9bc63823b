package io.salestracker.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000;

    private final TokenBucket bucket = new TokenBucket(10, 5, 0);

    @Test
    void aFullBucketGivesItsBurstAtOnce() {
        assertThat(take(20, 0)).isEqualTo(5);
    }

    @Test
    void tokensComeInEvenly() {
        take(5, 0);

        assertThat(take(1, SECOND / 10 - 1)).isZero();
        assertThat(take(2, SECOND / 10)).isEqualTo(1);
        assertThat(take(5, 3 * SECOND / 10)).isEqualTo(2);
    }

    @Test
    void aRefusalTakesNoToken() {
        take(5, 0);
        take(100, SECOND / 20);

        assertThat(take(2, SECOND / 10)).isEqualTo(1);
    }

    @Test
    void holdsNoMoreThanItsBurst() {
        assertThat(take(20, 60 * SECOND)).isEqualTo(5);
    }

    private int take(int times, long now) {
        int taken = 0;
        for (int i = 0; i < times; i++) {
            taken += bucket.take(now) ? 1 : 0;
        }
        return taken;
    }
}
