package io.salestracker.internal;

import org.jspecify.annotations.Nullable;

/**
 * The door to new threads: makes a tracker's threads daemon, named, with the SDK's own class loader and nothing inherited
 * from the thread that happened to start them, so that a host that is redeployed can let its class loader go.
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

    /** Makes a thread, to be started by the caller; null if there is no memory for it at present. */
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
     * Starts a thread; null if the system gives none at present, which the caller must be ready for. Starting takes some
     * ten microseconds, so it is never done under a lock.
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

    /** Tells whether a thread is one of this tracker's. */
    boolean isTrackerThread(Thread thread) {
        return thread instanceof TrackerThread own && own.owner.equals(this);
    }
}
