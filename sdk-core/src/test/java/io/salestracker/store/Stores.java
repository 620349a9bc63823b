package io.salestracker.store;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Short forms of a store's calls, for tests. */
public final class Stores {
    private Stores() {}

    /** What the store could hand out; nothing is claimed. */
    public static StoreStatus status(EventStore store, Instant now) {
        AtomicReference<StoreStatus> seen = new AtomicReference<>();
        store.claim(now, status -> {
            seen.set(status);
            return 0;
        });
        return seen.get();
    }

    /** Claims up to so many. */
    public static List<Entry> claim(EventStore store, int max, Instant now) {
        return store.claim(now, status -> max);
    }

    /** Gives one entry back. */
    public static void release(EventStore store, Entry entry, EntryHeader header, Instant notBefore) {
        store.release(List.of(new EventStore.Release(entry, header, notBefore)));
    }
}
