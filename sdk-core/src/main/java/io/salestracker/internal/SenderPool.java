package io.salestracker.internal;

import io.salestracker.store.Ends;
import io.salestracker.store.Entry;
import io.salestracker.store.StoreStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A lane's threads. One at a time, the leader, looks for work and waits for it; when it has found some it makes sure
 * that another can take the lead, and goes to deliver. So an idle lane has one thread waiting, and none is woken in vain.
 *
 * <p>The lead is a monitor of its own, held while waiting. The other guards the few fields below; code that changes
 * something which the leader waits for calls {@link #wake}. Both are monitors because taking one needs no memory.
 *
 * <p>Work that breaks, since the store fails or memory is short, stays registered, and is mended until that succeeds or
 * the lane is closed. A thread that dies is replaced.
 */
final class SenderPool {
    private static final int MAX_EXPIRED = 100;
    private static final long FAULT_DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration MIN_EMPTY_DELAY = Duration.ofMillis(10);
    private static final int MAX_EMPTY_DOUBLED = 7;
    // In place of a time: a thread is mending this work.
    private static final long MENDING = Long.MIN_VALUE;

    private final Lane lane;
    private final Keeper keeper;
    private final Object lead = new Object();
    // Threads on their way to the lead.
    private final AtomicInteger followers = new AtomicInteger();
    // How many more arrivals the leader wants before it is woken; 0 or less if none would change anything.
    private final AtomicInteger wanted = new AtomicInteger(1);
    // Claims in a row that came back empty though the store had said that something is due. Guarded by the lead.
    private int emptyInRow;

    private final Object lock = new Object();
    // All below is guarded by the lock.
    private final @Nullable Thread[] threads;
    private final boolean[] taken;
    private int alive;
    private @Nullable Work underWay;
    private boolean woken;

    SenderPool(Lane lane, Keeper keeper) {
        this.lane = lane;
        this.keeper = keeper;
        this.threads = new Thread[lane.settings.maxInFlight()];
        this.taken = new boolean[threads.length];
    }

    /** Claimed entries with the sender that delivers them, or, without one, entries whose deadline has passed. */
    private static final class Work {
        private final @Nullable BatchSender sender;
        private volatile List<Entry> entries = List.of();
        // Guarded by the lock, as are the links in the list of all work under way.
        private boolean broken;
        private long mendAfter;
        private boolean linked;
        private @Nullable Work next;

        private Work(@Nullable BatchSender sender) {
            this.sender = sender;
        }
    }

    // ---- waking and starting

    /** An event has come in. Never throws. */
    void arrived() {
        if (wanted.get() > 0 && wanted.decrementAndGet() == 0) {
            wake();
        }
    }

    /** Something changed that the leader may be waiting for. Never throws. */
    void wake() {
        int slot;
        synchronized (lock) {
            woken = true;
            // Beside the leader, a thread that met a fault may be waiting.
            lock.notifyAll();
            slot = alive == 0 ? reserve() : -1;
        }
        if (slot >= 0) {
            startSoon(slot);
        }
    }

    /** Takes a thread's place; negative if all are taken or none is needed any more. Under the lock. */
    private int reserve() {
        if (lane.isAborted()) {
            return -1;
        }
        for (int slot = 0; slot < taken.length; slot++) {
            if (!taken[slot]) {
                taken[slot] = true;
                alive++;
                return slot;
            }
        }
        return -1;
    }

    /** Starts a thread, on the keeper's if the calling one is a user's. */
    private void startSoon(int slot) {
        try {
            if (!keeper.isCaller() || !keeper.later(() -> start(slot))) {
                start(slot);
            }
        } catch (Throwable noMemory) {
            notStarted(slot);
        }
    }

    private void start(int slot) {
        Thread started = null;
        try {
            if (!lane.isAborted()) {
                started = keeper.start("salestracker-" + lane.name + "-" + (slot + 1), () -> run(slot));
            }
        } catch (Throwable noMemory) {
            started = null;
        }
        if (started == null) {
            notStarted(slot);
        }
    }

    private void notStarted(int slot) {
        synchronized (lock) {
            leave(slot);
        }
        // The next arrival tries again.
        wanted.set(1);
    }

    private void leave(int slot) {
        taken[slot] = false;
        alive--;
        lock.notifyAll();
    }

    // ---- one thread

    private void run(int slot) {
        synchronized (lock) {
            threads[slot] = Thread.currentThread();
        }
        try {
            while (!lane.isAborted()) {
                sendOnce();
            }
        } finally {
            boolean replace;
            synchronized (lock) {
                leave(slot);
                replace = alive == 0;
            }
            if (replace) {
                wake();
            }
        }
    }

    private void sendOnce() {
        try {
            Work next = nextWork();
            if (next != null) {
                carryOut(next);
            }
        } catch (Throwable fault) {
            // The store fails, or memory is short; either may last.
            if (!(fault instanceof Fault)) {
                lane.intake.report("a sender", fault);
            }
            pauseAfterFault();
        }
    }

    /** Waits for work as the leader; null when the lane is closed. */
    private @Nullable Work nextWork() {
        followers.incrementAndGet();
        synchronized (lead) {
            followers.decrementAndGet();
            while (!lane.isAborted()) {
                listen();
                Instant now = lane.clocks.now();
                long flushesBegun = lane.flushesBegun();
                StoreStatus due = lane.store.due(now);
                Work found = find(now, due, flushesBegun, false);
                if (found != null) {
                    return found;
                }
                // While events wait for a batch to fill, only the one that fills it matters; the first starts the wait.
                int missing = lane.batchSize - due.claimable();
                wanted.set(due.claimable() == 0 ? 1 : Math.max(0, missing));
                pause(emptyInRow == 0 ? lane.nextDue(now, due) : now.plus(emptyDelay()));
            }
            return null;
        }
    }

    /** How long to leave a store alone that says something is due and hands out nothing: another node may have it. */
    private Duration emptyDelay() {
        return MIN_EMPTY_DELAY.multipliedBy(1L << Math.min(emptyInRow - 1, MAX_EMPTY_DOUBLED));
    }

    /**
     * From here on the leader is told of everything that happens. In this order: an arrival that took what was wanted must
     * find its call kept, since those after it do not call.
     */
    private void listen() {
        synchronized (lock) {
            woken = false;
        }
        wanted.set(1);
    }

    /** Claims what is to be done now; null if there is nothing. */
    private @Nullable Work find(Instant now, StoreStatus due, long flushesBegun, boolean allBroken) {
        Work broken = takeBroken(allBroken);
        if (broken != null) {
            makeSureOfALeader();
            return broken;
        }
        Instant deadline = due.nextDeadline();
        if (deadline != null && !deadline.isAfter(now)) {
            Work work = new Work(null);
            work.entries = lane.store.claimExpired(MAX_EXPIRED, now);
            return begin(work);
        }
        FlowControl.Claim claim = lane.claim(now, due, flushesBegun);
        if (claim == null) {
            emptyInRow = 0;
            return null;
        }
        Work work;
        try {
            work = new Work(new BatchSender(lane, claim.number()));
            work.entries = lane.store.claim(claim.most(), now);
        } catch (Throwable fault) {
            lane.done();
            throw fault;
        }
        return begin(work);
    }

    /** Registers claimed work and makes sure that a thread can take the lead; null if nothing was claimed. Never throws. */
    private @Nullable Work begin(Work work) {
        if (work.entries.isEmpty()) {
            emptyInRow++;
            if (work.sender != null) {
                lane.done();
            }
            return null;
        }
        emptyInRow = 0;
        synchronized (lock) {
            work.linked = true;
            work.next = underWay;
            underWay = work;
        }
        makeSureOfALeader();
        return work;
    }

    private void makeSureOfALeader() {
        int slot;
        synchronized (lock) {
            slot = followers.get() == 0 ? reserve() : -1;
        }
        if (slot >= 0) {
            start(slot);
        }
    }

    /** Waits until something may have changed, or until this time; the caller looks again in any case. */
    @SuppressWarnings({"WaitNotInLoop", "ThreadPriorityCheck"})
    private void pause(@Nullable Instant until) {
        long nanos = until == null ? Long.MAX_VALUE : lane.clocks.sleepNanos(until);
        synchronized (lock) {
            nanos = Math.min(nanos, mendingIn());
            if (woken || nanos <= 0 || lane.isAborted()) {
                return;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(lock, nanos);
            } catch (InterruptedException e) {
                // Only close interrupts a sender, which is seen in the lane's state.
                woken = true;
            }
        }
        // On few cores the woken sender would otherwise run on the caller's core for a whole batch (p99.9 of track on
        // two
        // cores: 1.7 ms without, 0.2 ms with).
        Thread.yield();
    }

    /** Waits a while in any case, and for nothing but the lane's end. Needs no memory. */
    private void pauseAfterFault() {
        long until = System.nanoTime() + FAULT_DELAY_NANOS;
        synchronized (lock) {
            for (long left = FAULT_DELAY_NANOS; left > 0 && !lane.isAborted(); left = until - System.nanoTime()) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(lock, left);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    // ---- work

    private void carryOut(Work work) {
        boolean done = false;
        try {
            done = work.sender == null ? expire(work) : deliver(work, work.sender);
        } finally {
            if (done) {
                end(work);
            } else {
                breaks(work);
            }
        }
    }

    private boolean expire(Work work) {
        for (int i = 0; i < work.entries.size(); i++) {
            Entry entry = work.entries.get(i);
            lane.settle(entry, Ends.expired(entry.header()));
        }
        return true;
    }

    /** Delivers, or mends what an earlier delivery left; false if something is left. */
    private boolean deliver(Work work, BatchSender sender) {
        try {
            if (!work.broken) {
                sender.deliver(work.entries);
                return true;
            }
        } catch (Throwable fault) {
            if (!(fault instanceof Fault)) {
                lane.intake.report("delivery", fault);
            }
        }
        sender.abandon(work.entries);
        return true;
    }

    private void end(Work work) {
        unlink(work);
        if (work.sender != null) {
            lane.done();
        }
        wake();
    }

    /** Keeps work that could not be brought to an end, to be mended after a while. */
    private void breaks(Work work) {
        synchronized (lock) {
            work.broken = true;
            work.mendAfter = System.nanoTime() + FAULT_DELAY_NANOS;
        }
        // The leader learns until when to wait.
        wake();
    }

    /** Work that is to be mended now; it is not handed out twice. */
    private @Nullable Work takeBroken(boolean all) {
        synchronized (lock) {
            for (Work work = underWay; work != null; work = work.next) {
                if (work.broken && work.mendAfter != MENDING && (all || work.mendAfter - System.nanoTime() <= 0)) {
                    work.mendAfter = MENDING;
                    return work;
                }
            }
            return null;
        }
    }

    /** When the first broken work is to be mended. Under the lock. */
    private long mendingIn() {
        long first = Long.MAX_VALUE;
        for (Work work = underWay; work != null; work = work.next) {
            if (work.broken && work.mendAfter != MENDING) {
                first = Math.min(first, work.mendAfter - System.nanoTime());
            }
        }
        return first;
    }

    private void unlink(Work work) {
        synchronized (lock) {
            if (!work.linked) {
                return;
            }
            work.linked = false;
            if (work.equals(underWay)) {
                underWay = work.next;
                return;
            }
            for (Work before = underWay; before != null; before = before.next) {
                if (work.equals(before.next)) {
                    before.next = work.next;
                    return;
                }
            }
        }
    }

    // ---- for tests, and closing

    /** Does one thing that is due, on the calling thread, without waiting; false if nothing is. */
    boolean step() {
        Instant now = lane.clocks.now();
        long flushesBegun = lane.flushesBegun();
        Work found = find(now, lane.store.due(now), flushesBegun, true);
        if (found != null) {
            carryOut(found);
        }
        return found != null;
    }

    /** Waits for the threads to end; those that take long are interrupted. */
    void awaitEnd(long deadlineNanos) throws InterruptedException {
        long half = (deadlineNanos - System.nanoTime()) / 2;
        if (!haveEnded(deadlineNanos - half)) {
            interruptAll();
            if (!haveEnded(deadlineNanos)) {
                interruptAll();
                return;
            }
        }
        for (int slot = 0; slot < threads.length; slot++) {
            Thread ended = thread(slot);
            if (ended != null) {
                // It has done its last step, but may not be off its processor.
                ended.join(TimeUnit.NANOSECONDS.toMillis(FAULT_DELAY_NANOS));
            }
        }
    }

    private boolean haveEnded(long deadlineNanos) throws InterruptedException {
        synchronized (lock) {
            lock.notifyAll();
            for (long left = deadlineNanos - System.nanoTime();
                    alive > 0 && left > 0;
                    left = deadlineNanos - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
            return alive == 0;
        }
    }

    private void interruptAll() {
        for (int slot = 0; slot < threads.length; slot++) {
            Thread running = thread(slot);
            if (running != null) {
                running.interrupt();
            }
        }
    }

    private @Nullable Thread thread(int slot) {
        synchronized (lock) {
            return threads[slot];
        }
    }

    /** Ends the entries that threads hold which do not end, and those of broken work. Never throws. */
    void endStuck() {
        for (Work work = firstUnderWay(); work != null; work = firstUnderWay()) {
            unlink(work);
            for (int i = 0; i < work.entries.size(); i++) {
                Entry entry = work.entries.get(i);
                lane.endAtClose(entry, work.sender != null && work.sender.isInDoubt(entry));
            }
        }
    }

    private @Nullable Work firstUnderWay() {
        synchronized (lock) {
            return underWay;
        }
    }
}
