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
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The sender threads of a lane. One of them at a time is the leader: it looks for work and waits for it. When it finds
 * some, it makes sure that another thread can lead, and delivers. So each wake-up finds work. There are as many threads
 * as work was under way at once; those that were not needed for some seconds end, and so does the last one if nothing
 * waits.
 *
 * <p>The lead is a monitor, held while looking and waiting. The fields below it are guarded by the lane's monitor, that
 * of its {@link FlowControl}. Code that changes what the leader waits for calls {@link #wake}. Both are monitors
 * because entering one needs no memory.
 *
 * <p>Work may throw because the store fails or memory is short. It then stays in the list and is repaired until that
 * succeeds or the lane is closed. A thread that dies is replaced.
 */
final class SenderPool {
    private static final int MAX_EXPIRED = 100;
    private static final Duration MIN_EMPTY_DELAY = Duration.ofMillis(10);
    private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int MAX_EMPTY_DOUBLED = 7;
    // Minimum interval between two looks of a leader that nothing wakes, however short a deadline is.
    private static final Duration MIN_LOOK_INTERVAL = Duration.ofMillis(10);
    // Given to a thread that has left its slot.
    private static final Work RETIRED = new Work();

    private final LaneParts lane;
    private final Ledger ledger;
    private final FlowControl flow;
    private final Keeper keeper;
    private final Duration shortestDeadline;
    private final Object lead = new Object();
    // Number of threads that wait for the lead.
    private final AtomicInteger followers = new AtomicInteger();
    // Number of arrivals after which the leader is woken; 0 or less if an arrival changes nothing.
    private final AtomicInteger wanted = new AtomicInteger(1);
    // True if something happened since the leader began to look. Set under the lane's monitor.
    private volatile boolean woken;
    // Number of empty claims in a row though the store had reported due entries. Guarded by the lead.
    private int emptyInRow;
    // Guarded by the lead.
    private final Demand demand = new Demand();

    // The fields below are guarded by the lane's monitor.
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

    /** One look at what the store can hand out, with the lane's decision on it. Runs under the store's lock. */
    private final class Look implements EventStore.ClaimRule {
        private final Instant now;
        private @Nullable StoreStatus status;
        private @Nullable Instant next;
        private @Nullable Work work;
        // As of the look; that of the leader if the lane was not asked.
        private int threads = 1;

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
                threads = alive;
                FlowControl.Claim claim = flow.claim(now, found, found.flushPending() || ledger.isClosed());
                if (claim == null) {
                    next = flow.nextDue(now, found);
                    return 0;
                }
                made.claim = claim;
                underWay.add(made);
                work = made;
                made.nextLeader = followers.get() == 0 ? reserve() : -1;
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

        /** The time at which work is due by itself; null if none is. */
        private @Nullable Instant next() {
            Instant deadline = status == null ? null : status.nextDeadline();
            return next == null || (deadline != null && deadline.isBefore(next)) ? deadline : next;
        }
    }

    /**
     * The number of threads that were busy at once in the last periods. Noting needs no memory: the leader holds claimed
     * work meanwhile, which a fault would lose.
     */
    private static final class Demand {
        private static final int PERIOD_SECONDS = 15;

        private long endSecond = Instant.MIN.getEpochSecond();
        private int before;
        private int now;

        void note(int busy, Instant at) {
            long second = at.getEpochSecond();
            if (second >= endSecond) {
                before = second < endSecond + PERIOD_SECONDS ? now : 0;
                now = 0;
                endSecond = second + PERIOD_SECONDS;
            }
            now = Math.max(now, busy);
        }

        int max() {
            return Math.max(before, now);
        }

        Instant periodEnd() {
            return Instant.ofEpochSecond(endSecond);
        }
    }

    // ---- waking and starting

    /** Counts an arrival and wakes the leader if it waits for this one. Never throws. */
    void arrived() {
        if (wanted.get() > 0 && wanted.decrementAndGet() == 0) {
            wake();
        }
    }

    /** Wakes the leader after a change. Never throws. */
    void wake() {
        int slot;
        synchronized (flow) {
            slot = notifyLeader();
        }
        if (slot >= 0) {
            startSoon(slot);
        }
    }

    /** Wakes the leader. Reserves a slot for a new thread if there is no thread. Under the lane's monitor. */
    private int notifyLeader() {
        woken = true;
        // A thread that met a fault may be waiting on this monitor too.
        flow.notifyAll();
        return alive == 0 ? reserve() : -1;
    }

    /** Reserves a thread's slot; negative if all are taken or the lane ends. Under the lane's monitor. */
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

    /** Starts a thread, by the keeper if the calling thread is a user's. */
    private void startSoon(int slot) {
        boolean later;
        try {
            later = keeper.isCaller() && keeper.later(() -> start(slot));
        } catch (Throwable noMemory) {
            // Memory was short for the task; the keeper itself does not throw.
            later = false;
        }
        if (!later) {
            start(slot);
        }
    }

    /**
     * Starts a thread in two tries. Memory may be short only for a moment, and no later event may come to try again.
     */
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
        boolean retired = false;
        try {
            while (!retired && !ledger.isAborted()) {
                retired = !sendOnce(slot);
            }
        } finally {
            if (!retired) {
                died(slot);
            }
        }
    }

    private void died(int slot) {
        boolean replace;
        synchronized (flow) {
            leave(slot);
            replace = alive == 0;
        }
        if (replace) {
            wake();
        }
    }

    /** Does the next work; false if there is none for this thread, which has left its slot. */
    private boolean sendOnce(int slot) {
        try {
            Work next = nextWork(slot);
            if (next == null) {
                return true;
            }
            if (next == RETIRED) {
                return false;
            }
            if (next.nextLeader >= 0) {
                start(next.nextLeader);
            }
            carryOut(next);
        } catch (Throwable fault) {
            // The store fails, or memory is short; either may last.
            if (!(fault instanceof Fault)) {
                lane.report("a sender", fault);
            }
            pauseAfterFault();
        }
        return true;
    }

    /** Waits for work as the leader; {@link #RETIRED} if this thread is not needed, and null if the lane ends. */
    private @Nullable Work nextWork(int slot) {
        followers.incrementAndGet();
        synchronized (lead) {
            followers.decrementAndGet();
            while (!ledger.isAborted()) {
                listen();
                Look look = new Look(lane.clocks().now());
                Work found = find(look, false);
                demand.note(look.threads - followers.get() - (found == null ? 1 : 0), look.now);
                if (found != null) {
                    return found;
                }
                if (isSurplus(look) && retires(slot)) {
                    return RETIRED;
                }
                // While events wait for a batch to fill, the leader is woken by the event that fills it. Otherwise the
                // first event wakes it.
                wanted.set(look.claimable() == 0 ? 1 : Math.max(0, lane.batchSize() - look.claimable()));
                pause(emptyInRow == 0 ? nextLook(look) : look.now.plus(emptyDelay()));
            }
            return null;
        }
    }

    /**
     * Tells whether there are more threads than were needed of late. The last one is needed while anything is due by
     * itself.
     */
    private boolean isSurplus(Look look) {
        return look.threads > 1
                ? followers.get() > 0 && look.threads > demand.max() + 1
                : demand.max() == 0 && look.next() == null && look.claimable() == 0 && !underWay.hasBroken();
    }

    /** Ends the leader, unless something happened since its look. Another thread leads; or the next arrival starts one. */
    private boolean retires(int slot) {
        synchronized (flow) {
            if (woken || ledger.isClosed()) {
                return false;
            }
            leave(slot);
            return true;
        }
    }

    /**
     * The time of the next look if nothing wakes the leader. While some events can be claimed, new ones do not wake it,
     * though they may expire before these. None of them expires sooner than the shortest deadline from now.
     */
    private @Nullable Instant nextLook(Look look) {
        Instant next = look.next();
        if (look.threads > 1 || next == null) {
            Instant end = demand.periodEnd();
            next = next == null || end.isBefore(next) ? end : next;
        }
        if (look.claimable() == 0) {
            return next;
        }
        Instant soonestEnd = look.now.plus(shortestDeadline);
        return next == null || soonestEnd.isBefore(next) ? soonestEnd : next;
    }

    /** The wait after a store reported due entries and handed out none. */
    private Duration emptyDelay() {
        return MIN_EMPTY_DELAY.multipliedBy(1L << Math.min(emptyInRow - 1, MAX_EMPTY_DOUBLED));
    }

    /**
     * Registers the leader for every arrival. The order matters: an arrival that counts down to zero must find the flag
     * already cleared, since later ones do not wake the leader.
     */
    private void listen() {
        woken = false;
        wanted.set(1);
    }

    /** Claims the work that is due now; null if there is none. */
    private @Nullable Work find(Look look, boolean allBroken) {
        Work toRepair = underWay.hasBroken() ? takeBroken(allBroken) : null;
        if (toRepair != null) {
            return toRepair;
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
        return work;
    }

    /** Removes the work that the look registered, since the claim brought nothing. */
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
        if (work.nextLeader >= 0) {
            notStarted(work.nextLeader);
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
            work.nextLeader = followers.get() == 0 ? reserve() : -1;
        }
        return work;
    }

    /** Waits until a change or until this time. The caller looks again in any case. */
    @SuppressWarnings({"WaitNotInLoop", "ThreadPriorityCheck"})
    private void pause(@Nullable Instant until) {
        long nanos = until == null ? Long.MAX_VALUE : lane.clocks().sleepNanos(until);
        if (nanos < SHORT_NANOS) {
            // A monitor's wait takes whole milliseconds, which would halve a pace of a thousand starts a second.
            LockSupport.parkNanos(nanos);
            return;
        }
        synchronized (flow) {
            nanos = Math.min(nanos, underWay.repairIn());
            if (woken || nanos <= 0 || ledger.isAborted()) {
                return;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(flow, nanos);
            } catch (InterruptedException e) {
                // Only close interrupts a sender, and the caller sees that in the ledger.
                woken = true;
            }
        }
        // On few cores the woken sender would otherwise run on the caller's core for a whole batch. On two cores the
        // p99.9 of track is 0.2 ms with this line and 1.7 ms without.
        Thread.yield();
    }

    /** Waits a fixed time, unless the lane ends. Needs no memory. */
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

    /** Delivers the work, or cleans up after an earlier delivery that threw. */
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
     * Ends work. The claim ends before the work leaves the list. If memory is short for that, the work is still listed
     * and repaired later, so its claim does not stay in flight for ever. Under the lane's monitor.
     */
    private void finish(Work work) {
        if (work.claim != null) {
            flow.done(work.claim.number());
        } else {
            work.entries.forEach(expired -> flow.forget(expired.header().id()));
        }
        underWay.remove(work);
    }

    /** Marks work that threw, to be repaired after a wait. */
    private void breaks(Work work) {
        synchronized (flow) {
            underWay.breaks(work);
        }
        // The leader has to compute its wait anew.
        wake();
    }

    private @Nullable Work takeBroken(boolean all) {
        synchronized (flow) {
            Work broken = underWay.takeBroken(all);
            if (broken != null) {
                broken.nextLeader = followers.get() == 0 ? reserve() : -1;
            }
            return broken;
        }
    }

    // ---- for tests, and closing

    /** Does one piece of due work on the calling thread without waiting; false if nothing is due. */
    boolean step() {
        Work found;
        synchronized (lead) {
            found = find(new Look(lane.clocks().now()), true);
        }
        if (found == null) {
            return false;
        }
        if (found.nextLeader >= 0) {
            start(found.nextLeader);
        }
        carryOut(found);
        return true;
    }

    /** The time at which work is due by itself; null if none is. */
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

    /** Waits for the threads to end, and interrupts those that are still busy after half the time. */
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
                // The thread has left its slot, but may need a moment to end.
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

    /** Ends the entries of threads that do not end, and those of broken work. Never throws. */
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
