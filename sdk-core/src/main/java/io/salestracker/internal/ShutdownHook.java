package io.salestracker.internal;

import org.jspecify.annotations.Nullable;

/**
 * One shutdown hook of the JVM. While it is registered, the JVM holds it and thereby the tracker. Its thread has no context
 * class loader and inherits nothing. It is not one of the tracker's threads, so it may wait for them. Never throws.
 */
final class ShutdownHook {
    private final Thread thread;

    private ShutdownHook(Thread thread) {
        this.thread = thread;
    }

    /** Registers a hook; null if the JVM is ending already or refuses, which is logged. */
    static @Nullable ShutdownHook register(Runnable task, ThrottledLogger log) {
        try {
            Thread thread = new Thread(null, task, "salestracker-shutdown", 0, false);
            thread.setContextClassLoader(null);
            Runtime.getRuntime().addShutdownHook(thread);
            return new ShutdownHook(thread);
        } catch (Throwable refused) {
            log.fault("tracker", "closeOnShutdown", refused);
            return null;
        }
    }

    /** Removes the hook, unless the JVM is ending. */
    void remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (Throwable ending) {
            // The hook runs now or has run, and finds the tracker closed.
            return;
        }
    }
}
