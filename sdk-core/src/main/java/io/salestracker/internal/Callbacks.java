package io.salestracker.internal;

import io.salestracker.DeliveryListener;
import io.salestracker.DeliveryReport;
import io.salestracker.Receipt;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls the user's listener and the receipts' callbacks, one after the other on one thread, from a bounded queue.
 *
 * <p>Where the queue is full, a caller of {@code track} does not wait. Senders wait, for at most a second together, so that a
 * listener that keeps up on average misses nothing. After that, calls that find the queue full are counted and not made, until
 * half of the queue is free again.
 *
 * <p>A closed or disabled tracker has no such thread. A receipt's callback then runs on the thread that registers it or
 * completes the receipt, and the listener is not called.
 */
final class Callbacks {
    static final int QUEUE_CAPACITY = 10_000;
    /** The heap bytes that one permit of the queue stands for. A call takes at least one permit. */
    static final long BYTES_PER_PERMIT = 1_000;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final String TOO_SLOW =
            "The delivery listener, or a receipt's callback, is too slow: it is not called for every outcome;"
                    + " TrackerStats.callbacksDropped() counts";

    private final @Nullable Consumer<DeliveryReport> listener;
    private final ThrottledLogger log;
    private final TrackerThreads threads;
    // Fair: a call that needs many permits is not overtaken for ever by calls that need one.
    private final Semaphore room = new Semaphore(QUEUE_CAPACITY, true);
    private final TaskThread caller;
    private final AtomicLong callbacksDropped = new AtomicLong();
    // The time that senders may still wait for room.
    private final AtomicLong patience = new AtomicLong(PATIENCE_NANOS);
    private volatile boolean closed;

    /** @param enabled false for a disabled tracker, which has no thread */
    Callbacks(@Nullable DeliveryListener listener, boolean enabled, ThrottledLogger log, TrackerThreads threads) {
        this.listener = enabled && listener != null ? listener::onOutcome : null;
        this.closed = !enabled;
        this.log = log;
        this.threads = threads;
        this.caller = new TaskThread("salestracker-callbacks", threads);
    }

    boolean isTrackerThread(Thread asked) {
        return threads.isTrackerThread(asked);
    }

    long callbacksDropped() {
        return callbacksDropped.get();
    }

    boolean hasListener() {
        return listener != null;
    }

    /** Counts a call of the listener that is not made because memory is short. */
    void missed() {
        callbacksDropped.incrementAndGet();
    }

    /**
     * Queues a call of the listener, if there is one. Does nothing after {@link #close}. Never throws.
     *
     * @param heapBytes an estimate of the event's heap, which the queue holds until the listener was called
     */
    void tell(DeliveryReport delivery, long heapBytes) {
        if (listener != null && !closed) {
            long places = Math.max(1, Math.min(QUEUE_CAPACITY, heapBytes / BYTES_PER_PERMIT));
            if (!isQueued(listener, delivery, (int) places)) {
                drop();
            }
        }
    }

    /**
     * Queues a receipt's callback, unless there is no room for it. After {@link #close} it is called on this thread, at once.
     * Never throws.
     */
    void call(Consumer<? super Receipt> callback, Receipt receipt) {
        if (!closed && isQueued(callback, receipt, 1)) {
            return;
        }
        // Checked again: if this was closed meanwhile, the queue takes no more calls.
        if (closed) {
            make(callback, receipt);
        } else {
            drop();
        }
    }

    private void drop() {
        callbacksDropped.incrementAndGet();
        log.warn("callbacksDropped", TOO_SLOW);
    }

    private <T> boolean isQueued(Consumer<? super T> callback, T argument, int places) {
        boolean found = false;
        boolean added = false;
        try {
            found = findRoom(places);
            added = found && caller.add(() -> makeQueued(callback, argument, places));
        } catch (Throwable noMemory) {
            // The call was not queued.
            added = false;
        }
        if (found && !added) {
            room.release(places);
        }
        return added;
    }

    private <T> void makeQueued(Consumer<? super T> callback, T argument, int places) {
        room.release(places);
        if (room.availablePermits() >= QUEUE_CAPACITY / 2) {
            patience.set(PATIENCE_NANOS);
        }
        make(callback, argument);
    }

    private <T> void make(Consumer<? super T> callback, T argument) {
        try {
            callback.accept(argument);
        } catch (Throwable thrown) {
            // The message may quote the event, so it is not logged.
            log.warn("callback", () -> "A callback threw " + thrown.getClass().getName());
        }
    }

    private boolean findRoom(int places) {
        // A call that waits for many permits goes first.
        if (!room.hasQueuedThreads() && room.tryAcquire(places)) {
            return true;
        }
        long left = patience.get();
        if (left <= 0 || caller.isCurrent() || !threads.isTrackerThread(Thread.currentThread())) {
            return false;
        }
        long start = System.nanoTime();
        try {
            return room.tryAcquire(places, left, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // The tracker is being closed.
            Thread.currentThread().interrupt();
            return false;
        } finally {
            patience.addAndGet(start - System.nanoTime());
        }
    }

    /** Makes the calls that are waiting, on the calling thread. For tests without threads. */
    void callAll() {
        caller.doAll();
    }

    /**
     * Makes the queued calls until a time, and ends. Calls that did not start by then are counted. Must not be called from the
     * callback thread. After an interrupt it is called again.
     */
    void close(long untilNanos) throws InterruptedException {
        closed = true;
        callbacksDropped.addAndGet(caller.close(untilNanos));
    }
}
