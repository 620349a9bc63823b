package io.salestracker.internal;

import static java.util.Objects.requireNonNull;

import io.salestracker.Outcome;
import io.salestracker.store.AddResult;
import io.salestracker.store.Ended;
import io.salestracker.store.Entry;
import io.salestracker.store.EraseResult;
import io.salestracker.store.EventStore;
import io.salestracker.store.StoreCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Calls a lane's store and catches everything that it throws. A failure is logged and comes out as a {@link Fault}. The
 * lane then assumes that nothing happened, waits and tries again. No other class of the engine calls the store.
 * Thread-safe.
 */
final class GuardedStore {
    private final EventStore store;
    private final String name;
    private final ThrottledLogger log;
    // Made in advance, since the reason may be that memory is short.
    private final Fault fault = new Fault("the store failed");
    private volatile StoreCounts lastCounts = StoreCounts.NONE;

    GuardedStore(EventStore store, String name, ThrottledLogger log) {
        this.store = store;
        this.name = name;
        this.log = log;
    }

    private Fault reported(Throwable thrown) {
        log.fault(name, "the store", thrown);
        return fault;
    }

    AddResult add(Entry entry) {
        try {
            return requireNonNull(store.add(entry));
        } catch (Throwable thrown) {
            throw reported(thrown);
        }
    }

    List<Entry> claim(Instant now, EventStore.ClaimRule rule) {
        try {
            return requireNonNull(store.claim(now, rule));
        } catch (Throwable thrown) {
            throw reported(thrown);
        }
    }

    List<Entry> claimExpired(int max, Instant now) {
        try {
            return requireNonNull(store.claimExpired(max, now));
        } catch (Throwable thrown) {
            throw reported(thrown);
        }
    }

    List<Entry> claimRest(int max) {
        try {
            return requireNonNull(store.claimRest(max));
        } catch (Throwable thrown) {
            throw reported(thrown);
        }
    }

    List<Entry> settle(List<Entry> entries, Outcome outcome) {
        try {
            return requireNonNull(store.settle(entries, outcome));
        } catch (Throwable thrown) {
            throw reported(thrown);
        }
    }

    boolean settle(Entry entry, Outcome outcome) {
        try {
            return store.settle(entry, outcome);
        } catch (Throwable thrown) {
            throw reported(thrown);
        }
    }

    List<Ended> release(List<EventStore.Release> releases) {
        try {
            return requireNonNull(store.release(releases));
        } catch (Throwable thrown) {
            throw reported(thrown);
        }
    }

    EraseResult erase(String key) {
        try {
            return requireNonNull(store.erase(key));
        } catch (Throwable thrown) {
            throw reported(thrown);
        }
    }

    /** Tells whether a request of at most this time may begin; false if the store fails. Never throws. */
    boolean holds(Entry entry, Duration callTimeout) {
        try {
            return store.holds(entry, callTimeout);
        } catch (Throwable thrown) {
            log.fault(name, "the store", thrown);
            return false;
        }
    }

    /** Tells whether the store outlives the process; false if it fails. Never throws. */
    boolean outlives() {
        try {
            return store.outlives();
        } catch (Throwable thrown) {
            log.fault(name, "the store", thrown);
            return false;
        }
    }

    EventStore.Flush flush(boolean waits) {
        try {
            return requireNonNull(store.flush(waits));
        } catch (Throwable thrown) {
            throw reported(thrown);
        }
    }

    /** The counts; if the store fails, those of the last call. Never throws. */
    StoreCounts counts() {
        try {
            lastCounts = requireNonNull(store.counts());
        } catch (Throwable thrown) {
            log.fault(name, "the store", thrown);
        }
        return lastCounts;
    }

    /** Closes the store. Never throws. */
    void close() {
        try {
            store.close();
        } catch (Throwable thrown) {
            log.fault(name, "closing the store", thrown);
        }
    }

    /** Completes an entry, which may be of the store's own class. Never throws. */
    void complete(Entry entry, Outcome outcome) {
        try {
            entry.complete(outcome);
        } catch (Throwable thrown) {
            log.fault(name, "telling an outcome", thrown);
        }
    }
}
