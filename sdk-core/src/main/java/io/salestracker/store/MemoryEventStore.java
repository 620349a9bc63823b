package io.salestracker.store;

import static java.util.Objects.requireNonNull;

import io.salestracker.Outcome;
import io.salestracker.Outcome.DropReason;
import io.salestracker.delivery.Budget;
import io.salestracker.event.EventKind;
import io.salestracker.store.StoredEntry.Claimed;
import io.salestracker.store.StoredEntry.KeyQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The store in memory, bounded by a share of the budget. It has one lock, held for constant-time work only. Steps that
 * pass over claimed entries are bounded by the number in flight.
 *
 * <p>Each method first makes all that needs memory and then changes its state, so a method that throws has changed
 * nothing.
 */
public final class MemoryEventStore implements EventStore {
    private static final int SETTLED_AT_ONCE = 16;
    private static final int SORTED_AT_ONCE = 256;
    // So that a claim comes to an end however fast events arrive.
    private static final int MAX_ROUNDS = 1_000;
    private static final long MAX_CLAIMED_BYTES = 1_000_000;
    private static final Outcome FULL = new Outcome.Dropped(DropReason.FULL);
    private static final AddResult NO_ROOM = new AddResult(FULL, List.of());

    private final Budget share;
    // A monitor, not a ReentrantLock: HotSpot spins before parking, and the lock is held for microseconds.
    private final Object lock = new Object();
    private final Map<EventKind, KindQueue> kinds = new EnumMap<>(EventKind.class);
    private final ReadyKeys keys = new ReadyKeys();
    private final OutcomeCounts ended = new OutcomeCounts();
    private final AmountSums amounts = new AmountSums();
    private final FlushTracker flushes = new FlushTracker(lock);
    private long added;
    private long held;
    private long heldBytes;

    /** Creates a store with this bound. */
    public MemoryEventStore(Budget share) {
        this.share = share;
        for (EventKind kind : EventKind.values()) {
            kinds.put(kind, new KindQueue());
        }
    }

    @Override
    public AddResult add(Entry given) {
        StoredEntry entry = StoredEntry.of(given);
        synchronized (lock) {
            amounts.reserve(entry.amount());
            boolean fits = fits(entry);
            if (!fits && !canMakeRoom(entry)) {
                added++;
                ended.count(FULL);
                amounts.end(entry.amount(), FULL.kind());
                return NO_ROOM;
            }
            List<Ended> displaced = fits ? List.of() : victims(entry);
            AddResult result = displaced.isEmpty() ? AddResult.ADDED : new AddResult(null, displaced);

            added++;
            held++;
            heldBytes += entry.heapBytes();
            amounts.hold(entry.amount());
            entry.epoch = flushes.opened();
            kindOf(entry).append(entry);
            keys.arrive(entry);
            for (int i = 0; i < displaced.size(); i++) {
                endWaiting(
                        (StoredEntry) displaced.get(i).entry(), displaced.get(i).outcome());
            }
            return result;
        }
    }

    private void endWaiting(StoredEntry entry, Outcome outcome) {
        keys.remove(entry);
        kindOf(entry).removeWaiting(entry);
        forget(entry, outcome);
    }

    private KindQueue kindOf(StoredEntry entry) {
        return arrivals(entry.kind());
    }

    private KindQueue arrivals(EventKind kind) {
        return requireNonNull(kinds.get(kind));
    }

    private boolean fits(StoredEntry entry) {
        return held < share.events() && heldBytes + entry.heapBytes() <= share.bytes();
    }

    /** Tells whether displacing all lower entries would make enough room. If not, none is displaced. */
    private boolean canMakeRoom(StoredEntry arriving) {
        long events = held;
        long bytes = heldBytes;
        for (EventKind kind : EventKind.values()) {
            if (kind.givesWayTo(arriving.kind())) {
                events -= arrivals(kind).waiting();
                bytes -= arrivals(kind).waitingBytes();
            }
        }
        return events < share.events() && bytes + arriving.heapBytes() <= share.bytes();
    }

