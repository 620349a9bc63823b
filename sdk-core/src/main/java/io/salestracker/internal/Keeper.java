package io.salestracker.internal;

import org.jspecify.annotations.Nullable;

/**
 * Starts the senders' threads, and does a tracker's small tasks that would keep a caller of {@code track} too long. Its
 * own thread runs none of the user's code, so that it is never stuck. Thread-safe. Never throws.
 */
final class Keeper {
    private static final String NO_THREAD =
            "The system gives no thread to send with; it is tried again with the next event";

    private final TrackerThreads threads;
    private final ThrottledLogger log;
    private final TaskThread tasks;

    Keeper(TrackerThreads threads, ThrottledLogger log) {
        this.threads = threads;
        this.log = log;
        this.tasks = new TaskThread("salestracker-keeper", threads);
    }

    /** Has a task done soon, on another thread if the system gives one; false if it will not be done. */
    boolean later(Runnable task) {
        boolean added = tasks.add(task);
        if (!tasks.hasThread()) {
            tasks.doAll();
        }
        return added;
    }

    /** Starts a thread now; null if the system gives none, which is logged. Not to be called under a lock but the lead. */
    @Nullable
    Thread start(String name, Runnable task) {
        Thread started = threads.start(name, task);
        if (started == null) {
            log.warn("threads", NO_THREAD);
        }
        return started;
    }

    /** Tells whether the calling thread must not be kept by starting one: it is none of the tracker's. */
    boolean isCaller() {
        return !threads.isTrackerThread(Thread.currentThread());
    }

    void close(long untilNanos) throws InterruptedException {
        tasks.close(untilNanos);
    }
}
