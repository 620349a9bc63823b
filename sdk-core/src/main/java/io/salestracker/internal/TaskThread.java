package io.salestracker.internal;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One thread that does tasks in the order they come. It is started when there is a task, ends when there was none for a
 * while, and is replaced if it dies. Where the system gives no thread, tasks wait until one is added that gets one.
 * Thread-safe; a task is added without waiting.
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

    /** Has a task done; false if it will not be, because this is closed or there is no memory. Never throws. */
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
            // The next task tries again, and so does close.
            return;
        }
    }

    /** Tells whether there is a thread; false where the system gave none for the tasks that wait. */
    boolean hasThread() {
        return executor.getPoolSize() > 0;
    }

    /** How many tasks wait. */
    int waiting() {
        return executor.getQueue().size();
    }

    /** Tells whether the calling thread is this one. */
    boolean isCurrent() {
        return Thread.currentThread().equals(thread);
    }

    /** Does the tasks that wait, on the calling thread. */
    void doAll() {
        for (Runnable task = executor.getQueue().poll();
                task != null;
                task = executor.getQueue().poll()) {
            task.run();
        }
    }

    /**
     * Takes no more tasks, has those that wait done until then, and ends the thread; one that goes on is interrupted.
     *
     * @return how many tasks were not begun
     * @throws InterruptedException if interrupted while waiting; the tasks are still being done, and this can be called again
     */
    int close(long untilNanos) throws InterruptedException {
        synchronized (lock) {
            closed = true;
        }
        startThread();
        executor.shutdown();
        executor.awaitTermination(untilNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        // Once the thread has ended this finds nothing.
        int notBegun = executor.shutdownNow().size();
        Thread last = thread;
        if (last != null && executor.isTerminated()) {
            // It has done its last task, but may not be off its processor.
            last.join(LAST_STEPS_MILLIS);
        }
        return notBegun;
    }
}
