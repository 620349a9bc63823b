package io.salestracker.internal;

/**
 * Starts a tracker's threads: daemon, named, with the SDK's own class loader and nothing inherited from the thread that
 * happened to start them, so that a host that is redeployed can let its class loader go.
 */
class TrackerThreads {

    /** A thread of one tracker. */
    private static final class Ours extends Thread {
        private final TrackerThreads owner;
        private boolean inCallback;

        private Ours(TrackerThreads owner, Runnable task, String name) {
            super(null, task, name, 0, false);
            this.owner = owner;
        }
    }

    Thread start(String name, Runnable task) {
        Thread thread = new Ours(this, task, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(TrackerThreads.class.getClassLoader());
        thread.start();
        return thread;
    }

    /** Tells whether the calling thread is one of this tracker's. */
    boolean isOurs(Thread thread) {
        return thread instanceof Ours ours && ours.owner.equals(this);
    }

    /** Tells whether the user's code may be called on this thread: one of ours that is not in the user's code already. */
    boolean mayCallBackHere() {
        return Thread.currentThread() instanceof Ours ours && ours.owner.equals(this) && !ours.inCallback;
    }

    /** Marks the calling thread, if it is one of ours, as being in the user's code. */
    void inCallback(boolean inside) {
        if (Thread.currentThread() instanceof Ours ours) {
            ours.inCallback = inside;
        }
    }
}
