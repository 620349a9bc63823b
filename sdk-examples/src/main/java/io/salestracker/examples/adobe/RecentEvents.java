package io.salestracker.examples.adobe;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ids of events that have come, in memory. A shop with several nodes has them in a table of its database, with an
 * expiry of some days, and adds the row in the transaction that keeps the event. Thread-safe.
 */
final class RecentEvents {
    private static final int MAX = 100_000;

    private final Map<String, Boolean> ids = new LinkedHashMap<>();

    /** Tells whether this id comes for the first time, and remembers it. */
    synchronized boolean first(String id) {
        if (ids.putIfAbsent(id, true) != null) {
            return false;
        }
        if (ids.size() > MAX) {
            ids.remove(ids.keySet().iterator().next());
        }
        return true;
    }
}
