package io.salestracker.internal;

import io.salestracker.delivery.DeliverySettings;
import io.salestracker.store.Entry;
import io.salestracker.store.EventStore;
import io.salestracker.store.StoreStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A lane's threads. One at a time, the leader, looks for work and waits for it; when it has found some it makes sure that
 * another can take the lead, and goes to deliver. So an idle lane has one thread waiting, and none is woken in vain.
 *
 * <p>The lead is a monitor of its own, held while looking and waiting. The few fields below are guarded by the lane's
 * monitor, which is that of its {@link FlowControl}; code that changes something that the leader waits for calls {@link
 * #wake}. Both are monitors because taking one needs no memory.
 *
 * <p>Work that breaks, since the store fails or memory is short, stays registered, and is mended until that succeeds or
 * the lane is closed. A thread that dies is replaced.
 */
final class SenderPool {
    private static final int MAX_EXPIRED = 100;
    private static final Duration MIN_EMPTY_DELAY = Duration.ofMillis(10);
    private static final int MAX_EMPTY_DOUBLED = 7;
    // However short a deadline is, a leader that nothing else wakes looks no more often.
    private static final Duration MIN_LOOK_INTERVAL = Duration.ofMillis(10);

    private final LaneParts lane;
    private final Ledger ledger;
    private final FlowControl flow;
    private final Keeper keeper;
    private final Duration shortestDeadline;
    private final Object lead = new Object();
    // Threads on their way to the lead.
    private final AtomicInteger followers = new AtomicInteger();
    // How many more arrivals the leader wants before it is woken; 0 or less if none would change anything.
    private final AtomicInteger wanted = new AtomicInteger(1);
    // True if something happened since the leader began to look. Set under the lane's monitor.
    private volatile boolean woken;
    // Claims in a row that came back empty though the store had said that something is due. Guarded by the lead.
    private int emptyInRow;

    // All below is guarded by the lane's monitor.
    private final @Nullable Thread[] threads;
    private final boolean[] taken;
    private int alive;
    private final WorkList underWay = new WorkList();

    SenderPool(LaneParts lane, Ledger ledger, FlowControl flow, Keeper keeper) {
        this.lane = lane;
        this.ledger = ledger;
        this.flow = flow;
        this.keeper = keeper;
        this.shortestDeadline = shortestDeadline(lane.settings());
        this.threads = new Thread[lane.settings().maxInFlight()];
        this.taken = new boolean[threads.length];
    }

    private static Duration shortestDeadline(DeliverySettings settings) {
        Duration shortest = Collections.min(settings.deadlines().values());
        return shortest.compareTo(MIN_LOOK_INTERVAL) < 0 ? MIN_LOOK_INTERVAL : shortest;
    }

    /** One look at what the store could hand out, and what the lane decides about it, under the store's lock. */
    private final class Look implements EventStore.ClaimRule {
        private final Instant now;
        private @Nullable StoreStatus status;
        private @Nullable Instant next;
        private @Nullable Work work;
        private int reserved = -1;

        private Look(Instant now) {
            this.now = now;
        }

        @Override
        public int max(StoreStatus found) {
            status = found;
            if (expires()) {
                return 0;
            }
            Work made = new Work();
            synchronized (flow) {
                FlowControl.Claim claim = flow.claim(now, found, found.flushPending() || ledger.isClosed());
                if (claim == null) {
                    next = flow.nextDue(now, found);
                    return 0;
                }
                made.claim = claim;
                underWay.add(made);
                work = made;
                reserved = followers.get() == 0 ? reserve() : -1;
                return claim.max();
            }
        }

        private boolean expires() {
            Instant deadline = status == null ? null : status.nextDeadline();
            return deadline != null && !deadline.isAfter(now);
        }

        private int claimable() {
            return status == null ? 0 : status.claimable();
        }

        /** When something is to be done though nothing else happens; null if never. */
        private @Nullable Instant next() {
            Instant deadline = status == null ? null : status.nextDeadline();
            return next == null || (deadline != null && deadline.isBefore(next)) ? deadline : next;
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
        synchronized (flow) {
            slot = notifyLeader();
        }
        if (slot >= 0) {
            startSoon(slot);
        }
    }

    /** Wakes the leader; gives a thread's place to start one in if there is no thread. Under the lane's monitor. */
    private int notifyLeader() {
        woken = true;
        // Beside the leader, a thread that met a fault may be waiting.
        flow.notifyAll();
        return alive == 0 ? reserve() : -1;
    }

    /** Takes a thread's place; negative if all are taken or none is needed any more. Under the lane's monitor. */
    private int reserve() {
        if (ledger.isAborted()) {
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
        boolean later;
        try {
            later = keeper.isCaller() && keeper.later(() -> start(slot));
        } catch (Throwable noMemory) {
            // There was none for the task, and the keeper itself throws nothing.
            later = false;
        }
        if (!later) {
            start(slot);
        }
    }

    /** Starts a thread; tried twice, since want of memory may last a moment, and no other event may come that tries again. */
    private void start(int slot) {
        boolean started = isStarted(slot);
        if (!started) {
            started = isStarted(slot);
        }
        if (!started) {
            notStarted(slot);
        }
    }

    private boolean isStarted(int slot) {
        try {
            return !ledger.isAborted()
                    && keeper.start("salestracker-" + lane.name() + "-" + (slot + 1), () -> run(slot)) != null;
        } catch (Throwable noMemory) {
            return false;
        }
    }

    private void notStarted(int slot) {
        synchronized (flow) {
            leave(slot);
        }
        // The next arrival tries again.
        wanted.set(1);
    }

    private void leave(int slot) {
        taken[slot] = false;
        alive--;
        flow.notifyAll();
    }

    // ---- one thread

    private void run(int slot) {
        synchronized (flow) {
            threads[slot] = Thread.currentThread();
        }
        try {
            while (!ledger.isAborted()) {
                sendOnce();
            }
        } finally {
            boolean replace;
            synchronized (flow) {
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
                lane.report("a sender", fault);
            }
            pauseAfterFault();
        }
    }

    /** Waits for work as the leader; null when the lane is closed. */
    private @Nullable Work nextWork() {
        followers.incrementAndGet();
        synchronized (lead) {
            followers.decrementAndGet();
            while (!ledger.isAborted()) {
                listen();
                Look look = new Look(lane.clocks().now());
                Work found = find(look, false);
                if (found != null) {
                    return found;
                }
                // While events wait for a batch to fill, only the one that fills it matters; the first starts the wait.
                wanted.set(look.claimable() == 0 ? 1 : Math.max(0, lane.batchSize() - look.claimable()));
                pause(emptyInRow == 0 ? nextLook(look) : look.now.plus(emptyDelay()));
            }
            return null;
        }
    }

    /**
     * When to look again though the leader is not woken. Where some events can be claimed, those that arrive do not wake it
     * by themselves, and may end before these; none of them ends sooner than the shortest deadline from now.
     */
    private @Nullable Instant nextLook(Look look) {
        Instant next = look.next();
        if (look.claimable() == 0) {
            return next;
        }
        Instant soonestEnd = look.now.plus(shortestDeadline);
        return next == null || soonestEnd.isBefore(next) ? soonestEnd : next;
    }

    /** How long to leave a store alone that says something is due and hands out nothing. */
    private Duration emptyDelay() {
        return MIN_EMPTY_DELAY.multipliedBy(1L << Math.min(emptyInRow - 1, MAX_EMPTY_DOUBLED));
    }

    /**
     * From here on the leader is told of everything that happens. In this order: an arrival that took what was wanted must
     * find its call kept, since those after it do not call.
     */
    private void listen() {
        woken = false;
        wanted.set(1);
    }

    /** Claims what is to be done now; null if there is nothing. */
    private @Nullable Work find(Look look, boolean allBroken) {
        Work toMend = underWay.hasBroken() ? takeBroken(allBroken) : null;
        if (toMend != null) {
            makeSureOfALeader();
            return toMend;
        }
        List<Entry> claimed;
        try {
            claimed = lane.store().claim(look.now, look);
        } catch (Throwable fault) {
            undo(look);
            throw fault;
        }
        Work work = look.work;
        if (work == null) {
            emptyInRow = 0;
            return look.expires() ? expired(look) : null;
        }
        if (claimed.isEmpty()) {
            undo(look);
            emptyInRow++;
            return null;
        }
        work.entries = claimed;
        emptyInRow = 0;
        if (look.reserved >= 0) {
            start(look.reserved);
        }
        return work;
    }

    /** Takes back what the look registered, of which nothing came. */
    private void undo(Look look) {
        Work work = look.work;
        if (work == null) {
            return;
        }
        try {
            synchronized (flow) {
                finish(work);
            }
        } catch (Throwable noMemory) {
            breaks(work);
        }
        if (look.reserved >= 0) {
            notStarted(look.reserved);
        }
    }

    private @Nullable Work expired(Look look) {
        Work work = new Work();
        work.entries = lane.store().claimExpired(MAX_EXPIRED, look.now);
        if (work.entries.isEmpty()) {
            return null;
        }
        synchronized (flow) {
            underWay.add(work);
        }
        makeSureOfALeader();
        return work;
    }

    private void makeSureOfALeader() {
        int slot;
        synchronized (flow) {
            slot = followers.get() == 0 ? reserve() : -1;
        }
        if (slot >= 0) {
            start(slot);
        }
    }

    /** Waits until something may have changed, or until this time; the caller looks again in any case. */
    @SuppressWarnings({"WaitNotInLoop", "ThreadPriorityCheck"})
    private void pause(@Nullable Instant until) {
        long nanos = until == null ? Long.MAX_VALUE : lane.clocks().sleepNanos(until);
        synchronized (flow) {
            nanos = Math.min(nanos, underWay.mendingIn());
            if (woken || nanos <= 0 || ledger.isAborted()) {
                return;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(flow, nanos);
            } catch (InterruptedException e) {
                // Only close interrupts a sender, which is seen in the ledger.
                woken = true;
            }
        }
        // On few cores the woken sender would otherwise run on the caller's core for a whole batch. On two cores the
        // p99.9 of track is 0.2 ms with this line and 1.7 ms without.
        Thread.yield();
    }

    /** Waits a while in any case, and for nothing but the lane's end. Needs no memory. */
    private void pauseAfterFault() {
        long until = System.nanoTime() + WorkList.FAULT_DELAY_NANOS;
        synchronized (flow) {
            for (long left = WorkList.FAULT_DELAY_NANOS;
                    left > 0 && !ledger.isAborted();
                    left = until - System.nanoTime()) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(flow, left);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    // ---- work

    private void carryOut(Work work) {
        boolean ended = false;
        try {
            if (work.claim == null) {
                expire(work);
            } else {
                deliver(work, work.claim);
            }
            end(work);
            ended = true;
        } finally {
            if (!ended) {
                breaks(work);
            }
        }
    }

    private void expire(Work work) {
        for (int i = 0; i < work.entries.size(); i++) {
            Entry entry = work.entries.get(i);
            ledger.settle(entry, entry.header().whenExpired());
        }
    }

    /** Delivers, or mends what an earlier delivery left. */
    private void deliver(Work work, FlowControl.Claim claim) {
        BatchSender sender = work.sender;
        if (sender == null) {
            sender = new BatchSender(lane, ledger, flow, claim, this::wake);
            work.sender = sender;
        }
        try {
            if (!work.isBroken()) {
                sender.deliver(work.entries);
                return;
            }
        } catch (Throwable fault) {
            if (!(fault instanceof Fault)) {
                lane.report("delivery", fault);
            }
        }
        sender.abandon(work.entries);
    }

    private void end(Work work) {
        int slot;
        synchronized (flow) {
            finish(work);
            slot = notifyLeader();
        }
        if (slot >= 0) {
            startSoon(slot);
        }
    }

    /**
     * Work that is over. The lane's decisions learn of it before the list lets it go: where they have no memory for that,
     * the work is still there to be mended, and its claim does not count as in flight for ever. Under the lane's monitor.
     */
    private void finish(Work work) {
        if (work.claim != null) {
            flow.done(work.claim.number());
        } else {
            work.entries.forEach(expired -> flow.forget(expired.header().id()));
        }
        underWay.remove(work);
    }

    /** Keeps work that could not be brought to an end, to be mended after a while. */
    private void breaks(Work work) {
        synchronized (flow) {
            underWay.breaks(work);
        }
        // The leader learns until when to wait.
        wake();
    }

    private @Nullable Work takeBroken(boolean all) {
        synchronized (flow) {
            return underWay.takeBroken(all);
        }
    }

    // ---- for tests, and closing

    /** Does one thing that is due, on the calling thread, without waiting; false if nothing is. */
    boolean step() {
        Work found;
        synchronized (lead) {
            found = find(new Look(lane.clocks().now()), true);
        }
        if (found != null) {
            carryOut(found);
        }
        return found != null;
    }

    /** When something is to be done though nothing else happens; null if never. */
    @Nullable
    Instant nextDue() {
        Look look = new Look(lane.clocks().now());
        synchronized (lead) {
            if (find(look, true) != null) {
                throw new IllegalStateException("something is due");
            }
        }
        return look.next();
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
                ended.join(TimeUnit.NANOSECONDS.toMillis(WorkList.FAULT_DELAY_NANOS));
            }
        }
    }

    private boolean haveEnded(long deadlineNanos) throws InterruptedException {
        synchronized (flow) {
            flow.notifyAll();
            for (long left = deadlineNanos - System.nanoTime();
                    alive > 0 && left > 0;
                    left = deadlineNanos - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(flow, left);
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
        synchronized (flow) {
            return threads[slot];
        }
    }

    /** Ends the entries that threads hold which do not end, and those of broken work. Never throws. */
    void endStuck() {
        for (Work work = takeFirst(); work != null; work = takeFirst()) {
            BatchSender sender = work.sender;
            for (int i = 0; i < work.entries.size(); i++) {
                Entry entry = work.entries.get(i);
                ledger.endAtClose(entry, sender != null && sender.isInDoubt(entry));
            }
        }
    }

    private @Nullable Work takeFirst() {
        synchronized (flow) {
            return underWay.takeFirst();
        }
    }
}
