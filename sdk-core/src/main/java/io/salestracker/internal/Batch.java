package io.salestracker.internal;

import io.salestracker.store.EntryHeader;
import io.salestracker.store.EventStore.Release;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The events of one claim that are still to be sent, in parts: each part is one request. An event that has to wait holds
 * back the events that follow under its key. Not thread-safe.
 */
final class Batch {
    /**
     * So many refused requests of one claim are borne. One bad event among 500 has ten of them; after more the rest is
     * given back, to be sent in smaller requests by all senders.
     */
    static final int MAX_REFUSED = 32;

    private final Ledger ledger;
    private final long maxBytes;
    private final Deque<List<Sending>> parts = new ArrayDeque<>();
    // The keys of which an event waits to be sent again.
    private final Set<@Nullable String> waiting = new HashSet<>();
    private int refusals;

    /** @param maxBytes how many bytes a part of several events may have */
    Batch(Ledger ledger, long maxBytes) {
        this.ledger = ledger;
        this.maxBytes = maxBytes;
    }

    /** Fills parts up to the size that the vendor is known to take. */
    void pack(List<Sending> events) {
        List<Sending> part = new ArrayList<>(events.size());
        long bytes = 0;
        for (Sending one : events) {
            if (!part.isEmpty() && bytes + one.bytes() > maxBytes) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(one);
            bytes += one.bytes();
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** The next part, without the events that must wait for others of their key; null if there is none. */
    @Nullable
    List<Sending> next() {
        List<Sending> part = parts.poll();
        if (part == null || waiting.isEmpty()) {
            return part;
        }
        List<Sending> inOrder = new ArrayList<>(part.size());
        for (Sending one : part) {
            if (waiting.contains(one.header().key())) {
                giveBack(one, one.header(), Instant.MIN);
            } else {
                inOrder.add(one);
            }
        }
        return inOrder;
    }

    /** Sends this part next. */
    void push(List<Sending> part) {
        parts.push(part);
    }

    /** Sends the halves of a part next, in order. */
    void split(List<Sending> part) {
        splitAt(part, part.size() / 2);
    }

    /** Sends the first so many of a part next, and then the others. */
    void splitAt(List<Sending> part, int first) {
        parts.push(part.subList(first, part.size()));
        parts.push(part.subList(0, first));
    }

    /** Gives an entry back to wait, and with it the entries that follow under its key in later parts. */
    void giveBack(Sending one, EntryHeader header, Instant notBefore) {
        if (header.key() != null) {
            waiting.add(header.key());
        }
        ledger.release(List.of(new Release(one.entry(), header, notBefore)));
    }

    /** Gives back everything that is left. */
    void giveBackAll() {
        for (List<Sending> part = parts.poll(); part != null; part = parts.poll()) {
            part.forEach(one -> giveBack(one, one.header(), Instant.MIN));
        }
    }

    /** Counts a refused request. */
    void refused() {
        refusals++;
    }

    /** Tells whether taking the claim apart further would keep one sender busy for long. */
    boolean isRefusedTooOften() {
        return refusals >= MAX_REFUSED;
    }
}
