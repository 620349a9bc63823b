package io.salestracker.internal;

import io.salestracker.Outcome;
import io.salestracker.delivery.Entry;
import io.salestracker.delivery.EntryHeader;
import io.salestracker.destination.HeapBytes;
import io.salestracker.destination.TooLargeException;
import io.salestracker.event.VendorEvent;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An entry of an event that was tracked in this process: it has the event, and a place in a receipt. */
final class TrackedEntry implements Entry {
    // With the list of outcomes, the lock and its condition.
    private static final long RECEIPT = HeapBytes.object(32)
            + HeapBytes.array(1, 4)
            + HeapBytes.object(4)
            + HeapBytes.object(16)
            + HeapBytes.object(12);
    // With its place in the hash table, where that is emptiest.
    private static final long REMEMBERED = HeapBytes.object(16) + HeapBytes.object(28) + 11;

    /** What it occupies beside the event, if its id is not remembered. */
    static final long OVERHEAD = HeapBytes.object(40) + RECEIPT;

    final Lane lane;
    final VendorEvent event;
    final @Nullable UUID remembered;
    private final EntryHeader header;
    private final long heapBytes;
    private final PendingReceipt receipt;
    private final int place;
    long number;

    TrackedEntry(
            Lane lane,
            VendorEvent event,
            EntryHeader header,
            long eventBytes,
            @Nullable UUID remembered,
            PendingReceipt receipt,
            int place) {
        this.lane = lane;
        this.event = event;
        this.header = header;
        this.heapBytes = eventBytes + OVERHEAD + (remembered == null ? 0 : REMEMBERED);
        this.remembered = remembered;
        this.receipt = receipt;
        this.place = place;
    }

    @Override
    public EntryHeader header() {
        return header;
    }

    /** Encoded each time it is asked for, so that what waits to be sent again costs no more than what the budget says. */
    @Override
    public byte[] bytes() throws TooLargeException {
        return lane.destination.encode(event);
    }

    @Override
    public long heapBytes() {
        return heapBytes;
    }

    @Override
    public VendorEvent event() {
        return event;
    }

    @Override
    public void complete(Outcome outcome) {
        // Who waits for a flush finds the receipt complete, and who finds it complete may track the event again.
        lane.forget(this, outcome);
        receipt.fill(place, outcome);
        lane.ended(this);
        receipt.callBack();
    }
}
