package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RetryPolicyTest {
    private static final Verdict DOWN = new Verdict.NotProcessed("503");

    private static DeliverySettings settings(Duration base, Duration max) {
        return DeliverySettings.builder().backoff(base, max).build();
    }

    private static List<Long> waits(RetryPolicy policy, int attempts) {
        return IntStream.rangeClosed(1, attempts)
                .mapToObj(attempt -> policy.backoff(attempt, DOWN).toMillis())
                .toList();
    }

    @Test
    void theWaitDoublesFromTheBaseUpToTheLongest() {
        RetryPolicy policy = new RetryPolicy(DeliverySettings.defaults(), () -> 0);

        assertThat(waits(policy, 10))
                .containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 60_000L, 60_000L, 60_000L);
    }

    @Test
    void jitterShortensTheWaitByUpToHalf() {
        RetryPolicy most = new RetryPolicy(DeliverySettings.defaults(), () -> 1);
        assertThat(waits(most, 4)).containsExactly(250L, 500L, 1_000L, 2_000L);

        Random random = new Random(7);
        RetryPolicy any = new RetryPolicy(DeliverySettings.defaults(), random::nextDouble);
        for (int i = 0; i < 1_000; i++) {
            assertThat(any.backoff(3, DOWN)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        }
    }

    @Test
    void theShortestSettingsWork() {
        RetryPolicy policy = new RetryPolicy(settings(Duration.ofMillis(1), Duration.ofMillis(1)), () -> 1);

        assertThat(waits(policy, 3)).containsExactly(1L, 1L, 1L);
    }

    @Test
    void theLongestSettingsWork() {
        RetryPolicy policy = new RetryPolicy(settings(Duration.ofHours(1), Duration.ofDays(1)), () -> 0);

        assertThat(policy.backoff(100, DOWN)).isEqualTo(Duration.ofDays(1));
    }

    @Test
    @Timeout(10)
    void anyNumberOfAttemptsHasItsWait() {
        RetryPolicy policy = new RetryPolicy(DeliverySettings.defaults(), () -> 0);

        assertThat(policy.backoff(0, DOWN)).isEqualTo(Duration.ofMillis(500));
        assertThat(policy.backoff(-1, DOWN)).isEqualTo(Duration.ofMillis(500));
        for (int attempts : List.of(50, 63, 64, 65, 100, 1_000, 100_000, 1_000_000)) {
            assertThat(policy.backoff(attempts, DOWN))
                    .as("%d attempts", attempts)
                    .isEqualTo(Duration.ofSeconds(60));
        }
    }

    @Test
    void repeatsUnprocessedAndAmbiguousAttemptsOnly() {
        RetryPolicy policy = new RetryPolicy(DeliverySettings.defaults(), () -> 0);

        assertThat(policy.retries(DOWN)).isTrue();
        assertThat(policy.retries(new Verdict.Ambiguous("500"))).isTrue();
        assertThat(policy.retries(Verdict.DELIVERED)).isFalse();
        assertThat(policy.retries(Verdict.TOO_LARGE)).isFalse();
        assertThat(policy.retries(Verdict.THROTTLED)).isFalse();
        assertThat(policy.retries(new Verdict.Refused("422", "", List.of(), true)))
                .isFalse();
        assertThat(policy.retries(new Verdict.Misconfigured("401", ""))).isFalse();
    }
}
