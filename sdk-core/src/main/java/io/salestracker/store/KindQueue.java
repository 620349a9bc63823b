package io.salestracker.store;

import io.salestracker.store.StoredEntry.Claimed;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one kind in order of arrival, claimed ones included, with the number of those that wait. Part of the
 * memory store, guarded by its lock.
 */
final class KindQueue {
    private @Nullable StoredEntry oldest;
    private @Nullable StoredEntry youngest;
    // All older entries are claimed.
    private @Nullable StoredEntry first;
    private long waiting;
    private long waitingBytes;

    long waiting() {
        return waiting;
    }

    long waitingBytes() {
        return waitingBytes;
    }

    void append(StoredEntry entry) {
        entry.olderOfKind = youngest;
        if (youngest == null) {
            oldest = entry;
        } else {
            youngest.youngerOfKind = entry;
        }
        youngest = entry;
        if (first == null) {
            first = entry;
        }
        waits(entry, 1);
    }

    void claimed(StoredEntry entry, Claimed claim) {
        entry.claim = claim;
        if (entry.equals(first)) {
            first = entry.youngerOfKind;
        }
        waits(entry, -1);
    }

    void released(StoredEntry entry) {
        entry.claim = null;
        waits(entry, 1);
        first = oldest;
    }

    /** Removes a waiting entry. */
    void removeWaiting(StoredEntry entry) {
        waits(entry, -1);
        remove(entry);
    }

    /** Removes a claimed entry. */
    void removeClaimed(StoredEntry entry) {
        entry.claim = null;
        remove(entry);
    }

    private void remove(StoredEntry entry) {
        if (entry.equals(first)) {
            first = entry.youngerOfKind;
        }
        StoredEntry older = entry.olderOfKind;
        StoredEntry younger = entry.youngerOfKind;
        if (older == null) {
            oldest = younger;
        } else {
            older.youngerOfKind = younger;
        }
        if (younger == null) {
            youngest = older;
        } else {
            younger.olderOfKind = older;
        }
        entry.olderOfKind = null;
        entry.youngerOfKind = null;
    }

    /** The oldest entry, claimed or not. */
    @Nullable
    StoredEntry oldest() {
        return oldest;
    }

    /**
     * The oldest entry that is not claimed. Claimed ones are passed over, each once; there are no more than are in
     * flight.
     */
    @Nullable
    StoredEntry oldestWaiting() {
        first = firstWaiting(first);
        return first;
    }

    /** The oldest entry younger than this one that is not claimed. */
    @Nullable
    StoredEntry nextWaiting(StoredEntry entry) {
        return firstWaiting(entry.youngerOfKind);
    }

    private static @Nullable StoredEntry firstWaiting(@Nullable StoredEntry from) {
        StoredEntry entry = from;
        while (entry != null && entry.claim != null) {
            entry = entry.youngerOfKind;
        }
        return entry;
    }

    private void waits(StoredEntry entry, int one) {
        waiting += one;
        waitingBytes += one * entry.heapBytes();
    }
}
