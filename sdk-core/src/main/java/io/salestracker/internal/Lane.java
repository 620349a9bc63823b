package io.salestracker.internal;

import io.salestracker.Delivery;
import io.salestracker.DestinationStats;
import io.salestracker.FlushReport;
import io.salestracker.LaneState;
import io.salestracker.Outcome;
import io.salestracker.Outcome.DropReason;
import io.salestracker.delivery.Admission;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.delivery.Due;
import io.salestracker.delivery.Entry;
import io.salestracker.delivery.EntryHeader;
import io.salestracker.delivery.EventStore;
import io.salestracker.delivery.HttpTransport;
import io.salestracker.delivery.StoreCounts;
import io.salestracker.destination.Destination;
import io.salestracker.destination.SkipReason;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.Translation;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.VendorEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One destination's way out: takes events in on callers' threads and has its sender threads deliver them.
 *
 * <p>One lock guards the decisions ({@link LaneRules}) and the bookkeeping, and is held for constant-time work only:
 * the store is called outside it, and so are the destination, the transport and the user's code. Of the senders one at
 * a time, the leader, looks for work; when it has found some it makes sure there is another to take the lead.
 */
final class Lane {
    final Destination destination;
    final String name;
    final DeliverySettings settings;
    final EventStore store;
    final HttpTransport transport;
    final Intake intake;
    final Clocks clocks;
    final QuietLog log;
    final RetryPolicy retries;
    final LongAdder requests = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder throttled = new LongAdder();

    private final Callbacks callbacks;
    private final TrackerThreads threads;
    private final ReentrantLock leader = new ReentrantLock();
    // How many more arrivals the leader wants before it is woken; 0 or less if none would change anything.
    private final AtomicInteger wanted = new AtomicInteger();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition settled = lock.newCondition();
    // All below is guarded by the lock.
    private final LaneRules rules;
    private final RecentIds recent = new RecentIds();
    private final Tally refusedAtTheDoor = new Tally();
    private final Set<FlushTicket> flushes = new HashSet<>();
    private final List<Thread> senders = new ArrayList<>();
    private final Set<List<Entry>> claimed = Collections.newSetFromMap(new IdentityHashMap<>());
    private long doorCount;
    private long lastNumber;
    private long open;
    private boolean woken;
    private boolean closed;
    private boolean aborted;

    /** A flush under way: how many of the events up to a number are still open. */
    static final class FlushTicket {
        private final long upTo;
        private final long before;
        private long left;

        private FlushTicket(long upTo, long left) {
            this.upTo = upTo;
            this.before = left;
            this.left = left;
        }
    }

    Lane(
            Destination destination,
            DeliverySettings settings,
            Intake intake,
            EventStore store,
            HttpTransport transport,
            RetryPolicy retries,
            Clocks clocks,
            Callbacks callbacks,
            TrackerThreads threads,
            QuietLog log) {
        this.destination = destination;
        this.name = destination.name();
        this.settings = settings;
        this.intake = intake;
        this.store = store;
        this.transport = transport;
        this.retries = retries;
        this.clocks = clocks;
        this.callbacks = callbacks;
        this.threads = threads;
        this.log = log;
        this.rules = new LaneRules(settings, Math.min(settings.batchSize(), destination.maxBatchSize()), retries);
    }

    // ---- on callers' threads

    /**
     * Takes an event in, or ends it at once.
     *
     * @param memorable true if its id tells it apart from others, so that a second one is a duplicate
     */
    void offer(SalesEvent event, Stamp stamp, boolean memorable, PendingReceipt receipt, int place) {
        Intake.Checked checked = intake.check(event, stamp);
        Translation.Send send = checked.send();
        if (send == null) {
            refuse(stamp, event.kind(), event, checked.ended(), receipt, place);
            return;
        }
        Instant now = clocks.now();
        VendorEvent translated = send.event();
        TrackedEntry entry = new TrackedEntry(
                this,
                translated,
                header(stamp, translated.kind(), translated.orderingKey(), send.repeatable(), now),
                send.heapBytes(),
                memorable ? Ids.fingerprint(stamp.id()) : null,
                receipt,
                place);
        Outcome refused = enter(entry, now);
        if (refused != null) {
            refuse(stamp, event.kind(), translated, refused, receipt, place);
            return;
        }
        Admission admission = store.add(entry);
        admission.displaced().forEach(displaced -> tell(displaced.entry(), displaced.outcome()));
        if (admission.refused() != null) {
            tell(entry, admission.refused());
        } else if (wanted.get() > 0 && wanted.decrementAndGet() == 0) {
            wake();
        }
    }

