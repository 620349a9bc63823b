package io.salestracker.internal;

import io.salestracker.Outcome;
import io.salestracker.Outcome.UnconfirmedReason;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.destination.Verdict;
import io.salestracker.destination.Verdict.Refusal;
import io.salestracker.store.Entry;
import io.salestracker.store.EntryHeader;
import io.salestracker.store.EventStore.Release;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The events of one claim: in parts that are still to be sent, each of them one request; and by the verdict on a request to
 * their ends. An event is settled, waits to be sent again, or goes into a smaller part. One that waits holds back the events
 * that follow under its key. One thread uses it; the thread that closes the lane may ask what is in doubt.
 */
final class Batch {
    /**
     * So many refused requests of one claim are borne. One bad event among 500 has ten of them; after more the rest is
     * given back, to be sent in smaller requests by all senders.
     */
    static final int MAX_REFUSED = 32;

    static final Outcome NOT_REPEATED = new Outcome.Unconfirmed(UnconfirmedReason.NOT_REPEATED);

    private static final Outcome DELIVERED_AT_ONCE = new Outcome.Delivered(1);
    private static final Verdict REDIRECTED = new Verdict.Ambiguous("REFUSED");

    private final LaneParts lane;
    private final Ledger ledger;
    private final long maxBytes;
    private final Deque<List<Sending>> parts = new ArrayDeque<>();
    // The keys of which an event waits to be sent again.
    private final Set<@Nullable String> waiting = new HashSet<>();
    private int refusals;
    private boolean hasGivenBack;
    // The entries of refused arrays that the vendor may have taken.
    private volatile Set<Entry> doubtful = Set.of();

    /** @param maxBytes how many bytes a part of several events may have */
    Batch(LaneParts lane, Ledger ledger, long maxBytes) {
        this.lane = lane;
        this.ledger = ledger;
        this.maxBytes = maxBytes;
    }

    // ---- parts

