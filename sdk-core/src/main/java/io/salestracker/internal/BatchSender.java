package io.salestracker.internal;

import io.salestracker.Outcome;
import io.salestracker.Outcome.InvalidReason;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.TooLargeException;
import io.salestracker.destination.Verdict;
import io.salestracker.http.Request;
import io.salestracker.store.Entry;
import io.salestracker.store.EntryHeader;
import io.salestracker.store.EventStore.Release;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the events of one claim on one sender thread: encode, request, send, classify, settle. A claim is one
 * request, unless it is too large or has a bad event. Then it is divided, and the parts follow one another in order.
 */
final class BatchSender {
    private static final Outcome TOO_LARGE = new Outcome.Invalid(InvalidReason.TOO_LARGE, List.of());
    private static final Verdict BROKEN = new Verdict.Ambiguous("INTERNAL");
    private static final Verdict NOT_PREPARED = new Verdict.NotProcessed("NOT_PREPARED");

    private final LaneParts lane;
    private final Ledger ledger;
    private final FlowControl flow;
    private final FlowControl.Claim claim;
    private final Runnable wakeLeader;
    private final Batch batch;
    private int requests;
    // The part that was last handed to the transport, and its exchange. The thread that closes the lane reads them too.
    private volatile List<Sending> sending = List.of();
    private volatile @Nullable Exchange exchange;
    private volatile FlowControl.@Nullable Completion completion;

    /** @param wakeLeader called when events were given back while the claim goes on; never throws */
    BatchSender(LaneParts lane, Ledger ledger, FlowControl flow, FlowControl.Claim claim, Runnable wakeLeader) {
        this.lane = lane;
        this.ledger = ledger;
        this.flow = flow;
        this.claim = claim;
        this.wakeLeader = wakeLeader;
        this.batch = new Batch(lane, ledger, claim.maxBatchBytes());
    }

    /** Delivers claimed entries. When it returns, each of them is settled or released. */
    void deliver(List<Entry> entries) {
        batch.pack(encode(entries));
        if (ledger.isAborted()) {
            batch.giveBackAll();
        }
        for (List<Sending> part = batch.next(); part != null; part = batch.next()) {
            attempt(part);
            sending = List.of();
            exchange = null;
            if (!batch.isEmpty() && !goesOn()) {
                batch.giveBackAll();
            }
            if (!batch.isEmpty() && batch.takeGivenBack()) {
                // The leader has to look: these events may be due long before the claim ends.
                wakeLeader.run();
            }
        }
    }

    /** Tells whether the next part may be sent. After too many refusals the rest goes to all senders. */
    private boolean goesOn() {
        Instant now = lane.clocks().now();
        synchronized (flow) {
            if (batch.isRefusedTooOften()) {
                flow.scatter();
                return false;
            }
            return !ledger.isAborted() && flow.maySend(now);
        }
    }

    // ---- when a delivery breaks

    /** Tells whether the vendor may have taken the entry. */
    boolean isInDoubt(Entry entry) {
        return batch.isInDoubt(entry)
                || sending.stream().anyMatch(one -> one.entry().equals(entry));
    }

    /**
     * Cleans up after a delivery that threw, because memory is short or the engine has a fault. Events with a response
     * end as it says, others that may have been sent are in doubt, and the rest waits. If this throws too, it can be
     * called again.
     */
    void abandon(List<Entry> entries) {
        List<Sending> sent = sending;
        Exchange last = exchange;
        Instant now = lane.clocks().now();
        if (!sent.isEmpty() && last != null) {
            FlowControl.Completion known = completion;
            if (known == null) {
                known = completed(sent, last, last.hasEnded() ? last.verdict() : BROKEN, now);
            }
            completion = known;
            batch.end(sent, last, known, now);
        }
        // Entries that have ended or wait already are no longer claimed, so the store ignores them here.
        Instant next = now.plus(lane.retries().backoff(1, NOT_PREPARED));
        for (Entry entry : entries) {
            EntryHeader header = entry.header().failed("INTERNAL", batch.isInDoubt(entry));
            ledger.release(List.of(new Release(entry, header, next)));
        }
    }

    // ---- encode

