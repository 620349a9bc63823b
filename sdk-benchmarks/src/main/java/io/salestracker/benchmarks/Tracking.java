package io.salestracker.benchmarks;

import io.salestracker.DestinationStats;
import io.salestracker.SalesTracker;
import io.salestracker.event.Purchase;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * The cost of {@code track} to its caller, for events that are built already: bursts of new orders by new visitors on one
 * thread. The vendors keep the senders waiting during a burst, and take everything after it.
 */
final class Tracking {
    private static final int BURST = 1_000;

    /** So few events are still in the processor's cache when they are tracked, as one is that was just built. */
    private static final int CHUNK = 100;

    private static final int MAX_MORE_SECONDS = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int vendors;
    private final Gate gate = new Gate();
    private final SalesTracker tracker;
    private final Purchase[] placed = new Purchase[CHUNK];
    private int number;
    private long calls;
    private long buildNanos;
    private long buildBytes;
    private long trackNanos;
    private long trackBytes;

    private Tracking(int vendors) {
        this.vendors = vendors;
        this.tracker = Sdk.gated(vendors, gate);
    }

    /** @param warmUpEvents the least number before the measurement, unless that would take too long */
    static Map<String, Double> measure(int vendors, double warmUp, int warmUpEvents, double seconds)
            throws InterruptedException {
        Tracking cost = new Tracking(vendors);
        cost.warmUp(warmUp, warmUpEvents);
        cost.reset();
        cost.bursts(seconds);
        return cost.figures();
    }

    /**
     * Rests as long as it works, as {@link Traffic#warmUp} does, so that the compilers get a processor. On a busy machine
     * it goes on until so many events are tracked, since methods are compiled by the number of their calls.
     */
    private void warmUp(double seconds, int events) throws InterruptedException {
        for (double left = seconds; left > 0 || (number < events && left > -MAX_MORE_SECONDS); left--) {
            long start = System.nanoTime();
            bursts(left > 0 ? Math.min(left, 1) : 1);
            LockSupport.parkNanos(System.nanoTime() - start);
        }
    }

    private void reset() {
        calls = 0;
        buildNanos = 0;
        buildBytes = 0;
        trackNanos = 0;
        trackBytes = 0;
    }

    private void bursts(double seconds) throws InterruptedException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        do {
            gate.close();
            for (int i = 0; i < BURST; i += CHUNK) {
                chunk();
            }
            gate.open();
            tracker.flush(PATIENCE);
        } while (System.nanoTime() < end);
    }

    private void chunk() {
        long cpu = Meter.threadCpuNanos();
        long bytes = Meter.threadBytes();
        build();
        buildNanos += Meter.threadCpuNanos() - cpu;
        buildBytes += Meter.threadBytes() - bytes;
        cpu = Meter.threadCpuNanos();
        bytes = Meter.threadBytes();
        track();
        trackNanos += Meter.threadCpuNanos() - cpu;
        trackBytes += Meter.threadBytes() - bytes;
        calls += CHUNK;
    }

    private void build() {
        for (int i = 0; i < CHUNK; i++, number++) {
            placed[i] = Sale.purchase(Sdk.ofAll(Sale.visitor(number)), Sale.orderId(number));
        }
    }

    private void track() {
        for (Purchase purchase : placed) {
            tracker.track(purchase);
        }
    }

    private Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("CPU ns/track above build", (double) trackNanos / calls);
        figures.put("B/track above build", (double) trackBytes / calls);
        figures.put("CPU ns/build", (double) buildNanos / calls);
        figures.put("B/build", (double) buildBytes / calls);
        long delivered = tracker.stats().destinations().values().stream()
                .mapToLong(DestinationStats::delivered)
                .sum();
        figures.put("lost", (double) number * vendors - delivered);
        return figures;
    }
}
