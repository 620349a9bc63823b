package io.salestracker.internal;

import org.jspecify.annotations.Nullable;

/**
 * Makes the threads of a tracker: daemon, named, and with the SDK's own class loader. They inherit nothing from the
 * thread that starts them, so a host that is redeployed can unload its classes. No other class makes threads.
 */
class TrackerThreads {

    /** A thread of one tracker. */
    private static final class TrackerThread extends Thread {
        private final TrackerThreads owner;

        private TrackerThread(TrackerThreads owner, Runnable task, String name) {
            super(null, task, name, 0, false);
            this.owner = owner;
        }
    }

    /** Makes a thread that the caller starts; null if memory is short. */
    @Nullable
    Thread make(String name, Runnable task) {
        try {
            Thread thread = new TrackerThread(this, task, name);
            thread.setDaemon(true);
            thread.setContextClassLoader(TrackerThreads.class.getClassLoader());
            return thread;
        } catch (Throwable refused) {
            return null;
        }
    }

    /**
     * Starts a thread; null if the system gives none, which every caller handles. Starting takes about ten
     * microseconds, so no lock may be held.
     */
    @Nullable
    Thread start(String name, Runnable task) {
        Thread thread = make(name, task);
        try {
            if (thread != null) {
                thread.start();
            }
            return thread;
        } catch (Throwable refused) {
            // Thread.start throws OutOfMemoryError where processes or memory are short.
            return null;
        }
    }

    /** Tells whether a thread belongs to this tracker. */
    boolean isTrackerThread(Thread thread) {
        return thread instanceof TrackerThread own && own.owner.equals(this);
    }
}
