package io.salestracker.internal;

/**
 * The door to the JVM's shutdown hooks. One that is registered holds what it runs until it is removed. Its thread has no
 * context class loader and inherits nothing, and it is none of the tracker's own threads: it may wait for these. Never
 * throws.
 */
final class ShutdownHook {
    private final Thread thread;

    private ShutdownHook(Thread thread) {
        this.thread = thread;
    }

    /** Has this run when the JVM ends; without effect if it is ending already, or where the system refuses. */
    static ShutdownHook register(Runnable task, ThrottledLogger log) {
        Thread thread = new Thread(null, task, "salestracker-shutdown", 0, false);
        thread.setContextClassLoader(null);
        try {
            Runtime.getRuntime().addShutdownHook(thread);
        } catch (Throwable refused) {
            log.fault("tracker", "closeOnShutdown", refused);
        }
        return new ShutdownHook(thread);
    }

    /** Takes it back, unless the JVM is ending. */
    void remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (Throwable ending) {
            // It runs now, or has run, and finds the tracker closed.
            return;
        }
    }
}
