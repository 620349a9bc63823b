package io.salestracker.internal;

import static java.util.Objects.requireNonNull;

import io.salestracker.Outcome;
import io.salestracker.Outcome.InvalidReason;
import io.salestracker.Outcome.UnconfirmedReason;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.delivery.Entry;
import io.salestracker.delivery.EntryHeader;
import io.salestracker.delivery.TransportException;
import io.salestracker.destination.Answer;
import io.salestracker.destination.AnswerTable;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.Request;
import io.salestracker.destination.TooLargeException;
import io.salestracker.destination.Verdict;
import io.salestracker.destination.Verdict.Refusal;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes what one sender thread claimed from bytes to outcomes: encode, request, send, judge, settle. A claim is one
 * request, unless it has to be taken apart because it is too large or one event in it is bad; then the parts follow one
 * another, in order.
 */
final class Sender {
    private static final Outcome DELIVERED_AT_ONCE = new Outcome.Delivered(1);
    private static final Verdict.NotProcessed BROKEN = new Verdict.NotProcessed("INTERNAL");

    private final Lane lane;
    private final Deque<List<Sending>> parts = new ArrayDeque<>();
    // The keys of this claim of which an event waits to be sent again.
    private final Set<@Nullable String> waiting = new HashSet<>();
    private final long claim;
    // What was last handed to the transport, and what a vendor may have taken of a batch that it refused. Whoever
    // closes the lane looks at these too.
    private volatile List<Sending> sending = List.of();
    private volatile List<Sending> doubtful = List.of();

    /** An entry with its header as it stands in this attempt, and its bytes. */
    private record Sending(Entry entry, EntryHeader header, EncodedEvent encoded) {
        int bytes() {
            return encoded.bytes().length;
        }
    }

    Sender(Lane lane, long claim) {
        this.lane = lane;
        this.claim = claim;
    }

