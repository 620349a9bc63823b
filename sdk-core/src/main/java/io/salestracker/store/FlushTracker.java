package io.salestracker.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the open entries and those that a flush waits for. Each entry belongs to the epoch between two flushes in
 * which it was added, so its end is one decrement without a lock. All else is done under the store's lock, which is a
 * monitor.
 */
final class FlushTracker {
    // Beyond this number a flush shares the epoch of the next one, and may wait for events tracked after it began.
    private static final int MAX_EPOCHS = 1_000;

    private final Object lock;
    private final AtomicLong open = new AtomicLong();
    private final Set<Flush> underWay = new HashSet<>();
    // Earlier epochs that still have open entries.
    private final List<Epoch> past = new ArrayList<>();
    private Epoch current = new Epoch();
    // The number of flushes that have begun, and of those whose sendable entries are all claimed.
    private long begun;
    private long served;

    /** The entries added between two flushes. */
    final class Epoch {
        private final AtomicLong entries = new AtomicLong();
        private volatile boolean past;

        /** Counts the end of an entry. The one method here that needs no lock. Never throws. */
        void ended() {
            open.decrementAndGet();
            if (entries.decrementAndGet() == 0 && past) {
                synchronized (lock) {
                    lock.notifyAll();
                }
            }
        }
    }

    /** A flush under way, and the epochs it waits for. */
    private final class Flush implements EventStore.Flush {
        private final List<Epoch> epochs;
        private final long before;

        private Flush(List<Epoch> epochs, long before) {
            this.epochs = epochs;
            this.before = before;
        }

        private long left() {
            long left = 0;
            for (int i = 0; i < epochs.size(); i++) {
                left += epochs.get(i).entries.get();
            }
            return left;
        }

        @Override
        public void await(long deadlineNanos) throws InterruptedException {
            synchronized (lock) {
                long left = deadlineNanos - System.nanoTime();
                while (left > 0 && left() > 0) {
                    TimeUnit.NANOSECONDS.timedWait(lock, left);
                    left = deadlineNanos - System.nanoTime();
                }
            }
        }

        @Override
        public Result end() {
            synchronized (lock) {
                // A flush that only asked reports all open entries.
                long left = underWay.remove(this) ? left() : open.get();
                return new Result(Math.max(0, before - left), left);
            }
        }
    }

    FlushTracker(Object lock) {
        this.lock = lock;
    }

    /** Counts an added entry and returns its epoch. */
    Epoch opened() {
        open.incrementAndGet();
        current.entries.incrementAndGet();
        return current;
    }

    /** Notes that all sendable entries are claimed. */
    void served() {
        served = begun;
    }

    /** Tells whether batches are sent half full: a flush waits, or its entries are not all claimed. */
    boolean pending() {
        return served < begun || !underWay.isEmpty();
    }

    /**
     * Begins a flush.
     *
     * @param waits false for a flush that only asks: it does not wait, and no epoch ends with it
     */
    EventStore.Flush begin(boolean waits) {
        Flush flush = waits ? new Flush(past(), open.get()) : new Flush(List.of(), open.get());
        if (waits) {
            underWay.add(flush);
        }
        begun++;
        return flush;
    }

    /** The epochs of all entries added so far. */
    private List<Epoch> past() {
        past.removeIf(epoch -> epoch.entries.get() == 0);
        if (current.entries.get() > 0) {
            if (past.size() < MAX_EPOCHS) {
                Epoch next = new Epoch();
                past.add(current);
                current.past = true;
                current = next;
            } else {
                current.past = true;
                List<Epoch> all = new ArrayList<>(past);
                all.add(current);
                return all;
            }
        }
        return List.copyOf(past);
    }
}