    private List<Sending> encode(List<Entry> entries) {
        Instant now = lane.clocks().now();
        List<Sending> encoded = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            Sending one = encode(entry, now);
            if (one != null) {
                encoded.add(one);
            }
        }
        return encoded;
    }

    /** Encodes one entry; null if the entry ended instead. */
    private @Nullable Sending encode(Entry entry, Instant now) {
        EntryHeader header = entry.header();
        if (!header.deadline().isAfter(now)) {
            ledger.settle(entry, header.whenExpired());
        } else if (header.ambiguous() && header.mode() == DeliveryMode.AT_MOST_ONCE) {
            // An earlier process died during its attempt.
            ledger.settle(entry, Batch.NOT_REPEATED);
        } else {
            try {
                return new Sending(
                        entry,
                        header,
                        new EncodedEvent(header.id(), lane.destination().bytes(entry)));
            } catch (TooLargeException e) {
                ledger.settle(entry, TOO_LARGE);
            } catch (Fault fault) {
                ledger.settle(entry, Ledger.INTERNAL);
            }
        }
        return null;
    }

    // ---- request and send

    private void attempt(List<Sending> ready) {
        List<Sending> part = sendable(ready);
        Request request = part.isEmpty() ? null : request(part);
        if (request == null) {
            return;
        }
        // Deadlines may have passed meanwhile: a destination may fetch a token first.
        List<Sending> still = sendable(part);
        if (still.size() < part.size()) {
            batch.push(still);
            return;
        }
        Endpoint endpoint = Endpoint.of(request);
        Instant now = lane.clocks().now();
        EndpointStates.Leave leave;
        synchronized (flow) {
            leave = flow.begin(endpoint, claim.number(), requests == 0, now);
        }
        Instant until = leave.until();
        if (until != null) {
            part.forEach(one -> batch.standBack(one, one.header().waiting("REFUSED"), until));
        } else if (leave.probe() && part.size() > 1) {
            batch.splitAt(part, 1);
        } else {
            send(part, request, endpoint);
        }
    }

    /** The entries whose deadline is not over and whose claim lasts long enough. The others end or are given back. */
    private List<Sending> sendable(List<Sending> part) {
        Instant now = lane.clocks().now();
        List<Sending> sendable = new ArrayList<>(part.size());
        for (Sending one : part) {
            if (!one.header().deadline().isAfter(now)) {
                ledger.settle(one.entry(), one.header().whenExpired());
            } else if (batch.isHeldBack(one)
                    || !lane.store().holds(one.entry(), lane.settings().callTimeout())) {
                batch.giveBack(one, one.header(), Instant.MIN);
            } else {
                sendable.add(one);
            }
        }
        return sendable;
    }

    /** The destination's request for these events; null if there is none, and the events have ended or wait. */
    private @Nullable Request request(List<Sending> part) {
        try {
            List<EncodedEvent> events = new ArrayList<>(part.size());
            part.forEach(one -> events.add(one.encoded()));
            return lane.destination().toRequest(events);
        } catch (IOException e) {
            lane.report("request, and it is tried again", e);
            Instant now = lane.clocks().now();
            batch.again(part, completed(part, null, NOT_PREPARED, now), now);
        } catch (TooLargeException e) {
            splitOr(part, TOO_LARGE);
        } catch (Fault fault) {
            splitOr(part, Ledger.INTERNAL);
        }
        return null;
    }

    private void send(List<Sending> part, Request request, Endpoint endpoint) {
        Exchange underWay = new Exchange(lane, request, endpoint, part);
        completion = null;
        exchange = underWay;
        sending = part;
        // The check comes after the assignments above. Either this thread sees that the lane ended, or the closing
        // thread sees these events as in doubt.
        if (ledger.isAborted()) {
            batch.push(part);
            return;
        }
        requests++;
        ledger.countRequest();
        forgetInterrupts();
        underWay.send();
        forgetInterrupts();
        Verdict verdict = underWay.verdict();
        if (verdict instanceof Verdict.Throttled) {
            ledger.countThrottled();
        }
        Instant now = lane.clocks().now();
        FlowControl.Completion known = completed(part, underWay, verdict, now);
        completion = known;
        batch.end(part, underWay, known, now);
    }

    /**
     * Clears the interrupt flag, which a destination may have left set. Only closing interrupts a sender on purpose.
     */
    private void forgetInterrupts() {
        if (!ledger.isAborted()) {
            Thread.interrupted();
        }
    }

    /** Reports the verdict on a request to the lane's decisions and returns the consequence for its events. */
    private FlowControl.Completion completed(
            List<Sending> part, @Nullable Exchange exchange, Verdict verdict, Instant now) {
        List<String> ids = new ArrayList<>(part.size());
        long bytes = 0;
        for (Sending one : part) {
            ids.add(one.header().id());
            bytes += one.bytes();
        }
        FlowControl.Attempt attempt = new FlowControl.Attempt(
                claim.number(),
                exchange == null ? null : exchange.endpoint,
                ids,
                bytes,
                exchange == null ? 0 : exchange.status(),
                exchange == null ? null : exchange.answerTime());
        synchronized (flow) {
            return flow.completed(attempt, verdict, now);
        }
    }

    private void splitOr(List<Sending> part, Outcome ofOne) {
        if (part.size() == 1) {
            ledger.settle(part.get(0).entry(), ofOne);
        } else {
            batch.split(part);
        }
    }
}
