package io.salestracker.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a store could hand out.
 *
 * @param claimable how many entries could be claimed now
 * @param oldest when the entry that would be claimed first was tracked, or null if none can be
 * @param next when the next entry becomes due; null if none is waiting for its time
 * @param nextDeadline the earliest deadline of an entry that is not claimed, or null if there is none
 * @param flushPending true if a flush waits, or has begun and not everything was handed out that could be sent since
 */
public record StoreStatus(
        int claimable,
        @Nullable Instant oldest,
        @Nullable Instant next,
        @Nullable Instant nextDeadline,
        boolean flushPending) {}
