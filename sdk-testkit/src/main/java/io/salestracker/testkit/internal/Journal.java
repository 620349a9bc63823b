package io.salestracker.testkit.internal;

import io.salestracker.testkit.Counts;
import io.salestracker.testkit.Disposition;
import io.salestracker.testkit.Fault;
import io.salestracker.testkit.HttpExchange;
import io.salestracker.testkit.Payload;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.Rule;
import io.salestracker.testkit.Vendor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What all vendors received, in order: decisions, counts and records behind one private lock, held for constant-time work
 * and for copies. The journal is bounded, in records and in bytes of payload, and lets go of the oldest; counts are of
 * everything.
 */
final class Journal {
    /** Payloads take no more than a quarter of the heap, and no more than this. */
    private static final long MAX_PAYLOAD_BYTES =
            Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 4);

    private final Object lock = new Object();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final int maxEvents;
    private final boolean keepPayloads;
    private final LinkedHashMap<Long, Entry> records = new LinkedHashMap<>();
    /** Each record under the number of its last change. */
    private final TreeMap<Long, Entry> changes = new TreeMap<>();

    private final EnumMap<Vendor, Counter> counters = new EnumMap<>(Vendor.class);
    private final EnumMap<Vendor, Attempts> attempts = new EnumMap<>(Vendor.class);
    private final Minutes minutes = new Minutes();
    private Set<String> unattributed = Set.of();
    private long sequence;
    private long revision;
    private long generation;
    private long payloadBytes;

    private static final class Entry {
        private Received received;
        private long revision;

        private Entry(Received received) {
            this.received = received;
        }
    }

    private record Decision(
            Disposition disposition, @Nullable Rule rule) {}

    /** A look at the journal: some records, and the place where to look for later changes. */
    record Look(List<Received> records, long revision, long generation) {}

    Journal(Settings settings) {
        this.maxEvents = settings.maxEvents();
        this.keepPayloads = settings.keepPayloads();
        for (Vendor vendor : Vendor.values()) {
            counters.put(vendor, new Counter());
            attempts.put(vendor, new Attempts());
        }
    }

    boolean keepsPayloads() {
        return keepPayloads;
    }

    /** Decides about the events of one request, and remembers and counts them. */
    List<Received> settle(VendorRules rules, Call call, List<Sighting> sightings, @Nullable Fault fault) {
        List<Received> settled = new ArrayList<>(sightings.size());
        Instant now = Instant.now();
        synchronized (lock) {
            Counter counter = counter(rules.vendor());
            counter.addRequest();
            for (Sighting sighting : sightings) {
                Decision decision = decide(rules, call, sighting, fault);
                Received received = received(rules.vendor(), call, sighting, decision, fault, now);
                settled.add(received);
                minutes.add(received, counter.add(received));
                keep(received);
            }
        }
        changed();
        return settled;
    }

    private Decision decide(VendorRules rules, Call call, Sighting sighting, @Nullable Fault fault) {
        if (fault != null && !fault.afterAccepting()) {
            return new Decision(Disposition.FAULTED, null);
        }
        if (sighting.refusal() != null) {
            return new Decision(
                    Disposition.REJECTED, sighting.refusal().problem().rule());
        }
        String visitor = sighting.facts().visitor();
        if (rules.attribution() != null && visitor != null && unattributed.contains(visitor)) {
            // Not settled: what a vendor does not record, it does not remember as an earlier addition or order either.
            return new Decision(Disposition.IGNORED, rules.attribution());
        }
        Disposition disposition = rules.settle(call, sighting);
        return new Decision(disposition, disposition == Disposition.IGNORED ? rules.ignores() : null);
    }

    private Received received(
            Vendor vendor, Call call, Sighting sighting, Decision decision, @Nullable Fault fault, Instant now) {
        Facts facts = sighting.facts();
        Refusal refusal = decision.disposition() == Disposition.REJECTED ? sighting.refusal() : null;
        Rule rule = decision.rule();
        String field = refusal == null ? "" : refusal.problem().field();
        boolean answerFails = fault != null && fault.effect() != Fault.Effect.SLOW;
        String key = call.header("Idempotency-Key");
        return new Received(
                ++sequence,
                now,
                vendor,
                facts.kind(),
                facts.name(),
                facts.orderId(),
                facts.visitor(),
                facts.amount(),
                facts.currency(),
                decision.disposition(),
                status(refusal, fault),
                field.isEmpty() ? null : field,
                refusal != null ? refusal.problem().message() : rule == null ? null : rule.text(),
                rule,
                key,
                fault,
                answerFails,
                keepPayloads ? sighting.payload() : Payload.NONE,
                facts.orderNumber(),
                attempts(vendor).next(key, sighting.payload(), answerFails),
                null,
                call.exchange());
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
        Entry entry = new Entry(received);
        records.put(received.sequence(), entry);
        touch(entry);
        payloadBytes += received.payload().size();
        Iterator<Entry> oldest = records.values().iterator();
        while (records.size() > maxEvents || payloadBytes > MAX_PAYLOAD_BYTES) {
            Entry gone = oldest.next();
            oldest.remove();
            changes.remove(gone.revision);
            payloadBytes -= gone.received.payload().size();
            counter(gone.received.vendor()).letGo();
        }
    }

    private void touch(Entry entry) {
        changes.remove(entry.revision);
        entry.revision = ++revision;
        changes.put(entry.revision, entry);
    }

    /** Notes the response to these, which goes out now. */
    void answering(List<Received> events, HttpExchange exchange, Duration latency) {
        update(events, (entry, event) -> entry.received = entry.received.answered(exchange, latency));
    }

    /** Notes that the response to these could not be written: their caller had gone. */
    void answerLost(List<Received> events) {
        update(events, (entry, event) -> {
            if (!event.responseFailed()) {
                entry.received = entry.received.withFailedAnswer();
                counter(event.vendor()).loseAnswer(event.disposition());
                if (keepPayloads) {
                    attempts(event.vendor()).answerLost(event.idempotencyKey(), event.payload(), event.attempt());
                }
            }
        });
    }

    private interface Update {
        void apply(Entry entry, Received event);
    }

    private void update(List<Received> events, Update update) {
        synchronized (lock) {
            for (Received event : events) {
                Entry entry = records.get(event.sequence());
                // After a reset of the sandbox another event may have the number.
                if (entry != null && entry.received.receivedAt().equals(event.receivedAt())) {
                    update.apply(entry, event);
                    touch(entry);
                }
            }
        }
        changed();
    }

    Counts counts(Vendor vendor) {
        synchronized (lock) {
            return counter(vendor).counts();
        }
    }

    List<Minutes.Minute> minutes() {
        synchronized (lock) {
            return minutes.copy();
        }
    }

    /** Returns what matches, oldest first. The predicate runs outside the lock. */
    List<Received> events(Predicate<Received> filter) {
        return look().records().stream().filter(filter).toList();
    }

    @Nullable
    Received event(long number) {
        synchronized (lock) {
            Entry entry = records.get(number);
            return entry == null ? null : entry.received;
        }
    }

    /** Returns everything, oldest first. */
    Look look() {
        synchronized (lock) {
            List<Received> all = new ArrayList<>(records.size());
            records.values().forEach(entry -> all.add(entry.received));
            return new Look(all, revision, generation);
        }
    }

    /** Returns records changed since a look, in the order of their last change, at most so many. */
    Look changesAfter(long since, int most) {
        synchronized (lock) {
            List<Received> some = new ArrayList<>();
            long last = since;
            for (Entry entry : changes.tailMap(since, false).values()) {
                if (some.size() == most) {
                    break;
                }
                some.add(entry.received);
                last = entry.revision;
            }
            return new Look(some, last, generation);
        }
    }

    /**
     * Waits until enough events match.
     *
     * @return whether they did in time
     */
    boolean await(int count, Predicate<Received> filter, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Look look = look();
            if (look.records().stream().filter(filter).limit(count).count() >= count) {
                return true;
            }
            synchronized (lock) {
                while (revision == look.revision() && generation == look.generation()) {
                    long left = (deadline - System.nanoTime()) / 1_000_000;
                    if (left <= 0) {
                        return false;
                    }
                    lock.wait(left);
                }
            }
        }
    }

    Set<String> unattributed() {
        synchronized (lock) {
            return unattributed;
        }
    }

    void unattributed(Set<String> visitors) {
        synchronized (lock) {
            unattributed = visitors;
        }
        changed();
    }

    void forget(Collection<VendorRules> vendors) {
        synchronized (lock) {
            vendors.forEach(VendorRules::forget);
            records.clear();
            changes.clear();
            counters.replaceAll((vendor, counter) -> new Counter());
            attempts.values().forEach(Attempts::clear);
            minutes.clear();
            unattributed = Set.of();
            sequence = 0;
            payloadBytes = 0;
            generation++;
        }
        changed();
    }

    /** Calls this after every change, on the thread that made it and outside the lock. It must be quick. */
    void listen(Runnable listener) {
        listeners.add(listener);
    }

    void unlisten(Runnable listener) {
        listeners.remove(listener);
    }

    /** Tells who waits or listens that something is new. */
    void changed() {
        synchronized (lock) {
            lock.notifyAll();
        }
        listeners.forEach(Runnable::run);
    }

    private Attempts attempts(Vendor vendor) {
        Attempts of = attempts.get(vendor);
        if (of == null) {
            throw new IllegalStateException("every vendor has attempts");
        }
        return of;
    }

    private Counter counter(Vendor vendor) {
        Counter counter = counters.get(vendor);
        if (counter == null) {
            throw new IllegalStateException("every vendor has a counter");
        }
        return counter;
    }
}