    /** Delivers claimed entries: when it returns each is settled or released. */
    void deliver(List<Entry> entries) {
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
            Instant now = lane.clocks.now();
            open = !lane.isAborted() && lane.ask(rules -> rules.maySend(now));
        }
    }

    /** Tells whether the vendor may have taken the entry. */
    boolean isInDoubt(Entry entry) {
        return contains(sending, entry) || contains(doubtful, entry);
    }

    private static boolean contains(List<Sending> list, Entry entry) {
        return list.stream().anyMatch(one -> one.entry.equals(entry));
    }

    /**
     * Ends a delivery that broke, for want of memory or by a fault of ours: what may have been sent is in doubt, the
     * rest waits.
     */
    void abandon(List<Entry> entries) {
        List<Sending> sent = sending;
        Instant next = lane.clocks.now().plus(lane.retries.backoff(1, BROKEN));
        for (Entry entry : entries) {
            if (!contains(sent, entry)) {
                lane.release(entry, entry.header().failed(BROKEN.cause(), contains(doubtful, entry)), next);
            }
        }
        if (!sent.isEmpty()) {
            retry(sent, new Verdict.Ambiguous(BROKEN.cause()));
        }
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
                return new Sending(entry, header, new EncodedEvent(header.id(), entry.bytes()));
            } catch (TooLargeException e) {
                lane.settle(entry, new Outcome.Invalid(InvalidReason.TOO_LARGE, List.of()));
            } catch (OutOfMemoryError e) {
                // The event can do nothing for it.
                throw e;
            } catch (Throwable thrown) {
                lane.intake.report("encode", thrown);
                lane.settle(entry, Intake.INTERNAL);
            }
        }
        return null;
    }

    private void attempt(@Nullable List<Sending> part) {
        if (part == null || part.isEmpty()) {
            return;
        }
        Request request;
        try {
            List<EncodedEvent> events = new ArrayList<>(part.size());
            part.forEach(one -> events.add(one.encoded));
            request = requireNonNull(lane.destination.request(events));
        } catch (IOException e) {
            lane.intake.report("request, and it is tried again", e);
            retry(part, new Verdict.NotProcessed("NOT_PREPARED"));
            return;
        } catch (TooLargeException e) {
            splitOr(part, new Outcome.Invalid(InvalidReason.TOO_LARGE, List.of()));
            return;
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable thrown) {
            lane.intake.report("request", thrown);
            splitOr(part, Intake.INTERNAL);
            return;
        }
        lane.requests.increment();
        Censor censor = new Censor(lane, () -> identities(part), request);
        Answer answer;
        sending = part;
        forgetInterrupts();
        try {
            answer = lane.transport.send(request);
        } catch (TransportException e) {
            boolean notSent = e.sent() == TransportException.Sent.NOT_SENT;
            lane.log.warn(
                    lane.name + " no answer",
                    () -> lane.name + " gave no answer (" + censor.clean(String.valueOf(e.getMessage())) + "); "
                            + (notSent ? "nothing was sent, it is tried again" : "it may have arrived"));
            if (e.getCause() instanceof LinkageError misfit) {
                reportVersions(misfit, censor);
            }
            retry(part, notSent ? new Verdict.NotProcessed("NOT_SENT") : new Verdict.Ambiguous("NO_ANSWER"));
            return;
        } catch (Throwable thrown) {
            lane.intake.report("transport", thrown);
            if (thrown instanceof LinkageError misfit) {
                reportVersions(misfit, censor);
            }
            retry(part, new Verdict.Ambiguous("INTERNAL"));
            return;
        }
        settle(part, answer, censor, judge(request, answer));
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

    private Verdict judge(Request request, Answer answer) {
        try {
            return requireNonNull(lane.destination.judge(request, answer));
        } catch (Throwable thrown) {
            // The status line decides all the same.
            lane.intake.report("judge", thrown);
            return AnswerTable.standard().judge(answer, true);
        } finally {
            forgetInterrupts();
        }
    }

    /** What a destination left of an interrupt must not fail a request; only closing interrupts in earnest. */
    private void forgetInterrupts() {
        if (!lane.isAborted()) {
            Thread.interrupted();
        }
    }

    private void settle(List<Sending> part, Answer answer, Censor censor, Verdict verdict) {
        Instant now = lane.clocks.now();
        if (verdict instanceof Verdict.Delivered delivered) {
            lane.decide(rules -> rules.succeeded(claim, now));
            settleDelivered(part, answer, censor, byIndex(delivered.except(), part.size()));
        } else if (verdict instanceof Verdict.Refused refused) {
            lane.decide(rules -> rules.eventRefused(claim, now));
            refuse(part, answer, censor, refused);
        } else if (verdict instanceof Verdict.TooLarge) {
            long bytes = part.stream().mapToLong(Sending::bytes).sum();
            lane.decide(rules -> rules.tooLarge(claim, bytes, now));
            if (part.size() == 1) {
                reject(part.get(0), answer, censor, Integer.toString(answer.status()), "the event is too large");
            } else {
                split(part);
            }
        } else if (verdict instanceof Verdict.LaneRefused refused) {
            refuseLane(part, answer, censor, refused, now);
        } else if (verdict instanceof Verdict.Throttled asked) {
            lane.throttled.increment();
            Duration pause = asked.pause() != null
                    ? asked.pause()
                    : RetryAfter.parse(answer.header("Retry-After"), answer.header("Date"), lane.clocks.wall());
            lane.decide(rules -> rules.throttled(pause, now));
            part.forEach(one -> giveBack(one, one.header.waiting("THROTTLED"), Instant.MIN));
        } else {
            retry(part, verdict);
        }
    }

    private void settleDelivered(List<Sending> part, Answer answer, Censor censor, Map<Integer, Refusal> refused) {
        List<Entry> atOnce = new ArrayList<>(part.size());
        for (int i = 0; i < part.size(); i++) {
            Sending one = part.get(i);
            Refusal refusal = refused.get(i);
            if (refusal != null) {
                reject(one, answer, censor, refusal.code(), refusal.message());
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
    private void retry(List<Sending> part, Verdict verdict) {
        Instant now = lane.clocks.now();
        boolean ambiguous = verdict instanceof Verdict.Ambiguous;
        String cause = verdict instanceof Verdict.Ambiguous unknown
                ? unknown.cause()
                : verdict instanceof Verdict.NotProcessed not ? not.cause() : "FAILED";
        lane.decide(rules -> rules.failed(verdict, now));
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
    private void refuse(List<Sending> part, Answer answer, Censor censor, Verdict.Refused refused) {
        Map<Integer, Refusal> bad = byIndex(refused.which(), part.size());
        if (part.size() == 1) {
            Refusal refusal = bad.getOrDefault(0, new Refusal(0, refused.code(), refused.message()));
            reject(part.get(0), answer, censor, refusal.code(), refusal.message());
            return;
        }
        List<Sending> others = new ArrayList<>();
        for (int i = 0; i < part.size(); i++) {
            Sending one = part.get(i);
            Refusal refusal = bad.get(i);
            if (refusal != null) {
                reject(one, answer, censor, refusal.code(), refusal.message());
            } else if (refused.whole()) {
                others.add(one);
            } else if (one.header.mode() == DeliveryMode.AT_LEAST_ONCE) {
                Sending again =
                        new Sending(one.entry, one.header.failed(Integer.toString(answer.status()), true), one.encoded);
                others.add(again);
                doubtful = Stream.concat(doubtful.stream(), Stream.of(again)).toList();
            } else {
                lane.settle(one.entry, new Outcome.Unconfirmed(UnconfirmedReason.BATCH_REFUSED));
            }
        }
        if (!bad.isEmpty()) {
            if (!others.isEmpty()) {
                parts.push(others);
            }
        } else if (others.size() == 1) {
            parts.push(others);
        } else if (!others.isEmpty()) {
            split(others);
        }
    }

    /**
     * The vendor refused the account: the events wait for a probe to get through. One that is refused again after
     * others got through is refused for what it is.
     */
    private void refuseLane(
            List<Sending> part, Answer answer, Censor censor, Verdict.LaneRefused refused, Instant now) {
        boolean again = false;
        for (Sending one : part) {
            again |= lane.refusedAgain(one.header.id());
        }
        if (again) {
            lane.decide(rules -> rules.eventRefused(claim, now));
            if (part.size() == 1) {
                reject(part.get(0), answer, censor, refused.code(), refused.message());
            } else {
                split(part);
            }
            return;
        }
        lane.decide(rules -> rules.refused(now));
        lane.log.warn(
                lane.name + " refused",
                () -> lane.name + " refuses the account ("
                        + censor.said(answer, refused.code(), refused.message())
                        + "): check its credentials, address and rights; events are kept until their deadline");
        Instant next = now.plus(lane.retries.backoff(1, refused));
        part.forEach(one -> giveBack(one, one.header.failed("REFUSED", false), next));
    }

    private void reject(Sending one, Answer answer, Censor censor, String code, String message) {
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
