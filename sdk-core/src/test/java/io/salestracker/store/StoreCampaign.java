package io.salestracker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.Outcome;
import io.salestracker.Outcome.DropReason;
import io.salestracker.Outcome.UnconfirmedReason;
import io.salestracker.delivery.Budget;
import io.salestracker.event.EventKind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Random steps on a store beside a naive model of it: plain lists, searched from the start each time. After each step
 * the two must agree on what is held, what ended, what is claimable and when that changes.
 */
public final class StoreCampaign {
    private static final Map<EventKind, Duration> DEADLINES = Map.of(
            EventKind.VISIT, Duration.ofSeconds(60),
            EventKind.CART_CHANGE, Duration.ofSeconds(120),
            EventKind.OTHER, Duration.ofSeconds(120),
            EventKind.PURCHASE, Duration.ofSeconds(600));

    private final EventStore store;
    private final Budget budget;
    private final long overhead;
    private final boolean durable;
    private final Random random;
    private final String seed;

    private final List<Held> held = new ArrayList<>();
    private final Map<Outcome.Kind, Map<String, Long>> ended = new HashMap<>();
    private BigDecimal endedTotal = BigDecimal.ZERO;
    private Instant now = Instant.parse("2026-03-04T05:06:07Z");
    private long added;
    private int step;

    /** An entry that the store should hold. */
    private static final class Held {
        private final String id;
        private final long heapBytes;
        private final BigDecimal total;
        private EntryHeader header;
        private Instant notBefore = Instant.MIN;
        private Entry claim;
        private boolean erased;

        private Held(TestEntry entry, long overhead) {
            this.header = entry.header();
            this.id = header.id();
            this.heapBytes = entry.heapBytes() + overhead;
            this.total = header.kind() == EventKind.PURCHASE ? entry.total() : BigDecimal.ZERO;
        }
    }

    /**
     * @param budget what the store may hold
     * @param overhead what the store adds to an entry's own bytes
     * @param durable true for a store without a bound, that counts no bytes and keeps its entries at close
     */
    public StoreCampaign(EventStore store, Budget budget, long overhead, boolean durable, long seed) {
        this.store = store;
        this.budget = budget;
        this.overhead = overhead;
        this.durable = durable;
        this.random = new Random(seed);
        this.seed = "seed " + seed;
    }

    /** Takes so many steps. */
    public void run(int steps) {
        for (step = 0; step < steps; step++) {
            // At times more comes in than goes out, at times less.
            int choice = random.nextInt(step / 200 % 2 == 0 ? 15 : 20);
            if (choice == 14 && random.nextInt(3) == 0) {
                erase();
            } else if (choice < 7) {
                add();
            } else if (choice < 9) {
                claim(1 + random.nextInt(4));
            } else if (choice < 10) {
                claim(1_000);
            } else if (choice < 14) {
                release();
            } else if (choice < 17) {
                settle();
            } else if (choice < 18) {
                expire();
            } else {
                now = now.plusMillis(random.nextInt(3_000));
            }
            compare();
        }
        drain();
    }

    private String at() {
        return seed + ", step " + step;
    }

    private void add() {
        now = now.plusMillis(1);
        EventKind kind = List.of(EventKind.values()).get(random.nextInt(EventKind.values().length));
        String key = random.nextInt(5) == 0 ? null : "key" + random.nextInt(8);
        TestEntry plain = TestEntry.of("event" + added, key, kind, now, DEADLINES.get(kind));
        TestEntry entry = new TestEntry(plain.header(), 100 + random.nextInt(2_000));
        added++;

        AddResult admission = store.add(entry);

        Held arriving = new Held(entry, overhead);
        List<Held> victims = victims(arriving);
        if (victims == null) {
            assertThat(admission.refused()).as(at()).isEqualTo(new Outcome.Dropped(DropReason.FULL));
            assertThat(admission.displaced()).as(at()).isEmpty();
            count(arriving, admission.refused());
            return;
        }
        assertThat(admission.refused()).as(at()).isNull();
        assertThat(admission.displaced().stream()
                        .map(one -> one.entry().header().id()))
                .as(at())
                .containsExactlyElementsOf(victims.stream().map(one -> one.id).toList());
        for (int i = 0; i < victims.size(); i++) {
            Outcome expected = victims.get(i).header.ambiguous()
                    ? new Outcome.Unconfirmed(UnconfirmedReason.DISPLACED)
                    : new Outcome.Dropped(DropReason.DISPLACED);
            assertThat(admission.displaced().get(i).outcome()).as(at()).isEqualTo(expected);
            count(victims.get(i), expected);
        }
        held.removeAll(victims);
        held.add(arriving);
    }

