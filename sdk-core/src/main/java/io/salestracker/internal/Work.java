package io.salestracker.internal;

import io.salestracker.store.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Claimed entries on their way to their ends; without a claim of the lane, entries whose deadline has passed. */
final class Work {
    FlowControl.@Nullable Claim claim;
    // The thread that closes the lane reads these too.
    volatile List<Entry> entries = List.of();
    volatile @Nullable BatchSender sender;

    // The rest belongs to the list, guarded as it is.
    boolean broken;
    long mendAfter;
    boolean linked;

    @Nullable
    Work next;

    /** Tells whether an earlier try broke. For the thread that carries the work out. */
    boolean isBroken() {
        return broken;
    }
}
