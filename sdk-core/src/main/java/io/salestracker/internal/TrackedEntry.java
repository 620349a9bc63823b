package io.salestracker.internal;

import static java.util.Objects.requireNonNull;

import io.salestracker.Outcome;
import io.salestracker.Receipt;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.destination.Acceptance;
import io.salestracker.destination.HeapBytes;
import io.salestracker.destination.TooLargeException;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import io.salestracker.store.Amount;
import io.salestracker.store.EntryHeader;
import io.salestracker.store.StoredEntry;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The entry of one lane for an event that was tracked in this process. It refers to the event and to a slot of its
 * receipt.
 */
class TrackedEntry extends StoredEntry {
    /** Heap beside the event: the entry, and the destination's acceptance. */
    static final long OVERHEAD = HeapBytes.object(52) + HeapBytes.object(9);

    final Submission submission;

    /** True if the lane has another event with the same id. */
    boolean isDuplicate;

    /** True once the store holds it. */
    volatile boolean stored;

    private final LaneParts lane;
    private final Acceptance.Send accepted;
    // A short, which shares a word of four bytes with the two flags: there may be a hundred thousand entries.
    private final short slot;

    TrackedEntry(Submission submission, LaneParts lane, Acceptance.Send accepted, int slot) {
        this.submission = submission;
        this.lane = lane;
        this.accepted = accepted;
        this.slot = (short) slot;
    }

    int slot() {
        return slot;
    }

    @Override
    public final List<String> madeFit() {
        return accepted.madeFit();
    }

    @Override
    protected EventKind kind() {
        return submission.kind();
    }

    @Override
    protected @Nullable String key() {
        return accepted.orderingKey();
    }

    @Override
    protected Instant trackedAt() {
        return submission.trackedAt();
    }

    @Override
    protected Instant deadline() {
        return lane.deadline(submission.kind(), submission.trackedAt());
    }

    @Override
    public long heapBytes() {
        return submission.weight() + OVERHEAD + StoredEntry.OVERHEAD;
    }

    @Override
    protected EntryHeader firstHeader() {
        EventKind kind = submission.kind();
        DeliveryMode mode = accepted.repeatable()
                ? DeliveryMode.AT_LEAST_ONCE
                : lane.settings().mode(kind);
        return new EntryHeader(
                submission.id().text(), lane.name(), key(), kind, mode, trackedAt(), deadline(), 0, false, null);
    }

    /** Encodes the event anew at each call, so that an event that waits for a retry keeps no bytes. */
    @Override
    public byte[] bytes() throws TooLargeException {
        return lane.destination().encode(sent(), submission.stamp());
    }

    /** The event as it goes to this lane's destination. */
    SalesEvent sent() {
        return event();
    }

    @Override
    public final @Nullable Amount amount() {
        return submission.amount();
    }

    @Override
    public final SalesEvent event() {
        return requireNonNull(submission.event());
    }

    @Override
    public void complete(Outcome outcome) {
        PendingReceipt receipt = submission.receipt();
        List<Consumer<? super Receipt>> callbacks;
        synchronized (receipt) {
            if (receipt.isFilled(slot)) {
                return;
            }
            // The id is remembered or forgotten before the receipt completes, since the event may be tracked again as
            // soon as it has.
            remember(outcome.kind());
            callbacks = receipt.fill(slot, outcome);
        }
        // The flush counts down after the receipt completed, so that a returning flush finds it complete.
        leaveFlush();
        receipt.callBack(callbacks);
    }

    /** Lets an event that ended without a trace at the vendor come again under its id. */
    private void remember(Outcome.Kind ended) {
        if (!submission.id().stable || ended == Outcome.Kind.DELIVERED || ended == Outcome.Kind.STORED) {
            return;
        }
        synchronized (lane.ids()) {
            if (ended == Outcome.Kind.UNCONFIRMED) {
                lane.ids().unconfirmed(submission.id(), lane.number());
            } else {
                lane.ids().remove(submission.id(), lane.number());
            }
        }
    }
}
