package io.salestracker.internal;

import io.salestracker.DeliveryReport;
import io.salestracker.DestinationState;
import io.salestracker.DestinationStats;
import io.salestracker.Outcome;
import io.salestracker.Outcome.DropReason;
import io.salestracker.Outcome.InvalidReason;
import io.salestracker.Outcome.Kind;
import io.salestracker.Outcome.UnconfirmedReason;
import io.salestracker.destination.SkipReason;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Violation;
import io.salestracker.store.AddResult;
import io.salestracker.store.Amount;
import io.salestracker.store.AmountSums;
import io.salestracker.store.Ended;
import io.salestracker.store.Entry;
import io.salestracker.store.EntryHeader;
import io.salestracker.store.EraseResult;
import io.salestracker.store.EventStore.Release;
import io.salestracker.store.OutcomeCounts;
import io.salestracker.store.StoreCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Enters and ends a lane's events, so that store, counts, receipt, log and listener agree. An event ends in this order: the
 * store removes it, its receipt completes, flushes count it, then log and listener get it. Thread-safe. No lock is held during
 * a call of code outside the engine.
 */
final class Ledger {
    static final Outcome INTERNAL = new Outcome.Invalid(InvalidReason.INTERNAL, List.of());
    static final Outcome DUPLICATE = new Outcome.Skipped(SkipReason.DUPLICATE);

    private static final Outcome NOT_STORED = new Outcome.Dropped(DropReason.NOT_STORED);
    private static final Outcome STORED = new Outcome.Stored();
    static final Outcome CLOSED_UNSENT = new Outcome.Dropped(DropReason.CLOSED);
    private static final Outcome CLOSED_IN_DOUBT = new Outcome.Unconfirmed(UnconfirmedReason.CLOSED);
    private static final String TOO_OLD =
            ": its occurredAt is longer ago than the maxAge of its kind in the route's settings";
    private static final int MAX_NAMED = 5;
    private static final int MAX_TOLD_AT_ONCE = 16;
    private static final int CLAIMED_AT_CLOSE = 1_000;

    private final LaneParts lane;
    private final Callbacks callbacks;
    private final Keeper keeper;
    private final boolean inMemory;
    private final LongAdder requests = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder retries503 = new LongAdder();
    private final LongAdder throttled = new LongAdder();
    private final MadeFit madeFit;

    // Events in a user's store, by id. At close their receipts complete even if that store blocks or fails.
    private final Map<String, TrackedEntry> open = new ConcurrentHashMap<>();

    private volatile @Nullable Instant lastDelivered;
    private volatile boolean closed;
    private volatile boolean aborted;
    private final Object lock = new Object();
    // The lock guards the fields below.
    private final OutcomeCounts endedOutside = new OutcomeCounts();
    private final AmountSums amountsOutside = new AmountSums();
    private final LostOrders lostOrders = new LostOrders();
    private long arrivedOutside;
    private long givenUp;

    /** @param inMemory true if the store is the engine's own */
    Ledger(LaneParts lane, boolean inMemory, Callbacks callbacks, Keeper keeper) {
        this.lane = lane;
        this.inMemory = inMemory;
        this.callbacks = callbacks;
        this.madeFit = new MadeFit(lane.name(), lane.log());
        this.keeper = keeper;
    }

    // ---- entering events

    /**
     * Puts an event into the store, or ends it. Never throws.
     *
     * @return true if the store has it
     */
    boolean add(TrackedEntry entry) {
        if (closed) {
            refuse(entry, CLOSED_UNSENT);
            return false;
        }
        AddResult result;
        try {
            if (!inMemory) {
                open.put(entry.submission.id().text(), entry);
            }
            result = lane.store().add(entry);
            entry.stored = true;
        } catch (Throwable notTaken) {
            if (!inMemory) {
                open.remove(entry.submission.id().text());
            }
            refuse(entry, NOT_STORED);
            return false;
        }
        endAll(result.displaced());
        Outcome refused = result.refused();
        if (refused != null) {
            end(entry, refused);
        }
        return refused == null;
    }

    /** Reports events that the store ended. Many are reported on another thread, so that they do not delay the caller. */
    private void endAll(List<Ended> ended) {
        int now = Math.min(ended.size(), MAX_TOLD_AT_ONCE);
        for (int i = 0; i < now; i++) {
            end(ended.get(i));
        }
        if (ended.size() > now && !isEndedLater(ended, now)) {
            for (int i = now; i < ended.size(); i++) {
                end(ended.get(i));
            }
        }
    }

