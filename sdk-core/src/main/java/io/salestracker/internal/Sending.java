package io.salestracker.internal;

import io.salestracker.destination.EncodedEvent;
import io.salestracker.store.Entry;
import io.salestracker.store.EntryHeader;

/** A claimed entry in a request: the entry, its header in this attempt, and its bytes. */
record Sending(Entry entry, EntryHeader header, EncodedEvent encoded) {
    int bytes() {
        return encoded.bytes().length;
    }

    Sending with(EntryHeader other) {
        return new Sending(entry, other, encoded);
    }

    /** The number of attempts if this one ends the event. */
    int attempts() {
        return header.attempts() + 1;
    }
}
