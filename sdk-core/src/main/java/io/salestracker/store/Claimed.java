package io.salestracker.store;

import io.salestracker.Outcome;
import io.salestracker.destination.TooLargeException;
import io.salestracker.event.SalesEvent;
import org.jspecify.annotations.Nullable;

/** One claim of an entry, so that a sender that gave the entry back cannot end it while another has it. */
final class Claimed implements Entry {
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
