package io.salestracker.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The entries that a store could hand out.
 *
 * @param claimable the number of entries that can be claimed now
 * @param oldest when the entry that would be claimed first was tracked, or null if there is none
 * @param next when the next waiting entry becomes due, or null if none waits for a time
 * @param nextDeadline the earliest deadline of an entry that is not claimed, or null if there is none
 * @param flushPending true if a flush waits, or if entries from before a flush can still be claimed
 */
public record StoreStatus(
        int claimable,
        @Nullable Instant oldest,
        @Nullable Instant next,
        @Nullable Instant nextDeadline,
        boolean flushPending) {}