    /** Fills parts up to the size that the vendor is known to take. */
    void pack(List<Sending> events) {
        List<Sending> part = new ArrayList<>(events.size());
        long bytes = 0;
        for (Sending one : events) {
            if (!part.isEmpty() && bytes + one.bytes() > maxBytes) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(one);
            bytes += one.bytes();
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** The next part, without the events that must wait for others of their key; null if there is none. */
    @Nullable
    List<Sending> next() {
        List<Sending> part = parts.poll();
        if (part == null || waiting.isEmpty()) {
            return part;
        }
        List<Sending> inOrder = new ArrayList<>(part.size());
        for (Sending one : part) {
            if (isHeldBack(one)) {
                giveBack(one, one.header(), Instant.MIN);
            } else {
                inOrder.add(one);
            }
        }
        return inOrder;
    }

    /** Tells whether an event before this one under its key waits to be sent again. */
    boolean isHeldBack(Sending one) {
        return waiting.contains(one.header().key());
    }

    /** Sends this part next. */
    void push(List<Sending> part) {
        parts.push(part);
    }

    /** Sends the halves of a part next, in order. */
    void split(List<Sending> part) {
        splitAt(part, part.size() / 2);
    }

    /** Sends the first so many of a part next, and then the others. */
    void splitAt(List<Sending> part, int first) {
        parts.push(part.subList(first, part.size()));
        parts.push(part.subList(0, first));
    }

    /** Gives an entry back to wait, and with it the entries that follow under its key in later parts. */
    void giveBack(Sending one, EntryHeader header, Instant notBefore) {
        if (header.key() != null) {
            waiting.add(header.key());
        }
        hasGivenBack = true;
        ledger.release(List.of(new Release(one.entry(), header, notBefore)));
    }

    /** Tells whether something was given back since this was last asked. */
    boolean takeGivenBack() {
        boolean given = hasGivenBack;
        hasGivenBack = false;
        return given;
    }

    /** Gives back everything that is left. */
    void giveBackAll() {
        for (List<Sending> part = parts.poll(); part != null; part = parts.poll()) {
            part.forEach(one -> giveBack(one, one.header(), Instant.MIN));
        }
    }

    /** Tells whether taking the claim apart further would keep one sender busy for long. */
    boolean isRefusedTooOften() {
        return refusals >= MAX_REFUSED;
    }

    // ---- ends

    /** Tells whether the vendor may have taken the entry with a batch that it refused. */
    boolean isInDoubt(Entry entry) {
        return doubtful.contains(entry);
    }

    /** Brings the events of a request to their ends, or has them wait. Harmless to entries that have ended already. */
    void end(List<Sending> part, Exchange request, FlowControl.Completion completion, Instant now) {
        Verdict verdict = completion.verdict();
        if (verdict instanceof Verdict.Delivered delivered) {
            deliver(part, request, byIndex(delivered.except(), part.size()));
        } else if (verdict instanceof Verdict.Refused refused) {
            refuse(part, request, refused);
        } else if (verdict instanceof Verdict.TooLarge && part.size() > 1) {
            refusals++;
            split(part);
        } else if (verdict instanceof Verdict.TooLarge) {
            reject(part.get(0), request, Integer.toString(request.status()), "the event is too large");
        } else if (verdict instanceof Verdict.Misconfigured refused) {
            refuseEndpoint(part, request, refused, completion, now);
        } else if (verdict instanceof Verdict.Throttled) {
            part.forEach(one -> giveBack(one, one.header().waiting("THROTTLED"), Instant.MIN));
        } else {
            again(part, completion, now);
        }
    }

    private void deliver(List<Sending> part, Exchange request, Map<Integer, Refusal> refused) {
        List<Entry> atOnce = new ArrayList<>(part.size());
        for (int i = 0; i < part.size(); i++) {
            Sending one = part.get(i);
            Refusal refusal = refused.get(i);
            if (refusal != null) {
                reject(one, request, refusal.code(), refusal.message());
            } else if (one.header().attempts() > 0) {
                ledger.settle(one.entry(), new Outcome.Delivered(one.attempts()));
            } else {
                atOnce.add(one.entry());
            }
        }
        if (!atOnce.isEmpty()) {
            ledger.settle(atOnce, DELIVERED_AT_ONCE);
        }
    }

    /** An attempt failed: events that may be repeated wait, the others stay unconfirmed. */
    void again(List<Sending> part, FlowControl.Completion completion, Instant now) {
        Verdict verdict = completion.verdict();
        boolean ambiguous = verdict instanceof Verdict.Ambiguous;
        String cause = verdict instanceof Verdict.Ambiguous unknown
                ? unknown.cause()
                : verdict instanceof Verdict.NotProcessed not ? not.cause() : "FAILED";
        // A hundred thousand events that wait after a 503 share the one text.
        String shared = cause.intern();
        boolean aborted = ledger.isAborted() && !lane.store().outlives();
        for (Sending one : part) {
            EntryHeader failed = one.header().failed(shared, ambiguous);
            boolean repeats = failed.mode() == DeliveryMode.AT_LEAST_ONCE
                    && lane.retries().retries(verdict);
            if (ambiguous && (aborted || !repeats)) {
                ledger.settle(one.entry(), aborted ? failed.whenClosed() : NOT_REPEATED);
            } else {
                ledger.countRetry();
                Instant own = now.plus(lane.retries().backoff(failed.attempts(), verdict));
                Instant pauseEnds = completion.notAfter();
                giveBack(one, failed, pauseEnds != null && pauseEnds.isBefore(own) ? pauseEnds : own);
            }
        }
    }

    /** The vendor refused the part: the bad events end, the others are sent again, as far as that is safe. */
    private void refuse(List<Sending> part, Exchange request, Verdict.Refused refused) {
        refusals++;
        Map<Integer, Refusal> bad = byIndex(refused.which(), part.size());
        if (part.size() == 1) {
            refuse(part.get(0), request, refused, bad.get(0));
            return;
        }
        List<Sending> others = new ArrayList<>();
        Set<Entry> perhapsTaken = new HashSet<>(doubtful);
        String status = Integer.toString(request.status());
        for (int i = 0; i < part.size(); i++) {
            Sending one = part.get(i);
            Refusal refusal = bad.get(i);
            if (refusal != null) {
                refuse(one, request, refused, refusal);
            } else if (refused.whole()) {
                others.add(one.with(one.header().waiting(status)));
            } else if (one.header().mode() == DeliveryMode.AT_LEAST_ONCE) {
                others.add(one.with(one.header().failed(status, true)));
                perhapsTaken.add(one.entry());
            } else {
                ledger.settle(one.entry(), new Outcome.Unconfirmed(UnconfirmedReason.BATCH_REFUSED));
            }
        }
        doubtful = perhapsTaken;
        if (bad.isEmpty() && others.size() > 1) {
            split(others);
        } else if (!others.isEmpty()) {
            push(others);
        }
    }

    /** Ends one event that was refused; one that the vendor has from an ambiguous attempt before is delivered. */
    private void refuse(Sending one, Exchange request, Verdict.Refused refused, @Nullable Refusal refusal) {
        if (refused.alreadyTaken() && one.header().ambiguous()) {
            ledger.settle(one.entry(), new Outcome.Delivered(one.attempts()));
        } else if (refusal != null) {
            reject(one, request, refusal.code(), refusal.message());
        } else {
            reject(one, request, refused.code(), refused.message());
        }
    }

    /**
     * The endpoint seems to be set up wrongly: the events wait for a probe to get through, but those that may have been
     * taken all the same are repeated only where that is safe.
     */
    private void refuseEndpoint(
            List<Sending> part,
            Exchange request,
            Verdict.Misconfigured refused,
            FlowControl.Completion completion,
            Instant now) {
        lane.log()
                .warn(
                        lane.name() + " refused",
                        () -> lane.name() + " refuses the account ("
                                + (refused.inDoubt() ? "a redirect or a page, " : "")
                                + request.logged(refused.code(), refused.message())
                                + ") for an event of kind "
                                + part.get(0).header().kind()
                                + ": check its credentials, address and rights; events for the same address are kept until their"
                                + " deadline");
        if (refused.inDoubt()) {
            again(part, new FlowControl.Completion(REDIRECTED, Instant.MIN, completion.notAfter()), now);
            return;
        }
        Instant own = now.plus(lane.retries().backoff(1, refused));
        Instant until = own.isBefore(completion.notBefore()) ? completion.notBefore() : own;
        part.forEach(one -> standBack(one, one.header().failed("REFUSED", false), until));
    }

    /** The more often an event was tried, the later it stands, so that each probe is of another key. */
    void standBack(Sending one, EntryHeader header, Instant until) {
        giveBack(one, header, until.plusMillis(Math.min(header.attempts(), EndpointStates.MAX_STAND_BACK)));
    }

    private void reject(Sending one, Exchange request, String code, String message) {
        String shown = request.shown(code);
        Outcome rejected = new Outcome.Rejected(
                request.status(), shown.isBlank() ? Integer.toString(request.status()) : shown, request.shown(message));
        // First the log, so that a caller that has flushed finds the line.
        lane.log()
                .warn(
                        lane.name() + " rejected " + request.codeOrStatus(code),
                        () -> lane.name() + " rejected an event: " + request.logged(code, message));
        ledger.settle(one.entry(), rejected);
    }

    private static Map<Integer, Refusal> byIndex(List<Refusal> refusals, int size) {
        if (refusals.isEmpty()) {
            return Map.of();
        }
        Map<Integer, Refusal> byIndex = new HashMap<>();
        for (Refusal refusal : refusals) {
            if (refusal.index() >= 0 && refusal.index() < size) {
                byIndex.putIfAbsent(refusal.index(), refusal);
            }
        }
        return byIndex;
    }
}
