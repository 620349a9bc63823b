package io.salestracker.internal;

import io.salestracker.Delivery;
import io.salestracker.DeliveryListener;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Calls the user's code: on the sender that settled an event, or, for what is decided in {@code track}, on one thread
 * of its own, started when first needed.
 */
final class Callbacks {
    private static final int MOST_UNTOLD = 10_000;

    private final @Nullable DeliveryListener listener;
    private final QuietLog log;
    private final TrackerThreads threads;
    private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final Runnable end = new Runnable() {
        @Override
        public void run() {
            // Never run: taking it from the queue ends the thread.
        }
    };
    private final AtomicLong untold = new AtomicLong();
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

    boolean isOurs(Thread thread) {
        return threads.isOurs(thread);
    }

    long untold() {
        return untold.get();
    }

    /** Tells the listener, here if this is a thread for it, else on the callback thread, unless that is too far behind. */
    void tell(Delivery delivery) {
        if (listener == null) {
            return;
        }
        if (threads.mayCallBackHere()) {
            guarded(() -> listener.ended(delivery));
        } else if (queue.size() < MOST_UNTOLD) {
            later(() -> listener.ended(delivery));
        } else {
            untold.incrementAndGet();
            log.warn("untold", () -> "The delivery listener is too slow: outcomes decided in track are not told to it");
        }
    }

    boolean hasListener() {
        return listener != null;
    }

    /** Runs the user's code, here if this is a thread for it, else on the callback thread; not after {@link #close}. */
    void call(Runnable callback) {
        if (threads.mayCallBackHere()) {
            guarded(callback);
        } else {
            later(callback);
        }
    }

    private void later(Runnable callback) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            queue.add(callback);
            if (thread == null) {
                thread = threads.start("salestracker-callbacks", this::run);
            }
        }
    }

    private void guarded(Runnable callback) {
        threads.inCallback(true);
        try {
            callback.run();
        } catch (Throwable thrown) {
            // The message may quote the event, so it is not logged.
            log.warn("callback", () -> "A callback threw " + thrown.getClass().getName());
        } finally {
            threads.inCallback(false);
        }
    }

    private void run() {
        try {
            for (Runnable callback = queue.take(); !callback.equals(end); callback = queue.take()) {
                guarded(callback);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets what is queued run for a while, then ends. Must not be called from the callback thread. */
    void close(long patienceNanos) throws InterruptedException {
        Thread running;
        synchronized (lock) {
            closed = true;
            running = thread;
            queue.add(end);
        }
        if (running != null) {
            TimeUnit.NANOSECONDS.timedJoin(running, patienceNanos);
            running.interrupt();
        }
    }
}
