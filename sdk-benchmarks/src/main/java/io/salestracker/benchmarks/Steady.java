package io.salestracker.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The time one call takes at 5,000 a second. */
final class Steady {
    private static final int PER_SECOND = 5_000;

    private Steady() {}

    static Map<String, Double> measure(Traffic traffic, double warmUp, double seconds) throws IOException {
        paced(traffic, warmUp);
        traffic.awaitAll();
        long[] nanos = paced(traffic, seconds);
        traffic.awaitAll();
        Arrays.sort(nanos);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("p50 µs", nanos[nanos.length / 2] / 1e3);
        figures.put("p99 µs", nanos[(int) (nanos.length * 0.99)] / 1e3);
        figures.put("p99.9 µs", nanos[(int) (nanos.length * 0.999)] / 1e3);
        figures.put("max µs", nanos[nanos.length - 1] / 1e3);
        traffic.check(figures);
        return figures;
    }

    private static long[] paced(Traffic traffic, double seconds) {
        long[] nanos = new long[(int) (seconds * PER_SECOND)];
        long start = System.nanoTime();
        for (int i = 0; i < nanos.length; i++) {
            long due = start + i * (1_000_000_000L / PER_SECOND);
            while (System.nanoTime() < due) {
                if (due - System.nanoTime() > 100_000) {
                    LockSupport.parkNanos(50_000);
                } else {
                    Thread.onSpinWait();
                }
            }
            long from = System.nanoTime();
            traffic.track();
            nanos[i] = System.nanoTime() - from;
        }
        return nanos;
    }
}
