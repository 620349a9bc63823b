package io.salestracker;

import java.util.Map;

/**
 * What {@code flush} or {@code close} achieved, for what was tracked before it.
 *
 * <p>{@code close} ends every event, so after it nothing is pending and {@link #complete()} says nothing of losses. What was
 * lost is in {@link #stats()}, and in the line that {@code close} logs. Two cases differ: from a callback of the tracker
 * {@code close} only starts closing, and a durable store keeps the events that wait.
 *
 * @param destinations by the destination's name
 * @param stats the ledgers when it returned
 */
public record FlushReport(Map<String, Result> destinations, TrackerStats stats) {

    /**
     * One destination's part.
     *
     * @param settled events tracked before the call that got their outcome since, whatever it is: also those that {@code close}
     *     dropped
     * @param pending events that are still pending
     * @param state the state at the end, which says why events are pending: {@code ACTIVE} means that they are
     *     in flight or wait to retry
     */
    public record Result(long settled, long pending, DestinationState state) {}

    /** Tells whether every event got its outcome, a delivery or another. Always true after {@code close}, but as said above. */
    public boolean complete() {
        return destinations.values().stream().allMatch(result -> result.pending() == 0);
    }
}
