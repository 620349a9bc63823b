package io.salestracker.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The work of an idle tracker after a delivery, as Linux counts it for each thread. */
final class Idle {
    private static final Path THREADS = Path.of("/proc/self/task");
    private static final List<String> OURS = List.of("salestracker", "OkHttp", "Okio");

    private Idle() {}

    private record Use(long wakeUps, long cpuNanos, int threads) {}

    static Map<String, Double> measure(Traffic traffic, double seconds) throws IOException, InterruptedException {
        traffic.pour(1_000);
        traffic.awaitAll();
        // Delivery works on for a moment after the last response; the tracker is idle after that.
        pause(2);
        Use before = use();
        pause(seconds);
        Use after = use();
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("seconds", seconds);
        figures.put("threads", (double) after.threads);
        figures.put("wake-ups/s", (after.wakeUps - before.wakeUps) / seconds);
        figures.put("CPU µs/s", (after.cpuNanos - before.cpuNanos) / seconds / 1e3);
        traffic.check(figures);
        return figures;
    }

    private static void pause(double seconds) throws InterruptedException {
        Thread.sleep((long) (seconds * 1e3));
    }

    /** How many threads of the SDK there are now. */
    static int threads() throws IOException {
        int threads = 0;
        try (Stream<Path> files = Files.list(THREADS)) {
            for (Path thread : files.toList()) {
                try {
                    if (isOurs(thread)) {
                        threads++;
                    }
                } catch (IOException ended) {
                    // It is no more.
                }
            }
        }
        return threads;
    }

    private static boolean isOurs(Path thread) throws IOException {
        String name = Files.readString(thread.resolve("comm"));
        return OURS.stream().anyMatch(name::startsWith);
    }

    private static Use use() throws IOException {
        long wakeUps = 0;
        long cpuNanos = 0;
        int threads = 0;
        try (Stream<Path> files = Files.list(THREADS)) {
            for (Path thread : files.toList()) {
                if (isOurs(thread)) {
                    wakeUps += voluntarySwitches(thread);
                    cpuNanos += cpuNanos(thread);
                    threads++;
                }
            }
        }
        return new Use(wakeUps, cpuNanos, threads);
    }

    private static long voluntarySwitches(Path thread) throws IOException {
        for (String line : Files.readAllLines(thread.resolve("status"))) {
            if (line.startsWith("voluntary_ctxt_switches:")) {
                return Long.parseLong(line.substring(line.indexOf(':') + 1).trim());
            }
        }
        throw new IOException("no count of context switches");
    }

    private static long cpuNanos(Path thread) throws IOException {
        String onProcessor = Files.readString(thread.resolve("schedstat"));
        return Long.parseLong(onProcessor.substring(0, onProcessor.indexOf(' ')));
    }
}
