package io.salestracker.benchmarks;

import io.salestracker.benchmarks.Probe.Counts;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** As many events as go through: tracked on one thread, counted at the server. */
final class Throughput {
    private static final int ORDERS_REMEMBERED = 100_000;

    private Throughput() {}

    private interface Load {
        void pour() throws IOException;
    }

    static Map<String, Double> forSeconds(Traffic traffic, double warmUp, double seconds) throws IOException {
        traffic.warmUp(warmUp);
        return measure(traffic, () -> traffic.pour(seconds));
    }

    /** With the heap that is left when all are delivered, so that what stays behind shows. */
    static Map<String, Double> ofEvents(Traffic traffic, double warmUp, int events) throws IOException {
        traffic.warmUp(warmUp);
        // Ours remembers its last orders, a bounded number, for 24 hours; they are there before and after.
        traffic.pour(Math.max(0, Math.min(events, ORDERS_REMEMBERED) - traffic.tracked()));
        traffic.awaitAll();
        double before = Meter.liveHeapBytes();
        Map<String, Double> figures = measure(traffic, () -> traffic.pour(events));
        figures.put("heap before MB", before / 1e6);
        figures.put("heap after MB", Meter.liveHeapBytes() / 1e6);
        return figures;
    }

    private static Map<String, Double> measure(Traffic traffic, Load load) throws IOException {
        Meter meter = new Meter();
        Counts before = traffic.probe().counts();
        int first = traffic.tracked();
        meter.start();
        load.pour();
        traffic.awaitAll();
        double nanos = meter.nanos();
        double cpuNanos = meter.cpuNanos();
        double bytes = meter.bytes();
        Counts counts = traffic.probe().counts();
        double events = traffic.tracked() - first;
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("events", events);
        figures.put("events/s", events / nanos * 1e9);
        figures.put("CPU µs/event", cpuNanos / events / 1e3);
        figures.put("B/event", bytes / events);
        figures.put("wire B/event", (counts.bytes() - before.bytes()) / events);
        figures.put("events/request", events / (counts.requests() - before.requests()));
        traffic.check(figures);
        return figures;
    }
}
