package io.salestracker.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a store could hand out.
 *
 * @param claimable about how many entries could be claimed now; at least 1 if any can be
 * @param oldest when the entry that would be claimed first was tracked, or null if none can be
 * @param next when the next entry becomes due, or a lease runs out; null if none is waiting for its time
 * @param nextDeadline the earliest deadline of an entry that is not claimed, or null if there is none
 */
public record StoreStatus(
        int claimable,
        @Nullable Instant oldest,
        @Nullable Instant next,
        @Nullable Instant nextDeadline) {}
