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
import io.salestracker.store.EntryHeader;
import io.salestracker.store.StoredEntry;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The entry of one lane for an event that was tracked in this process: refers to the event, and to a slot in its receipt. */
class TrackedEntry extends StoredEntry {
    /** What it occupies beside the event: itself, and what the destination said of the event. */
    static final long OVERHEAD = HeapBytes.object(52) + HeapBytes.object(5);

    final Submission submission;

    /** Set where the lane has another event with the same id. */
    boolean isDuplicate;

    /** Set once the store has it. */
    volatile boolean stored;

    private final LaneParts lane;
    private final Acceptance.Send accepted;
    // Short, with the two flags in one word of four bytes: there may be a hundred thousand entries.
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

    /** Encoded each time it is asked for, so that an event that waits to be sent again occupies no more than before. */
    @Override
    public byte[] bytes() throws TooLargeException {
        return lane.destination().encode(sent(), submission.stamp());
    }

    /** The event as it goes to this lane's destination. */
    SalesEvent sent() {
        return event();
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
            // Before the receipt completes, since the event may be tracked again as soon as it has.
            forgetUnlessKept(outcome);
            callbacks = receipt.fill(slot, outcome);
        }
        // After that, so that a flush that waits for the event finds its receipt complete.
        leaveFlush();
        receipt.callBack(callbacks);
    }

    /** Lets an event that ended without a trace at the vendor come again under its id. */
    private void forgetUnlessKept(Outcome outcome) {
        Outcome.Kind kind = outcome.kind();
        boolean kept =
                kind == Outcome.Kind.DELIVERED || kind == Outcome.Kind.STORED || kind == Outcome.Kind.UNCONFIRMED;
        if (!kept && submission.id().stable) {
            synchronized (lane.ids()) {
                lane.ids().remove(submission.id(), lane.number());
            }
        }
    }
}
