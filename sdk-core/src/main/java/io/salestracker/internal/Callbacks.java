package io.salestracker.internal;

import io.salestracker.Delivery;
import io.salestracker.DeliveryListener;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Calls the user's code, one call after the other, on one thread of its own, started when first needed: so what that
 * code does, delivery goes on. In front of it is room for a bounded number of calls. A sender waits for room, so that a
 * slow listener slows delivery and misses nothing; but not if the call that is under way seems never to end. A caller
 * never waits. A call that finds no room is not made, and counted.
 */
final class Callbacks {
    static final int ROOM = 10_000;
    /** A call takes a place for each so many bytes of the heap that it holds, and at least one. */
    static final long PLACE_BYTES = 1_000;

    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final @Nullable DeliveryListener listener;
    private final QuietLog log;
    private final TrackerThreads threads;
    // Fair, so that those which take one place do not keep the others waiting for ever.
    private final Semaphore room = new Semaphore(ROOM, true);
    private final BlockingQueue<Call> queue = new LinkedBlockingQueue<>();
    // Never made: taking it from the queue ends the thread.
    private final Call end = new Call(() -> {}, 0);
    private final AtomicLong untold = new AtomicLong();
    private volatile boolean calling;
    private volatile long callingSince;
    private volatile @Nullable Thread closer;
    private volatile long closerWaitsUntil;
    private final Object lock = new Object();
    private @Nullable Thread thread;
    private boolean closed;

    /** @param enabled false for a disabled tracker, which calls nobody back */
    Callbacks(@Nullable DeliveryListener listener, boolean enabled, QuietLog log, TrackerThreads threads) {
        this.listener = enabled ? listener : null;
        this.closed = !enabled;
        this.log = log;
        this.threads = threads;
    }

    boolean isOurs(Thread asked) {
        return threads.isOurs(asked);
    }

    long untold() {
        return untold.get();
    }

    boolean hasListener() {
        return listener != null;
    }

    /** The user's code, and how many places it takes while it waits. */
    private record Call(Runnable callback, int places) {}

    /**
     * Tells the listener, if there is one.
     *
     * @param heapBytes an estimate of what the event occupies, which is held until the listener was told
     */
    void tell(Delivery delivery, long heapBytes) {
        if (listener != null) {
            long places = Math.max(1, Math.min(ROOM, heapBytes / PLACE_BYTES));
            call(new Call(() -> listener.ended(delivery), (int) places));
        }
    }

    /** Has the user's code called, unless there is no room for it; not after {@link #close}. */
    void call(Runnable callback) {
        call(new Call(callback, 1));
    }

    private void call(Call call) {
        boolean found = findRoom(call.places);
        synchronized (lock) {
            if (closed) {
                return;
            }
            if (found) {
                queue.add(call);
            }
            if (thread == null) {
                thread = threads.start("salestracker-callbacks", this::run);
            }
        }
        if (!found) {
            untold.incrementAndGet();
            log.warn(
                    "untold",
                    () -> "The delivery listener, or a receipt's callback, is too slow: it is not called for"
                            + " every outcome; TrackerStats.untold() counts");
        }
    }

    private boolean findRoom(int places) {
        boolean found = !room.hasQueuedThreads() && room.tryAcquire(places);
        try {
            while (!found && mayWait()) {
                found = room.tryAcquire(places, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            // The tracker is being closed.
            Thread.currentThread().interrupt();
        }
        return found;
    }

    private boolean mayWait() {
        Thread current = Thread.currentThread();
        long now = System.nanoTime();
        boolean stuck = calling && now - callingSince > STUCK_NANOS;
        boolean closing = closer != null;
        boolean patient = current.equals(closer) || (threads.isOurs(current) && !isCallbackThread(current));
        return patient && !stuck && (!closing || now - closerWaitsUntil < 0);
    }

    private boolean isCallbackThread(Thread asked) {
        synchronized (lock) {
            return asked.equals(thread);
        }
    }

    private void run() {
        for (Call next = take(); !next.equals(end); next = take()) {
            room.release(next.places);
            guarded(next.callback);
        }
    }

    private Call take() {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                // Left behind by a callback: this thread ends by what it finds in the queue.
                calling = false;
            }
        }
    }

    private void guarded(Runnable callback) {
        callingSince = System.nanoTime();
        calling = true;
        try {
            callback.run();
        } catch (Throwable thrown) {
            // The message may quote the event, so it is not logged.
            log.warn("callback", () -> "A callback threw " + thrown.getClass().getName());
        } finally {
            calling = false;
        }
    }

    /** Makes the calls that are waiting, on the calling thread. For tests without threads. */
    void callAll() {
        for (Call next = queue.poll(); next != null; next = queue.poll()) {
            room.release(next.places);
            guarded(next.callback);
        }
    }

    /** The calling thread ends what is left, and may wait for room until then; so may senders, and no longer. */
    void closing(long untilNanos) {
        closerWaitsUntil = untilNanos;
        closer = Thread.currentThread();
    }

    /** Lets what is queued be called until then, and ends. Must not be called from the callback thread. */
    void close(long untilNanos) throws InterruptedException {
        Thread running;
        synchronized (lock) {
            closed = true;
            running = thread;
            queue.add(end);
        }
        if (running == null) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.timedJoin(running, Math.max(1, untilNanos - System.nanoTime()));
        } finally {
            if (running.isAlive()) {
                queue.clear();
                queue.add(end);
                running.interrupt();
            }
        }
    }
}