    /** Ends an event that is not taken in. */
    void refuse(
            Stamp stamp,
            EventKind kind,
            @Nullable SalesEvent event,
            @Nullable Outcome outcome,
            PendingReceipt receipt,
            int place) {
        Outcome ended = outcome == null ? Intake.INTERNAL : outcome;
        lock.lock();
        try {
            doorCount++;
            refusedAtTheDoor.count(ended);
        } finally {
            lock.unlock();
        }
        receipt.settle(place, ended);
        report(ended);
        if (callbacks.hasListener()) {
            callbacks.tell(new Delivery(header(stamp, kind, null, false, clocks.now()), ended, event));
        }
    }

    private EntryHeader header(Stamp stamp, EventKind kind, @Nullable String key, boolean repeatable, Instant now) {
        DeliveryMode mode = repeatable ? DeliveryMode.AT_LEAST_ONCE : settings.mode(kind);
        return new EntryHeader(
                stamp.id(), name, key, kind, mode, now, now.plus(settings.deadline(kind)), 0, false, null);
    }

    /** Numbers an event and remembers its id; or tells why it cannot come in. */
    private @Nullable Outcome enter(TrackedEntry entry, Instant now) {
        lock.lock();
        try {
            if (closed) {
                return new Outcome.Dropped(DropReason.CLOSED);
            }
            if (entry.remembered != null && !recent.add(entry.remembered, now)) {
                return new Outcome.Skipped(SkipReason.DUPLICATE);
            }
            entry.number = ++lastNumber;
            open++;
            if (senders.isEmpty()) {
                startSender();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether an event with this id would be a duplicate. */
    boolean isDuplicate(String id) {
        UUID fingerprint = Ids.fingerprint(id);
        lock.lock();
        try {
            return recent.contains(fingerprint, clocks.now());
        } finally {
            lock.unlock();
        }
    }

    /** Every entry that was numbered comes through here once, when it ended. */
    void ended(TrackedEntry entry, Outcome outcome) {
        boolean mayComeAgain = switch (outcome.kind()) {
            case DELIVERED, STORED, UNCONFIRMED -> false;
            case REJECTED, INVALID, SKIPPED, EXPIRED, DROPPED -> true;
        };
        lock.lock();
        try {
            open--;
            if (mayComeAgain && entry.remembered != null) {
                recent.remove(entry.remembered);
            }
            for (FlushTicket flush : flushes) {
                if (entry.number <= flush.upTo && --flush.left == 0) {
                    settled.signalAll();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- on sender threads

    private void startSender() {
        String sender = "salestracker-" + name + "-" + (senders.size() + 1);
        senders.add(threads.start(sender, this::sendUntilClosed));
    }

    private void sendUntilClosed() {
        for (Work next = nextWork(); next != null; next = nextWork()) {
            carryOut(next);
        }
    }

    /** What a leader found: entries to send, or, without a claim, entries whose deadline has passed. */
    private record Work(LaneRules.@Nullable Claim claim, List<Entry> entries) {}

    /** Waits for work as the leader; null when the lane is closed. */
    private @Nullable Work nextWork() {
        leader.lock();
        try {
            while (listen()) {
                Instant now = clocks.now();
                Due due = store.due(now);
                Work found = find(now, due);
                if (found != null) {
                    return found;
                }
                pause(now, due);
            }
            return null;
        } finally {
            leader.unlock();
        }
    }

    /** Has the leader told of whatever happens from now on; false if the lane is closed. */
    private boolean listen() {
        wanted.set(1);
        lock.lock();
        try {
            woken = false;
            return !aborted;
        } finally {
            lock.unlock();
        }
    }

    /** Claims what is to be done now; null if there is nothing. */
    private @Nullable Work find(Instant now, Due due) {
        Instant deadline = due.nextDeadline();
        if (deadline != null && !deadline.isAfter(now)) {
            return begin(new Work(null, store.claimExpired(rules.batchSize(), now)));
        }
        LaneRules.Claim claim;
        lock.lock();
        try {
            claim = rules.claim(now, due, !flushes.isEmpty() || closed);
        } finally {
            lock.unlock();
        }
        return claim == null ? null : begin(new Work(claim, store.claim(claim.most(), now)));
    }

    /** Does one thing that is due, on the calling thread, without waiting; false if nothing is. For tests. */
    boolean step() {
        Instant now = clocks.now();
        Work found = find(now, store.due(now));
        if (found != null) {
            carryOut(found);
        }
        return found != null;
    }

    private void carryOut(Work work) {
        try {
            if (work.claim == null) {
                work.entries.forEach(entry -> settle(entry, Ends.expired(entry.header())));
            } else {
                new Sender(this, work.claim.number()).deliver(work.entries);
            }
        } catch (Throwable thrown) {
            // Nothing of it is lost: what the sender still holds ends here, and the lane goes on.
            intake.report("delivery", thrown);
            work.entries.forEach(entry -> settle(entry, Intake.INTERNAL));
        } finally {
            done(work);
        }
    }

    /** Registers what was claimed and makes sure that somebody can take the lead; null if nothing was claimed. */
    private @Nullable Work begin(Work work) {
        lock.lock();
        try {
            if (work.entries.isEmpty()) {
                if (work.claim != null) {
                    rules.done();
                }
                return null;
            }
            claimed.add(work.entries);
            if (!leader.hasQueuedThreads() && senders.size() < settings.maxInFlight()) {
                startSender();
            }
            return work;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something may have changed; the leader looks again whatever ended the wait. */
    @SuppressWarnings("WaitNotInLoop")
    private void pause(Instant now, Due due) {
        lock.lock();
        try {
            // While events wait for a batch to fill, only the one that fills it matters; but the first starts the wait.
            int missing = rules.batchSize() - due.claimable();
            wanted.set(due.claimable() == 0 ? 1 : Math.max(0, missing));
            Instant next = earlier(rules.nextDue(now, due), due.nextDeadline());
            if (woken) {
                return;
            }
            if (next == null) {
                work.await();
            } else {
                work.awaitNanos(clocks.sleepNanos(next));
            }
        } catch (InterruptedException e) {
            // Nobody interrupts a sender but close, which is seen in the state.
            woken = true;
        } finally {
            lock.unlock();
        }
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }

    private void wake() {
        lock.lock();
        try {
            woken = true;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    private void done(Work finished) {
        lock.lock();
        try {
            claimed.remove(finished.entries);
            if (finished.claim != null) {
                rules.done();
            }
            woken = true;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    // ---- what a sender tells

    /** A change of the rules. */
    interface Change {
        void to(LaneRules rules);
    }

    void decide(Change change) {
        lock.lock();
        try {
            change.to(rules);
        } finally {
            lock.unlock();
        }
    }

    /** A question to the rules. */
    interface Question<T> {
        T to(LaneRules rules);
    }

    <T> T ask(Question<T> question) {
        lock.lock();
        try {
            return question.to(rules);
        } finally {
            lock.unlock();
        }
    }

    boolean isAborted() {
        lock.lock();
        try {
            return aborted;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a claimed entry: store with its ledger, then receipt, then listener. Does nothing if it ended before. */
    void settle(Entry entry, Outcome outcome) {
        if (store.settle(entry, outcome)) {
            tell(entry, outcome);
        }
    }

    private void tell(Entry entry, Outcome outcome) {
        EntryHeader header = entry.header();
        decide(to -> to.ended(header.id()));
        entry.complete(outcome);
        report(outcome);
        if (callbacks.hasListener()) {
            callbacks.tell(new Delivery(header, outcome, entry.event()));
        }
    }

    /** Gives a claimed entry back to wait; when the lane is being closed there is nothing to wait for. */
    void release(Entry entry, EntryHeader header, Instant notBefore) {
        if (isAborted()) {
            settle(entry, Ends.closed(header));
        } else {
            store.release(entry, header, notBefore);
        }
    }

    private void report(Outcome outcome) {
        switch (outcome.kind()) {
            case DELIVERED, STORED, SKIPPED, REJECTED -> {
                // As they should be; what was rejected is reported with the vendor's words by the sender.
            }
            case INVALID ->
                log.warn(
                        name + " " + outcome.reason(),
                        () -> name + ": an event is invalid and was not sent: "
                                + (outcome instanceof Outcome.Invalid invalid
                                                && !invalid.violations().isEmpty()
                                        ? invalid.violations()
                                        : outcome.reason()));
            case EXPIRED, DROPPED, UNCONFIRMED ->
                log.warn(
                        name + " " + outcome.kind() + " " + outcome.reason(),
                        () -> name + ": an event is " + outcome.kind().word() + " (" + outcome.reason() + ")");
        }
    }

    // ---- flush, close, stats

    FlushTicket beginFlush() {
        lock.lock();
        try {
            FlushTicket flush = new FlushTicket(lastNumber, open);
            flushes.add(flush);
            woken = true;
            work.signal();
            return flush;
        } finally {
            lock.unlock();
        }
    }

    void awaitFlush(FlushTicket flush, long deadlineNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = deadlineNanos - System.nanoTime();
            while (flush.left > 0 && left > 0) {
                left = settled.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    FlushReport.Result endFlush(FlushTicket flush) {
        lock.lock();
        try {
            flushes.remove(flush);
            return new FlushReport.Result(flush.before - flush.left, flush.left, state(clocks.now()));
        } finally {
            lock.unlock();
        }
    }

    /** Refuses further events. */
    void refuseEvents() {
        lock.lock();
        try {
            closed = true;
            woken = true;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Stops: cancels what is in flight and ends what waits. Senders end as soon as they can. */
    void abort() {
        lock.lock();
        try {
            aborted = true;
            woken = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        transport.close();
        endWaiting();
    }

    private void endWaiting() {
        for (List<Entry> rest = store.claimRest(1_000); !rest.isEmpty(); rest = store.claimRest(1_000)) {
            rest.forEach(entry -> settle(entry, Ends.closed(entry.header())));
        }
    }

    /** Waits for the senders to end, and ends what one that hangs still holds. */
    void awaitEnd(long deadlineNanos) throws InterruptedException {
        List<Thread> ending;
        lock.lock();
        try {
            ending = List.copyOf(senders);
        } finally {
            lock.unlock();
        }
        for (Thread sender : ending) {
            if (sender != Thread.currentThread()) {
                sender.interrupt();
                long millis = Math.max(1, (deadlineNanos - System.nanoTime()) / 1_000_000);
                sender.join(millis);
            }
        }
    }

    void finish() {
        List<List<Entry>> stuck;
        lock.lock();
        try {
            stuck = List.copyOf(claimed);
        } finally {
            lock.unlock();
        }
        for (List<Entry> entries : stuck) {
            entries.forEach(entry -> settle(entry, new Outcome.Unconfirmed(Outcome.UnconfirmedReason.CLOSED)));
        }
        endWaiting();
        store.close();
    }

    DestinationStats stats() {
        StoreCounts counts = store.counts();
        Instant now = clocks.now();
        lock.lock();
        try {
            return new DestinationStats(
                    name,
                    destination.vendor(),
                    doorCount + counts.added(),
                    Tally.sum(refusedAtTheDoor.snapshot(), counts.ended()),
                    counts.held(),
                    counts.heldBytes(),
                    requests.sum(),
                    retried.sum(),
                    throttled.sum(),
                    state(now),
                    rules.pausedUntil(now));
        } finally {
            lock.unlock();
        }
    }

    private LaneState state(Instant now) {
        return closed ? LaneState.CLOSED : rules.state(now);
    }
}
