package io.salestracker.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.salestracker.benchmarks.Probe.Counts;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The process in which one subject is measured once: {@code Client <scenario> <subject> <port> <inFlight> <warm-up
 * seconds> <seconds>}. Prints its figures as one line of JSON.
 */
final class Client {
    /** How many events may be on their way, far below what any subject's queue takes; so none drops any. */
    private static final int MOST_UNDER_WAY = 20_000;

    private static final int CHUNK = 250;
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Subject subject;
    private final Probe probe;
    private final Meter meter = new Meter();
    private int tracked;

    private Client(Subject subject, Probe probe) {
        this.subject = subject;
        this.probe = probe;
    }

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[2]);
        try (Probe probe = new Probe(port);
                Subject subject = Subjects.open(args[1], port, Integer.parseInt(args[3]))) {
            probe.reset();
            Client client = new Client(subject, probe);
            double warmUp = Double.parseDouble(args[4]);
            double seconds = Double.parseDouble(args[5]);
            Map<String, Double> figures = switch (args[0]) {
                case "throughput" -> client.throughput(warmUp, seconds);
                case "caller" -> client.caller(warmUp, seconds);
                case "steady" -> client.steady(warmUp, seconds);
                default -> throw new IllegalArgumentException("no such scenario: " + args[0]);
            };
            System.out.println(new ObjectMapper().writeValueAsString(figures));
        }
        // Some libraries leave threads behind that are no daemons.
        System.exit(0);
    }

    /** As many events as go through: tracked on one thread, counted at the server. */
    private Map<String, Double> throughput(double warmUp, double seconds) throws IOException {
        pour(warmUp);
        awaitAll();
        Counts before = probe.counts();
        int first = tracked;
        meter.start();
        pour(seconds);
        awaitAll();
        double nanos = meter.nanos();
        double cpuNanos = meter.cpuNanos();
        double bytes = meter.bytes();
        Counts counts = probe.counts();
        double events = tracked - first;
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("events", events);
        figures.put("events/s", events / nanos * 1e9);
        figures.put("CPU µs/event", cpuNanos / events / 1e3);
        figures.put("B/event", bytes / events);
        figures.put("wire B/event", (counts.bytes() - before.bytes()) / events);
        figures.put("events/request", events / (counts.requests() - before.requests()));
        figures.put("lost", (double) tracked - counts.events());
        figures.put("repeated", (double) counts.repeated());
        return figures;
    }

    /** Tracks for so long, never more than the bound ahead of the server. */
    private void pour(double seconds) throws IOException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            for (int i = 0; i < CHUNK; i++) {
                subject.track(tracked++);
            }
            while (tracked - probe.counts().events() > MOST_UNDER_WAY && System.nanoTime() < end) {
                LockSupport.parkNanos(500_000);
            }
        }
    }

    private void awaitAll() throws IOException {
        subject.flush();
        long seen = probe.counts().events();
        long since = System.nanoTime();
        long flushed = since;
        while (seen < tracked && System.nanoTime() - since < STALLED_NANOS) {
            LockSupport.parkNanos(500_000);
            long now = probe.counts().events();
            if (now > seen) {
                seen = now;
                since = System.nanoTime();
                flushed = since;
            } else if (System.nanoTime() - flushed > QUIET_NANOS) {
                // Some flush one batch at a time, or only what has reached their queue by then.
                subject.flush();
                flushed = System.nanoTime();
            }
        }
    }

    /** What one call costs its caller, with the delivery keeping up on the other threads. */
    private Map<String, Double> caller(double warmUp, double seconds) throws IOException {
        chunks(warmUp);
        long[] cost = chunks(seconds);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("CPU ns/track", (double) cost[0] / cost[2]);
        figures.put("B/track", (double) cost[1] / cost[2]);
        figures.put("CPU ns/build", (double) cost[3] / cost[2]);
        figures.put("B/build", (double) cost[4] / cost[2]);
        return figures;
    }

    private long[] chunks(double seconds) throws IOException {
        long[] cost = new long[5];
        long end = System.nanoTime() + (long) (seconds * 1e9);
        Object last = null;
        while (System.nanoTime() < end) {
            long cpu = Meter.threadCpuNanos();
            long bytes = Meter.threadBytes();
            for (int i = 0; i < CHUNK; i++) {
                subject.track(tracked++);
            }
            cost[0] += Meter.threadCpuNanos() - cpu;
            cost[1] += Meter.threadBytes() - bytes;
            cost[2] += CHUNK;
            cpu = Meter.threadCpuNanos();
            bytes = Meter.threadBytes();
            for (int i = 0; i < CHUNK; i++) {
                Object built = subject.build(tracked);
                last = built == null ? last : built;
            }
            cost[3] += Meter.threadCpuNanos() - cpu;
            cost[4] += Meter.threadBytes() - bytes;
            if (tracked % (40 * CHUNK) == 0) {
                awaitAll();
            }
        }
        awaitAll();
        if (last == subject) {
            throw new IllegalStateException("never so; but the compiler cannot know, and must build");
        }
        return cost;
    }

    /** The time one call takes at 5,000 a second. */
    private Map<String, Double> steady(double warmUp, double seconds) throws IOException {
        paced(warmUp);
        awaitAll();
        long[] nanos = paced(seconds);
        awaitAll();
        java.util.Arrays.sort(nanos);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("p50 µs", nanos[nanos.length / 2] / 1e3);
        figures.put("p99 µs", nanos[(int) (nanos.length * 0.99)] / 1e3);
        figures.put("p99.9 µs", nanos[(int) (nanos.length * 0.999)] / 1e3);
        figures.put("max µs", nanos[nanos.length - 1] / 1e3);
        figures.put("lost", (double) tracked - probe.counts().events());
        return figures;
    }

    private long[] paced(double seconds) {
        long[] nanos = new long[(int) (seconds * 5_000)];
        long start = System.nanoTime();
        for (int i = 0; i < nanos.length; i++) {
            long due = start + i * 200_000L;
            while (System.nanoTime() < due) {
                if (due - System.nanoTime() > 100_000) {
                    LockSupport.parkNanos(50_000);
                } else {
                    Thread.onSpinWait();
                }
            }
            long from = System.nanoTime();
            subject.track(tracked++);
            nanos[i] = System.nanoTime() - from;
        }
        return nanos;
    }
}
