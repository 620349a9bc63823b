package io.salestracker.internal;

import static java.util.Objects.requireNonNull;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.retry.RetryConfig;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Verdict;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Whether and when an attempt is repeated: a resilience4j configuration that is asked and never executes. What limits
 * retries is the delivery deadline, not a number.
 */
final class RetryPolicy {
    private static final double GROWTH = 2;
    private static final double JITTER = 0.5;

    private final RetryConfig config;

    /** @param share gives numbers from 0 to 1 */
    RetryPolicy(DeliverySettings settings, DoubleSupplier share) {
        IntervalFunction backoff =
                IntervalFunction.ofExponentialBackoff(settings.backoffBase(), GROWTH, settings.backoffMax());
        this.config = RetryConfig.<Verdict>custom()
                .maxAttempts(Integer.MAX_VALUE)
                .retryOnResult(
                        verdict -> verdict instanceof Verdict.NotProcessed || verdict instanceof Verdict.Ambiguous)
                // Shortened by up to half, so that what failed together does not come back together.
                .intervalFunction(attempt ->
                        Math.max(1, Math.round(backoff.apply(attempt) * (1 - JITTER * share.getAsDouble()))))
                .build();
    }

    /** Tells whether events of an attempt with this verdict may be sent again after a while. */
    boolean retries(Verdict verdict) {
        return requireNonNull(config.<Verdict>getResultPredicate()).test(verdict);
    }

    /** How long to wait after so many failed attempts in a row, at least 1. */
    Duration backoff(int attempts, Verdict verdict) {
        return Duration.ofMillis(requireNonNull(config.<Verdict>getIntervalBiFunction())
                .apply(Math.max(1, attempts), Either.right(verdict)));
    }
}
