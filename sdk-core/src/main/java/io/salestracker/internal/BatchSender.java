package io.salestracker.internal;

import static java.util.Objects.requireNonNull;

import io.salestracker.Outcome;
import io.salestracker.Outcome.InvalidReason;
import io.salestracker.Outcome.UnconfirmedReason;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.TooLargeException;
import io.salestracker.destination.Verdict;
import io.salestracker.destination.Verdict.Refusal;
import io.salestracker.http.Answer;
import io.salestracker.http.Request;
import io.salestracker.http.TransportException;
import io.salestracker.internal.support.Versions;
import io.salestracker.store.Ends;
import io.salestracker.store.Entry;
import io.salestracker.store.EntryHeader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes what one sender thread claimed from bytes to outcomes: encode, request, send, judge, settle. A claim is one
 * request, unless it has to be taken apart because it is too large or one event in it is bad; then the parts follow one
 * another, in order.
 */
final class BatchSender {
    /**
     * So many refused requests of one claim are borne. One bad event among 500 has ten of them; after more the rest is
     * given back, to be sent in smaller requests by all senders.
     */
    static final int MAX_REFUSED = 32;

    private static final Outcome DELIVERED_AT_ONCE = new Outcome.Delivered(1);
    private static final Verdict.NotProcessed BROKEN = new Verdict.NotProcessed("INTERNAL");
    private static final String REFUSED = "REFUSED";

    private final Lane lane;
    private final Deque<List<Sending>> parts = new ArrayDeque<>();
    // The keys of this claim of which an event waits to be sent again.
    private final Set<@Nullable String> waiting = new HashSet<>();
    private final long claim;
    private int requests;
    private int refusals;
    // The part last handed to the transport, its answer as soon as that is known, and the entries of refused batches
    // that the vendor may have taken. The thread that closes the lane reads these too.
    private volatile List<Sending> sending = List.of();
    private volatile @Nullable Asked asked;
    private volatile @Nullable Answer heard;
    private volatile @Nullable TransportException unheard;
    private volatile @Nullable Answered answered;
    private volatile Set<Entry> doubtful = Set.of();

    /** An entry with its header as it stands in this attempt, and its bytes. */
    private record Sending(Entry entry, EntryHeader header, EncodedEvent encoded) {
        int bytes() {
            return encoded.bytes().length;
        }
    }

    /** A request under way, kept so that its answer can be judged though there was no memory for that at once. */
    private record Asked(Request request, Endpoint endpoint, Censor censor) {}

    /**
     * The end of a request, kept so that its events can be brought to their ends again when that is broken off.
     *
     * @param answer null if none came
     */
    private record Answered(
            Endpoint endpoint, Verdict verdict, @Nullable Answer answer, Censor censor) {
        int status() {
            return answer == null ? 0 : answer.status();
        }
    }

    BatchSender(Lane lane, long claim) {
        this.lane = lane;
        this.claim = claim;
    }

    /** Delivers claimed entries: when it returns each is settled or released. */
    void deliver(List<Entry> entries) {
        try {
            pack(entries);
            boolean open = !lane.isAborted();
            for (List<Sending> part = parts.poll(); part != null; part = parts.poll()) {
                List<Sending> inOrder = new ArrayList<>(part.size());
                for (Sending one : part) {
                    if (open && (waiting.isEmpty() || !waiting.contains(one.header.key()))) {
                        inOrder.add(one);
                    } else {
                        giveBack(one, one.header, Instant.MIN);
                    }
                }
                attempt(inOrder);
                sending = List.of();
                heard = null;
                unheard = null;
                answered = null;
                if (open && refusals >= MAX_REFUSED && !parts.isEmpty()) {
                    lane.decide(FlowControl::scatter);
                }
                Instant now = lane.clocks.now();
                open = refusals < MAX_REFUSED && !lane.isAborted() && lane.ask(rules -> rules.maySend(now));
            }
        } finally {
            lane.decide(rules -> rules.over(claim));
        }
    }

    /** Tells whether the vendor may have taken the entry. */
    boolean isInDoubt(Entry entry) {
        return contains(sending, entry) || doubtful.contains(entry);
    }

    private static boolean contains(List<Sending> list, Entry entry) {
        return list.stream().anyMatch(one -> one.entry.equals(entry));
    }

