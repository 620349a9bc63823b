package io.salestracker.internal;

import static java.util.Objects.requireNonNull;

import io.salestracker.DestinationState;
import io.salestracker.DestinationStats;
import io.salestracker.FlushReport;
import io.salestracker.Outcome;
import io.salestracker.Outcome.InvalidReason;
import io.salestracker.Preview;
import io.salestracker.destination.Acceptance;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.SkipReason;
import io.salestracker.destination.TooLargeException;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.http.Request;
import io.salestracker.store.EventStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The delivery to one destination. Callers' threads enter events; the lane's senders deliver them. {@link FlowControl} makes the
 * lane's decisions, and its monitor is the lane's lock. {@link Ledger} counts and settles the events.
 */
final class Lane {
    private static final Outcome DISABLED = new Outcome.Skipped(SkipReason.DISABLED);
    private static final Outcome TOO_OLD = new Outcome.Expired(Outcome.Expired.TOO_OLD);
    private static final String OCCURRED_AT = "occurredAt";
    private static final String TWO_SITES =
            ": one order id came from two sites, and the vendor counts an order id once;"
                    + " siteInOrderId() on the destination's builder tells their orders apart, unless the sites differ in '-' only";

    private final LaneParts parts;
    private final boolean enabled;
    private final FlowControl flow;
    private final Ledger ledger;
    private final SenderPool senders;
    private final OrderSites orderSites = new OrderSites();

    /**
     * @param inMemory true if the store is the engine's own
     * @param enabled false if the tracker skips everything
     */
    Lane(LaneParts parts, boolean inMemory, boolean enabled, Callbacks callbacks, Keeper keeper) {
        this.parts = parts;
        this.enabled = enabled;
        this.flow = new FlowControl(parts.settings(), parts.batchSize(), parts.retries());
        this.ledger = new Ledger(parts, inMemory, callbacks, keeper);
        this.senders = new SenderPool(parts, ledger, flow, keeper);
    }

    String name() {
        return parts.name();
    }

    int number() {
        return parts.number();
    }

    boolean isOf(@Nullable String vendor) {
        return parts.destination().isOf(vendor);
    }

    // ---- on callers' threads

    /**
     * The event that the route gives this lane, perhaps a changed one; null if the event does not go to this lane.
     *
     * @throws Fault if the filter or the transform fails
     */
    @Nullable
    SalesEvent routed(SalesEvent event) {
        return parts.destination().routed(event);
    }

    /**
     * Makes the lane's entry for an event that is to be sent; null if the event has ended instead. Never throws.
     *
     * @param changed the event that the route put in place of the tracked one; null if there is none
     */
    @Nullable
    TrackedEntry accept(Submission submission, int slot, @Nullable SalesEvent changed) {
        Outcome ended;
        try {
            SalesEvent tracked = requireNonNull(submission.event());
            SalesEvent event = changed == null ? tracked : changed;
            ended = enabled ? parts.destination().skipped(tracked, event) : DISABLED;
            if (ended == null) {
                Acceptance acceptance = parts.destination().accepts(event);
                ended = ended(acceptance, submission);
                if (ended == null && ledger.isClosed()) {
                    ended = Ledger.CLOSED_UNSENT;
                }
                if (ended == null) {
                    Acceptance.Send send = redated((Acceptance.Send) acceptance, submission);
                    return changed == null
                            ? new TrackedEntry(submission, parts, send, slot)
                            : new ChangedEntry(submission, parts, send, slot, changed);
                }
            }
        } catch (Fault reported) {
            ended = Ledger.INTERNAL;
        } catch (Throwable fault) {
            parts.report("track", fault);
            ended = Ledger.INTERNAL;
        }
        ledger.refuse(submission, slot, ended);
        return null;
    }

    /** The outcome of an event that is not sent: the destination's no, or else its age. Null if it is sent. */
    private @Nullable Outcome ended(Acceptance acceptance, Submission submission) {
        if (acceptance instanceof Acceptance.Refuse refused) {
            return new Outcome.Invalid(InvalidReason.FIELDS, refused.violations());
        }
        if (acceptance instanceof Acceptance.Skip skip) {
            return new Outcome.Skipped(skip.reason());
        }
        return isTooOld(submission) ? TOO_OLD : null;
    }

    private boolean isTooOld(Submission submission) {
        Duration maxAge = parts.settings().maxAge(submission.kind());
        // The occurredAt of an event that names none is the time of day at which it was tracked.
        return maxAge != null
                && requireNonNull(submission.event()).occurredAt() != null
                && Clocks.exceeds(submission.occurredAt(), parts.clocks().wallAt(submission.trackedAt()), maxAge);
    }

    /** With the time among the fields that are made fit if the event named one in the future. */
    private static Acceptance.Send redated(Acceptance.Send send, Submission submission) {
        if (!submission.isRedated()) {
            return send;
        }
        List<String> fields = new ArrayList<>(send.madeFit());
        fields.add(OCCURRED_AT);
        return new Acceptance.Send(send.orderingKey(), send.repeatable(), fields);
    }

    /** Enters an event into the lane, or ends it. Never throws. */
    void enter(TrackedEntry entry) {
        if (ledger.add(entry)) {
            senders.arrived();
            ledger.madeFit(entry);
            if (entry.submission.kind() == EventKind.PURCHASE) {
                noteSite(entry);
            }
        }
        if (ledger.isAborted()) {
            ledger.endLate();
        }
    }

    /** Warns if the order came from another site before and the vendor takes both for one. Never throws. */
    private void noteSite(TrackedEntry entry) {
        try {
            String orderId = parts.destination().countedOrderId(entry.sent());
            if (orderId != null && orderSites.isOfTwo(orderId, entry.event().site())) {
                parts.log().warn(name() + " sites", () -> name() + TWO_SITES);
            }
        } catch (Throwable noMemory) {
            // The order is sent all the same.
            return;
        }
    }

