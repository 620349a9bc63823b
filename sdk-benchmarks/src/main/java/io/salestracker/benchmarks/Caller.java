package io.salestracker.benchmarks;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one call costs its caller, with the delivery keeping up on the other threads. */
final class Caller {
    private static final int CHUNK = 250;

    private final Traffic traffic;
    private long calls;
    private long trackNanos;
    private long trackBytes;
    private long buildNanos;
    private long buildBytes;

    // Only stored, so that the compiler must build what it could otherwise leave out.
    @SuppressWarnings("UnusedVariable")
    private @Nullable Object built;

    private Caller(Traffic traffic) {
        this.traffic = traffic;
    }

    static Map<String, Double> measure(Traffic traffic, double warmUp, double seconds) throws IOException {
        new Caller(traffic).call(warmUp);
        Caller cost = new Caller(traffic);
        cost.call(seconds);
        double calls = cost.calls;
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("CPU ns/track", cost.trackNanos / calls);
        figures.put("B/track", cost.trackBytes / calls);
        figures.put("CPU ns/build", cost.buildNanos / calls);
        figures.put("B/build", cost.buildBytes / calls);
        figures.put("CPU ns/track above build", (cost.trackNanos - cost.buildNanos) / calls);
        figures.put("B/track above build", (double) (cost.trackBytes - cost.buildBytes) / calls);
        traffic.check(figures);
        return figures;
    }

    private void call(double seconds) throws IOException {
        Subject subject = traffic.subject();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            long cpu = Meter.threadCpuNanos();
            long bytes = Meter.threadBytes();
            for (int i = 0; i < CHUNK; i++) {
                traffic.track();
            }
            trackNanos += Meter.threadCpuNanos() - cpu;
            trackBytes += Meter.threadBytes() - bytes;
            cpu = Meter.threadCpuNanos();
            bytes = Meter.threadBytes();
            for (int i = 0; i < CHUNK; i++) {
                built = subject.build(i);
            }
            buildNanos += Meter.threadCpuNanos() - cpu;
            buildBytes += Meter.threadBytes() - bytes;
            calls += CHUNK;
            if (traffic.tracked() % (40 * CHUNK) == 0) {
                traffic.awaitAll();
            }
        }
        traffic.awaitAll();
    }
}
