package io.salestracker.benchmarks;

/** The limit by which most vendors limit the rate: each request takes a token, and tokens come in evenly. Not thread-safe. */
final class TokenBucket {
    private final double perNano;
    private final double burst;
    private double tokens;
    private long refilled;

    /**
     * A full bucket.
     *
     * @param perSecond tokens that come in each second
     * @param burst the maximum that it holds
     */
    TokenBucket(double perSecond, double burst, long nowNanos) {
        this.perNano = perSecond / 1e9;
        this.burst = burst;
        this.tokens = burst;
        this.refilled = nowNanos;
    }

    /** Takes a token; false if there is none. */
    boolean take(long nowNanos) {
        tokens = Math.min(burst, tokens + (nowNanos - refilled) * perNano);
        refilled = nowNanos;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
