package io.salestracker.benchmarks;

import io.salestracker.DestinationStats;
import io.salestracker.SalesTracker;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The heap that a purchase occupies while it waits for vendors that do not answer: the live heap after a full collection, above
 * that before, for each event. Its id, which is remembered, and its place in the tables are part of it; the texts and
 * amounts of {@link Sale#LINES}, which all share, are not.
 */
final class Held {
    private static final int FIRST = 2_000;

    private Held() {}

    static Map<String, Double> measure(int vendors, int events) {
        Gate gate = new Gate();
        gate.close();
        SalesTracker tracker = Sdk.gated(vendors, gate);
        // The first events load classes and start the senders, and the senders hold some of them.
        track(tracker, 0, FIRST);
        double before = Meter.liveHeapBytes();
        track(tracker, FIRST, FIRST + events);
        double after = Meter.liveHeapBytes();
        long pending = tracker.stats().destinations().values().stream()
                .mapToLong(DestinationStats::pending)
                .sum();
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("B held/event", (after - before) / events);
        figures.put("lost", (double) vendors * (FIRST + events) - pending);
        return figures;
    }

    private static void track(SalesTracker tracker, int from, int to) {
        for (int i = from; i < to; i++) {
            tracker.track(Sale.purchase(Sdk.ofAll(Sale.visitor(i)), Sale.orderId(i)));
        }
    }
}