    /** The entries that give way: the oldest waiting ones of the lowest kinds below this one, as many as are needed. */
    private List<Ended> victims(StoredEntry arriving) {
        List<Ended> victims = new ArrayList<>(0);
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
        while (events >= share.events() || bytes + arriving.heapBytes() > share.bytes()) {
            StoredEntry victim = lowest(oldest);
            victims.add(new Ended(victim, victim.header().whenDisplaced()));
            events--;
            bytes -= victim.heapBytes();
            StoredEntry next = arrivals(victim.kind()).nextWaiting(victim);
            if (next == null) {
                oldest.remove(victim.kind());
            } else {
                oldest.put(victim.kind(), next);
            }
        }
        return victims;
    }

    /** The entry that gives way first. There is one, see {@link #canMakeRoom}. */
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
    public List<Entry> claim(Instant now, ClaimRule rule) {
        for (int round = 1; ; round++) {
            // The lock is released now and then, so that no caller waits until many entries are sorted.
            synchronized (lock) {
                if (keys.sort(SORTED_AT_ONCE) || round == MAX_ROUNDS) {
                    return claimSorted(now, rule);
                }
            }
        }
    }

    private List<Entry> claimSorted(Instant now, ClaimRule rule) {
        keys.promote(now);
        int ready = keys.readyEntries();
        StoredEntry first = keys.firstReady();
        StoreStatus status = new StoreStatus(
                ready, first == null ? null : first.trackedAt(), keys.nextDue(), nextDeadline(), flushes.pending());
        int max = rule.max(status);
        if (ready == 0) {
            flushes.served();
        }
        if (max == 0 || ready == 0) {
            return List.of();
        }
        List<StoredEntry> due = new ArrayList<>(Math.min(max, ready));
        keys.collect(max, MAX_CLAIMED_BYTES, now, due);
        List<Entry> claims = claims(due);

        for (int i = 0; i < due.size(); i++) {
            StoredEntry entry = due.get(i);
            keys.claim(entry);
            kindOf(entry).claimed(entry, (Claimed) claims.get(i));
        }
        if (due.size() == ready) {
            flushes.served();
        }
        return claims;
    }

