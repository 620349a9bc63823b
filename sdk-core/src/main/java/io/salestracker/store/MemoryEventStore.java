package io.salestracker.store;

import static java.util.Objects.requireNonNull;

import io.salestracker.Outcome;
import io.salestracker.Outcome.DropReason;
import io.salestracker.delivery.Budget;
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
 *
 * <p>Each method first makes all that needs memory and then changes things, so that one that throws has changed nothing.
 */
public final class MemoryEventStore implements EventStore {
    private static final int SETTLED_AT_ONCE = 16;
    private static final Outcome FULL = new Outcome.Dropped(DropReason.FULL);
    private static final AddResult NO_ROOM = new AddResult(FULL, List.of());

    private final Budget share;
    // A monitor, not a ReentrantLock: HotSpot spins before parking, and the lock is held for microseconds.
    private final Object lock = new Object();
    private final Map<EventKind, KindQueue> arrivals = new EnumMap<>(EventKind.class);
    private final ReadyKeys queues = new ReadyKeys();
    private final OutcomeCounts tally = new OutcomeCounts();
    private long added;
    private long held;
    private long heldBytes;

    /** Creates a store that holds no more than this. */
    public MemoryEventStore(Budget share) {
        this.share = share;
        for (EventKind kind : EventKind.values()) {
            arrivals.put(kind, new KindQueue());
        }
    }

    @Override
    public AddResult add(Entry entry) {
        StoredEntry node = StoredEntry.of(entry);
        synchronized (lock) {
            if (!fits(node) && !canMakeRoom(node)) {
                added++;
                tally.count(FULL);
                return NO_ROOM;
            }
            List<AddResult.Displaced> displaced = fits(node) ? List.of() : victims(node);
            AddResult admission = displaced.isEmpty() ? AddResult.ADDED : new AddResult(null, displaced);
            KeyQueue queue = queues.queueFor(node.key());

            added++;
            held++;
            heldBytes += node.heapBytes;
            arrivals(node.kind()).append(node);
            queues.append(node, queue);
            for (int i = 0; i < displaced.size(); i++) {
                displace(
                        (StoredEntry) displaced.get(i).entry(), displaced.get(i).outcome());
            }
            return admission;
        }
    }

    private void displace(StoredEntry victim, Outcome outcome) {
        queues.remove(victim);
        arrivals(victim.kind()).claimed(victim);
        forget(victim, outcome);
    }

    private KindQueue arrivals(EventKind kind) {
        return requireNonNull(arrivals.get(kind));
    }

    private boolean fits(StoredEntry node) {
        return held < share.events() && heldBytes + node.heapBytes <= share.bytes();
    }

    /** Tells whether displacing everything lower would do, so that nothing is displaced in vain. */
    private boolean canMakeRoom(StoredEntry arriving) {
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
    private List<AddResult.Displaced> victims(StoredEntry arriving) {
        List<AddResult.Displaced> victims = new ArrayList<>(0);
        Map<EventKind, StoredEntry> oldest = new EnumMap<>(EventKind.class);
        for (EventKind kind : EventKind.values()) {
            StoredEntry first =
                    kind.givesWayTo(arriving.kind()) ? arrivals(kind).oldestWaiting() : null;
            if (first != null) {
                oldest.put(kind, first);
            }
        }
        long events = held;
        long bytes = heldBytes;
        while (events >= share.events() || bytes + arriving.heapBytes > share.bytes()) {
            StoredEntry victim = lowest(oldest);
            victims.add(new AddResult.Displaced(victim, Ends.displaced(victim.header())));
            events--;
            bytes -= victim.heapBytes;
            StoredEntry next = arrivals(victim.kind()).nextWaiting(victim);
            if (next == null) {
                oldest.remove(victim.kind());
            } else {
                oldest.put(victim.kind(), next);
            }
        }
        return victims;
    }

    /** The one that gives way first; there is one, see {@link #canMakeRoom}. */
    private static StoredEntry lowest(Map<EventKind, StoredEntry> oldest) {
        StoredEntry lowest = null;
        for (StoredEntry one : oldest.values()) {
            if (lowest == null || givesWayBefore(one, lowest)) {
                lowest = one;
            }
        }
        if (lowest == null) {
            throw new IllegalStateException("room was promised and there is none");
        }
        return lowest;
    }

    private static boolean givesWayBefore(StoredEntry one, StoredEntry other) {
        int difference = one.kind().rank() - other.kind().rank();
        return difference < 0 || (difference == 0 && one.trackedAt().isBefore(other.trackedAt()));
    }

    @Override
    public StoreStatus due(Instant now) {
        synchronized (lock) {
            queues.promote(now);
            StoredEntry first = queues.firstReady();
            return new StoreStatus(
                    queues.readyEntries(), first == null ? null : first.trackedAt(), queues.nextDue(), nextDeadline());
        }
    }

    private @Nullable Instant nextDeadline() {
        Instant next = null;
        for (KindQueue kind : arrivals.values()) {
            StoredEntry oldest = kind.oldestWaiting();
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
            List<StoredEntry> nodes = new ArrayList<>(Math.min(max, queues.readyEntries()));
            queues.collect(max, now, nodes);
            List<Entry> claimed = claims(nodes);

            for (int i = 0; i < nodes.size(); i++) {
                StoredEntry node = nodes.get(i);
                queues.claim(node);
                arrivals(node.kind()).claimed(node);
            }
            return claimed;
        }
    }

    private static List<Entry> claims(List<StoredEntry> nodes) {
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
            List<StoredEntry> nodes = new ArrayList<>(0);
            for (KindQueue kind : arrivals.values()) {
                for (StoredEntry node = kind.oldestWaiting();
                        node != null && nodes.size() < max && !node.deadline().isAfter(deadlineUntil);
                        node = kind.nextWaiting(node)) {
                    nodes.add(node);
                }
            }
            List<Entry> claimed = claims(nodes);

            for (int i = 0; i < nodes.size(); i++) {
                StoredEntry node = nodes.get(i);
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

    private void settle(StoredEntry node, Outcome outcome) {
        if (node.queue != null) {
            queues.settle(node);
        }
        forget(node, outcome);
    }

    private void forget(StoredEntry node, Outcome outcome) {
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
            StoredEntry node = claim.node;
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
        private final StoredEntry node;
        private final int number;

        private Claimed(StoredEntry node) {
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
