package io.salestracker.store;

import io.salestracker.Outcome;
import io.salestracker.destination.HeapBytes;
import io.salestracker.destination.TooLargeException;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry with its links in the memory store, guarded by the store's lock. An event tracked in this process is one
 * itself, since there may be a hundred thousand of them.
 */
public abstract class StoredEntry implements Entry {
    // With its place in the hash table of keys, where that is emptiest.
    private static final long QUEUE = HeapBytes.object(32) + HeapBytes.object(16) + 11;
    // Once it was tried: a header with two times, when it is due again, and why it failed.
    private static final long HEADER = HeapBytes.object(37) + 2 * HeapBytes.object(12) + HeapBytes.of("503");

    /** What an entry occupies in the store beside itself, with a key of its own. */
    public static final long OVERHEAD = QUEUE + HEADER;

    final long heapBytes;
    // As it was kept at the last release; null as long as the entry is as it was tracked.
    private volatile @Nullable EntryHeader header;
    Instant notBefore = Instant.MIN;
    boolean claimed;
    int claims;

    @Nullable
    StoredEntry olderOfKind;

    @Nullable
    StoredEntry youngerOfKind;

    @Nullable
    KeyQueue queue;

    @Nullable
    StoredEntry olderOfKey;

    @Nullable
    StoredEntry youngerOfKey;

    /** @param heapBytes without the queue */
    protected StoredEntry(long heapBytes) {
        this.heapBytes = heapBytes + OVERHEAD;
    }

    /** The entry itself, or a node around it if it is of another kind. */
    static StoredEntry of(Entry entry) {
        return entry instanceof StoredEntry node ? node : new Around(entry);
    }

    protected abstract EventKind kind();

    protected abstract @Nullable String key();

    protected abstract Instant trackedAt();

    protected abstract Instant deadline();

    /** The header as long as none was kept; made anew each time, since most are asked for it once. */
    protected abstract EntryHeader firstHeader();

    @Override
    public final EntryHeader header() {
        EntryHeader kept = header;
        return kept == null ? firstHeader() : kept;
    }

    final void keep(EntryHeader header) {
        this.header = header;
    }

    @Override
    public final long heapBytes() {
        return heapBytes;
    }

    private static final class Around extends StoredEntry {
        private final Entry entry;

        private Around(Entry entry) {
            super(entry.heapBytes());
            this.entry = entry;
        }

        @Override
        protected EventKind kind() {
            return entry.header().kind();
        }

        @Override
        @Nullable
        protected String key() {
            return entry.header().key();
        }

        @Override
        protected Instant trackedAt() {
            return entry.header().trackedAt();
        }

        @Override
        protected Instant deadline() {
            return entry.header().deadline();
        }

        @Override
        protected EntryHeader firstHeader() {
            return entry.header();
        }

        @Override
        public byte[] bytes() throws TooLargeException {
            return entry.bytes();
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
}