    private static List<Entry> claims(List<StoredEntry> entries) {
        List<Entry> claims = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            claims.add(new Claimed(entries.get(i)));
        }
        return claims;
    }

    private @Nullable Instant nextDeadline() {
        Instant next = null;
        for (KindQueue kind : kinds.values()) {
            StoredEntry oldest = kind.oldestWaiting();
            if (oldest != null && (next == null || oldest.deadline().isBefore(next))) {
                next = oldest.deadline();
            }
        }
        return next;
    }

    @Override
    public List<Entry> claimExpired(int max, Instant now) {
        return claimOldest(max, now);
    }

    @Override
    public List<Entry> claimRest(int max) {
        return claimOldest(max, Instant.MAX);
    }

    /** Claims entries to be settled. They leave the order of their key at once, since they will not be released. */
    private List<Entry> claimOldest(int max, Instant deadlineUntil) {
        synchronized (lock) {
            List<StoredEntry> oldest = new ArrayList<>(0);
            for (KindQueue kind : kinds.values()) {
                for (StoredEntry entry = kind.oldestWaiting();
                        entry != null
                                && oldest.size() < max
                                && !entry.deadline().isAfter(deadlineUntil);
                        entry = kind.nextWaiting(entry)) {
                    oldest.add(entry);
                }
            }
            List<Entry> claims = claims(oldest);

            for (int i = 0; i < oldest.size(); i++) {
                StoredEntry entry = oldest.get(i);
                keys.remove(entry);
                kindOf(entry).claimed(entry, (Claimed) claims.get(i));
            }
            return claims;
        }
    }

    @Override
    public List<Entry> settle(List<Entry> entries, Outcome outcome) {
        List<Entry> settled = new ArrayList<>(entries);
        int late = 0;
        // A few entries at a time, so that no caller waits for a whole batch.
        for (int from = 0; from < entries.size(); from += SETTLED_AT_ONCE) {
            int to = Math.min(from + SETTLED_AT_ONCE, entries.size());
            synchronized (lock) {
                for (int i = from; i < to; i++) {
                    if (!settleHeld((Claimed) entries.get(i), outcome)) {
                        settled.remove(i - late);
                        late++;
                    }
                }
            }
        }
        return settled;
    }

    /** Settles one entry. Allocates nothing. */
    @Override
    public boolean settle(Entry entry, Outcome outcome) {
        synchronized (lock) {
            return settleHeld((Claimed) entry, outcome);
        }
    }

    private boolean settleHeld(Claimed claim, Outcome outcome) {
        if (!claim.holds()) {
            return false;
        }
        StoredEntry entry = claim.stored;
        if (entry.queue != null) {
            keys.settle(entry);
        }
        kindOf(entry).removeClaimed(entry);
        forget(entry, outcome);
        return true;
    }

    private void forget(StoredEntry entry, Outcome outcome) {
        held--;
        heldBytes -= entry.heapBytes();
        ended.count(outcome);
        amounts.letGo(entry.amount());
        amounts.end(entry.amount(), outcome.kind());
    }

    @Override
    public boolean holds(Entry entry, Duration callTimeout) {
        return !((Claimed) entry).erased;
    }

    @Override
    public List<Ended> release(List<Release> releases) {
        synchronized (lock) {
            List<Ended> erased = erased(releases);
            for (int i = 0; i < erased.size(); i++) {
                settleHeld((Claimed) erased.get(i).entry(), erased.get(i).outcome());
            }
            for (int i = 0; i < releases.size(); i++) {
                release(releases.get(i));
            }
            return erased;
        }
    }

    private static List<Ended> erased(List<Release> releases) {
        List<Ended> erased = List.of();
        for (int i = 0; i < releases.size(); i++) {
            Release release = releases.get(i);
            Claimed claim = (Claimed) release.entry();
            if (claim.erased && claim.holds()) {
                erased = erased.isEmpty() ? new ArrayList<>() : erased;
                erased.add(new Ended(claim, release.header().whenErased()));
            }
        }
        return erased;
    }

    private void release(Release release) {
        Claimed claim = (Claimed) release.entry();
        StoredEntry entry = claim.stored;
        if (claim.holds() && entry.queue != null) {
            entry.keep(release.header());
            entry.notBefore = release.notBefore();
            kindOf(entry).released(entry);
            keys.release(entry);
        }
    }

    /** Holds the lock for as many steps as there are entries under the key: those of one visitor. */
    @Override
    public EraseResult erase(String key) {
        sortArrivals();
        synchronized (lock) {
            KeyQueue queue = keys.queue(key);
            if (queue == null) {
                return EraseResult.NOTHING;
            }
            List<Ended> waiting = new ArrayList<>(queue.size - queue.claimed);
            for (StoredEntry entry = queue.first; entry != null; entry = entry.youngerOfKey) {
                if (entry.claim == null) {
                    waiting.add(new Ended(entry, entry.header().whenErased()));
                }
            }
            EraseResult result = new EraseResult(waiting, queue.claimed);

            for (StoredEntry entry = queue.first; entry != null; entry = entry.youngerOfKey) {
                Claimed claim = entry.claim;
                if (claim != null) {
                    claim.erased = true;
                }
            }
            // The youngest first, so that none of them becomes the first of its key, which would wait for its time.
            for (int i = waiting.size() - 1; i >= 0; i--) {
                endWaiting((StoredEntry) waiting.get(i).entry(), waiting.get(i).outcome());
            }
            return result;
        }
    }

    /** Sorts all entries that have come by now; those that come meanwhile need not be. */
    private void sortArrivals() {
        int left;
        synchronized (lock) {
            left = keys.arrivals();
        }
        while (left > 0) {
            synchronized (lock) {
                left = keys.sort(Math.min(left, SORTED_AT_ONCE)) ? 0 : left - SORTED_AT_ONCE;
            }
        }
    }

    @Override
    public Flush flush(boolean waits) {
        synchronized (lock) {
            return flushes.begin(waits);
        }
    }

    @Override
    public StoreCounts counts() {
        synchronized (lock) {
            return new StoreCounts(added, ended.snapshot(), held, heldBytes, oldest(), amounts.ended(), amounts.held());
        }
    }

    private @Nullable Instant oldest() {
        Instant oldest = null;
        for (KindQueue kind : kinds.values()) {
            StoredEntry first = kind.oldest();
            if (first != null && (oldest == null || first.trackedAt().isBefore(oldest))) {
                oldest = first.trackedAt();
            }
        }
        return oldest;
    }

    @Override
    public void close() {
        // The memory has no file or connection to close.
    }
}
