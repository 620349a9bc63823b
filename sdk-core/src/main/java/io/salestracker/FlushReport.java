package io.salestracker;

import java.util.Map;

/**
 * What {@code flush} or {@code close} achieved, for what was tracked before it.
 *
 * @param destinations by the destination's name
 * @param stats the ledgers when it returned
 */
public record FlushReport(Map<String, Result> destinations, TrackerStats stats) {

    /**
     * One destination's part.
     *
     * @param settled events that got their outcome since the call
     * @param pending events that are still pending
     * @param state the state at the end, which says why events are pending: {@code ACTIVE} means that they are
     *     in flight or wait to retry
     */
    public record Result(long settled, long pending, DestinationState state) {}

    /** Tells whether every event got its outcome. */
    public boolean complete() {
        return destinations.values().stream().allMatch(result -> result.pending() == 0);
    }
}
