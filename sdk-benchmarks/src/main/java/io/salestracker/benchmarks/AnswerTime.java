package io.salestracker.benchmarks;

import java.util.PriorityQueue;

/** When a vendor answers a request that comes now. Not thread-safe. */
interface AnswerTime {

    /**
     * In how many nanoseconds.
     *
     * @param inFlight the requests that are under way with this one
     */
    long nanos(long nowNanos, int inFlight);

    /** The same for each. */
    static AnswerTime always(long nanos) {
        return (now, inFlight) -> nanos;
    }

    /** Some workers take one request each in the order of arrival, and so many nanoseconds for it. */
    static AnswerTime workers(int number, long nanos) {
        PriorityQueue<Long> freeAt = new PriorityQueue<>();
        return (now, inFlight) -> {
            long start = freeAt.size() < number ? now : Math.max(now, freeAt.remove());
            freeAt.add(start + nanos);
            return start + nanos - now;
        };
    }

    /** Twice as long with this crowd under way as for one alone, and more and more from there. */
    static AnswerTime crowded(int crowd, long nanos) {
        return (now, inFlight) -> {
            double load = (double) inFlight / crowd;
            return (long) (nanos * (1 + load * load));
        };
    }
}
