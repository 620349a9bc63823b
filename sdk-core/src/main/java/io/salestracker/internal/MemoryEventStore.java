package io.salestracker.internal;

import static java.util.Objects.requireNonNull;

import io.salestracker.Outcome;
import io.salestracker.Outcome.DropReason;
import io.salestracker.delivery.Budget;
import io.salestracker.destination.TooLargeException;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import io.salestracker.store.Admission;
import io.salestracker.store.Due;
import io.salestracker.store.Entry;
import io.salestracker.store.EntryHeader;
import io.salestracker.store.EventStore;
import io.salestracker.store.StoreCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The store in memory, bounded by a share of the budget. One lock, held for constant-time work only: the few steps that
 * pass over claimed entries are bounded by how many are in flight.
 *
 * <p>Each method first makes all that needs memory and then changes things, so that one that throws has changed nothing.
 */
public final class MemoryEventStore implements EventStore {
    private static final int SETTLED_AT_ONCE = 16;
    private static final Outcome FULL = new Outcome.Dropped(DropReason.FULL);
    private static final Admission NO_ROOM = new Admission(FULL, List.of());

    private final Budget share;
    // A monitor, not a ReentrantLock: HotSpot spins before parking, and the lock is held for microseconds.
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
            if (!fits(node) && !canMakeRoom(node)) {
                added++;
                tally.count(FULL);
                return NO_ROOM;
            }
            List<Admission.Displaced> displaced = fits(node) ? List.of() : victims(node);
            Admission admission = displaced.isEmpty() ? Admission.ADDED : new Admission(null, displaced);
            KeyQueue queue = queues.queueFor(node.key());

            added++;
            held++;
            heldBytes += node.heapBytes;
            arrivals(node.kind()).append(node);
            queues.append(node, queue);
            for (int i = 0; i < displaced.size(); i++) {
                displace((Node) displaced.get(i).entry(), displaced.get(i).outcome());
            }
            return admission;
        }
    }

    private void displace(Node victim, Outcome outcome) {
        queues.remove(victim);
        arrivals(victim.kind()).claimed(victim);
        forget(victim, outcome);
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

    /** The entries that give way: the oldest waiting ones of the lowest ranks below this kind's, as many as it takes. */
    private List<Admission.Displaced> victims(Node arriving) {
        List<Admission.Displaced> victims = new ArrayList<>(0);
        Map<EventKind, Node> oldest = new EnumMap<>(EventKind.class);
        for (EventKind kind : EventKind.values()) {
            Node first = kind.givesWayTo(arriving.kind()) ? arrivals(kind).oldestWaiting() : null;
            if (first != null) {
                oldest.put(kind, first);
            }
        }
        long events = held;
        long bytes = heldBytes;
        while (events >= share.events() || bytes + arriving.heapBytes > share.bytes()) {
            Node victim = lowest(oldest);
            victims.add(new Admission.Displaced(victim, Ends.displaced(victim.header())));
            events--;
            bytes -= victim.heapBytes;
            Node next = arrivals(victim.kind()).nextWaiting(victim);
            if (next == null) {
                oldest.remove(victim.kind());
            } else {
                oldest.put(victim.kind(), next);
            }
        }
        return victims;
    }

    /** The one that gives way first; there is one, see {@link #canMakeRoom}. */
    private static Node lowest(Map<EventKind, Node> oldest) {
        Node lowest = null;
        for (Node one : oldest.values()) {
            if (lowest == null || givesWayBefore(one, lowest)) {
                lowest = one;
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
            List<Node> nodes = new ArrayList<>(Math.min(max, queues.readyEntries()));
            queues.collect(max, now, nodes);
            List<Entry> claimed = claims(nodes);

            for (int i = 0; i < nodes.size(); i++) {
                Node node = nodes.get(i);
                queues.claim(node);
                arrivals(node.kind()).claimed(node);
            }
            return claimed;
        }
    }

    private static List<Entry> claims(List<Node> nodes) {
        List<Entry> claims = new ArrayList<>(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            claims.add(new Claimed(nodes.get(i)));
        }
        return claims;
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
            List<Node> nodes = new ArrayList<>(0);
            for (Arrivals kind : arrivals.values()) {
                for (Node node = kind.oldestWaiting();
                        node != null && nodes.size() < max && !node.deadline().isAfter(deadlineUntil);
                        node = kind.nextWaiting(node)) {
                    nodes.add(node);
                }
            }
            List<Entry> claimed = claims(nodes);

            for (int i = 0; i < nodes.size(); i++) {
                Node node = nodes.get(i);
                queues.remove(node);
                arrivals(node.kind()).claimed(node);
            }
            return claimed;
        }
    }

    @Override
    public List<Entry> settle(List<Entry> entries, Outcome outcome) {
        List<Entry> settled = new ArrayList<>(entries);
        int late = 0;
        // A few at a time, so that no caller waits for a whole batch to leave.
        for (int from = 0; from < entries.size(); from += SETTLED_AT_ONCE) {
            int to = Math.min(from + SETTLED_AT_ONCE, entries.size());
            synchronized (lock) {
                for (int i = from; i < to; i++) {
                    if (!settleHeld(entries.get(i), outcome)) {
                        settled.remove(i - late);
                        late++;
                    }
                }
            }
        }
        return settled;
    }

    @Override
    public boolean settle(Entry entry, Outcome outcome) {
        synchronized (lock) {
            return settleHeld(entry, outcome);
        }
    }

    private boolean settleHeld(Entry entry, Outcome outcome) {
        Claimed claim = (Claimed) entry;
        if (!claim.holds()) {
            return false;
        }
        settle(claim.node, outcome);
        return true;
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

    /** One claim of an entry, so that a sender that gave it back cannot end it while another has it. */
    private static final class Claimed implements Entry {
        private final Node node;
        private final int number;

        private Claimed(Node node) {
            this.node = node;
            this.number = node.claims + 1;
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
