package io.salestracker.internal;

import static java.util.Objects.requireNonNull;

import io.salestracker.Outcome;
import io.salestracker.Outcome.DropReason;
import io.salestracker.delivery.Admission;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.Due;
import io.salestracker.delivery.Entry;
import io.salestracker.delivery.EntryHeader;
import io.salestracker.delivery.EventStore;
import io.salestracker.delivery.StoreCounts;
import io.salestracker.destination.TooLargeException;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The store in memory, bounded by a share of the budget. One lock, held for constant-time work only: the few steps that
 * pass over claimed entries are bounded by how many are in flight.
 */
public final class MemoryEventStore implements EventStore {
    private static final int SETTLED_AT_ONCE = 16;

    private final Budget share;
    // A monitor, since who finds one taken spins a while before he sleeps, and it is never taken for long.
    private final Object lock = new Object();
    private final Map<EventKind, Arrivals> arrivals = new EnumMap<>(EventKind.class);
    private final KeyQueues queues = new KeyQueues();
    private final Tally tally = new Tally();
    private long added;
    private long held;
    private long heldBytes;

    /** Creates a store that holds no more than this. */
    public MemoryEventStore(Budget share) {
        this.share = share;
        for (EventKind kind : EventKind.values()) {
            arrivals.put(kind, new Arrivals());
        }
    }

    @Override
    public Admission add(Entry entry) {
        Node node = Node.of(entry);
        synchronized (lock) {
            added++;
            if (!fits(node) && !canMakeRoom(node)) {
                Outcome full = new Outcome.Dropped(DropReason.FULL);
                tally.count(full);
                return new Admission(full, List.of());
            }
            List<Admission.Displaced> displaced = fits(node) ? List.of() : makeRoom(node);
            held++;
            heldBytes += node.heapBytes;
            arrivals(node.kind()).append(node);
            queues.append(node);
            return displaced.isEmpty() ? Admission.ADDED : new Admission(null, displaced);
        }
    }

    private Arrivals arrivals(EventKind kind) {
        return requireNonNull(arrivals.get(kind));
    }

    private boolean fits(Node node) {
        return held < share.events() && heldBytes + node.heapBytes <= share.bytes();
    }

    /** Tells whether displacing everything lower would do, so that nothing is displaced in vain. */
    private boolean canMakeRoom(Node arriving) {
        long events = held;
        long bytes = heldBytes;
        for (EventKind kind : EventKind.values()) {
            if (kind.givesWayTo(arriving.kind())) {
                events -= arrivals(kind).waiting();
                bytes -= arrivals(kind).waitingBytes();
            }
        }
        return events < share.events() && bytes + arriving.heapBytes <= share.bytes();
    }

    private List<Admission.Displaced> makeRoom(Node arriving) {
        List<Admission.Displaced> displaced = new ArrayList<>(0);
        while (!fits(arriving)) {
            Node victim = lowest(arriving.kind());
            Outcome outcome = Ends.displaced(victim.header());
            queues.remove(victim);
            arrivals(victim.kind()).claimed(victim);
            forget(victim, outcome);
            displaced.add(new Admission.Displaced(victim, outcome));
        }
        return displaced;
    }

    /** The oldest waiting entry of the lowest rank below this kind's; there is one, see {@link #canMakeRoom}. */
    private Node lowest(EventKind arriving) {
        Node lowest = null;
        for (EventKind kind : EventKind.values()) {
            Node oldest = kind.givesWayTo(arriving) ? arrivals(kind).oldestWaiting() : null;
            if (oldest != null && (lowest == null || givesWayBefore(oldest, lowest))) {
                lowest = oldest;
            }
        }
        if (lowest == null) {
            throw new IllegalStateException("room was promised and there is none");
        }
        return lowest;
    }

    private static boolean givesWayBefore(Node one, Node other) {
        int difference = one.kind().rank() - other.kind().rank();
        return difference < 0 || (difference == 0 && one.trackedAt().isBefore(other.trackedAt()));
    }

    @Override
    public Due due(Instant now) {
        synchronized (lock) {
            queues.promote(now);
            Node first = queues.firstReady();
            return new Due(
                    queues.readyEntries(), first == null ? null : first.trackedAt(), queues.nextDue(), nextDeadline());
        }
    }

