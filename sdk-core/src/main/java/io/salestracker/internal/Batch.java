package io.salestracker.internal;

import io.salestracker.Outcome;
import io.salestracker.Outcome.UnconfirmedReason;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.destination.Verdict;
import io.salestracker.destination.Verdict.Refusal;
import io.salestracker.store.Entry;
import io.salestracker.store.EntryHeader;
import io.salestracker.store.EventStore.Release;
import java.time.Duration;
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
 * Divides the events of one claim into parts, each of them one request, and handles the verdict on each. By the verdict
 * an event is settled, waits for another attempt, or goes into a smaller part. An event that waits holds back the later
 * events of its key. One thread uses a batch; the thread that closes the lane may call {@link #isInDoubt}.
 */
final class Batch {
    /**
     * Maximum of refused requests in one claim. One bad event among 500 causes ten. After more the rest is given back,
     * and all senders send it in smaller requests.
     */
    static final int MAX_REFUSED = 32;

    static final Outcome NOT_REPEATED = new Outcome.Unconfirmed(UnconfirmedReason.NOT_REPEATED);

    // The status of a proxy, not of the vendor.
    private static final int PROXY_REFUSES = 407;

    private static final Outcome DELIVERED_AT_ONCE = new Outcome.Delivered(1);
    private static final Verdict REDIRECTED = new Verdict.Ambiguous("REFUSED");

    private final LaneParts lane;
    private final Ledger ledger;
    private final long maxBytes;
    private final Deque<List<Sending>> parts = new ArrayDeque<>();
    // Keys with an event that waits for another attempt.
    private final Set<@Nullable String> waiting = new HashSet<>();
    private int refusals;
    private boolean hasGivenBack;
    // Entries that the vendor may have taken with an array that it refused.
    private volatile Set<Entry> doubtful = Set.of();

    /** @param maxBytes the maximum of bytes in a part of several events */
    Batch(LaneParts lane, Ledger ledger, long maxBytes) {
        this.lane = lane;
        this.ledger = ledger;
        this.maxBytes = maxBytes;
    }

    // ---- parts

    /** Divides events into parts that respect the known maximum of bytes. */
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

    /** The next part, without events that wait for an earlier one of their key; null if there is none. */
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

    /** Tells whether an earlier event of the same key waits for another attempt. */
    boolean isHeldBack(Sending one) {
        return waiting.contains(one.header().key());
    }

    /** Puts a part first, to be sent next. */
    void push(List<Sending> part) {
        parts.push(part);
    }

    /** Puts both halves of a part first, in order. */
    void split(List<Sending> part) {
        splitAt(part, part.size() / 2);
    }

    /** Divides a part at an index and puts both parts first, in order. */
    void splitAt(List<Sending> part, int first) {
        parts.push(part.subList(first, part.size()));
        parts.push(part.subList(0, first));
    }

    /** Releases an entry until a time. The later entries of its key, in this and later parts, are then held back. */
    void giveBack(Sending one, EntryHeader header, Instant notBefore) {
        if (header.key() != null) {
            waiting.add(header.key());
        }
        hasGivenBack = true;
        ledger.release(List.of(new Release(one.entry(), header, notBefore)));
    }

    /** Tells whether an entry was given back since the last call. */
    boolean takeGivenBack() {
        boolean given = hasGivenBack;
        hasGivenBack = false;
        return given;
    }

    /** Gives back all entries that were not sent yet. */
    void giveBackAll() {
        for (List<Sending> part = parts.poll(); part != null; part = parts.poll()) {
            part.forEach(one -> giveBack(one, one.header(), Instant.MIN));
        }
    }

    /** Tells whether the maximum of refused requests is reached. */
    boolean isRefusedTooOften() {
        return refusals >= MAX_REFUSED;
    }

    // ---- ends

    /** Tells whether the vendor may have taken the entry with an array that it refused. */
    boolean isInDoubt(Entry entry) {
        return doubtful.contains(entry);
    }

    /** Settles the events of a request or has them wait. Entries that have ended already stay as they are. */
    void end(List<Sending> part, Exchange request, FlowControl.Completion completion, Instant now) {
        Verdict verdict = completion.verdict();
        if (verdict instanceof Verdict.Delivered delivered) {
            deliver(part, request, byIndex(delivered.except(), part.size()), now);
        } else if (verdict instanceof Verdict.Refused refused) {
            refuse(part, request, refused, now);
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

    private void deliver(List<Sending> part, Exchange request, Map<Integer, Refusal> refused, Instant now) {
        List<Entry> atOnce = new ArrayList<>(part.size());
        for (int i = 0; i < part.size(); i++) {
            Sending one = part.get(i);
            Refusal refusal = refused.get(i);
            if (refusal != null) {
                reject(one, request, refusal.code(), refusal.message());
            } else if (one.header().attempts() > 0) {
                delivered(one, now);
            } else {
                atOnce.add(one.entry());
                ledger.madeFit(one, now);
            }
        }
        if (!atOnce.isEmpty()) {
            ledger.delivered(now);
            ledger.settle(atOnce, DELIVERED_AT_ONCE);
        }
    }

    private void delivered(Sending one, Instant now) {
        ledger.madeFit(one, now);
        ledger.delivered(now);
        ledger.settle(one.entry(), new Outcome.Delivered(one.attempts()));
    }

    /** Handles a failed attempt: events that may be repeated wait, and the others end as unconfirmed. */
    void again(List<Sending> part, FlowControl.Completion completion, Instant now) {
        Verdict verdict = completion.verdict();
        boolean ambiguous = verdict instanceof Verdict.Ambiguous;
        String cause = verdict instanceof Verdict.Ambiguous unknown
                ? unknown.cause()
                : verdict instanceof Verdict.NotProcessed not ? not.cause() : "FAILED";
        // A hundred thousand waiting events share one string for the cause.
        String shared = cause.intern();
        boolean aborted = ledger.isAborted() && !lane.store().outlives();
        for (Sending one : part) {
            EntryHeader failed = one.header().failed(shared, ambiguous);
            boolean repeats = failed.mode() == DeliveryMode.AT_LEAST_ONCE
                    && lane.retries().retries(verdict);
            if (ambiguous && (aborted || !repeats)) {
                ledger.settle(one.entry(), aborted ? failed.whenClosed() : NOT_REPEATED);
            } else {
                // One that was erased, or that the closing lane ends, is not sent again.
                if (!aborted && lane.store().holds(one.entry(), Duration.ZERO)) {
                    ledger.countRetry(shared);
                }
                Instant own = now.plus(lane.retries().backoff(failed.attempts(), verdict));
                Instant pauseEnds = completion.notAfter();
                giveBack(one, failed, pauseEnds != null && pauseEnds.isBefore(own) ? pauseEnds : own);
            }
        }
    }

    /** Handles a refused part: the bad events end, and the others are sent again as far as that is safe. */
    private void refuse(List<Sending> part, Exchange request, Verdict.Refused refused, Instant now) {
        refusals++;
        Map<Integer, Refusal> bad = byIndex(refused.which(), part.size());
        if (part.size() == 1) {
            refuse(part.get(0), request, refused, bad.get(0), now);
            return;
        }
        List<Sending> others = new ArrayList<>();
        Set<Entry> perhapsTaken = new HashSet<>(doubtful);
        String status = Integer.toString(request.status());
        for (int i = 0; i < part.size(); i++) {
            Sending one = part.get(i);
            Refusal refusal = bad.get(i);
            if (refusal != null) {
                refuse(one, request, refused, refusal, now);
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

    /**
     * Ends one refused event. If the vendor says that it has the event, from an ambiguous attempt before, the event is
     * delivered.
     */
    private void refuse(
            Sending one, Exchange request, Verdict.Refused refused, @Nullable Refusal refusal, Instant now) {
        if (refused.alreadyTaken() && one.header().ambiguous()) {
            delivered(one, now);
        } else if (refusal != null) {
            reject(one, request, refusal.code(), refusal.message());
        } else {
            reject(one, request, refused.code(), refused.message());
        }
    }

    /**
     * Handles a refusal of the endpoint: its events wait until a probe gets through. Events in doubt are repeated only
     * where their mode allows it.
     */
    private void refuseEndpoint(
            List<Sending> part,
            Exchange request,
            Verdict.Misconfigured refused,
            FlowControl.Completion completion,
            Instant now) {
        lane.log().warn(lane.name() + " refused", () -> {
            boolean byProxy = request.status() == PROXY_REFUSES;
            String proxy = request.proxy();
            return lane.name()
                    + (byProxy
                            ? ": the proxy " + (proxy == null ? "" : proxy + " ") + "refuses its credentials ("
                            : " refuses the account (")
                    + (refused.inDoubt() ? "a redirect or a page, " : "")
                    + request.logged(refused.code(), refused.message())
                    + ") for an event of kind "
                    + part.get(0).header().kind()
                    + (byProxy
                            ? ": set or correct HttpTransport.Builder.proxyCredentials"
                            : ": check its credentials, address and rights")
                    + "; events for the same address are kept until their deadline";
        });
        if (refused.inDoubt()) {
            again(part, new FlowControl.Completion(REDIRECTED, Instant.MIN, completion.notAfter()), now);
            return;
        }
        Instant own = now.plus(lane.retries().backoff(1, refused));
        Instant until = own.isBefore(completion.notBefore()) ? completion.notBefore() : own;
        part.forEach(one -> standBack(one, one.header().failed("REFUSED", false), until));
    }

    /**
     * Gives an event back for a later probe. An event that was tried more often waits longer, so that each probe has
     * another key.
     */
    void standBack(Sending one, EntryHeader header, Instant until) {
        giveBack(one, header, until.plusMillis(Math.min(header.attempts(), EndpointStates.MAX_STAND_BACK)));
    }

    private void reject(Sending one, Exchange request, String code, String message) {
        String shown = request.shown(code);
        Outcome rejected = new Outcome.Rejected(
                request.status(), shown.isBlank() ? Integer.toString(request.status()) : shown, request.shown(message));
        // The log comes before the receipt, so that a caller whose flush has returned finds the line.
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
