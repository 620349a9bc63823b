package io.salestracker.internal;

import org.jspecify.annotations.Nullable;

/**
 * The entries of one kind in the order they came, claimed ones included, and how many of them wait. Part of the memory
 * store, guarded by its lock.
 */
final class Arrivals {
    private @Nullable Node oldest;
    private @Nullable Node youngest;
    // All that are older than this one are claimed.
    private @Nullable Node first;
    private long waiting;
    private long waitingBytes;

    long waiting() {
        return waiting;
    }

    long waitingBytes() {
        return waitingBytes;
    }

    void append(Node node) {
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

    void claimed(Node node) {
        node.claimed = true;
        node.claims++;
        if (node.equals(first)) {
            first = node.youngerOfKind;
        }
        waits(node, -1);
    }

    void released(Node node) {
        node.claimed = false;
        waits(node, 1);
        first = oldest;
    }

    /** Takes out a claimed entry. */
    void remove(Node node) {
        if (node.equals(first)) {
            first = node.youngerOfKind;
        }
        Node older = node.olderOfKind;
        Node younger = node.youngerOfKind;
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
    Node oldestWaiting() {
        first = firstWaiting(first);
        return first;
    }

    /** The oldest entry younger than this one that nobody has claimed. */
    @Nullable
    Node nextWaiting(Node node) {
        return firstWaiting(node.youngerOfKind);
    }

    private static @Nullable Node firstWaiting(@Nullable Node from) {
        Node node = from;
        while (node != null && node.claimed) {
            node = node.youngerOfKind;
        }
        return node;
    }

    private void waits(Node node, int one) {
        waiting += one;
        waitingBytes += one * node.heapBytes;
    }
}
