package io.salestracker.internal;

import io.salestracker.store.EventStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Closes a tracker: refuses further events, sends until shortly before the time limit, ends the rest, and waits for the
 * threads. Each lane is ended on a thread of its own, because a user's store or transport may block. Then it delays neither the
 * other lanes nor close.
 */
final class Closing {
    /**
     * The max part of the time limit that is kept for ending events and threads, and the min time for it, however short the
     * limit. On a busy machine even an idle thread needs a while to end.
     */
    private static final long SHUTDOWN_GRACE = TimeUnit.SECONDS.toNanos(2);

    private static final long LAST_STEPS_MILLIS = 1_000;

    private final List<Lane> lanes;
    private final boolean enabled;
    private final Callbacks callbacks;
    private final Keeper keeper;
    private final ThrottledLogger log;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean logged = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Thread closer;
    private volatile @Nullable ShutdownHook hook;

    /** @param enabled false for a disabled tracker, which logs no line */
    Closing(List<Lane> lanes, boolean enabled, Callbacks callbacks, Keeper keeper, ThrottledLogger log) {
        this.lanes = lanes;
        this.enabled = enabled;
        this.callbacks = callbacks;
        this.keeper = keeper;
        this.log = log;
    }

    /** Registers a hook that closes the tracker when the JVM ends. Closing the tracker removes it. */
    void onShutdown(Runnable close) {
        hook = ShutdownHook.register(close, log);
    }

    /** Marks closing as done, and removes the shutdown hook. */
    private void done() {
        ShutdownHook registered = hook;
        if (registered != null) {
            registered.remove();
        }
        done.countDown();
    }

    /** Closes, or waits for the thread that closes. Keeps the interrupt flag. Never throws. */
    void close(Duration timeout) {
        long limit = TimeUnit.NANOSECONDS.convert(timeout);
        boolean interrupted = begun.compareAndSet(false, true) ? closeOnce(limit) : isInterrupted(() -> await(limit));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Starts a thread that closes, unless one does already. For the tracker's own threads, which must not wait for their own end.
     * Never throws.
     */
    void closeApart(Duration timeout) {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        long limit = TimeUnit.NANOSECONDS.convert(timeout);
        for (int i = 0; i < lanes.size(); i++) {
            lanes.get(i).refuseEvents();
        }
        if (keeper.start("salestracker-close", () -> closeOnce(limit)) == null) {
            // There is no thread that could wait, so the rest ends at once.
            for (int i = 0; i < lanes.size(); i++) {
                lanes.get(i).abort();
                lanes.get(i).closeTransport();
                lanes.get(i).endWaiting();
            }
            logOnce();
            done();
        }
    }

    /** Waits for the thread that closes. If that is one of the tracker's threads, waits for its end too. */
    private void await(long limit) throws InterruptedException {
        boolean closed = done.await(limit, TimeUnit.NANOSECONDS);
        Thread closing = closer;
        if (closed && closing != null && callbacks.isTrackerThread(closing)) {
            closing.join(LAST_STEPS_MILLIS);
        }
    }

    private boolean closeOnce(long limit) {
        closer = Thread.currentThread();
        long start = System.nanoTime();
        try {
            for (int i = 0; i < lanes.size(); i++) {
                lanes.get(i).refuseEvents();
            }
            boolean interrupted = isFlushInterrupted(start + limit - Math.min(limit / 5, SHUTDOWN_GRACE));
            // An interrupt asks for haste, but no thread may be left behind, so the waits below start again.
            long left = interrupted ? 0 : start + limit - System.nanoTime();
            return isEndInterrupted(Math.max(left, SHUTDOWN_GRACE)) || interrupted;
        } finally {
            done();
        }
    }

    private boolean isFlushInterrupted(long untilNanos) {
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get(i);
            try {
                EventStore.Flush flush = begin(lane);
                if (flush != null) {
                    flush.await(untilNanos);
                    flush.end();
                }
            } catch (InterruptedException e) {
                return true;
            } catch (Throwable noMemory) {
                // The lane's events can still be sent while the other lanes are flushed.
            }
        }
        return false;
    }

    /** Begins a flush. Tries once more if memory is short, so that one failure costs no lane its flush. */
    private static EventStore.@Nullable Flush begin(Lane lane) {
        try {
            return lane.beginFlush(true);
        } catch (Throwable noMemory) {
            return lane.beginFlush(true);
        }
    }

