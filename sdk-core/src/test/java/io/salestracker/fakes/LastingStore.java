package io.salestracker.fakes;

import io.salestracker.Outcome;
import io.salestracker.delivery.Budget;
import io.salestracker.store.AddResult;
import io.salestracker.store.Ended;
import io.salestracker.store.Entry;
import io.salestracker.store.EraseResult;
import io.salestracker.store.EventStore;
import io.salestracker.store.MemoryEventStore;
import io.salestracker.store.StoreCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that outlives the process: it keeps what waits at close and gets back what is claimed, as a table would. */
public final class LastingStore implements EventStore {
    private final EventStore queues = new MemoryEventStore(Budget.DEFAULT);
    private final List<Release> released = new ArrayList<>();

    /** Whether its claims last long enough for a request. */
    public volatile boolean holds = true;

    /** How many more times it says that a claim does not last, whatever {@link #holds} says. */
    public final AtomicInteger notHeld = new AtomicInteger();

    /** Whether it is away when an entry is given back. */
    public volatile boolean failsToRelease;

    @Override
    public AddResult add(Entry entry) {
        return queues.add(entry);
    }

    @Override
    public List<Entry> claim(Instant now, ClaimRule rule) {
        return queues.claim(now, rule);
    }

    @Override
    public List<Entry> claimExpired(int max, Instant now) {
        return queues.claimExpired(max, now);
    }

    @Override
    public List<Entry> claimRest(int max) {
        return List.of();
    }

    @Override
    public List<Entry> settle(List<Entry> entries, Outcome outcome) {
        return queues.settle(entries, outcome);
    }

    @Override
    public List<Ended> release(List<Release> releases) {
        if (failsToRelease) {
            throw new IllegalStateException("the store is away");
        }
        released.addAll(releases);
        return queues.release(releases);
    }

    @Override
    public EraseResult erase(String key) {
        return queues.erase(key);
    }

    /** Everything that was ever given back. */
    public List<Release> released() {
        return released;
    }

    @Override
    public boolean holds(Entry entry, Duration callTimeout) {
        return notHeld.getAndUpdate(left -> Math.max(0, left - 1)) == 0 && holds && queues.holds(entry, callTimeout);
    }

    @Override
    public boolean outlives() {
        return true;
    }

    @Override
    public Flush flush(boolean waits) {
        return queues.flush(waits);
    }

    @Override
    public StoreCounts counts() {
        return queues.counts();
    }

    @Override
    public void close() {
        queues.close();
    }
}
