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
 * The end of a tracker: refuse further events, send what there is until shortly before the time limit, end the rest, and
 * wait for the threads. Each lane is ended on a thread of its own, because its store or transport may be the user's and
 * block: one that does keeps none of the others, and close not beyond its time.
 */
final class Closing {
    /**
     * The max of the time limit that is kept for ending what has not ended, and the min that threads are given for it,
     * however short the limit: on a busy machine a thread that has nothing left to do needs a while to end.
     */
    private static final long SHUTDOWN_GRACE = TimeUnit.SECONDS.toNanos(2);

    private static final long LAST_STEPS_MILLIS = 1_000;

    private final List<Lane> lanes;
    private final boolean enabled;
    private final Callbacks callbacks;
    private final Keeper keeper;
    private final ThrottledLogger log;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean told = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Thread closer;
    private volatile @Nullable ShutdownHook hook;

    /** @param enabled false for a disabled tracker, which has nothing to tell */
    Closing(List<Lane> lanes, boolean enabled, Callbacks callbacks, Keeper keeper, ThrottledLogger log) {
        this.lanes = lanes;
        this.enabled = enabled;
        this.callbacks = callbacks;
        this.keeper = keeper;
        this.log = log;
    }

    /** Has the tracker closed by this when the JVM ends, unless it was closed before. */
    void onShutdown(Runnable close) {
        hook = ShutdownHook.register(close, log);
    }

    /** Nothing is left to be done when the JVM ends. */
    private void done() {
        ShutdownHook registered = hook;
        if (registered != null) {
            registered.remove();
        }
        done.countDown();
    }

    /** Closes, or waits as long for the thread that does. The interrupt flag is kept. Never throws. */
    void close(Duration timeout) {
        long limit = TimeUnit.NANOSECONDS.convert(timeout);
        boolean interrupted = begun.compareAndSet(false, true) ? closeOnce(limit) : isInterrupted(() -> await(limit));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Has another thread close, unless one does already. For the tracker's own threads: one that waits here for its own end
     * waits for ever. Never throws.
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
            // Without a thread to wait on, the rest ends at once.
            for (int i = 0; i < lanes.size(); i++) {
                lanes.get(i).abort();
                lanes.get(i).closeTransport();
                lanes.get(i).endWaiting();
            }
            tell();
            done();
        }
    }

    /** Waits for the thread that closes, and, where that is one of the tracker's, for its end. */
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
            // An interrupt asks for haste, not for threads to be left behind, so the waits below are entered again.
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
                // The lane's events have the time that the other lanes take.
            }
        }
        return false;
    }

    /** Begins a flush; one failure for want of memory costs no lane its flush. */
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
            // There is none for threads and latches, so every lane is ended here.
            for (int i = 0; i < lanes.size(); i++) {
                lanes.get(i).closeTransport();
                lanes.get(i).endWaiting();
                lanes.get(i).finish();
            }
            return isInterruptedAndAgain(new Rest(List.of(), System.nanoTime() + left));
        }
    }

    private boolean isEndInTimeInterrupted(long left) {
        // The senders have half of it, and their events end meanwhile. Then events that a hanging sender holds are
        // ended,
        // and the rest of the time is for telling of them.
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
            // Where a lane's store blocks, its receipts complete all the same; elsewhere none is left by now.
            lane.completeOpen();
        }
        return isInterruptedAndAgain(new Rest(closers, now + left)) || interrupted;
    }

    /** Runs a step that the user's code may block on a thread of its own; here if the system gives none. */
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
            // Only a user's code has this thread, and the rest is done at once.
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
    private void tell() {
        if (!enabled || !told.compareAndSet(false, true)) {
            return;
        }
        try {
            CloseLine line = new CloseLine();
            for (int i = 0; i < lanes.size(); i++) {
                lanes.get(i).addTo(line);
            }
            log.say(line.isLoss(), line.toString());
        } catch (Throwable noMemory) {
            // The numbers are in stats() all the same.
            return;
        }
    }

    /** The end of the tracker's own threads; the log's comes last, since the others may have something to say. */
    private final class Rest implements Wait {
        private final List<Thread> closers;
        private final long untilNanos;

        private Rest(List<Thread> closers, long untilNanos) {
            this.closers = closers;
            this.untilNanos = untilNanos;
        }

        @Override
        public void run() throws InterruptedException {
            tell();
            callbacks.close(untilNanos);
            for (int i = 0; i < lanes.size(); i++) {
                lanes.get(i).awaitEnd(untilNanos);
            }
            for (int i = 0; i < closers.size(); i++) {
                end(closers.get(i));
            }
            keeper.close(untilNanos);
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
