package io.salestracker.internal;

import static java.util.Objects.requireNonNull;

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
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One destination's way out: takes events in on callers' threads and has its {@link Senders} deliver them.
 *
 * <p>One lock guards the decisions ({@link LaneRules}) and the bookkeeping, and is held for constant-time work only:
 * the store is called outside it, and so are the destination, the transport and the user's code.
 */
final class Lane {
    private static final long LINE_BYTES = 500;

    final Destination destination;
    final String name;
    final DeliverySettings settings;
    final EventStore store;
    final HttpTransport transport;
    final Intake intake;
    final Clocks clocks;
    final QuietLog log;
    final RetryPolicy retries;
    final int batchSize;
    final LongAdder requests = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder throttled = new LongAdder();

    private final Callbacks callbacks;
    private final Senders senders;

    private final ReentrantLock lock = new ReentrantLock();
    // All below is guarded by the lock.
    private final LaneRules rules;
    private final RecentIds recent = new RecentIds();
    private final Tally refusedAtTheDoor = new Tally();
    private final Flushes flushes = new Flushes(lock);
    private long doorCount;
    private boolean closed;
    // So that ending an event takes no lock for what nearly never is.
    private volatile boolean remembersRefusals;
    private volatile boolean aborted;

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
        this.senders = new Senders(this, threads);
        this.log = log;
        this.batchSize = Math.min(settings.batchSize(), destination.maxBatchSize());
        this.rules = new LaneRules(settings, batchSize, retries);
    }

    // ---- on callers' threads

    /**
     * Takes an event in, or ends it at once.
     *
     * @param remembered what a second one would be known by; null if it has nothing of the kind
     */
    void offer(
            SalesEvent event, Stamp stamp, @Nullable UUID remembered, Instant now, PendingReceipt receipt, int place) {
        Translation translation = intake.translate(event, stamp);
        if (!(translation instanceof Translation.Send send)) {
            refuse(stamp, event.kind(), event, Intake.ended(translation), receipt, place);
            return;
        }
        TrackedEntry entry = new TrackedEntry(this, send, now, remembered, receipt, place);
        Outcome refused = enter(entry, now);
        if (refused != null) {
            refuse(stamp, event.kind(), send.event(), refused, receipt, place);
            return;
        }
        Admission admission = add(entry);
        for (int i = 0; i < admission.displaced().size(); i++) {
            Admission.Displaced displaced = admission.displaced().get(i);
            tell(displaced.entry(), displaced.outcome());
        }
        if (admission.refused() != null) {
            tell(entry, admission.refused());
        } else {
            senders.arrived();
        }
        if (aborted) {
            // The lane was closed while this event was on its way into the store, and nobody comes for it any more.
            endWaiting();
        }
    }

    /** A durable store may fail; then the event was not taken in, and the caller learns it from the store. */
    private Admission add(TrackedEntry entry) {
        try {
            return store.add(entry);
        } catch (RuntimeException | Error fault) {
            forget(entry, Intake.INTERNAL);
            ended(entry);
            throw fault;
        }
    }

    /** Ends an event that is not taken in. */
    void refuse(
            Stamp stamp, EventKind kind, @Nullable SalesEvent event, Outcome ended, PendingReceipt receipt, int place) {
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
            EntryHeader header = header(stamp.id(), kind, null, settings.mode(kind), clocks.now());
            Delivery delivery = new Delivery(header, ended, event);
            callbacks.tell(delivery, roughBytes(event));
        }
    }

    /** What an event may occupy that no destination has looked at closely: nearly all of it are an order's lines. */
    private static long roughBytes(@Nullable SalesEvent event) {
        return event instanceof Purchase purchase ? purchase.items().size() * LINE_BYTES : 0;
    }

    /** The header of an event that was not tried yet. */
    EntryHeader header(String id, EventKind kind, @Nullable String key, DeliveryMode mode, Instant trackedAt) {
        Instant deadline = trackedAt.plus(settings.deadline(kind));
        return new EntryHeader(id, name, key, kind, mode, trackedAt, deadline, 0, false, null);
    }

    /** Counts an event as open and remembers its id; or tells why it cannot come in. */
    private @Nullable Outcome enter(TrackedEntry entry, Instant now) {
        lock.lock();
        try {
            if (closed) {
                return new Outcome.Dropped(DropReason.CLOSED);
            }
            if (entry.remembered != null && !recent.add(entry.remembered, now)) {
                return new Outcome.Skipped(SkipReason.DUPLICATE);
            }
            entry.stretch = flushes.opened();
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether an event that is known by this would be a duplicate. */
    boolean isDuplicate(UUID remembered) {
        lock.lock();
        try {
            return recent.contains(remembered, clocks.now());
        } finally {
            lock.unlock();
        }
    }

    /** Lets an event that ended without a trace at the vendor come again under its id. */
    void forget(TrackedEntry entry, Outcome outcome) {
        UUID remembered = entry.remembered;
        boolean mayComeAgain = switch (outcome.kind()) {
            case DELIVERED, STORED, UNCONFIRMED -> false;
            case REJECTED, INVALID, SKIPPED, EXPIRED, DROPPED -> true;
        };
        if (!mayComeAgain || remembered == null) {
            return;
        }
        lock.lock();
        try {
            recent.remove(remembered);
        } finally {
            lock.unlock();
        }
    }

    /** Every entry that was counted as open comes through here once, when it ended. */
    void ended(TrackedEntry entry) {
        flushes.ended(requireNonNull(entry.stretch));
    }

    // ---- for the senders

    /** How many flushes have begun. Asked for before the store is asked what is due, it tells whose events are there. */
    long flushesBegun() {
        lock.lock();
        try {
            return flushes.begun();
        } finally {
            lock.unlock();
        }
    }

    LaneRules.@Nullable Claim claim(Instant now, Due due, long flushesBegun) {
        lock.lock();
        try {
            LaneRules.Claim claim = rules.claim(now, due, flushes.hurry() || closed);
            if (due.claimable() <= (claim == null ? 0 : claim.most())) {
                flushes.served(flushesBegun);
            }
            return claim;
        } finally {
            lock.unlock();
        }
    }

    /** When something is to be done though nothing else happens; null if never. */
    @Nullable
    Instant nextDue(Instant now, Due due) {
        Instant deadline = due.nextDeadline();
        lock.lock();
        try {
            Instant next = rules.nextDue(now, due);
            return next == null || (deadline != null && deadline.isBefore(next)) ? deadline : next;
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

    /** See {@link LaneRules#refused}. */
    boolean refused(Endpoint endpoint, long claim, List<String> ids, boolean inDoubt, Instant now) {
        lock.lock();
        try {
            remembersRefusals = true;
            return rules.refused(endpoint, claim, ids, inDoubt, now);
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether the lane has stopped. */
    boolean isAborted() {
        return aborted;
    }

    /** Does one thing that is due, on the calling thread, without waiting; false if nothing is. For tests. */
    boolean step() {
        return senders.step();
    }

    /** Ends a claimed entry: store with its ledger, then receipt, then listener. Does nothing if it ended before. */
    void settle(Entry entry, Outcome outcome) {
        if (store.settle(entry, outcome)) {
            tell(entry, outcome);
        }
    }

    /** Ends claimed entries that ended alike. Once the store has let them go all are told, whatever telling one throws. */
    void settle(List<Entry> entries, Outcome outcome) {
        Throwable fault = null;
        for (Entry entry : store.settle(entries, outcome)) {
            try {
                tell(entry, outcome);
            } catch (Throwable thrown) {
                fault = thrown;
            }
        }
        if (fault != null) {
            intake.report("telling an outcome", fault);
        }
    }

    private void tell(Entry entry, Outcome outcome) {
        if (remembersRefusals) {
            String id = entry.header().id();
            decide(to -> remembersRefusals = to.ended(id));
        }
        report(outcome);
        entry.complete(outcome);
        if (callbacks.hasListener()) {
            callbacks.tell(new Delivery(entry.header(), outcome, entry.event()), entry.heapBytes());
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

    Flushes.Flush beginFlush() {
        lock.lock();
        try {
            return flushes.begin();
        } finally {
            lock.unlock();
            senders.wake();
        }
    }

    void awaitFlush(Flushes.Flush flush, long deadlineNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            flushes.await(flush, deadlineNanos);
        } finally {
            lock.unlock();
        }
    }

    FlushReport.Result endFlush(Flushes.Flush flush) {
        lock.lock();
        try {
            flushes.end(flush);
            return new FlushReport.Result(flush.settled(), flush.left(), state(clocks.now()));
        } finally {
            lock.unlock();
        }
    }

    /** Refuses further events. */
    void refuseEvents() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
            senders.wake();
        }
    }

    /** Stops: cancels what is in flight and ends what waits. Senders end as soon as they can. */
    void abort() {
        aborted = true;
        senders.wake();
        guarded("transport", transport::close);
        endWaiting();
    }

    private void endWaiting() {
        for (List<Entry> rest = store.claimRest(1_000); !rest.isEmpty(); rest = store.claimRest(1_000)) {
            rest.forEach(entry -> settle(entry, Ends.closed(entry.header())));
        }
    }

    /** Waits for the senders to end. */
    void awaitEnd(long deadlineNanos) throws InterruptedException {
        senders.awaitEnd(deadlineNanos);
    }

    /** Ends whatever has not ended: what a sender that hangs holds, and what came in while the lane was closed. */
    void finish() {
        senders.endStuck();
        endWaiting();
        guarded("store", store::close);
    }

    /** Closes what a lane holds that no event has come to. */
    void discard() {
        guarded("transport", transport::close);
        guarded("store", store::close);
    }

    /** What fails to close must not keep the rest of the tracker from it. */
    private void guarded(String what, Runnable close) {
        try {
            close.run();
        } catch (Throwable thrown) {
            intake.report("closing the " + what, thrown);
        }
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
