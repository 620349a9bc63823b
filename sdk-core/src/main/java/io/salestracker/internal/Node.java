package io.salestracker.internal;

import io.salestracker.Outcome;
import io.salestracker.delivery.Entry;
import io.salestracker.delivery.EntryHeader;
import io.salestracker.destination.HeapBytes;
import io.salestracker.destination.TooLargeException;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An entry with its links in the memory store. Guarded by the store's lock, but for the entry behind it. */
final class Node implements Entry {
    private static final long HEADER = HeapBytes.object(37) + 2 * HeapBytes.object(12);
    // With its place in the hash table of keys, where that is emptiest.
    private static final long QUEUE = HeapBytes.object(32) + HeapBytes.object(16) + 11;
    // When it is due again, and why it failed.
    private static final long ATTEMPT = HeapBytes.object(12) + HeapBytes.of("503");

    /** What an entry occupies in the store beside itself, with a key of its own. */
    static final long OVERHEAD = HeapBytes.object(52) + HEADER + QUEUE + ATTEMPT;

    private final Entry entry;
    final long heapBytes;
    volatile EntryHeader header;
    Instant notBefore = Instant.MIN;
    boolean claimed;
    int claims;

    @Nullable
    Node olderOfKind;

    @Nullable
    Node youngerOfKind;

    @Nullable
    KeyQueue queue;

    @Nullable
    Node olderOfKey;

    @Nullable
    Node youngerOfKey;

    Node(Entry entry) {
        this.entry = entry;
        this.header = entry.header();
        this.heapBytes = entry.heapBytes() + OVERHEAD;
    }

    EventKind kind() {
        return header.kind();
    }

    @Override
    public EntryHeader header() {
        return header;
    }

    @Override
    public byte[] bytes() throws TooLargeException {
        return entry.bytes();
    }

    @Override
    public long heapBytes() {
        return heapBytes;
    }

    @Override
    public @Nullable SalesEvent event() {
        return entry.event();
    }

    @Override
    public void complete(Outcome outcome) {
        entry.complete(outcome);
    }
}
