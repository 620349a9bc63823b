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
 * The door to the user's listener and callbacks: calls them one after the other on one thread of its own. In front of it
 * is room for a bounded number of calls.
 *
 * <p>A caller of {@code track} never waits for room. Senders wait, so that a listener that keeps up on average misses
 * nothing, but no longer than a second together; then calls that find no room are counted and not made, until half of the
 * room is free again. So a listener of any slowness delays callbacks only.
 *
 * <p>Once it is closed, or where the tracker is disabled, there is no thread. Then a receipt's callback is called on the
 * thread that registers it or completes the receipt, and the listener is not called.
 */
final class Callbacks {
    static final int QUEUE_CAPACITY = 10_000;
    /** A call takes a place for each so many bytes of the heap that it holds, and at least one. */
    static final long BYTES_PER_PERMIT = 1_000;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final String TOO_SLOW =
            "The delivery listener, or a receipt's callback, is too slow: it is not called for every outcome;"
                    + " TrackerStats.callbacksDropped() counts";

    private final @Nullable Consumer<DeliveryReport> listener;
    private final ThrottledLogger log;
    private final TrackerThreads threads;
    // Fair, so that calls which take one place do not keep the others waiting for ever.
    private final Semaphore room = new Semaphore(QUEUE_CAPACITY, true);
    private final TaskThread caller;
    private final AtomicLong callbacksDropped = new AtomicLong();
    // How long senders may still wait for room.
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

    /** The listener cannot be told of an outcome, for want of memory. */
    void missed() {
        callbacksDropped.incrementAndGet();
    }

    /**
     * Tells the listener, if there is one; not after {@link #close}. Never throws.
     *
     * @param heapBytes an estimate of what the event occupies, which is held until the listener was told
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
     * Has a receipt's callback called, unless there is no room for it. After {@link #close} it is called here and now.
     * Never throws.
     */
    void call(Consumer<? super Receipt> callback, Receipt receipt) {
        if (!closed && isQueued(callback, receipt, 1)) {
            return;
        }
        // Asked again: this may have been closed since, and then the queue takes nothing more.
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
            // The call is not queued.
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
        // Calls that wait for many places go first.
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
     * Lets what is queued be called until then, and ends; what is not begun by then is counted. Must not be called from the
     * callback thread. After an interrupt it is to be called again.
     */
    void close(long untilNanos) throws InterruptedException {
        closed = true;
        callbacksDropped.addAndGet(caller.close(untilNanos));
    }
}
