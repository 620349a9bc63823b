package io.salestracker.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many entries are open, and which of them a flush waits for. Each entry belongs to the epoch between two flushes in
 * which it was added; so its end is one count down, without a lock. Everything else is done under the store's lock, which
 * is a monitor.
 */
final class FlushTracker {
    // A flush beyond so many shares the epoch of the next one: it may wait for events tracked after it began.
    private static final int MAX_EPOCHS = 1_000;

    private final Object lock;
    private final AtomicLong open = new AtomicLong();
    private final Set<Flush> underWay = new HashSet<>();
    // Those before a flush in which entries are open still.
    private final List<Epoch> past = new ArrayList<>();
    private Epoch current = new Epoch();
    // How many flushes have begun, and of how many everything that could be sent was handed out.
    private long begun;
    private long served;

    /** The entries added between two flushes. */
    final class Epoch {
        private final AtomicLong entries = new AtomicLong();
        private volatile boolean past;

        /** An entry of this epoch has completed. The one thing here that is done without the lock. Never throws. */
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
                // One that only asked, just now, tells of everything that is open.
                long left = underWay.remove(this) ? left() : open.get();
                return new Result(Math.max(0, before - left), left);
            }
        }
    }

    FlushTracker(Object lock) {
        this.lock = lock;
    }

    /** An entry was added; it belongs to this epoch. */
    Epoch opened() {
        open.incrementAndGet();
        current.entries.incrementAndGet();
        return current;
    }

    /** Everything that could be sent is handed out. */
    void served() {
        served = begun;
    }

    /** Tells whether batches are sent half full: also where no flush waits any more, it was asked for. */
    boolean pending() {
        return served < begun || !underWay.isEmpty();
    }

    /**
     * Begins a flush.
     *
     * @param waits false for one that only asks: it does not wait, and no epoch ends with it
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
