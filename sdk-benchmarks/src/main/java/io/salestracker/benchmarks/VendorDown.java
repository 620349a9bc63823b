package io.salestracker.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Where events stay when nothing listens at the vendor's address: the live heap half-way, and after all of them. */
final class VendorDown {
    private VendorDown() {}

    /** @param seconds how long each half may take; a subject that blocks its caller does not get through */
    static Map<String, Double> measure(Subject subject, int events, double seconds) throws InterruptedException {
        AtomicInteger tracked = new AtomicInteger();
        double before = Meter.liveHeapBytes();
        long start = System.nanoTime();
        boolean half = track(subject, tracked, events / 2, seconds);
        double live = Meter.liveHeapBytes();
        boolean all = half && track(subject, tracked, events, seconds);
        double nanos = System.nanoTime() - start;
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("events taken", (double) tracked.get());
        figures.put("seconds", nanos / 1e9);
        figures.put("heap half-way MB", (live - before) / 1e6);
        figures.put("heap at the end MB", (Meter.liveHeapBytes() - before) / 1e6);
        figures.put("stopped", all ? 0.0 : 1.0);
        return figures;
    }

    /** True when all have been taken in time, false where the caller is held up or out of memory. */
    private static boolean track(Subject subject, AtomicInteger tracked, int until, double seconds)
            throws InterruptedException {
        Thread caller = new Thread(
                () -> {
                    while (tracked.get() < until) {
                        subject.track(tracked.get());
                        tracked.incrementAndGet();
                    }
                },
                "caller");
        caller.setDaemon(true);
        caller.start();
        TimeUnit.NANOSECONDS.timedJoin(caller, (long) (seconds * 1e9));
        return tracked.get() == until;
    }
}
