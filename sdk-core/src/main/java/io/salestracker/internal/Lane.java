package io.salestracker.internal;

import static java.util.Objects.requireNonNull;

import io.salestracker.DeliveryReport;
import io.salestracker.DestinationStats;
import io.salestracker.FlushReport;
import io.salestracker.LaneState;
import io.salestracker.Outcome;
import io.salestracker.Outcome.DropReason;
import io.salestracker.Outcome.Kind;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.destination.SkipReason;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.Translation;
import io.salestracker.event.EventKind;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Violation;
import io.salestracker.http.HttpTransport;
import io.salestracker.store.AddResult;
import io.salestracker.store.Ends;
import io.salestracker.store.Entry;
import io.salestracker.store.EntryHeader;
import io.salestracker.store.EventStore;
import io.salestracker.store.FlushTracker;
import io.salestracker.store.OutcomeCounts;
import io.salestracker.store.StoreCounts;
import io.salestracker.store.StoreStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One destination's way out: takes events in on callers' threads and has its {@link SenderPool} deliver them.
 *
 * <p>One lock guards the decisions ({@link FlowControl}) and the bookkeeping, and is held for constant-time work only:
 * the store is called outside it, and so are the destination, the transport and the user's code. It is a monitor, because
 * a {@code ReentrantLock} that is taken needs memory for the thread that waits, and throws where there is none.
 */
final class Lane {
    private static final long LINE_BYTES = 500;
    private static final int MAX_NAMED = 5;
    private static final int MAX_TOLD_AT_ONCE = 16;
    private static final int CLAIMED_AT_CLOSE = 1_000;
    private static final Outcome NOT_STORED = new Outcome.Dropped(DropReason.NOT_STORED);
    private static final Outcome STORED = new Outcome.Stored();
    private static final Outcome DUPLICATE = new Outcome.Skipped(SkipReason.DUPLICATE);

    final String name;
    final DeliverySettings settings;
    final StoreDoor store;
    final TransportDoor transport;
    final DestinationDoor intake;
    final Clocks clocks;
    final ThrottledLogger log;
    final RetryPolicy retries;
    final int batchSize;
    final LongAdder requests = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder throttled = new LongAdder();

    private final Callbacks callbacks;
    private final Keeper keeper;
    private final SenderPool senders;

    // Events that went into a store which does not give back the entry itself, by id.
    private final Map<String, TrackedEntry> open = new ConcurrentHashMap<>();

    private final Object lock = new Object();
    // All below is guarded by the lock.
    private final FlowControl rules;
    private final RecentIds recent = new RecentIds();
    private final OutcomeCounts refusedAtTheDoor = new OutcomeCounts();
    private final FlushTracker flushes = new FlushTracker(lock);
    private long doorCount;
    private long givenUp;
    private boolean closed;
    // Read without the lock on every outcome; true only while some event has been refused as the destination's fault.
    private volatile boolean remembersRefusals;
    private volatile boolean aborted;

    Lane(
            Destination destination,
            DeliverySettings settings,
            DestinationDoor intake,
            EventStore store,
            HttpTransport transport,
            RetryPolicy retries,
            Clocks clocks,
            Callbacks callbacks,
            Keeper keeper,
            ThrottledLogger log) {
        this.name = destination.name();
        this.settings = settings;
        this.intake = intake;
        this.store = new StoreDoor(store, intake);
        this.transport = new TransportDoor(transport, intake);
        this.retries = retries;
        this.clocks = clocks;
        this.callbacks = callbacks;
        this.keeper = keeper;
        this.senders = new SenderPool(this, keeper);
        this.log = log;
        this.batchSize = Math.min(settings.batchSize(), destination.maxBatchSize());
        this.rules = new FlowControl(settings, batchSize, retries);
    }

    // ---- on callers' threads

    /**
     * Takes an event in, or ends it at once. Never throws.
     *
     * @param remembered what a second one would be known by; null if it has nothing of the kind
     */
    void offer(
            SalesEvent event, Stamp stamp, @Nullable UUID remembered, Instant now, PendingReceipt receipt, int place) {
        TrackedEntry entry = null;
        EventKind kind = EventKind.OTHER;
        Outcome refused;
        try {
            kind = requireNonNull(event.kind());
            Translation translation = intake.translate(event, stamp);
            if (translation instanceof Translation.Send send) {
                entry = new TrackedEntry(this, send, now, remembered, receipt, place);
                refused = enter(entry, now);
            } else {
                refused = DestinationDoor.ended(translation);
            }
        } catch (Throwable fault) {
            intake.report("track", fault);
            refused = DestinationDoor.INTERNAL;
        }
        if (entry == null || refused != null) {
            SalesEvent told = entry == null ? event : entry.event();
            refuse(stamp, kind, told, refused == null ? DestinationDoor.INTERNAL : refused, receipt, place);
        } else {
            take(entry, stamp);
        }
    }

