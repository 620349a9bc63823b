package io.salestracker.store;

import org.jspecify.annotations.Nullable;

/**
 * The entries of one kind in the order they came, claimed ones included, and how many of them wait. Part of the memory
 * store, guarded by its lock.
 */
final class KindQueue {
    private @Nullable StoredEntry oldest;
    private @Nullable StoredEntry youngest;
    // All that are older than this one are claimed.
    private @Nullable StoredEntry first;
    private long waiting;
    private long waitingBytes;

    long waiting() {
        return waiting;
    }

    long waitingBytes() {
        return waitingBytes;
    }

    void append(StoredEntry node) {
        node.olderOfKind = youngest;
        if (youngest == null) {
            oldest = node;
        } else {
            youngest.youngerOfKind = node;
        }
        youngest = node;
        if (first == null) {
            first = node;
        }
        waits(node, 1);
    }

    void claimed(StoredEntry node) {
        node.claimed = true;
        node.claims++;
        if (node.equals(first)) {
            first = node.youngerOfKind;
        }
        waits(node, -1);
    }

    void released(StoredEntry node) {
        node.claimed = false;
        waits(node, 1);
        first = oldest;
    }

    /** Takes out a claimed entry. */
    void remove(StoredEntry node) {
        if (node.equals(first)) {
            first = node.youngerOfKind;
        }
        StoredEntry older = node.olderOfKind;
        StoredEntry younger = node.youngerOfKind;
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
        node.olderOfKind = null;
        node.youngerOfKind = null;
    }

    /** The oldest entry that nobody has claimed. Claimed ones are passed over, each once: no more than are in flight. */
    @Nullable
    StoredEntry oldestWaiting() {
        first = firstWaiting(first);
        return first;
    }

    /** The oldest entry younger than this one that nobody has claimed. */
    @Nullable
    StoredEntry nextWaiting(StoredEntry node) {
        return firstWaiting(node.youngerOfKind);
    }

    private static @Nullable StoredEntry firstWaiting(@Nullable StoredEntry from) {
        StoredEntry node = from;
        while (node != null && node.claimed) {
            node = node.youngerOfKind;
        }
        return node;
    }

    private void waits(StoredEntry node, int one) {
        waiting += one;
        waitingBytes += one * node.heapBytes;
    }
}
