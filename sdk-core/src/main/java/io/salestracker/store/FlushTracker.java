package io.salestracker.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many events are open, and which of them a flush waits for. Each event belongs to the stretch of time between two
 * flushes in which it was tracked; so the end of an event is one count down, without a lock. Everything else is done
 * under the lane's lock, which is a monitor.
 */
public final class FlushTracker {
    // A flush beyond so many shares the stretch of the next one: it may wait for events tracked after it began.
    private static final int MAX_STRETCHES = 1_000;

    private final Object lock;
    private final AtomicLong open = new AtomicLong();
    private final Set<Flush> underWay = new HashSet<>();
    // Those before a flush in which events are open still.
    private final List<Stretch> past = new ArrayList<>();
    private Stretch current = new Stretch();
    // How many have begun, and of how many all that could be sent when they began was sent on.
    private long begun;
    private long served;

    /** The events tracked between two flushes. */
    public static final class Stretch {
        private final AtomicLong open = new AtomicLong();
        private volatile boolean past;
    }

    /** A flush under way, and the events it waits for. */
    public static final class Flush {
        private final List<Stretch> stretches;
        private final long before;

        private Flush(List<Stretch> stretches, long before) {
            this.stretches = stretches;
            this.before = before;
        }

        private long left() {
            return stretches.stream().mapToLong(stretch -> stretch.open.get()).sum();
        }
    }

    /** What a flush came to. */
    public record Result(long settled, long left) {}

    public FlushTracker(Object lock) {
        this.lock = lock;
    }

    /** An event has come in; it belongs to this stretch. */
    public Stretch opened() {
        open.incrementAndGet();
        current.open.incrementAndGet();
        return current;
    }

    /** An event has ended. The one thing here that is done without the lock. Never throws. */
    public void ended(Stretch stretch) {
        open.decrementAndGet();
        if (stretch.open.decrementAndGet() == 0 && stretch.past) {
            synchronized (lock) {
                lock.notifyAll();
            }
        }
    }

    /** How many flushes have begun. */
    public long begun() {
        return begun;
    }

    /** Of the first so many flushes, everything that could be sent was sent on. */
    public void served(long flushes) {
        served = Math.max(served, flushes);
    }

    /** Tells whether batches are sent half full: also where no flush waits any more, it was asked for. */
    public boolean hurry() {
        return served < begun || !underWay.isEmpty();
    }

    /**
     * Begins a flush.
     *
     * @param waits false for one that only asks, which costs the same however many came before it
     */
    public Flush begin(boolean waits) {
        Flush flush = waits ? new Flush(past(), open.get()) : new Flush(List.of(), open.get());
        if (waits) {
            underWay.add(flush);
        }
        begun++;
        return flush;
    }

    /** The stretches of all events tracked so far. */
    private List<Stretch> past() {
        past.removeIf(stretch -> stretch.open.get() == 0);
        if (current.open.get() > 0) {
            if (past.size() < MAX_STRETCHES) {
                Stretch next = new Stretch();
                past.add(current);
                current.past = true;
                current = next;
            } else {
                current.past = true;
                List<Stretch> all = new ArrayList<>(past);
                all.add(current);
                return all;
            }
        }
        return List.copyOf(past);
    }

    /** Waits until the events that the flush waits for have ended, or until then. */
    public void await(Flush flush, long deadlineNanos) throws InterruptedException {
        long left = deadlineNanos - System.nanoTime();
        while (left > 0 && flush.left() > 0) {
            TimeUnit.NANOSECONDS.timedWait(lock, left);
            left = deadlineNanos - System.nanoTime();
        }
    }

    public Result end(Flush flush) {
        // One that only asked, just now, tells of everything that is open.
        long left = underWay.remove(flush) ? flush.left() : open.get();
        return new Result(Math.max(0, flush.before - left), left);
    }
}