    private boolean isEndInterrupted(long left) {
        for (int i = 0; i < lanes.size(); i++) {
            lanes.get(i).abort();
        }
        try {
            return isEndInTimeInterrupted(left);
        } catch (Throwable noMemory) {
            // Memory is short for threads and latches, so every lane is ended on this thread.
            for (int i = 0; i < lanes.size(); i++) {
                lanes.get(i).closeTransport();
                lanes.get(i).endWaiting();
                lanes.get(i).finish();
            }
            return isInterruptedAndAgain(new Rest(List.of(), System.nanoTime() + left));
        }
    }

    private boolean isEndInTimeInterrupted(long left) {
        // Half of the time is for the senders, whose events end meanwhile. Then the events of hanging senders are
        // ended. The
        // rest of the time is for log and listener.
        long now = System.nanoTime();
        long half = now + left / 2;
        long threeQuarters = now + left / 4 * 3;
        List<Thread> closers = new ArrayList<>();
        CountDownLatch ended = new CountDownLatch(lanes.size());
        for (Lane lane : lanes) {
            apart("transport", lane, lane::closeTransport, closers);
            apart("end", lane, () -> end(lane, half, ended), closers);
        }
        boolean interrupted =
                isInterruptedAndAgain(() -> ended.await(threeQuarters - System.nanoTime(), TimeUnit.NANOSECONDS));
        for (Lane lane : lanes) {
            // A lane whose store blocks still has open receipts. Every other lane has none by now.
            lane.completeOpen();
        }
        return isInterruptedAndAgain(new Rest(closers, now + left)) || interrupted;
    }

    /** Runs a step that user code may block on a thread of its own, or on this thread if the system gives none. */
    private void apart(String step, Lane lane, Runnable task, List<Thread> closers) {
        Thread started = keeper.start("salestracker-close-" + lane.name() + "-" + step, task);
        if (started == null) {
            task.run();
        } else {
            closers.add(started);
        }
    }

    private static void end(Lane lane, long untilNanos, CountDownLatch ended) {
        try {
            lane.endWaiting();
            lane.awaitEnd(untilNanos);
        } catch (InterruptedException e) {
            // Only user code can interrupt this thread. The rest is done at once.
            Thread.currentThread().interrupt();
        } finally {
            try {
                lane.finish();
            } finally {
                ended.countDown();
            }
        }
    }

    /** Logs what was delivered and what was lost, once. Never throws. */
    private void logOnce() {
        if (!enabled || !logged.compareAndSet(false, true)) {
            return;
        }
        try {
            logCloseLine();
        } catch (Throwable once) {
            logAgain();
        }
    }

    /** Tries once more if memory is short. */
    private void logAgain() {
        try {
            logCloseLine();
        } catch (Throwable noMemory) {
            // stats() has the numbers all the same.
            return;
        }
    }

    private void logCloseLine() {
        CloseLine line = new CloseLine();
        for (int i = 0; i < lanes.size(); i++) {
            lanes.get(i).addTo(line);
        }
        log.say(line.isLoss(), line.toString());
    }

    /** Ends the tracker's own threads. The logger's thread is the last, since the others may log. */
    private final class Rest implements Wait {
        private final List<Thread> closers;
        private final long untilNanos;

        private Rest(List<Thread> closers, long untilNanos) {
            this.closers = closers;
            this.untilNanos = untilNanos;
        }

        @Override
        public void run() throws InterruptedException {
            try {
                // The keeper completes receipts. Once callbacks have no thread, user code could hold the keeper.
                keeper.close(untilNanos);
            } finally {
                logOnce();
            }
            callbacks.close(untilNanos);
            for (int i = 0; i < lanes.size(); i++) {
                lanes.get(i).awaitEnd(untilNanos);
            }
            for (int i = 0; i < closers.size(); i++) {
                end(closers.get(i));
            }
            log.close(untilNanos);
        }

        private void end(Thread closer) throws InterruptedException {
            TimeUnit.NANOSECONDS.timedJoin(closer, Math.max(1, untilNanos - System.nanoTime()));
            if (closer.isAlive()) {
                closer.interrupt();
            }
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
