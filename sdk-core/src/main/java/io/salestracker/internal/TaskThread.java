package io.salestracker.internal;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks in order on one thread. The thread starts with the first task, ends when idle for a while, and is replaced
 * if it dies. Where the system gives no thread, tasks wait for the next one. Adding a task does not block. Thread-safe.
 */
final class TaskThread {
    private static final long IDLE_SECONDS = 10;
    private static final long LAST_STEPS_MILLIS = 1_000;

    private final ThreadPoolExecutor executor;
    private final Object lock = new Object();
    private boolean closed;
    private volatile @Nullable Thread thread;

    TaskThread(String name, TrackerThreads threads) {
        executor = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread made = threads.make(name, task);
            thread = made;
            return made;
        });
        executor.allowCoreThreadTimeOut(true);
    }

    /** Adds a task; false if it will not run, because this is closed or memory is short. Never throws. */
    boolean add(Runnable task) {
        try {
            synchronized (lock) {
                if (closed) {
                    return false;
                }
                executor.getQueue().add(task);
            }
        } catch (Throwable noMemory) {
            return false;
        }
        startThread();
        return true;
    }

    private void startThread() {
        try {
            executor.prestartCoreThread();
        } catch (Throwable noThread) {
            // The next task tries again to start a thread, and so does close.
            return;
        }
    }

    /** Tells whether there is a thread; false if the system gave none for the waiting tasks. */
    boolean hasThread() {
        return executor.getPoolSize() > 0;
    }

    /** The number of waiting tasks. */
    int waiting() {
        return executor.getQueue().size();
    }

    /** Tells whether the calling thread is this one. */
    boolean isCurrent() {
        return Thread.currentThread().equals(thread);
    }

    /** Runs the waiting tasks on the calling thread. */
    void doAll() {
        for (Runnable task = executor.getQueue().poll();
                task != null;
                task = executor.getQueue().poll()) {
            task.run();
        }
    }

    /**
     * Refuses new tasks, lets the waiting ones run until a time, and ends the thread. A task that still runs then is
     * interrupted.
     *
     * @return the number of tasks that did not start
     * @throws InterruptedException if interrupted while waiting. The tasks go on, and this can be called again
     */
    int close(long untilNanos) throws InterruptedException {
        synchronized (lock) {
            closed = true;
        }
        startThread();
        executor.shutdown();
        executor.awaitTermination(untilNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        // The queue is empty if the thread ended in time.
        int notBegun = executor.shutdownNow().size();
        Thread last = thread;
        if (last != null && executor.isTerminated()) {
            // The executor has terminated, but the thread may need a moment to end.
            last.join(LAST_STEPS_MILLIS);
        }
        return notBegun;
    }
}
