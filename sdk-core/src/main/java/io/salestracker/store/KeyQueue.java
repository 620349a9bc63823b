package io.salestracker.store;

import org.jspecify.annotations.Nullable;

/** The entries of one ordering key, or one entry without a key. Part of {@link ReadyKeys}, in which it is linked. */
final class KeyQueue {

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