    /**
     * Ends a delivery that broke, for want of memory or by a fault of ours: events that were answered end as the
     * answer says, others that may have been sent are in doubt, and the rest waits. It can be called again, should it
     * break too.
     */
    void abandon(List<Entry> entries) {
        List<Sending> sent = sending;
        Answered known = answered == null ? concludedAgain() : answered;
        if (known != null) {
            end(sent, known);
        } else if (!sent.isEmpty()) {
            Verdict inDoubt = new Verdict.Ambiguous(BROKEN.cause());
            Instant now = lane.clocks.now();
            lane.decide(rules -> rules.failed(inDoubt, now));
            again(sent, inDoubt);
        }
        // An entry that has ended or waits by now is no longer claimed, and stays as it is.
        Instant next = lane.clocks.now().plus(lane.retries.backoff(1, BROKEN));
        for (Entry entry : entries) {
            lane.release(entry, entry.header().failed(BROKEN.cause(), doubtful.contains(entry)), next);
        }
    }

    /** What became of the last request, where that is known and there was no memory to conclude it; else null. */
    private @Nullable Answered concludedAgain() {
        Asked last = asked;
        return last == null || (heard == null && unheard == null) ? null : concluded(last);
    }

    /** Gives an entry back to wait, and with it what follows under its key in later parts. */
    private void giveBack(Sending one, EntryHeader header, Instant notBefore) {
        if (header.key() != null) {
            waiting.add(header.key());
        }
        lane.release(one.entry, header, notBefore);
    }

