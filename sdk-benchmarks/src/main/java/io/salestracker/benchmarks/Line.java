package io.salestracker.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** As many events as go through to a vendor that takes one a request: all handed over at once, and waited for. */
final class Line {
    /** So many visitors take turns twice, so that the second event of each comes while its first may be under way. */
    private static final int VISITORS_A_TURN = 32;

    /** For each that are measured, one before. */
    private static final int EVENTS_FOR_A_WARM_UP = 5;

    private Line() {}

    /** The number of the visitor in this event: each visitor has two, and others come between them. */
    static int visitor(int event) {
        return event / (2 * VISITORS_A_TURN) * VISITORS_A_TURN + event % VISITORS_A_TURN;
    }

    /** @param patience for all of them together, in seconds */
    static Map<String, Double> measure(Sender sender, int events, double patience)
            throws IOException, InterruptedException {
        Duration patient = Duration.ofMillis((long) (patience * 1e3));
        int warmUp = events / EVENTS_FOR_A_WARM_UP;
        send(sender, 0, warmUp);
        sender.await(patient);
        Meter meter = new Meter();
        meter.start();
        send(sender, warmUp, warmUp + events);
        sender.await(patient);
        double nanos = meter.nanos();
        double cpuNanos = meter.cpuNanos();
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("events/s", events / nanos * 1e9);
        figures.put("CPU µs/event", cpuNanos / events / 1e3);
        figures.put("tracked", (double) warmUp + events);
        return figures;
    }

    private static void send(Sender sender, int from, int to) throws InterruptedException {
        for (int i = from; i < to; i++) {
            sender.send(i);
        }
    }
}
