package io.salestracker.internal;

import io.salestracker.Outcome;
import io.salestracker.Outcome.UnconfirmedReason;
import io.salestracker.delivery.Due;
import io.salestracker.delivery.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A lane's threads. One at a time, the leader, looks for work and waits for it; when it has found some it makes sure
 * that another can take the lead, and goes to deliver. So an idle lane has one thread waiting, and none is woken in
 * vain.
 *
 * <p>The lead is a lock of its own, held while waiting. The other lock guards the few fields below; whoever changes
 * something that the leader waits for calls {@link #wake}.
 */
final class Senders {
    private static final int MOST_EXPIRED = 100;
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(1);

    private final Lane lane;
    private final TrackerThreads threads;
    private final ReentrantLock lead = new ReentrantLock();
    // How many more arrivals the leader wants before it is woken; 0 or less if none would change anything.
    private final AtomicInteger wanted = new AtomicInteger(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // All below is guarded by the lock.
    private final List<Thread> started = new ArrayList<>();
    private final Set<Work> underWay = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean woken;

    Senders(Lane lane, TrackerThreads threads) {
        this.lane = lane;
        this.threads = threads;
    }

    /** What a leader found: entries and who sends them, or, without one, entries whose deadline has passed. */
    private record Work(@Nullable Sender sender, List<Entry> entries) {}

    /** An event has come in. */
    void arrived() {
        if (wanted.get() > 0 && wanted.decrementAndGet() == 0) {
            wake();
        }
    }

    /** Something changed that the leader may be waiting for. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            if (started.isEmpty() && !lane.isAborted()) {
                start();
            }
            // Beside the leader, one who met a fault may be waiting.
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void start() {
        Thread sender = threads.start("salestracker-" + lane.name + "-" + (started.size() + 1), this::sendUntilClosed);
        if (sender != null) {
            started.add(sender);
        } else if (started.isEmpty()) {
            // The next arrival tries again.
            wanted.set(1);
        }
    }

    private void sendUntilClosed() {
        while (!lane.isAborted()) {
            try {
                for (Work next = nextWork(); next != null; next = nextWork()) {
                    carryOut(next);
                }
            } catch (Throwable thrown) {
                // A store that fails, or want of memory; either may last.
                lane.intake.report("the store", thrown);
                pause(lane.clocks.now().plus(AFTER_A_FAULT));
            }
        }
    }

    /** Waits for work as the leader; null when the lane is closed. */
    private @Nullable Work nextWork() {
        lead.lock();
        try {
            while (!lane.isAborted()) {
                listen();
                Instant now = lane.clocks.now();
                long flushesBegun = lane.flushesBegun();
                Due due = lane.store.due(now);
                Work found = find(now, due, flushesBegun);
                if (found != null) {
                    return found;
                }
                // While events wait for a batch to fill, only the one that fills it matters; the first starts the wait.
                int missing = lane.batchSize - due.claimable();
                wanted.set(due.claimable() == 0 ? 1 : Math.max(0, missing));
                pause(lane.nextDue(now, due));
            }
            return null;
        } finally {
            lead.unlock();
        }
    }

    /**
     * From here on the leader is told of whatever happens. In this order: an arrival that took what was wanted must find
     * its call kept, since those after it do not call.
     */
    private void listen() {
        lock.lock();
        try {
            woken = false;
        } finally {
            lock.unlock();
        }
        wanted.set(1);
    }

    /** Claims what is to be done now; null if there is nothing. */
    private @Nullable Work find(Instant now, Due due, long flushesBegun) {
        Instant deadline = due.nextDeadline();
        if (deadline != null && !deadline.isAfter(now)) {
            return begin(new Work(null, lane.store.claimExpired(MOST_EXPIRED, now)));
        }
        LaneRules.Claim claim = lane.claim(now, due, flushesBegun);
        if (claim == null) {
            return null;
        }
        Sender sender = new Sender(lane, claim.number());
        try {
            return begin(new Work(sender, lane.store.claim(claim.most(), now)));
        } catch (Throwable fault) {
            lane.decide(LaneRules::done);
            throw fault;
        }
    }

    /** Registers what was claimed and makes sure that somebody can take the lead; null if nothing was claimed. */
    private @Nullable Work begin(Work work) {
        if (work.entries.isEmpty()) {
            if (work.sender != null) {
                lane.decide(LaneRules::done);
            }
            return null;
        }
        lock.lock();
        try {
            underWay.add(work);
            if (!lead.hasQueuedThreads() && started.size() < lane.settings.maxInFlight()) {
                start();
            }
            return work;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until something may have changed, or until this time; whoever waits looks again whatever ended it. Where
     * cores are few, the one who was woken takes that of the caller who woke him, and would keep it for a whole batch;
     * so he lets the caller go first. That only ever costs the batch some microseconds.
     */
    @SuppressWarnings({"WaitNotInLoop", "ThreadPriorityCheck"})
    private void pause(@Nullable Instant until) {
        lock.lock();
        try {
            if (woken || lane.isAborted()) {
                return;
            }
            if (until == null) {
                changed.await();
            } else {
                changed.awaitNanos(lane.clocks.sleepNanos(until));
            }
        } catch (InterruptedException e) {
            // Nobody interrupts a sender but close, which is seen in the lane's state.
            woken = true;
        } finally {
            lock.unlock();
        }
        Thread.yield();
    }

    private void carryOut(Work work) {
        try {
            if (work.sender == null) {
                work.entries.forEach(entry -> lane.settle(entry, Ends.expired(entry.header())));
            } else {
                deliver(work.sender, work.entries);
            }
            // What was not brought to an end stays registered, and ends when the lane is closed.
            lock.lock();
            try {
                underWay.remove(work);
            } finally {
                lock.unlock();
            }
        } finally {
            if (work.sender != null) {
                lane.decide(LaneRules::done);
            }
            wake();
        }
    }

    private void deliver(Sender sender, List<Entry> entries) {
        try {
            sender.deliver(entries);
        } catch (Throwable thrown) {
            sender.abandon(entries);
            lane.intake.report("delivery", thrown);
        }
    }

    /** Does one thing that is due, on the calling thread, without waiting; false if nothing is. */
    boolean step() {
        Instant now = lane.clocks.now();
        long flushesBegun = lane.flushesBegun();
        Work found = find(now, lane.store.due(now), flushesBegun);
        if (found != null) {
            carryOut(found);
        }
        return found != null;
    }

    /** Waits for the threads to end; those that take long are interrupted. */
    void awaitEnd(long deadlineNanos) throws InterruptedException {
        List<Thread> ending;
        lock.lock();
        try {
            ending = List.copyOf(started);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        long half = (deadlineNanos - System.nanoTime()) / 2;
        for (long until : new long[] {deadlineNanos - half, deadlineNanos}) {
            for (Thread sender : ending) {
                sender.join(Math.max(1, (until - System.nanoTime()) / 1_000_000));
                if (sender.isAlive()) {
                    sender.interrupt();
                }
            }
        }
    }

    /** Ends what threads hold that do not end. */
    void endStuck() {
        List<Work> stuck;
        lock.lock();
        try {
            stuck = List.copyOf(underWay);
        } finally {
            lock.unlock();
        }
        for (Work work : stuck) {
            for (Entry entry : work.entries) {
                boolean inDoubt = work.sender != null && work.sender.isInDoubt(entry);
                lane.settle(
                        entry,
                        inDoubt ? new Outcome.Unconfirmed(UnconfirmedReason.CLOSED) : Ends.closed(entry.header()));
            }
        }
    }
}