    private boolean isEndedLater(List<Ended> ended, int from) {
        try {
            return keeper.later(() -> ended.subList(from, ended.size()).forEach(this::end));
        } catch (Throwable noMemory) {
            return false;
        }
    }

    private void end(Ended ended) {
        end(ended.entry(), ended.outcome());
    }

    /** Ends an entry that no store has. Never throws. */
    private void refuse(TrackedEntry entry, Outcome outcome) {
        count(outcome, entry.amount());
        complete(entry, outcome);
        announce(entry, outcome);
    }

    /** Ends an event for which there is no entry. Never throws. */
    void refuse(Submission submission, int slot, Outcome outcome) {
        count(outcome, submission.amount());
        submission.receipt().settle(slot, outcome);
        noteLost(outcome, submission.event());
        warn(outcome);
        if (callbacks.hasListener()) {
            try {
                callbacks.tell(
                        report(
                                submission.id().text(),
                                submission.kind(),
                                submission.orderId(),
                                0,
                                submission.trackedAt(),
                                outcome,
                                submission.event()),
                        submission.weight());
            } catch (Throwable noMemory) {
                callbacks.missed();
            }
        }
    }

    /** Counts an event that ended outside the store, with its amount if that is known. Never throws. */
    void count(Outcome outcome, @Nullable Amount amount) {
        synchronized (lock) {
            arrivedOutside++;
            countEnded(outcome, amount);
        }
    }

    private void countEnded(Outcome outcome, @Nullable Amount amount) {
        endedOutside.count(outcome);
        try {
            amountsOutside.reserve(amount);
        } catch (Throwable noMemory) {
            // Memory is short for the first amount in its currency, so that amount is left out.
            return;
        }
        amountsOutside.end(amount, outcome.kind());
    }

    // ---- ending events

    /**
     * Ends a claimed entry. Does nothing if it ended before.
     *
     * @throws Fault if the store fails; the entry is claimed still, and is to be settled again
     */
    void settle(Entry entry, Outcome outcome) {
        if (lane.store().settle(entry, outcome)) {
            end(entry, outcome);
        }
    }

