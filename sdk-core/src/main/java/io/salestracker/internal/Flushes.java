package io.salestracker.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many events are open, and which of them a flush waits for. Each event belongs to the stretch of time between two
 * flushes in which it was tracked; so the end of an event is one count down, without a lock. Everything else is done
 * under the lane's lock.
 */
final class Flushes {
    private final ReentrantLock lock;
    private final Condition settled;
    private final Set<Flush> underWay = new HashSet<>();
    // Those before a flush in which events are open still.
    private final List<Stretch> past = new ArrayList<>();
    private Stretch current = new Stretch();
    // How many have begun, and of how many all that could be sent when they began was sent on.
    private long begun;
    private long served;

    /** The events tracked between two flushes. */
    static final class Stretch {
        private final AtomicLong open = new AtomicLong();
        private volatile boolean past;
    }

    /** A flush under way, and the events it waits for. */
    static final class Flush {
        private final List<Stretch> stretches;
        private final long before;

        private Flush(List<Stretch> stretches) {
            this.stretches = stretches;
            this.before = left();
        }

        long left() {
            return stretches.stream().mapToLong(stretch -> stretch.open.get()).sum();
        }

        long settled() {
            return before - left();
        }
    }

    Flushes(ReentrantLock lock) {
        this.lock = lock;
        this.settled = lock.newCondition();
    }

    /** An event has come in; it belongs to this stretch. */
    Stretch opened() {
        current.open.incrementAndGet();
        return current;
    }

    /** An event has ended. The one thing here that is done without the lock. */
    void ended(Stretch stretch) {
        if (stretch.open.decrementAndGet() == 0 && stretch.past) {
            lock.lock();
            try {
                settled.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** How many flushes have begun. */
    long begun() {
        return begun;
    }

    /** Of so many flushes that have begun, all was sent on that could be. */
    void served(long flushes) {
        served = Math.max(served, flushes);
    }

    /** Tells whether batches are sent half full: also when nobody waits for a flush any more, it was asked for. */
    boolean hurry() {
        return served < begun || !underWay.isEmpty();
    }

    Flush begin() {
        begun++;
        past.removeIf(stretch -> stretch.open.get() == 0);
        if (current.open.get() > 0) {
            current.past = true;
            past.add(current);
            current = new Stretch();
        }
        Flush flush = new Flush(List.copyOf(past));
        underWay.add(flush);
        return flush;
    }

    /** Waits until what the flush waits for has ended, or until then. */
    void await(Flush flush, long deadlineNanos) throws InterruptedException {
        long left = deadlineNanos - System.nanoTime();
        while (flush.left() > 0 && left > 0) {
            left = settled.awaitNanos(left);
        }
    }

    void end(Flush flush) {
        underWay.remove(flush);
    }
}