    /** Puts an event that was counted as open into the store. */
    private void take(TrackedEntry entry, Stamp stamp) {
        AddResult admission;
        try {
            if (!store.isMemory()) {
                open.put(stamp.id(), entry);
            }
            admission = store.add(entry);
            entry.stored = true;
        } catch (Throwable notTaken) {
            open.remove(stamp.id());
            count(NOT_STORED);
            entry.complete(NOT_STORED);
            announce(entry, NOT_STORED);
            return;
        }
        List<AddResult.Displaced> displaced = admission.displaced();
        for (int i = 0; i < Math.min(displaced.size(), MAX_TOLD_AT_ONCE); i++) {
            end(displaced.get(i));
        }
        if (displaced.size() > MAX_TOLD_AT_ONCE) {
            endLater(displaced.subList(MAX_TOLD_AT_ONCE, displaced.size()));
        }
        if (admission.refused() != null) {
            end(entry, admission.refused());
        } else {
            senders.arrived();
        }
        if (aborted) {
            // The lane was closed while this event was on its way into the store, and no sender claims it any more.
            completeOpen(endWaiting() ? STORED : Ends.CLOSED_UNSENT);
        }
    }

    /** Tells many displaced events of their end on another thread, so that a large order does not keep its caller. */
    private void endLater(List<AddResult.Displaced> displaced) {
        if (!keeper.later(() -> displaced.forEach(this::end))) {
            displaced.forEach(this::end);
        }
    }

    private void end(AddResult.Displaced displaced) {
        end(displaced.entry(), displaced.outcome());
    }

    /** Ends an event that is not taken in. Never throws. */
    void refuse(
            Stamp stamp, EventKind kind, @Nullable SalesEvent event, Outcome ended, PendingReceipt receipt, int place) {
        count(ended);
        receipt.settle(place, ended);
        report(ended);
        if (callbacks.hasListener()) {
            try {
                callbacks.tell(
                        new DeliveryReport(
                                stamp.id(), name, intake.vendor(), kind, null, 0, clocks.now(), ended, event),
                        roughBytes(event));
            } catch (Throwable noMemory) {
                callbacks.missed();
            }
        }
    }