    /** What gives way, in order; null if nothing that may would make room. */
    private List<Held> victims(Held arriving) {
        List<Held> lower = held.stream()
                .filter(one -> one.claim == null && one.header.kind().givesWayTo(arriving.header.kind()))
                .sorted(Comparator.comparingInt((Held one) -> one.header.kind().rank())
                        .thenComparing(one -> one.header.trackedAt()))
                .toList();
        for (int count = 0; count <= lower.size(); count++) {
            List<Held> victims = lower.subList(0, count);
            long bytes = victims.stream().mapToLong(one -> one.heapBytes).sum();
            if (held.size() - count < budget.events() && heldBytes() - bytes + arriving.heapBytes <= budget.bytes()) {
                return victims;
            }
        }
        return null;
    }

    private long heldBytes() {
        return held.stream().mapToLong(one -> one.heapBytes).sum();
    }

    /** What could be claimed now, in the order it was added. */
    private List<Held> claimable() {
        Set<String> heldBack = new HashSet<>();
        if (!durable) {
            // In memory a key waits for all that is in flight of it, also for what was added later.
            held.stream().filter(one -> one.claim != null).forEach(one -> heldBack.add(keyOrId(one)));
        }
        List<Held> claimable = new ArrayList<>();
        for (Held one : held) {
            if (one.claim != null || one.notBefore.isAfter(now)) {
                heldBack.add(keyOrId(one));
            } else if (!heldBack.contains(keyOrId(one))) {
                claimable.add(one);
            }
        }
        return claimable;
    }

    private void claim(int max) {
        List<Held> expected = claimable();

        List<Entry> claimed = Stores.claim(store, max, now);

        assertThat(claimed).as(at()).hasSize(Math.min(max, expected.size()));
        Map<String, List<String>> order = new HashMap<>();
        for (Held one : expected) {
            order.computeIfAbsent(keyOrId(one), key -> new ArrayList<>()).add(one.id);
        }
        for (Entry entry : claimed) {
            Held one = find(entry.header().id());
            assertThat(one.claim).as(at()).isNull();
            assertThat(entry.header()).as(at()).isEqualTo(one.header);
            // The next of its key that has not been handed out yet.
            assertThat(order.get(keyOrId(one)).remove(0)).as(at()).isEqualTo(one.id);
            one.claim = entry;
        }
    }

    private static String keyOrId(Held one) {
        return one.header.key() == null ? "without a key: " + one.id : one.header.key();
    }

    private Held find(String id) {
        return held.stream()
                .filter(one -> one.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(at() + ": handed out what it does not hold: " + id));
    }

    private Held anyClaimed() {
        List<Held> claimed = held.stream().filter(one -> one.claim != null).toList();
        return claimed.isEmpty() ? null : claimed.get(random.nextInt(claimed.size()));
    }

    private void release() {
        Held one = anyClaimed();
        if (one == null) {
            return;
        }
        Entry claim = one.claim;
        one.header = random.nextBoolean()
                ? one.header.failed("503", random.nextInt(3) == 0)
                : one.header.waiting("THROTTLED");
        one.notBefore = random.nextInt(3) == 0 ? Instant.MIN : now.plusMillis(random.nextInt(5_000));
        one.claim = null;

        List<Ended> ended = store.release(List.of(new EventStore.Release(claim, one.header, one.notBefore)));

        assertThat(ended).as(at()).hasSize(one.erased ? 1 : 0);
        if (one.erased) {
            assertThat(ended.get(0)).as(at()).isEqualTo(new Ended(claim, one.header.whenErased()));
            held.remove(one);
            count(one, one.header.whenErased());
        }
        Stores.release(store, claim, one.header, Instant.MIN);
        assertThat(store.settle(claim, new Outcome.Delivered(1))).as(at()).isFalse();
    }

    private void settle() {
        Held one = anyClaimed();
        if (one == null) {
            return;
        }
        Outcome outcome = random.nextBoolean() ? new Outcome.Delivered(1) : new Outcome.Rejected(422, "bad", "");
        held.remove(one);
        count(one, outcome);

        assertThat(store.settle(one.claim, outcome)).as(at()).isTrue();
        assertThat(store.settle(one.claim, outcome)).as(at()).isFalse();
        Stores.release(store, one.claim, one.header, Instant.MIN);
    }

    private void expire() {
        if (random.nextInt(10) == 0) {
            now = now.plusSeconds(60);
        }
        List<Held> expected = held.stream()
                .filter(one -> one.claim == null && !one.header.deadline().isAfter(now))
                .toList();

        List<Entry> expired = store.claimExpired(1_000, now);

        assertThat(ids(expired))
                .as(at())
                .containsExactlyInAnyOrderElementsOf(
                        expected.stream().map(one -> one.id).toList());
        end(expired, new Outcome.Expired("WAITED"));
    }

