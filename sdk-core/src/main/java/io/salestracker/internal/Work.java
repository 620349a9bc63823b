package io.salestracker.internal;

import io.salestracker.store.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Claimed entries that a sender is delivering. Without a claim of the lane they are entries whose deadline has passed.
 */
final class Work {
    FlowControl.@Nullable Claim claim;
    // The thread that closes the lane reads these too.
    volatile List<Entry> entries = List.of();
    volatile @Nullable BatchSender sender;

    // Slot of the thread that leads while this work is carried out, to be started outside the lead; -1 if there is one.
    int nextLeader = -1;

    // The fields below belong to the work list and share its guard.
    boolean broken;
    long repairAfter;
    boolean linked;

    @Nullable
    Work next;

    /** Tells whether an earlier try threw. For the thread that carries the work out. */
    boolean isBroken() {
        return broken;
    }
}
