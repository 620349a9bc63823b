package io.salestracker;

import java.util.Map;

/**
 * A look at a tracker: one ledger for each destination, by name, in the order they were configured.
 *
 * @param destinations the ledgers
 * @param unrouted events that no destination was meant for
 * @param callbacksDropped calls of the listener and of receipts' callbacks that were not made, because these were too slow
 */
public record TrackerStats(Map<String, DestinationStats> destinations, long unrouted, long callbacksDropped) {

    /**
     * The ledger of one destination.
     *
     * @throws IllegalArgumentException if there is no destination of this name
     */
    public DestinationStats destination(String name) {
        DestinationStats stats = destinations.get(name);
        if (stats == null) {
            throw new IllegalArgumentException("no destination is named " + name + ": " + destinations.keySet());
        }
        return stats;
    }

    /** Tells whether every ledger is balanced. */
    public boolean balanced() {
        return destinations.values().stream().allMatch(DestinationStats::balanced);
    }
}