    private void erase() {
        String key = "key" + random.nextInt(8);
        List<Held> its =
                held.stream().filter(one -> key.equals(one.header.key())).toList();
        List<Held> waiting = its.stream().filter(one -> one.claim == null).toList();

        EraseResult erased = store.erase(key);

        assertThat(erased.ended())
                .as(at())
                .extracting(one -> one.entry().header().id() + " " + one.outcome())
                .containsExactlyElementsOf(waiting.stream()
                        .map(one -> one.id + " " + one.header.whenErased())
                        .toList());
        assertThat(erased.claimed()).as(at()).isEqualTo(its.size() - waiting.size());
        its.forEach(one -> one.erased = true);
        held.removeAll(waiting);
        waiting.forEach(one -> count(one, one.header.whenErased()));
    }

    private void end(List<Entry> entries, Outcome outcome) {
        for (Entry entry : entries) {
            assertThat(store.settle(entry, outcome)).as(at()).isTrue();
            assertThat(store.settle(entry, outcome)).as(at()).isFalse();
            Held one = find(entry.header().id());
            held.remove(one);
            count(one, outcome);
        }
    }

    private static List<String> ids(List<Entry> entries) {
        return entries.stream().map(entry -> entry.header().id()).toList();
    }

    private void count(Held one, Outcome outcome) {
        endedTotal = endedTotal.add(one.total);
        ended.computeIfAbsent(outcome.kind(), kind -> new HashMap<>()).merge(outcome.reason(), 1L, Long::sum);
    }

    private void compare() {
        StoreCounts counts = store.counts();
        assertThat(counts.added()).as(at()).isEqualTo(added);
        assertThat(counts.held()).as(at()).isEqualTo(held.size());
        assertThat(counts.ended()).as(at()).isEqualTo(ended);
        if (!durable) {
            assertThat(counts.heldBytes()).as(at()).isEqualTo(heldBytes());
            assertThat(counts.held()).as(at()).isLessThanOrEqualTo(budget.events());
            assertThat(counts.heldBytes()).as(at()).isLessThanOrEqualTo(budget.bytes());
            compareAmounts(counts);
            assertThat(counts.oldest())
                    .as(at())
                    .isEqualTo(held.stream()
                            .map(one -> one.header.trackedAt())
                            .min(Comparator.naturalOrder())
                            .orElse(null));
        }

        StoreStatus due = Stores.status(store, now);
        List<Held> claimable = claimable();
        assertThat(due.claimable() > 0).as(at() + ": is anything claimable").isEqualTo(!claimable.isEmpty());
        assertThat(due.claimable()).as(at()).isGreaterThanOrEqualTo(claimable.size());
        assertThat(due.oldest() == null).as(at()).isEqualTo(claimable.isEmpty());
        Instant nextDeadline = held.stream()
                .filter(one -> one.claim == null)
                .map(one -> one.header.deadline())
                .min(Comparator.naturalOrder())
                .orElse(null);
        assertThat(due.nextDeadline()).as(at()).isEqualTo(nextDeadline);
        if (!durable) {
            assertThat(due.next()).as(at() + ": next").isEqualTo(nextDue());
        }
    }

    private void compareAmounts(StoreCounts counts) {
        BigDecimal heldTotal = held.stream().map(one -> one.total).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal ends = counts.endedAmounts().values().stream()
                .flatMap(amounts -> amounts.values().stream())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(counts.heldAmounts().getOrDefault("EUR", BigDecimal.ZERO))
                .as(at())
                .isEqualByComparingTo(heldTotal);
        assertThat(ends).as(at()).isEqualByComparingTo(endedTotal);
    }

    /** When the first entry of a key that is not in flight becomes due. */
    private Instant nextDue() {
        Map<String, List<Held>> byKey =
                held.stream().collect(Collectors.groupingBy(StoreCampaign::keyOrId, TreeMap::new, Collectors.toList()));
        return byKey.values().stream()
                .filter(key -> key.stream().allMatch(one -> one.claim == null))
                .map(key -> key.get(0).notBefore)
                .filter(first -> first.isAfter(now))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** Ends what is in flight and what waits, after which nothing may be left. */
    private void drain() {
        for (Held one : List.copyOf(held)) {
            if (one.claim != null) {
                end(List.of(one.claim), new Outcome.Delivered(1));
            }
        }
        now = now.plusSeconds(1_000);
        end(
                durable ? Stores.claim(store, 1_000_000, now) : store.claimRest(1_000_000),
                new Outcome.Dropped(DropReason.CLOSED));
        assertThat(held).as(at()).isEmpty();
        compare();
        assertThat(Objects.requireNonNull(Stores.status(store, now)).claimable())
                .as(at())
                .isZero();
    }
}
