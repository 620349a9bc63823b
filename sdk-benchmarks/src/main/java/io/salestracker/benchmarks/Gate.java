package io.salestracker.benchmarks;

import java.util.concurrent.CountDownLatch;

/** Keeps the senders waiting while it is closed, as a network does, so that they leave the processors to the caller. */
final class Gate {
    private volatile CountDownLatch opened = new CountDownLatch(0);

    /** A sender that comes from now on waits. */
    void close() {
        opened = new CountDownLatch(1);
    }

    /** All senders that wait go on. */
    void open() {
        opened.countDown();
    }

    /** Waits until it is open; false if the thread was interrupted, which it then is again. */
    boolean pass() {
        try {
            opened.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
