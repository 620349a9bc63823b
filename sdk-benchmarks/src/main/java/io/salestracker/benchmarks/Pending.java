package io.salestracker.benchmarks;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A count of events to wait for. */
final class Pending {
    private long count;

    synchronized void add() {
        count++;
    }

    synchronized void remove() {
        count--;
        if (count == 0) {
            notifyAll();
        }
    }

    synchronized long count() {
        return count;
    }

    /** Waits until it is 0, or for so long. */
    synchronized void await(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); count > 0 && left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }
}
