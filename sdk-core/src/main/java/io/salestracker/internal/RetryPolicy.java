package io.salestracker.internal;

import static java.util.Objects.requireNonNull;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.retry.RetryConfig;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Verdict;
import io.salestracker.internal.support.Versions;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether and when an attempt is repeated, by resilience4j's configuration. That is read and never executed.
 * Retries are limited by the delivery deadline, not by a number. No other class calls the library.
 */
final class RetryPolicy {
    private static final double GROWTH = 2;
    private static final double JITTER = 0.5;

    /** Holds the result, computed once for each class loader. */
    private static final class Library {
        static final boolean IS_KNOWN_TO_FIT = Versions.isResilience4jKnownToFit(RetryPolicy.class);
    }

    private final DeliverySettings settings;
    private final DoubleSupplier share;
    private volatile @Nullable RetryConfig made;

    /** @param share gives numbers from 0 to 1 */
    RetryPolicy(DeliverySettings settings, DoubleSupplier share) {
        this.settings = settings;
        this.share = share;
    }

    /** Made at the first failure, since an attempt that succeeds needs none of the library's classes. */
    private RetryConfig config() {
        RetryConfig known = made;
        if (known == null) {
            known = makeConfig();
            made = known;
        }
        return known;
    }

    private RetryConfig makeConfig() {
        IntervalFunction backoff =
                IntervalFunction.ofExponentialBackoff(settings.backoffBase(), GROWTH, settings.backoffMax());
        return RetryConfig.<Verdict>custom()
                .maxAttempts(Integer.MAX_VALUE)
                .retryOnResult(
                        verdict -> verdict instanceof Verdict.NotProcessed || verdict instanceof Verdict.Ambiguous)
                // Shortened at random by up to half, so that events that failed together are not repeated together.
                .intervalFunction(attempt ->
                        Math.max(1, Math.round(backoff.apply(attempt) * (1 - JITTER * share.getAsDouble()))))
                .build();
    }

    /**
     * Where class files leave a doubt, calls the library as the methods below do, but lets it throw. So a library that does
     * not fit is found at {@code build()}.
     *
     * @throws IllegalStateException if it does not fit; the message names what was found and what is needed
     */
    static void checkLibrary() {
        if (Library.IS_KNOWN_TO_FIT) {
            return;
        }
        Verdict retried = new Verdict.NotProcessed("503");
        try {
            RetryPolicy policy = new RetryPolicy(DeliverySettings.defaults(), () -> 0);
            if (policy.isRetriedByTheLibrary(retried)) {
                policy.interval(1, retried);
            }
        } catch (LinkageError | RuntimeException misfit) {
            throw new IllegalStateException(Versions.doesNotFit(misfit), misfit);
        }
    }

    private boolean isRetriedByTheLibrary(Verdict verdict) {
        return requireNonNull(config().<Verdict>getResultPredicate()).test(verdict);
    }

    private Duration interval(int attempts, Verdict verdict) {
        return Duration.ofMillis(requireNonNull(config().<Verdict>getIntervalBiFunction())
                .apply(Math.max(1, attempts), Either.right(verdict)));
    }

    /** Tells whether events of an attempt with this verdict may be sent again after a while. Never throws. */
    boolean retries(Verdict verdict) {
        try {
            return isRetriedByTheLibrary(verdict);
        } catch (Throwable misfit) {
            return isRetried(verdict);
        }
    }

    private static boolean isRetried(Verdict verdict) {
        return verdict instanceof Verdict.NotProcessed || verdict instanceof Verdict.Ambiguous;
    }

    /**
     * The wait after this number of failed attempts in a row, at least 1. Never throws: where the library fails, it is
     * the maximum.
     */
    Duration backoff(int attempts, Verdict verdict) {
        try {
            return interval(attempts, verdict);
        } catch (Throwable misfit) {
            return settings.backoffMax();
        }
    }
}
