package io.salestracker.internal;

import io.salestracker.destination.Acceptance;
import io.salestracker.destination.HeapBytes;
import io.salestracker.event.SalesEvent;

/** The entry of a lane whose route changed the event. It refers to the changed event besides the tracked one. */
final class ChangedEntry extends TrackedEntry {
    private static final long FIELDS = HeapBytes.object(60) - HeapBytes.object(52);

    private final SalesEvent sent;
    private final int weight;

    ChangedEntry(Submission submission, LaneParts lane, Acceptance.Send accepted, int slot, SalesEvent sent) {
        super(submission, lane, accepted, slot);
        this.sent = sent;
        this.weight = (int) Math.min(Weight.of(sent) + FIELDS, Integer.MAX_VALUE / 2);
    }

    @Override
    SalesEvent sent() {
        return sent;
    }

    @Override
    public long heapBytes() {
        return super.heapBytes() + weight;
    }
}
