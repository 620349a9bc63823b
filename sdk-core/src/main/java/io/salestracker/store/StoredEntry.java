package io.salestracker.store;

import io.salestracker.Outcome;
import io.salestracker.destination.HeapBytes;
import io.salestracker.destination.TooLargeException;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry with its links in the memory store, guarded by the store's lock. An event tracked in this process is such an
 * entry itself, which saves an object for each of up to a hundred thousand. An entry of another class gets one around
 * it.
 *
 * <p>The store calls these methods under its lock: they must take constant time and run none of the user's code.
 */
public abstract class StoredEntry implements Entry {
    // The queue object and its HashMap.Node, with table slots at the lowest load factor.
    private static final long QUEUE = HeapBytes.object(32) + HeapBytes.object(16) + 11;
    // After an attempt: a header with its deadline, and the time when it is due again.
    private static final long HEADER = HeapBytes.object(37) + 2 * HeapBytes.object(12);

    /** Heap of an entry in the store beside itself, if it has a key of its own. */
    public static final long OVERHEAD = QUEUE + HEADER;

    // The header of the last release; null until then.
    private volatile @Nullable EntryHeader header;
    Instant notBefore = Instant.MIN;

    /** The current claim. */
    @Nullable
    Claimed claim;

    FlushTracker.@Nullable Epoch epoch;

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

    /** Creates an entry that no store has yet. */
    protected StoredEntry() {}

    /** The entry itself, or one around it if it is of another class. */
    static StoredEntry of(Entry entry) {
        return entry instanceof StoredEntry stored ? stored : new ForeignEntry(entry);
    }

    /** The kind of the event. */
    protected abstract EventKind kind();

    /** The ordering key, or null. */
    protected abstract @Nullable String key();

    /** When the event was tracked. */
    protected abstract Instant trackedAt();

    /** The time until which it may be sent. */
    protected abstract Instant deadline();

    /** The header before the first release. It is made anew at each call, since most entries need it once. */
    protected abstract EntryHeader firstHeader();

    @Override
    public final EntryHeader header() {
        EntryHeader kept = header;
        return kept == null ? firstHeader() : kept;
    }

    final void keep(EntryHeader header) {
        this.header = header;
    }

    /**
     * Counts the entry as ended for flushes. {@link #complete} calls it once, as soon as a flush that waits for the
     * entry may return. Never throws.
     */
    protected final void leaveFlush() {
        FlushTracker.Epoch counted = epoch;
        if (counted != null) {
            counted.ended();
        }
    }

    /** One claim of an entry. A sender that gave the entry back cannot settle it by an old claim. */
    static final class Claimed implements Entry {
        final StoredEntry stored;

        /** Set under the store's lock where the entry is not to wait again; a sender reads it before each request. */
        volatile boolean erased;

        Claimed(StoredEntry stored) {
            this.stored = stored;
        }

        /** Tells whether the claim still holds. Under the store's lock. */
        boolean holds() {
            return stored.claim == this;
        }

        @Override
        public EntryHeader header() {
            return stored.header();
        }

        @Override
        public byte[] bytes() throws TooLargeException {
            return stored.bytes();
        }

        @Override
        public long heapBytes() {
            return stored.heapBytes();
        }

        @Override
        public @Nullable Amount amount() {
            return stored.amount();
        }

        @Override
        public @Nullable SalesEvent event() {
            return stored.event();
        }

        @Override
        public List<String> madeFit() {
            return stored.madeFit();
        }

        @Override
        public void complete(Outcome outcome) {
            stored.complete(outcome);
        }
    }

    /** The entries of one ordering key, or one entry without a key. Part of {@link ReadyKeys}, in which it is linked. */
    static final class KeyQueue {

        enum State {
            /** It is in the list of keys that can be claimed from. */
            READY,
            /** Its first entry waits for its time. */
            WAITING,
            /** Some of its entries are claimed, or it is empty. */
            HELD,
            /** The queue of new entries of all keys. */
            INBOX
        }

        final @Nullable String key;
        State state = State.HELD;
        int size;
        int claimed;

        @Nullable
        StoredEntry first;

        @Nullable
        StoredEntry last;

        @Nullable
        KeyQueue previousReady;

        @Nullable
        KeyQueue nextReady;

        KeyQueue(@Nullable String key) {
            this.key = key;
        }

        void append(StoredEntry entry) {
            entry.queue = this;
            entry.olderOfKey = last;
            if (last == null) {
                first = entry;
            } else {
                last.youngerOfKey = entry;
            }
            last = entry;
            size++;
        }

        void remove(StoredEntry entry) {
            StoredEntry older = entry.olderOfKey;
            StoredEntry younger = entry.youngerOfKey;
            if (older == null) {
                first = younger;
            } else {
                older.youngerOfKey = younger;
            }
            if (younger == null) {
                last = older;
            } else {
                younger.olderOfKey = older;
            }
            entry.queue = null;
            entry.olderOfKey = null;
            entry.youngerOfKey = null;
            size--;
        }
    }

    private static final class ForeignEntry extends StoredEntry {
        private final Entry entry;
        private final long heapBytes;
        private final @Nullable Amount amount;

        private ForeignEntry(Entry entry) {
            this.entry = entry;
            this.heapBytes = entry.heapBytes() + OVERHEAD;
            this.amount = entry.amount();
        }

        @Override
        protected EventKind kind() {
            return entry.header().kind();
        }

        @Override
        protected @Nullable String key() {
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
        public long heapBytes() {
            return heapBytes;
        }

        @Override
        public @Nullable Amount amount() {
            return amount;
        }

        @Override
        public @Nullable SalesEvent event() {
            return entry.event();
        }

        @Override
        public List<String> madeFit() {
            return entry.madeFit();
        }

        @Override
        public void complete(Outcome outcome) {
            try {
                entry.complete(outcome);
            } finally {
                leaveFlush();
            }
        }
    }
}
