package io.salestracker.testkit.internal;

import io.salestracker.testkit.Counts;
import io.salestracker.testkit.EventKind;
import io.salestracker.testkit.Fault;
import io.salestracker.testkit.Payload;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.Rule;
import io.salestracker.testkit.Vendor;
import io.salestracker.testkit.Verdict;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What all vendors received, in order: decisions, counts and records behind one private lock, held for constant-time work
 * only. The journal is bounded, in records and in bytes of payload, and lets go of the oldest; counts are of everything.
 */
final class Journal {
    /** Payloads take no more than a quarter of the heap, and no more than this. */
    private static final long MOST_PAYLOAD_BYTES =
            Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 4);

    private final Object lock = new Object();
    private final int maxEvents;
    private final boolean keepPayloads;
    private final LinkedHashMap<Long, Received> records = new LinkedHashMap<>();
    private final EnumMap<Vendor, Counter> counters = new EnumMap<>(Vendor.class);
    private long sequence;
    private long payloadBytes;

    Journal(Settings settings) {
        this.maxEvents = settings.maxEvents();
        this.keepPayloads = settings.keepPayloads();
        for (Vendor vendor : Vendor.values()) {
            counters.put(vendor, new Counter());
        }
    }

    /** Decides about the events of one request, and remembers and counts them. */
    List<Received> settle(VendorRules rules, Call call, List<Sighting> sightings, @Nullable Fault fault) {
        String idempotencyKey = call.header("Idempotency-Key");
        Instant now = Instant.now();
        List<Received> settled = new ArrayList<>(sightings.size());
        synchronized (lock) {
            Counter counter = counter(rules.vendor());
            counter.requests++;
            for (Sighting sighting : sightings) {
                Verdict verdict = verdict(rules, call, sighting, fault);
                Received received = received(rules, sighting, verdict, fault, now, ++sequence, idempotencyKey);
                settled.add(received);
                counter.add(received);
                keep(received);
            }
        }
        return settled;
    }

    private static Verdict verdict(VendorRules rules, Call call, Sighting sighting, @Nullable Fault fault) {
        if (fault != null && !fault.afterAccepting()) {
            return Verdict.FAULTED;
        }
        return sighting.refusal() != null ? Verdict.REJECTED : rules.settle(call, sighting);
    }

    private Received received(
            VendorRules rules,
            Sighting sighting,
            Verdict verdict,
            @Nullable Fault fault,
            Instant now,
            long number,
            @Nullable String idempotencyKey) {
        Facts facts = sighting.facts();
        Refusal refusal = verdict == Verdict.REJECTED ? sighting.refusal() : null;
        Rule rule = refusal != null ? refusal.problem().rule() : verdict == Verdict.IGNORED ? rules.ignores() : null;
        String reason = refusal != null ? refusal.problem().message() : rule == null ? null : rule.text();
        String field = refusal == null || refusal.problem().field().isEmpty()
                ? null
                : refusal.problem().field();
        return new Received(
                number,
                now,
                rules.vendor(),
                facts.kind(),
                facts.name(),
                facts.orderId(),
                facts.visitor(),
                facts.amount(),
                facts.currency(),
                verdict,
                status(refusal, fault),
                field,
                reason,
                rule,
                idempotencyKey,
                fault,
                fault != null && fault.effect() != Fault.Effect.SLOW,
                keepPayloads ? sighting.payload() : Payload.NONE);
    }

    private static int status(@Nullable Refusal refusal, @Nullable Fault fault) {
        if (fault != null && fault.effect() == Fault.Effect.RESET) {
            return 0;
        }
        if (fault != null && fault.effect() == Fault.Effect.STATUS) {
            return fault.status();
        }
        return refusal == null ? 200 : refusal.status();
    }

    private void keep(Received received) {
        records.put(received.sequence(), received);
        payloadBytes += received.payload().size();
        Iterator<Received> oldest = records.values().iterator();
        while (records.size() > maxEvents || payloadBytes > MOST_PAYLOAD_BYTES) {
            Received gone = oldest.next();
            oldest.remove();
            payloadBytes -= gone.payload().size();
            counter(gone.vendor()).letGo++;
        }
    }

    /** Notes that the answer to these could not be written: their caller had gone. */
    void answerLost(List<Received> events) {
        synchronized (lock) {
            for (Received event : events) {
                // After a reset of the sandbox another event may have the number.
                if (event.equals(records.get(event.sequence())) && !event.answerFailed()) {
                    records.put(event.sequence(), event.withFailedAnswer());
                    counter(event.vendor()).loseAnswer(event.verdict());
                }
            }
        }
    }

    Counts counts(Vendor vendor) {
        synchronized (lock) {
            return counter(vendor).counts();
        }
    }

    /** Returns what matches, oldest first. The predicate runs outside the lock. */
    List<Received> events(Predicate<Received> filter) {
        Collection<Received> all;
        synchronized (lock) {
            all = new ArrayList<>(records.values());
        }
        return all.stream().filter(filter).toList();
    }

    void forget(Collection<VendorRules> vendors) {
        synchronized (lock) {
            vendors.forEach(VendorRules::forget);
            records.clear();
            counters.replaceAll((vendor, counter) -> new Counter());
            sequence = 0;
            payloadBytes = 0;
        }
    }

    private Counter counter(Vendor vendor) {
        Counter counter = counters.get(vendor);
        if (counter == null) {
            throw new IllegalStateException("every vendor has a counter");
        }
        return counter;
    }

    /** Guarded by the journal's lock. */
    private static final class Counter {
        private final EnumMap<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
        private final Map<String, BigDecimal> revenue = new HashMap<>();
        private long requests;
        private long events;
        private long confirmed;
        private long failedAnswers;
        private long acceptedThenFailed;
        private long letGo;

        void add(Received event) {
            events++;
            verdicts.merge(event.verdict(), 1L, Long::sum);
            if (event.verdict().isTaken()) {
                confirmed++;
                if (event.answerFailed()) {
                    loseAnswer(event.verdict());
                }
            }
            BigDecimal amount = event.amount();
            String currency = event.currency();
            if (event.verdict() == Verdict.ACCEPTED
                    && event.kind() == EventKind.ORDER
                    && amount != null
                    && currency != null
                    && Checks.isCurrency(currency)) {
                revenue.merge(currency, amount, BigDecimal::add);
            }
        }

        void loseAnswer(Verdict verdict) {
            if (verdict.isTaken()) {
                confirmed--;
                failedAnswers++;
            }
            if (verdict == Verdict.ACCEPTED) {
                acceptedThenFailed++;
            }
        }

        Counts counts() {
            return new Counts(
                    requests,
                    events,
                    verdicts.getOrDefault(Verdict.ACCEPTED, 0L),
                    verdicts.getOrDefault(Verdict.DUPLICATE, 0L),
                    verdicts.getOrDefault(Verdict.IGNORED, 0L),
                    verdicts.getOrDefault(Verdict.REJECTED, 0L),
                    verdicts.getOrDefault(Verdict.FAULTED, 0L),
                    confirmed,
                    failedAnswers,
                    acceptedThenFailed,
                    letGo,
                    revenue);
        }
    }
}
