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
 * itself, since there may be a hundred thousand of them; an entry of another kind gets one around it.
 *
 * <p>What the store asks for under its lock must be constant, and known without calling code of the user's.
 */
public abstract class StoredEntry implements Entry {
    // The queue object and its HashMap.Node, with table slots at the lowest load factor.
    private static final long QUEUE = HeapBytes.object(32) + HeapBytes.object(16) + 11;
    // Once it was tried: a header with its deadline, and when it is due again.
    private static final long HEADER = HeapBytes.object(37) + 2 * HeapBytes.object(12);

    /** What an entry occupies in the store beside itself, with a key of its own. */
    public static final long OVERHEAD = QUEUE + HEADER;

    // As it was kept at the last release; null as long as the entry is as it was added.
    private volatile @Nullable EntryHeader header;
    Instant notBefore = Instant.MIN;

    /** The claim under way. */
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

    /** The entry itself, or one around it if it is of another kind. */
    static StoredEntry of(Entry entry) {
        return entry instanceof StoredEntry stored ? stored : new Around(entry);
    }

    /** What the event is about. */
    protected abstract EventKind kind();

    /** The ordering key, or null. */
    protected abstract @Nullable String key();

    /** When the event was tracked. */
    protected abstract Instant trackedAt();

    /** Until when it may be sent. */
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

    /**
     * Counts the entry as ended for flushes. To be called once by {@link #complete}, as soon as a flush that waits for the
     * entry may return. Never throws.
     */
    protected final void leaveFlush() {
        FlushTracker.Epoch its = epoch;
        if (its != null) {
            its.ended();
        }
    }

    /** One claim of an entry, so that a sender that gave the entry back cannot end it while another has it. */
    static final class Claimed implements Entry {
        final StoredEntry stored;

        Claimed(StoredEntry stored) {
            this.stored = stored;
        }

        /** Tells whether the claim is under way. Under the store's lock. */
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
        public @Nullable SalesEvent event() {
            return stored.event();
        }

        @Override
        public void complete(Outcome outcome) {
            stored.complete(outcome);
        }
    }

    /** The entries of one ordering key, or one entry without a key. Part of {@link ReadyKeys}, in which it is linked. */
    static final class KeyQueue {

        enum State {
            /** In the list of those that can be claimed from. */
            READY,
            /** Its first entry waits for its time. */
            WAITING,
            /** Some of its entries are claimed, or it is empty. */
            HELD,
            /** The one queue of entries that have just arrived, of any key. */
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

    private static final class Around extends StoredEntry {
        private final Entry entry;
        private final long heapBytes;

        private Around(Entry entry) {
            this.entry = entry;
            this.heapBytes = entry.heapBytes() + OVERHEAD;
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
        public @Nullable SalesEvent event() {
            return entry.event();
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
