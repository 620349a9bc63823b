package io.salestracker.internal;

import io.salestracker.Outcome;
import io.salestracker.Receipt;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.destination.HeapBytes;
import io.salestracker.destination.TooLargeException;
import io.salestracker.destination.Translation;
import io.salestracker.event.EventKind;
import io.salestracker.event.VendorEvent;
import io.salestracker.store.EntryHeader;
import io.salestracker.store.FlushTracker;
import io.salestracker.store.StoredEntry;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An entry of an event that was tracked in this process: it has the event, and a place in a receipt. */
final class TrackedEntry extends StoredEntry {
    private static final long RECEIPT = HeapBytes.object(28) + HeapBytes.array(1, 4);
    // With its places in ring and table, where these are emptiest.
    private static final long REMEMBERED = HeapBytes.object(16) + 2 * (3 * 8 + 2 * 4);

    /** What it occupies beside the event, with the time when it was tracked, if its id is not remembered. */
    static final long OVERHEAD = HeapBytes.object(83) + HeapBytes.object(12) + RECEIPT;

    final @Nullable UUID remembered;

    /** Set once it is counted as open. */
    FlushTracker.@Nullable Stretch stretch;

    /** Set once the store has it. */
    volatile boolean stored;

    private final Lane lane;
    private final VendorEvent event;
    // Asked for once: the event may be of somebody else's making, and these are read under the store's lock.
    private final EventKind kind;
    private final @Nullable String key;
    private final DeliveryMode mode;
    private final Instant trackedAt;
    private final PendingReceipt receipt;
    private final int place;
    // Guarded by the receipt.
    private boolean ended;

    TrackedEntry(
            Lane lane,
            Translation.Send send,
            Instant trackedAt,
            @Nullable UUID remembered,
            PendingReceipt receipt,
            int place) {
        super(send.heapBytes() + OVERHEAD + (remembered == null ? 0 : REMEMBERED));
        this.lane = lane;
        this.event = send.event();
        this.kind = event.kind();
        this.key = event.orderingKey();
        this.mode = send.repeatable() ? DeliveryMode.AT_LEAST_ONCE : lane.settings.mode(kind);
        this.trackedAt = trackedAt;
        this.remembered = remembered;
        this.receipt = receipt;
        this.place = place;
    }

    @Override
    protected EventKind kind() {
        return kind;
    }

    @Override
    protected @Nullable String key() {
        return key;
    }

    @Override
    protected Instant trackedAt() {
        return trackedAt;
    }

    @Override
    protected Instant deadline() {
        return trackedAt.plus(lane.settings.deadline(kind));
    }

    @Override
    protected EntryHeader firstHeader() {
        return lane.header(receipt.eventId(), kind, key, mode, trackedAt);
    }

    /** Encoded each time it is asked for, so that what waits to be sent again costs no more than what the budget says. */
    @Override
    public byte[] bytes() throws TooLargeException {
        return lane.intake.encode(event);
    }

    @Override
    public VendorEvent event() {
        return event;
    }

    @Override
    public void complete(Outcome outcome) {
        synchronized (receipt) {
            if (ended) {
                return;
            }
            ended = true;
        }
        // The order matters: the event may be tracked again once its receipt is complete, and a flush that waits for it
        // finds the receipt complete.
        lane.forget(this, outcome);
        List<Consumer<? super Receipt>> callbacks = receipt.fill(place, outcome);
        lane.ended(this);
        receipt.callBack(callbacks);
    }
}