    private @Nullable Instant nextDeadline() {
        Instant next = null;
        for (Arrivals kind : arrivals.values()) {
            Node oldest = kind.oldestWaiting();
            if (oldest != null && (next == null || oldest.deadline().isBefore(next))) {
                next = oldest.deadline();
            }
        }
        return next;
    }

    @Override
    public List<Entry> claim(int max, Instant now) {
        synchronized (lock) {
            queues.promote(now);
            List<Entry> claimed = new ArrayList<>(Math.min(max, queues.readyEntries()));
            queues.claim(max, now, node -> {
                arrivals(node.kind()).claimed(node);
                claimed.add(new Claimed(node));
            });
            return claimed;
        }
    }

    @Override
    public List<Entry> claimExpired(int max, Instant now) {
        return claimOldest(max, now);
    }

    @Override
    public List<Entry> claimRest(int max) {
        return claimOldest(max, Instant.MAX);
    }

    /** Claims entries to be settled: they leave the order of their key at once, since they will not be released. */
    private List<Entry> claimOldest(int max, Instant deadlineUntil) {
        synchronized (lock) {
            List<Entry> claimed = new ArrayList<>(0);
            for (Arrivals kind : arrivals.values()) {
                Node oldest = kind.oldestWaiting();
                while (oldest != null
                        && claimed.size() < max
                        && !oldest.deadline().isAfter(deadlineUntil)) {
                    queues.remove(oldest);
                    kind.claimed(oldest);
                    claimed.add(new Claimed(oldest));
                    oldest = kind.nextWaiting(oldest);
                }
            }
            return claimed;
        }
    }

    @Override
    public List<Entry> settle(List<Entry> entries, Outcome outcome) {
        List<Entry> settled = new ArrayList<>(entries.size());
        // A few at a time, so that no caller waits for a whole batch to leave.
        for (int from = 0; from < entries.size(); from += SETTLED_AT_ONCE) {
            List<Entry> some = entries.subList(from, Math.min(from + SETTLED_AT_ONCE, entries.size()));
            synchronized (lock) {
                some.forEach(entry -> settle((Claimed) entry, outcome, settled));
            }
        }
        return settled;
    }

    private void settle(Claimed claim, Outcome outcome, List<Entry> settled) {
        if (claim.holds()) {
            settle(claim.node, outcome);
            settled.add(claim);
        }
    }

    private void settle(Node node, Outcome outcome) {
        if (node.queue != null) {
            queues.settle(node);
        }
        forget(node, outcome);
    }

    private void forget(Node node, Outcome outcome) {
        node.claimed = false;
        arrivals(node.kind()).remove(node);
        held--;
        heldBytes -= node.heapBytes;
        tally.count(outcome);
    }

    @Override
    public boolean release(Entry entry, EntryHeader header, Instant notBefore) {
        synchronized (lock) {
            Claimed claim = (Claimed) entry;
            Node node = claim.node;
            if (!claim.holds() || node.queue == null) {
                return false;
            }
            node.keep(header);
            node.notBefore = notBefore;
            arrivals(node.kind()).released(node);
            queues.release(node);
            return true;
        }
    }

    @Override
    public StoreCounts counts() {
        synchronized (lock) {
            return new StoreCounts(added, tally.snapshot(), held, heldBytes);
        }
    }

    @Override
    public void close() {
        // Nothing outside the heap is held.
    }

    /** One claim of an entry, so that who gave it back cannot end it while somebody else has it. */
    private static final class Claimed implements Entry {
        private final Node node;
        private final int number;

        private Claimed(Node node) {
            this.node = node;
            this.number = node.claims;
        }

        private boolean holds() {
            return node.claimed && node.claims == number;
        }

        @Override
        public EntryHeader header() {
            return node.header();
        }

        @Override
        public byte[] bytes() throws TooLargeException {
            return node.bytes();
        }

        @Override
        public long heapBytes() {
            return node.heapBytes();
        }

        @Override
        public @Nullable SalesEvent event() {
            return node.event();
        }

        @Override
        public void complete(Outcome outcome) {
            node.complete(outcome);
        }
    }
}