    /**
     * Ends claimed entries with the same outcome. All receipts are complete before log and listener get the first one.
     *
     * @throws Fault if the store fails; entries that are claimed still are to be settled again
     */
    void settle(List<Entry> entries, Outcome outcome) {
        List<Entry> settled;
        try {
            settled = lane.store().settle(entries, outcome);
        } catch (Fault fault) {
            // Entry by entry this needs less of the store, and no memory at all with the store in memory.
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

    /** Completes the receipt of an entry that the store has removed. Never throws. */
    private void complete(Entry entry, Outcome outcome) {
        if (!inMemory) {
            completeOpen(entry, outcome);
        }
        lane.store().complete(entry, outcome);
    }

    private void completeOpen(Entry entry, Outcome outcome) {
        try {
            TrackedEntry tracked = open.remove(entry.header().id());
            if (tracked != null) {
                tracked.complete(outcome);
            }
        } catch (Throwable thrown) {
            lane.report("telling an outcome", thrown);
        }
    }

    /**
     * Releases claimed entries. Erased ones end, and while the lane is closing all of them end, except in a store that outlives
     * the process.
     *
     * @throws Fault if the store fails
     */
    void release(List<Release> releases) {
        if (!aborted || lane.store().outlives()) {
            endAll(lane.store().release(releases));
            return;
        }
        for (int i = 0; i < releases.size(); i++) {
            settle(releases.get(i).entry(), releases.get(i).header().whenClosed());
        }
    }

    /**
     * Ends the waiting events under a key, and marks those in flight so that they are not repeated.
     *
     * @return the number of both
     * @throws Fault if the store fails
     */
    int erase(String key) {
        EraseResult erased = lane.store().erase(key);
        endAll(erased.ended());
        return erased.ended().size() + erased.claimed();
    }

    // ---- log and listener

    /** Reports an outcome to log and listener. Never throws. */
    private void announce(Entry entry, Outcome outcome) {
        noteLost(outcome, entry.event());
        warn(outcome);
        if (callbacks.hasListener()) {
            try {
                EntryHeader header = entry.header();
                DeliveryReport report = report(
                        header.id(),
                        header.kind(),
                        Ids.orderId(entry.event()),
                        attempts(header, outcome),
                        header.trackedAt(),
                        outcome,
                        entry.event());
                callbacks.tell(report, entry.heapBytes());
            } catch (Throwable noMemory) {
                callbacks.missed();
            }
        }
    }

    /** The attempts of an event with this outcome. The header does not count the attempt that ended it. */
    private static int attempts(EntryHeader header, Outcome outcome) {
        if (outcome instanceof Outcome.Delivered delivered) {
            return delivered.attempts();
        }
        boolean endedByAttempt = outcome.kind() == Kind.REJECTED
                || (outcome instanceof Outcome.Unconfirmed unconfirmed
                        && (unconfirmed.cause() == UnconfirmedReason.NOT_REPEATED
                                || unconfirmed.cause() == UnconfirmedReason.BATCH_REFUSED));
        return header.attempts() + (endedByAttempt ? 1 : 0);
    }

    private DeliveryReport report(
            String id,
            EventKind kind,
            @Nullable String orderId,
            int attempts,
            Instant trackedAt,
            Outcome outcome,
            @Nullable SalesEvent event) {
        return new DeliveryReport(id, lane.name(), lane.vendor(), kind, orderId, attempts, trackedAt, outcome, event);
    }

    /** Notes the order of an event that did not reach the vendor, or may not have. Never throws. */
    private void noteLost(Outcome outcome, @Nullable SalesEvent event) {
        if (!isLost(outcome.kind())) {
            return;
        }
        String orderId;
        try {
            orderId = Ids.orderId(event);
        } catch (Throwable broken) {
            // A stranger's event, which is counted all the same.
            return;
        }
        if (orderId != null) {
            synchronized (lock) {
                lostOrders.add(orderId);
            }
        }
    }

    private static boolean isLost(Kind ended) {
        return ended == Kind.EXPIRED || ended == Kind.DROPPED || ended == Kind.UNCONFIRMED;
    }

    /** The orders that did not reach the vendor, or may not have. */
    LostOrders.Seen lostOrders() {
        synchronized (lock) {
            return lostOrders.seen();
        }
    }

    /** Warns of an event that did not reach the vendor. Never throws. */
    private void warn(Outcome outcome) {
        Kind kind = outcome.kind();
        String name = lane.name();
        try {
            if (outcome instanceof Outcome.Invalid invalid) {
                lane.log()
                        .warn(
                                name + " " + outcome.reason(),
                                () -> name + ": an event is invalid and was not sent: " + named(invalid));
            } else if (isLost(kind)) {
                lane.log()
                        .warn(
                                name + " " + kind + " " + outcome.reason(),
                                () -> name + ": an event is " + kind.word() + " (" + outcome.reason() + ")"
                                        + (outcome.reason().equals(Outcome.Expired.TOO_OLD) ? TOO_OLD : ""));
            }
            // Other outcomes are no fault. The sender logs a rejection, with the vendor's message.
        } catch (Throwable noMemory) {
            // The outcome is counted all the same.
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

    // ---- counts of senders

    void countRequest() {
        requests.increment();
    }

    /** @param cause the reason of the failure */
    void countRetry(String cause) {
        retries.increment();
        if (cause.equals("503")) {
            retries503.increment();
        }
    }

    /** Counts the fields that the destination said to make fit when it accepted an event. Never throws. */
    void madeFit(TrackedEntry accepted) {
        madeFit.count(accepted.madeFit(), MadeFit.NONE, accepted.submission.trackedAt());
    }

    /** Counts the further fields that a request made fit. Never throws. */
    void madeFit(Sending delivered, Instant now) {
        madeFit.count(delivered.encoded().madeFit(), delivered.entry().madeFit(), now);
    }

    /** Notes the time of a delivery. Called before its receipt completes, so that stats agree with the receipt. */
    void delivered(Instant now) {
        lastDelivered = now;
    }

    void countThrottled() {
        throttled.increment();
    }

    // ---- closing

    /** Refuses further events. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** Tells the senders to end as soon as they can. From now on released events end, and nothing is sent. */
    void abort() {
        aborted = true;
    }

    boolean isAborted() {
        return aborted;
    }

    /** Ends the events that entered the store while the lane was closing, since no sender claims them. Never throws. */
    void endLate() {
        completeOpen(endWaiting() ? STORED : CLOSED_UNSENT);
    }

    /**
     * Ends the events that wait. Never throws; a store of the user's may block.
     *
     * @return false if the store failed, so that some may be left
     */
    boolean endWaiting() {
        for (int max = CLAIMED_AT_CLOSE; max > 0; max /= 10) {
            try {
                for (List<Entry> rest = lane.store().claimRest(max);
                        !rest.isEmpty();
                        rest = lane.store().claimRest(max)) {
                    for (int i = 0; i < rest.size(); i++) {
                        endAtClose(rest.get(i), false);
                    }
                }
                return true;
            } catch (Throwable fault) {
                // The failure is logged. A smaller claim needs less memory.
            }
        }
        return false;
    }

    /**
     * Ends a claimed entry even if the store fails, since there is no later attempt. A store that outlives the process gets the
     * entry back. Never throws.
     *
     * @param inDoubt true if the vendor may have taken it in an attempt that is under way
     */
    void endAtClose(Entry entry, boolean inDoubt) {
        if (lane.store().outlives()) {
            giveBack(entry, inDoubt);
            return;
        }
        Outcome outcome = CLOSED_IN_DOUBT;
        try {
            outcome = inDoubt ? CLOSED_IN_DOUBT : entry.header().whenClosed();
            if (!lane.store().settle(entry, outcome)) {
                return;
            }
        } catch (Throwable fault) {
            giveUp(outcome, entry.amount());
        }
        end(entry, outcome);
    }

    private void giveBack(Entry entry, boolean inDoubt) {
        try {
            EntryHeader header = inDoubt ? entry.header().failed("CLOSED", true) : entry.header();
            endAll(lane.store().release(List.of(new Release(entry, header, Instant.MIN))));
        } catch (Throwable fault) {
            // The failure is logged. The store still has the entry, so the entry does not count as ended.
            return;
        }
    }

    /** Counts an event as ended that the store still counts as held. */
    private void giveUp(Outcome outcome, @Nullable Amount amount) {
        synchronized (lock) {
            givenUp++;
            countEnded(outcome, amount);
            amountsOutside.letGo(amount);
        }
    }

    /** Completes the receipts of events that the store holds and does not return. Never throws, and does not wait. */
    void completeOpen(Outcome outcome) {
        if (open.isEmpty()) {
            return;
        }
        for (TrackedEntry entry : open.values()) {
            if (entry.stored && isTaken(entry)) {
                giveUp(outcome, entry.amount());
                end(entry, outcome);
            }
        }
    }

    /** Takes an open event. Late senders and the closing thread may compete for it; one of them gets it. */
    private boolean isTaken(TrackedEntry entry) {
        return open.remove(entry.submission.id().text(), entry);
    }

    /** Completes the receipts of events whose store blocks. */
    void completeOpen() {
        completeOpen(CLOSED_UNSENT);
    }

    // ---- stats

    /** The number of events that have not ended. */
    long pending() {
        StoreCounts counts = lane.store().counts();
        synchronized (lock) {
            return pending(counts);
        }
    }

    private long pending(StoreCounts counts) {
        return Math.max(0, counts.held() - givenUp);
    }

    DestinationStats stats(DestinationState state, @Nullable Instant pausedUntil) {
        StoreCounts counts = lane.store().counts();
        Instant now = lane.clocks().now();
        synchronized (lock) {
            long pending = pending(counts);
            Instant oldest = pending == 0 ? null : counts.oldest();
            return new DestinationStats(
                    lane.name(),
                    lane.vendor(),
                    arrivedOutside + counts.added(),
                    OutcomeCounts.sum(endedOutside.snapshot(), counts.ended()),
                    pending,
                    counts.heldBytes(),
                    requests.sum(),
                    retries.sum(),
                    throttled.sum(),
                    state,
                    pausedUntil,
                    retries503.sum(),
                    oldest == null ? null : age(oldest, now),
                    lastDelivered,
                    AmountSums.sumByKind(amountsOutside.ended(), counts.endedAmounts()),
                    AmountSums.sum(amountsOutside.held(), counts.heldAmounts()),
                    madeFit.counts());
        }
    }

    private static Duration age(Instant trackedAt, Instant now) {
        return now.isBefore(trackedAt) ? Duration.ZERO : Duration.between(trackedAt, now);
    }
}