    /** Ends an event that does not enter the lane. Never throws. */
    void refuse(Submission submission, int slot, Outcome outcome) {
        ledger.refuse(submission, slot, enabled ? outcome : DISABLED);
    }

    /** Counts an event that failed before it came to any lane. */
    void countFailed(Throwable fault) {
        ledger.count(Ledger.INTERNAL, null);
        parts.report("track", fault);
    }

    /**
     * The preview of an event at the destination.
     *
     * @param event as it comes to this lane
     */
    Preview preview(Submission submission, SalesEvent event, Instant now) {
        try {
            SalesEvent tracked = requireNonNull(submission.event());
            Outcome ended = enabled ? parts.destination().skipped(tracked, event) : DISABLED;
            List<String> madeFit = List.of();
            if (ended == null) {
                Acceptance acceptance = parts.destination().accepts(event);
                ended = ended(acceptance, submission);
                if (ended == null) {
                    madeFit = redated((Acceptance.Send) acceptance, submission).madeFit();
                    ended = duplicate(submission.id(), now);
                }
            }
            if (ended != null) {
                return new Preview.WouldNot(name(), ended);
            }
            byte[] bytes = parts.destination().encode(event, submission.stamp());
            EncodedEvent encoded = new EncodedEvent(submission.id().text(), bytes);
            Request request = parts.destination().toRequest(List.of(encoded));
            return new Preview.WouldSend(name(), request, MadeFit.union(madeFit, encoded.madeFit()));
        } catch (TooLargeException e) {
            return new Preview.WouldNot(name(), new Outcome.Invalid(InvalidReason.TOO_LARGE, List.of()));
        } catch (Fault reported) {
            return new Preview.WouldNot(name(), Ledger.INTERNAL);
        } catch (Throwable fault) {
            parts.report("preview", fault);
            return new Preview.WouldNot(name(), Ledger.INTERNAL);
        }
    }

    private @Nullable Outcome duplicate(EventId id, Instant now) {
        synchronized (parts.ids()) {
            return id.stable && parts.ids().contains(id, number(), now) ? Ledger.DUPLICATE : null;
        }
    }

    /**
     * Ends a visitor's waiting events, and marks those in flight so that they are not repeated. Never throws.
     *
     * @return the number of both; 0 if the destination or the store fails, which is logged
     */
    int erase(Visitor visitor) {
        try {
            String key = parts.destination().orderingKey(visitor);
            return key == null ? 0 : ledger.erase(key);
        } catch (Fault reported) {
            return 0;
        } catch (Throwable fault) {
            parts.report("erase", fault);
            return 0;
        }
    }

    // ---- flush, close, stats

    /**
     * Begins a flush; null if the store fails.
     *
     * @param waits false for a flush that only asks
     */
    EventStore.@Nullable Flush beginFlush(boolean waits) {
        try {
            return parts.store().flush(waits);
        } catch (Fault reported) {
            return null;
        } finally {
            senders.wake();
        }
    }

    FlushReport.Result endFlush(EventStore.@Nullable Flush flush) {
        Instant now = parts.clocks().now();
        long settled = 0;
        long pending;
        if (flush == null) {
            pending = ledger.pending();
        } else {
            EventStore.Flush.Result result = flush.end();
            settled = result.settled();
            pending = result.pending();
        }
        synchronized (flow) {
            return new FlushReport.Result(settled, pending, state(now));
        }
    }

    /** Refuses further events. Never throws. */
    void refuseEvents() {
        ledger.close();
        senders.wake();
    }

    /** Tells the senders to stop as soon as they can. Never throws, and does not wait. */
    void abort() {
        ledger.abort();
        senders.wake();
    }

    /** Cancels the requests in flight. Never throws; a transport of the user's may block. */
    void closeTransport() {
        parts.transport().close();
    }

    /** Ends the events that wait. Never throws; a store of the user's may block. */
    void endWaiting() {
        ledger.endWaiting();
    }

    /** Waits for the senders to end, and interrupts those that take long. */
    void awaitEnd(long deadlineNanos) throws InterruptedException {
        senders.awaitEnd(deadlineNanos);
    }

    /**
     * Ends every event that has not ended: those that a hanging sender holds, and those that entered while the lane was
     * closing. Then closes the store. Never throws; a store of the user's may block.
     */
    void finish() {
        senders.endStuck();
        // Events that a durable store does not hand out stay in it.
        ledger.endLate();
        parts.store().close();
    }

    /** Completes the receipts of events whose store blocks or fails. Never throws, and does not wait. */
    void completeOpen() {
        ledger.completeOpen();
    }

    /** Closes the store and the transport of a lane that never took an event. */
    void discard() {
        closeTransport();
        parts.store().close();
    }

    /** Adds what became of the lane's events. */
    void addTo(CloseLine line) {
        line.add(stats(), ledger.lostOrders());
    }

    DestinationStats stats() {
        Instant now = parts.clocks().now();
        DestinationState state;
        Instant pausedUntil;
        synchronized (flow) {
            state = state(now);
            pausedUntil = flow.pausedUntil(now);
        }
        return ledger.stats(state, pausedUntil);
    }

    private DestinationState state(Instant now) {
        return ledger.isClosed() ? DestinationState.CLOSED : flow.state(now);
    }

    /** Does one due piece of work on the calling thread; false if none is due. For tests. */
    boolean step() {
        return senders.step();
    }

    /** The time of the next work if nothing else happens; null if there is none. For tests. */
    @Nullable
    Instant nextDue() {
        return senders.nextDue();
    }
}
