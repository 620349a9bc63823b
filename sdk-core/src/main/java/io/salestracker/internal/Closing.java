package io.salestracker.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The end of a tracker: refuse further events, send what there is until shortly before the time limit, end the rest,
 * and wait for the threads.
 */
final class Closing {
    /**
     * The most that is kept of the time limit for ending what has not ended, and the least that threads are given for
     * it, however short the limit: on a busy machine a thread that has nothing left to do needs a while to end.
     */
    private static final long LAST_WORDS = TimeUnit.SECONDS.toNanos(2);

    private final List<Lane> lanes;
    private final Callbacks callbacks;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);

    Closing(List<Lane> lanes, Callbacks callbacks) {
        this.lanes = lanes;
        this.callbacks = callbacks;
    }

    /** Closes, or waits as long for whoever does. The interrupt flag is kept. */
    void close(Duration timeout) {
        long limit = TimeUnit.NANOSECONDS.convert(timeout);
        boolean interrupted = begun.compareAndSet(false, true)
                ? closeOnce(limit)
                : isInterrupted(() -> done.await(limit, TimeUnit.NANOSECONDS));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean closeOnce(long limit) {
        long start = System.nanoTime();
        long patience = Math.min(limit / 5, LAST_WORDS);
        lanes.forEach(Lane::refuseEvents);
        boolean interrupted = isInterrupted(() -> {
            for (Lane lane : lanes) {
                Flushes.Flush flush = lane.beginFlush();
                lane.awaitFlush(flush, start + limit - patience);
                lane.endFlush(flush);
            }
        });
        long now = System.nanoTime();
        // An interrupt asks for haste, not for threads to be left behind, so the waits below are entered again.
        long left = Math.max(interrupted ? 0 : start + limit - now, LAST_WORDS);
        // One half for the senders, whose events end meanwhile, the other for telling of it.
        long middle = now + left / 2;
        callbacks.closing(middle);
        lanes.forEach(Lane::abort);
        interrupted |= isInterruptedAndAgain(() -> awaitSenders(middle));
        lanes.forEach(Lane::finish);
        interrupted |= isInterruptedAndAgain(() -> callbacks.close(now + left));
        interrupted |= isInterruptedAndAgain(() -> awaitSenders(now + left));
        done.countDown();
        return interrupted;
    }

    private void awaitSenders(long untilNanos) throws InterruptedException {
        for (Lane lane : lanes) {
            lane.awaitEnd(untilNanos);
        }
    }

    private static boolean isInterruptedAndAgain(Wait wait) {
        boolean interrupted = isInterrupted(wait);
        if (interrupted) {
            isInterrupted(wait);
        }
        return interrupted;
    }

    private interface Wait {
        void run() throws InterruptedException;
    }

    private static boolean isInterrupted(Wait wait) {
        try {
            wait.run();
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }
}
