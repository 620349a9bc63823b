package io.salestracker.internal;

import org.jspecify.annotations.Nullable;

/**
 * Starts sender threads, and runs small tasks that would take too long on a caller of {@code track}. Its thread runs no
 * code of the user's, so it never blocks for long. Thread-safe. Never throws.
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

    /** Runs a task soon, on the keeper's thread if the system gives one, else here; false if it is not run. */
    boolean later(Runnable task) {
        boolean added = tasks.add(task);
        if (!tasks.hasThread()) {
            tasks.doAll();
        }
        return added;
    }

    /**
     * Starts a thread now; null if the system gives none, which is logged. The only lock that may be held is the lead.
     */
    @Nullable
    Thread start(String name, Runnable task) {
        Thread started = threads.start(name, task);
        if (started == null) {
            log.warn("threads", NO_THREAD);
        }
        return started;
    }

    /** Tells whether the calling thread is a user's, which must not spend its time on starting threads. */
    boolean isCaller() {
        return !threads.isTrackerThread(Thread.currentThread());
    }

    void close(long untilNanos) throws InterruptedException {
        tasks.close(untilNanos);
    }
}