    /** Counts an event that ended before any store had it. */
    void count(Outcome ended) {
        synchronized (lock) {
            doorCount++;
            refusedAtTheDoor.count(ended);
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
        synchronized (lock) {
            if (closed) {
                return Ends.CLOSED_UNSENT;
            }
            if (entry.remembered != null && !recent.add(entry.remembered, now)) {
                return DUPLICATE;
            }
            entry.stretch = flushes.opened();
            return null;
        }
    }

    /** Tells whether an event that is known by this would be a duplicate. */
    boolean isDuplicate(UUID remembered) {
        synchronized (lock) {
            return recent.contains(remembered, clocks.now());
        }
    }

    /** Lets an event that ended without a trace at the vendor come again under its id. */
    void forget(TrackedEntry entry, Outcome outcome) {
        UUID remembered = entry.remembered;
        Outcome.Kind kind = outcome.kind();
        if (remembered == null || kind == Kind.DELIVERED || kind == Kind.STORED || kind == Kind.UNCONFIRMED) {
            return;
        }
        synchronized (lock) {
            recent.remove(remembered);
        }
    }

    /** Every entry that was counted as open comes through here once, when it ended. */
    void ended(TrackedEntry entry) {
        flushes.ended(requireNonNull(entry.stretch));
    }

    // ---- for the senders

    /** How many flushes have begun. Asked for before the store is asked what is due, it tells whose events are there. */
    long flushesBegun() {
        synchronized (lock) {
            return flushes.begun();
        }
    }

    FlowControl.@Nullable Claim claim(Instant now, StoreStatus due, long flushesBegun) {
        synchronized (lock) {
            FlowControl.Claim claim = rules.claim(now, due, flushes.hurry() || closed);
            if (due.claimable() <= (claim == null ? 0 : claim.most())) {
                flushes.served(flushesBegun);
            }
            return claim;
        }
    }

    /** When something is to be done though nothing else happens; null if never. */
    @Nullable
    Instant nextDue(Instant now, StoreStatus due) {
        Instant deadline = due.nextDeadline();
        synchronized (lock) {
            Instant next = rules.nextDue(now, due);
            return next == null || (deadline != null && deadline.isBefore(next)) ? deadline : next;
        }
    }

    // ---- what a sender tells

    /** A change of the rules. */
    interface Change {
        void to(FlowControl rules);
    }

    void decide(Change change) {
        synchronized (lock) {
            change.to(rules);
        }
    }

    /** A sender that claimed holds nothing any more. Never throws. */
    void done() {
        synchronized (lock) {
            rules.done();
        }
    }

    /** A question to the rules. */
    interface Question<T> {
        T to(FlowControl rules);
    }

    <T> T ask(Question<T> question) {
        synchronized (lock) {
            return question.to(rules);
        }
    }

    /** See {@link FlowControl#refused}. */
    boolean refused(Endpoint endpoint, long claim, List<String> ids, boolean inDoubt, Instant now) {
        synchronized (lock) {
            remembersRefusals = true;
            return rules.refused(endpoint, claim, ids, inDoubt, now);
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

    /**
     * Ends a claimed entry: store with its ledger, then receipt, then log and listener. Does nothing if it ended before.
     *
     * @throws Fault if the store fails; the entry is claimed still, and is to be settled again
     */
    void settle(Entry entry, Outcome outcome) {
        if (store.settle(entry, outcome)) {
            end(entry, outcome);
        }
    }

    /**
     * Ends claimed entries that ended alike. Every receipt is complete before anything is said of one.
     *
     * @throws Fault if the store fails; entries that are claimed still are to be settled again
     */
    void settle(List<Entry> entries, Outcome outcome) {
        List<Entry> settled;
        try {
            settled = store.settle(entries, outcome);
        } catch (Fault fault) {
            // One by one this needs less of the store, and in memory nothing at all.
            for (int i = 0; i < entries.size(); i++) {
                settle(entries.get(i), outcome);
            }
            return;
        }
        for (int i = 0; i < settled.size(); i++) {
            complete(settled.get(i), outcome);
        }
        for (int i = 0; i < settled.size(); i++) {
            announce(settled.get(i), outcome);
        }
    }

    private void end(Entry entry, Outcome outcome) {
        complete(entry, outcome);
        announce(entry, outcome);
    }

    /** Completes the receipt of an entry that the store has let go. Never throws. */
    private void complete(Entry entry, Outcome outcome) {
        try {
            if (remembersRefusals || !open.isEmpty()) {
                String id = entry.header().id();
                if (remembersRefusals) {
                    synchronized (lock) {
                        remembersRefusals = rules.ended(id);
                    }
                }
                TrackedEntry tracked = open.remove(id);
                if (tracked != null) {
                    tracked.complete(outcome);
                }
            }
        } catch (Throwable fault) {
            intake.report("telling an outcome", fault);
        }
        store.complete(entry, outcome);
    }

    /** Tells log and listener. Never throws. */
    private void announce(Entry entry, Outcome outcome) {
        report(outcome);
        if (callbacks.hasListener()) {
            try {
                EntryHeader header = entry.header();
                callbacks.tell(
                        new DeliveryReport(
                                header.id(),
                                name,
                                intake.vendor(),
                                header.kind(),
                                null,
                                header.attempts(),
                                header.trackedAt(),
                                outcome,
                                entry.event()),
                        entry.heapBytes());
            } catch (Throwable noMemory) {
                callbacks.missed();
            }
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

    /** Warns of an event that did not reach the vendor. Never throws. */
    private void report(Outcome outcome) {
        Outcome.Kind kind = outcome.kind();
        try {
            if (outcome instanceof Outcome.Invalid invalid) {
                log.warn(
                        name + " " + outcome.reason(),
                        () -> name + ": an event is invalid and was not sent: " + named(invalid));
            } else if (kind == Kind.EXPIRED || kind == Kind.DROPPED || kind == Kind.UNCONFIRMED) {
                log.warn(
                        name + " " + kind + " " + outcome.reason(),
                        () -> name + ": an event is " + kind.word() + " (" + outcome.reason() + ")");
            }
            // The others are as they should be; the sender reports a rejection with the vendor's words.
        } catch (Throwable noMemory) {
            // It is counted all the same.
            return;
        }
    }

    private static String named(Outcome.Invalid invalid) {
        List<Violation> violations = invalid.violations();
        if (violations.isEmpty()) {
            return invalid.reason();
        }
        int more = violations.size() - MAX_NAMED;
        return more <= 0 ? violations.toString() : violations.subList(0, MAX_NAMED) + " and " + more + " more";
    }

    // ---- flush, close, stats

    /** @param waits false for a flush that only asks */
    FlushTracker.Flush beginFlush(boolean waits) {
        try {
            synchronized (lock) {
                return flushes.begin(waits);
            }
        } finally {
            senders.wake();
        }
    }

    void awaitFlush(FlushTracker.Flush flush, long deadlineNanos) throws InterruptedException {
        synchronized (lock) {
            flushes.await(flush, deadlineNanos);
        }
    }

    FlushReport.Result endFlush(FlushTracker.Flush flush) {
        Instant now = clocks.now();
        synchronized (lock) {
            FlushTracker.Result result = flushes.end(flush);
            return new FlushReport.Result(result.settled(), result.left(), state(now));
        }
    }

    /** Refuses further events. Never throws. */
    void refuseEvents() {
        synchronized (lock) {
            closed = true;
        }
        senders.wake();
    }

    /** Stops: senders end as soon as they can. Never throws, and waits for nothing. */
    void abort() {
        aborted = true;
        senders.wake();
    }

    /** Cancels the requests in flight. Never throws; a transport of the user's may block. */
    void closeTransport() {
        transport.close();
    }

    /**
     * Ends the events that wait. Never throws; a store of the user's may block.
     *
     * @return false if the store failed, so that some may be left
     */
    boolean endWaiting() {
        for (int max = CLAIMED_AT_CLOSE; max > 0; max /= 10) {
            try {
                for (List<Entry> rest = store.claimRest(max); !rest.isEmpty(); rest = store.claimRest(max)) {
                    for (int i = 0; i < rest.size(); i++) {
                        endAtClose(rest.get(i), false);
                    }
                }
                return true;
            } catch (Throwable fault) {
                // The store has reported it. Fewer at once need less memory.
            }
        }
        return false;
    }

    /**
     * Ends a claimed entry whatever the store says, since no later try will be made. Never throws.
     *
     * @param inDoubt true if the vendor may have taken it in an attempt that is under way
     */
    void endAtClose(Entry entry, boolean inDoubt) {
        Outcome outcome = Ends.CLOSED_IN_DOUBT;
        try {
            outcome = inDoubt ? Ends.CLOSED_IN_DOUBT : Ends.closed(entry.header());
            if (!store.settle(entry, outcome)) {
                return;
            }
        } catch (Throwable fault) {
            giveUp(outcome);
        }
        end(entry, outcome);
    }

    /** Counts an event as ended that the store still counts as held. */
    private void giveUp(Outcome outcome) {
        synchronized (lock) {
            givenUp++;
            refusedAtTheDoor.count(outcome);
        }
    }

    /** Waits for the senders to end; those that take long are interrupted. */
    void awaitEnd(long deadlineNanos) throws InterruptedException {
        senders.awaitEnd(deadlineNanos);
    }

    /**
     * Ends every event that has not ended: those that a hanging sender holds, and those that came in while the lane was
     * closed; then closes the store. Never throws; a store of the user's may block.
     */
    void finish() {
        senders.endStuck();
        // Events that a durable store does not hand out stay in it.
        completeOpen(endWaiting() ? STORED : Ends.CLOSED_UNSENT);
        store.close();
    }

    /**
     * Completes the receipts of events that the store holds and does not give back. Never throws, and waits for nothing.
     */
    void completeOpen(Outcome outcome) {
        for (TrackedEntry entry : open.values()) {
            if (entry.stored) {
                giveUp(outcome);
                end(entry, outcome);
            }
        }
    }

    /** Closes what a lane holds that no event has come to. */
    void discard() {
        closeTransport();
        store.close();
    }

    DestinationStats stats() {
        StoreCounts counts = store.counts();
        Instant now = clocks.now();
        synchronized (lock) {
            return new DestinationStats(
                    name,
                    intake.vendor(),
                    doorCount + counts.added(),
                    OutcomeCounts.sum(refusedAtTheDoor.snapshot(), counts.ended()),
                    Math.max(0, counts.held() - givenUp),
                    counts.heldBytes(),
                    requests.sum(),
                    retried.sum(),
                    throttled.sum(),
                    state(now),
                    rules.pausedUntil(now));
        }
    }

    private LaneState state(Instant now) {
        return closed ? LaneState.CLOSED : rules.state(now);
    }
}
