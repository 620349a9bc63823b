package io.salestracker.internal;

import org.jspecify.annotations.Nullable;

/**
 * Starts a tracker's threads: daemon, named, with the SDK's own class loader and nothing inherited from the thread that
 * happened to start them, so that a host that is redeployed can let its class loader go.
 */
class TrackerThreads {
    private final QuietLog log;

    TrackerThreads(QuietLog log) {
        this.log = log;
    }

    /** A thread of one tracker. */
    private static final class Ours extends Thread {
        private final TrackerThreads owner;

        private Ours(TrackerThreads owner, Runnable task, String name) {
            super(null, task, name, 0, false);
            this.owner = owner;
        }
    }

    /** Starts a thread; null if the system gives none at present. */
    @Nullable
    Thread start(String name, Runnable task) {
        Thread thread = new Ours(this, task, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(TrackerThreads.class.getClassLoader());
        try {
            thread.start();
            return thread;
        } catch (OutOfMemoryError e) {
            // What Thread.start throws where processes or memory are short; checkout must not see it.
            log.warn("threads", () -> "The system gives no thread for " + name + "; it is tried again");
            return null;
        }
    }

    /** Tells whether a thread is one of this tracker's. */
    boolean isOurs(Thread thread) {
        return thread instanceof Ours ours && ours.owner.equals(this);
    }
}
