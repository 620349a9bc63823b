package io.salestracker.store;

import org.jspecify.annotations.Nullable;

/** The entries of one ordering key, or one entry without a key. Part of {@link ReadyKeys}. */
final class KeyQueue {

    enum State {
        /** In the list of those that can be claimed from. */
        READY,
        /** Its first entry waits for its time. */
        WAITING,
        /** Some of its entries are claimed, or it is empty. */
        HELD
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

    void append(StoredEntry node) {
        node.queue = this;
        node.olderOfKey = last;
        if (last == null) {
            first = node;
        } else {
            last.youngerOfKey = node;
        }
        last = node;
        size++;
    }

    void remove(StoredEntry node) {
        StoredEntry older = node.olderOfKey;
        StoredEntry younger = node.youngerOfKey;
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
        node.queue = null;
        node.olderOfKey = null;
        node.youngerOfKey = null;
        size--;
    }
}