    /** Encodes, and fills parts up to the size that the vendor is known to take. */
    private void pack(List<Entry> entries) {
        Instant now = lane.clocks.now();
        long limit = lane.ask(rules -> rules.maxBatchBytes(now));
        List<Sending> part = new ArrayList<>(entries.size());
        long bytes = 0;
        for (Entry entry : entries) {
            Sending one = encode(entry, now);
            if (one == null) {
                continue;
            }
            if (!part.isEmpty() && bytes + one.bytes() > limit) {
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

    /** Encodes one entry; null if it ended instead. */
    private @Nullable Sending encode(Entry entry, Instant now) {
        EntryHeader header = entry.header();
        if (!header.deadline().isAfter(now)) {
            lane.settle(entry, Ends.expired(header));
        } else if (header.ambiguous() && header.mode() == DeliveryMode.AT_MOST_ONCE) {
            // A lease ran out, or its process died, while the event was being sent.
            lane.settle(entry, new Outcome.Unconfirmed(UnconfirmedReason.NOT_REPEATED));
        } else {
            try {
                return new Sending(entry, header, new EncodedEvent(header.id(), lane.intake.bytes(entry)));
            } catch (TooLargeException e) {
                lane.settle(entry, new Outcome.Invalid(InvalidReason.TOO_LARGE, List.of()));
            } catch (Fault fault) {
                lane.settle(entry, DestinationDoor.INTERNAL);
            }
        }
        return null;
    }

    private void attempt(List<Sending> claimed) {
        List<Sending> part = inTime(claimed);
        if (part.isEmpty()) {
            return;
        }
        Request request = request(part);
        if (request == null) {
            return;
        }
        // A destination may have taken its time, for a token perhaps.
        List<Sending> still = inTime(part);
        if (still.size() < part.size()) {
            parts.push(still);
            return;
        }
        Instant now = lane.clocks.now();
        Endpoint endpoint = Endpoint.of(request);
        EndpointStates.Leave leave = lane.ask(rules -> rules.leave(endpoint, claim, requests == 0, now));
        Instant until = leave.until();
        if (until != null) {
            part.forEach(one -> standBack(one, one.header.waiting(REFUSED), until));
        } else if (leave.probe() && part.size() > 1) {
            parts.push(part.subList(1, part.size()));
            parts.push(part.subList(0, 1));
        } else {
            send(part, request, endpoint);
        }
    }

    /** Those whose deadline has not passed; the others end. */
    private List<Sending> inTime(List<Sending> part) {
        Instant now = lane.clocks.now();
        List<Sending> inTime = part;
        boolean all = true;
        for (int i = 0; i < part.size(); i++) {
            Sending one = part.get(i);
            boolean late = !one.header.deadline().isAfter(now);
            if (late) {
                lane.settle(one.entry, Ends.expired(one.header));
                if (all) {
                    inTime = new ArrayList<>(part.subList(0, i));
                    all = false;
                }
            } else if (!all) {
                inTime.add(one);
            }
        }
        return inTime;
    }

    /** The destination's request for these events; null if there is none, and then they have ended or wait. */
    private @Nullable Request request(List<Sending> part) {
        try {
            List<EncodedEvent> events = new ArrayList<>(part.size());
            part.forEach(one -> events.add(one.encoded));
            return lane.intake.request(events);
        } catch (IOException e) {
            lane.intake.report("request, and it is tried again", e);
            Verdict unprepared = new Verdict.NotProcessed("NOT_PREPARED");
            Instant now = lane.clocks.now();
            lane.decide(rules -> rules.failed(unprepared, now));
            again(part, unprepared);
        } catch (TooLargeException e) {
            splitOr(part, new Outcome.Invalid(InvalidReason.TOO_LARGE, List.of()));
        } catch (Fault fault) {
            splitOr(part, DestinationDoor.INTERNAL);
        }
        return null;
    }

    private void send(List<Sending> part, Request request, Endpoint endpoint) {
        requests++;
        lane.requests.increment();
        Asked now = new Asked(request, endpoint, new Censor(lane, () -> identities(part), request));
        answered = null;
        heard = null;
        unheard = null;
        asked = now;
        sending = part;
        forgetInterrupts();
        Answered known = exchange(now);
        answered = known;
        Verdict told = tell(part, known);
        if (!told.equals(known.verdict)) {
            known = new Answered(endpoint, told, known.answer, now.censor);
            answered = known;
        }
        end(part, known);
    }

    /** Sends a request and keeps what came of it, first in fields, which needs no memory. */
    private Answered exchange(Asked now) {
        try {
            heard = lane.transport.send(now.request);
        } catch (TransportException e) {
            unheard = e;
        }
        Answered known = concluded(now);
        forgetInterrupts();
        return known;
    }

    /** What the answer, or the lack of one, means for the request's events. */
    private Answered concluded(Asked now) {
        TransportException failure = unheard;
        Answer answer = heard;
        if (failure != null || answer == null) {
            boolean notSent = failure != null && failure.sent() == TransportException.Sent.NOT_SENT;
            if (failure != null) {
                report(failure, notSent, now.censor);
            }
            Verdict verdict = notSent ? new Verdict.NotProcessed("NOT_SENT") : new Verdict.Ambiguous("NO_ANSWER");
            return new Answered(now.endpoint, verdict, null, now.censor);
        }
        return new Answered(now.endpoint, lane.intake.judge(now.request, answer), answer, now.censor);
    }

    private void report(TransportException failure, boolean notSent, Censor censor) {
        lane.log.warn(
                lane.name + " no answer",
                () -> lane.name + " gave no answer (" + censor.clean(String.valueOf(failure.getMessage())) + "); "
                        + (notSent ? "nothing was sent, it is tried again" : "it may have arrived"));
        if (failure.getCause() instanceof LinkageError misfit) {
            reportVersions(misfit, censor);
        }
    }

    private static List<String> identities(List<Sending> part) {
        return part.stream()
                .map(one -> one.header.key())
                .filter(Objects::nonNull)
                .toList();
    }

    private void reportVersions(LinkageError misfit, Censor censor) {
        lane.log.warn("versions", () -> Versions.describe(misfit, censor::clean));
    }

    /** What a destination left of an interrupt must not fail a request; only closing interrupts in earnest. */
    private void forgetInterrupts() {
        if (!lane.isAborted()) {
            Thread.interrupted();
        }
    }

    /**
     * Tells the lane's rules what became of a request.
     *
     * @return the verdict for its events: a refusal of the endpoint becomes the event's own where others got through
     */
    private Verdict tell(List<Sending> part, Answered known) {
        Endpoint endpoint = known.endpoint;
        Instant now = lane.clocks.now();
        Verdict verdict = known.verdict;
        if (verdict instanceof Verdict.Delivered) {
            lane.decide(rules -> rules.succeeded(endpoint, claim, now));
        } else if (verdict instanceof Verdict.Refused) {
            lane.decide(rules -> rules.eventRefused(claim, now));
        } else if (verdict instanceof Verdict.TooLarge) {
            long bytes = part.stream().mapToLong(Sending::bytes).sum();
            lane.decide(rules -> rules.tooLarge(claim, bytes, now));
        } else if (verdict instanceof Verdict.LaneRefused refused) {
            List<String> ids = part.stream().map(one -> one.header.id()).toList();
            if (lane.refused(endpoint, claim, ids, refused.inDoubt(), now)) {
                return new Verdict.Refused(refused.code(), refused.message(), List.of(), true);
            }
        } else if (verdict instanceof Verdict.Throttled asked) {
            lane.throttled.increment();
            Duration pause = asked.pause() == null ? retryAfter(known.answer) : asked.pause();
            lane.decide(rules -> rules.throttled(claim, pause, now));
        } else {
            lane.decide(rules -> rules.failed(endpoint, claim, verdict, now));
        }
        return verdict;
    }

    private @Nullable Duration retryAfter(@Nullable Answer answer) {
        return answer == null
                ? null
                : RetryAfter.parse(answer.header("Retry-After"), answer.header("Date"), lane.clocks.wall());
    }

    /** Brings the events of an answered request to their ends, or has them wait. Harmless to what has ended already. */
    private void end(List<Sending> part, Answered known) {
        Verdict verdict = known.verdict;
        if (verdict instanceof Verdict.Delivered delivered) {
            deliver(part, known, byIndex(delivered.except(), part.size()));
        } else if (verdict instanceof Verdict.Refused refused) {
            refuse(part, known, refused);
        } else if (verdict instanceof Verdict.TooLarge) {
            if (part.size() == 1) {
                reject(part.get(0), known, Integer.toString(known.status()), "the event is too large");
            } else {
                takeApart(part);
            }
        } else if (verdict instanceof Verdict.LaneRefused refused) {
            refuseEndpoint(part, known, refused);
        } else if (verdict instanceof Verdict.Throttled) {
            part.forEach(one -> giveBack(one, one.header.waiting("THROTTLED"), Instant.MIN));
        } else {
            again(part, verdict);
        }
    }

    private void deliver(List<Sending> part, Answered known, Map<Integer, Refusal> refused) {
        List<Entry> atOnce = new ArrayList<>(part.size());
        for (int i = 0; i < part.size(); i++) {
            Sending one = part.get(i);
            Refusal refusal = refused.get(i);
            if (refusal != null) {
                reject(one, known, refusal.code(), refusal.message());
            } else if (one.header.attempts() > 0) {
                lane.settle(one.entry, new Outcome.Delivered(one.header.attempts() + 1));
            } else {
                atOnce.add(one.entry);
            }
        }
        if (!atOnce.isEmpty()) {
            lane.settle(atOnce, DELIVERED_AT_ONCE);
        }
    }

    /** An attempt failed: what may be repeated waits, the rest stays unconfirmed. */
    private void again(List<Sending> part, Verdict verdict) {
        Instant now = lane.clocks.now();
        boolean ambiguous = verdict instanceof Verdict.Ambiguous;
        String cause = verdict instanceof Verdict.Ambiguous unknown
                ? unknown.cause()
                : verdict instanceof Verdict.NotProcessed not ? not.cause() : "FAILED";
        boolean aborted = lane.isAborted();
        for (Sending one : part) {
            EntryHeader failed = one.header.failed(cause, ambiguous);
            if (ambiguous
                    && (aborted || failed.mode() == DeliveryMode.AT_MOST_ONCE || !lane.retries.retries(verdict))) {
                lane.settle(
                        one.entry,
                        new Outcome.Unconfirmed(aborted ? UnconfirmedReason.CLOSED : UnconfirmedReason.NOT_REPEATED));
            } else {
                lane.retried.increment();
                Instant own = now.plus(lane.retries.backoff(failed.attempts(), verdict));
                giveBack(one, failed, lane.ask(rules -> rules.endOfWait(own, now)));
            }
        }
    }

    /** The vendor refused the part: the bad events end, the others are sent again, as far as that is safe. */
    private void refuse(List<Sending> part, Answered known, Verdict.Refused refused) {
        Map<Integer, Refusal> bad = byIndex(refused.which(), part.size());
        if (part.size() == 1) {
            Refusal refusal = bad.getOrDefault(0, new Refusal(0, refused.code(), refused.message()));
            refuse(part.get(0), known, refused, refusal);
            refusals++;
            return;
        }
        List<Sending> others = new ArrayList<>();
        Set<Entry> perhapsTaken = new HashSet<>();
        String status = Integer.toString(known.status());
        for (int i = 0; i < part.size(); i++) {
            Sending one = part.get(i);
            Refusal refusal = bad.get(i);
            if (refusal != null) {
                refuse(one, known, refused, refusal);
            } else if (refused.whole()) {
                others.add(new Sending(one.entry, one.header.waiting(status), one.encoded));
            } else if (one.header.mode() == DeliveryMode.AT_LEAST_ONCE) {
                others.add(new Sending(one.entry, one.header.failed(status, true), one.encoded));
                perhapsTaken.add(one.entry);
            } else {
                lane.settle(one.entry, new Outcome.Unconfirmed(UnconfirmedReason.BATCH_REFUSED));
            }
        }
        if (!perhapsTaken.isEmpty()) {
            perhapsTaken.addAll(doubtful);
            doubtful = perhapsTaken;
        }
        if (bad.isEmpty()) {
            takeApart(others);
        } else {
            refusals++;
            if (!others.isEmpty()) {
                parts.push(others);
            }
        }
    }

    /** Ends one event that was refused; one that the vendor has from an ambiguous attempt before is delivered. */
    private void refuse(Sending one, Answered known, Verdict.Refused refused, Refusal refusal) {
        if (refused.alreadyTaken() && one.header.ambiguous()) {
            lane.settle(one.entry, new Outcome.Delivered(one.header.attempts() + 1));
        } else {
            reject(one, known, refusal.code(), refusal.message());
        }
    }

    /**
     * The endpoint seems to be set up wrongly: the events wait for a probe to get through, but those that may have been
     * taken all the same are repeated only where that is safe.
     */
    private void refuseEndpoint(List<Sending> part, Answered known, Verdict.LaneRefused refused) {
        Answer answer = known.answer;
        if (answer != null) {
            lane.log.warn(
                    lane.name + " refused",
                    () -> lane.name + " refuses the account (" + (refused.inDoubt() ? "a redirect or a page, " : "")
                            + known.censor.said(answer, refused.code(), refused.message())
                            + ") for an event of kind "
                            + part.get(0).header.kind()
                            + ": check its credentials, address and rights; events for the same address are kept until"
                            + " their deadline");
        }
        if (refused.inDoubt()) {
            again(part, new Verdict.Ambiguous(REFUSED));
            return;
        }
        Instant own = lane.clocks.now().plus(lane.retries.backoff(1, refused));
        Instant until = lane.ask(rules -> rules.endOfWait(known.endpoint, own));
        part.forEach(one -> standBack(one, one.header.failed(REFUSED, false), until));
    }

    /** The more often an event was tried, the later it stands, so that each probe is of another key. */
    private void standBack(Sending one, EntryHeader header, Instant until) {
        giveBack(one, header, until.plusMillis(Math.min(header.attempts(), EndpointStates.MAX_STAND_BACK)));
    }

    private void reject(Sending one, Answered known, String code, String message) {
        Answer answer = requireNonNull(known.answer);
        Censor censor = known.censor;
        String cleanCode = censor.clean(code);
        String shownCode = cleanCode.isBlank() ? Integer.toString(answer.status()) : cleanCode;
        // First the log, so that whoever has flushed finds the line.
        lane.log.warn(
                lane.name + " rejected " + shownCode,
                () -> lane.name + " rejected an event: " + censor.said(answer, code, message));
        lane.settle(one.entry, new Outcome.Rejected(answer.status(), shownCode, censor.clean(message)));
    }

    private void splitOr(List<Sending> part, Outcome ofOne) {
        if (part.size() == 1) {
            lane.settle(part.get(0).entry, ofOne);
        } else {
            split(part);
        }
    }

    /** A request was refused and nobody said for which of its events: its halves are next. */
    private void takeApart(List<Sending> part) {
        refusals++;
        if (part.size() > 1) {
            split(part);
        } else if (!part.isEmpty()) {
            parts.push(part);
        }
    }

    /** Has both halves sent next, in order. */
    private void split(List<Sending> part) {
        int half = part.size() / 2;
        parts.push(part.subList(half, part.size()));
        parts.push(part.subList(0, half));
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
