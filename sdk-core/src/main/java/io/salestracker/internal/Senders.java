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
    private final Set<List<Entry>> claimed = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean woken;

    Senders(Lane lane, TrackerThreads threads) {
        this.lane = lane;
        this.threads = threads;
    }

    /** What a leader found: entries to send, or, without a claim, entries whose deadline has passed. */
    private record Work(LaneRules.@Nullable Claim claim, List<Entry> entries) {}

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
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void start() {
        String name = "salestracker-" + lane.name + "-" + (started.size() + 1);
        started.add(threads.start(name, this::sendUntilClosed));
    }

    private void sendUntilClosed() {
        while (!lane.isAborted()) {
            try {
                for (Work next = nextWork(); next != null; next = nextWork()) {
                    carryOut(next);
                }
            } catch (Throwable thrown) {
                // Only a store can fail here, and it may go on failing.
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
                Due due = lane.store.due(now);
                Work found = find(now, due);
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

    /** From here on the leader is told of whatever happens. */
    private void listen() {
        wanted.set(1);
        lock.lock();
        try {
            woken = false;
        } finally {
            lock.unlock();
        }
    }

    /** Claims what is to be done now; null if there is nothing. */
    private @Nullable Work find(Instant now, Due due) {
        Instant deadline = due.nextDeadline();
        if (deadline != null && !deadline.isAfter(now)) {
            return begin(new Work(null, lane.store.claimExpired(MOST_EXPIRED, now)));
        }
        LaneRules.Claim claim = lane.claim(now, due);
        return claim == null ? null : begin(new Work(claim, lane.store.claim(claim.most(), now)));
    }

    /** Registers what was claimed and makes sure that somebody can take the lead; null if nothing was claimed. */
    private @Nullable Work begin(Work work) {
        if (work.entries.isEmpty()) {
            if (work.claim != null) {
                lane.decide(LaneRules::done);
            }
            return null;
        }
        lock.lock();
        try {
            claimed.add(work.entries);
            if (!lead.hasQueuedThreads() && started.size() < lane.settings.maxInFlight()) {
                start();
            }
            return work;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something may have changed, or until this time; whoever waits looks again whatever ended it. */
    @SuppressWarnings("WaitNotInLoop")
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
    }

    private void carryOut(Work work) {
        try {
            if (work.claim == null) {
                work.entries.forEach(entry -> lane.settle(entry, Ends.expired(entry.header())));
            } else {
                new Sender(lane, work.claim.number()).deliver(work.entries);
            }
        } catch (Throwable thrown) {
            // Nothing of it is lost: what the sender still holds may have been sent, and ends so; the lane goes on.
            lane.intake.report("delivery", thrown);
            Outcome doubt = new Outcome.Unconfirmed(UnconfirmedReason.NOT_REPEATED);
            work.entries.forEach(entry -> lane.settle(entry, doubt));
        } finally {
            done(work);
        }
    }

    private void done(Work work) {
        if (work.claim != null) {
            lane.decide(LaneRules::done);
        }
        lock.lock();
        try {
            claimed.remove(work.entries);
        } finally {
            lock.unlock();
        }
        wake();
    }

    /** Does one thing that is due, on the calling thread, without waiting; false if nothing is. */
    boolean step() {
        Instant now = lane.clocks.now();
        Work found = find(now, lane.store.due(now));
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

    /** What threads hold that have not ended. */
    List<Entry> stuck() {
        lock.lock();
        try {
            return claimed.stream().flatMap(List::stream).toList();
        } finally {
            lock.unlock();
        }
    }
}
