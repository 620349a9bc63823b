package io.salestracker.benchmarks;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Always more events than the vendor takes, for a time; then the rest is waited for. */
final class Backlog {
    /** The events of the first sender have the numbers below this, those of the second the next ones. */
    static final int EVENTS_A_TRACKER = 1_000_000;

    private static final long LOOK_NANOS = 5_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Backlog() {}

    /** @param events so many are kept pending at each sender */
    static Map<String, Double> measure(List<? extends Sender> senders, int events, double seconds)
            throws InterruptedException {
        int[] sent = new int[senders.size()];
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            for (int i = 0; i < sent.length; i++) {
                Sender sender = senders.get(i);
                for (long missing = events - sender.pending(); missing > 0; missing--) {
                    sender.send(i * EVENTS_A_TRACKER + sent[i]++);
                }
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        long patientUntil = System.nanoTime() + PATIENCE.toNanos();
        double tracked = 0;
        double pending = 0;
        for (int i = 0; i < sent.length; i++) {
            long left = Math.max(0, patientUntil - System.nanoTime());
            senders.get(i).await(Duration.ofNanos(left));
            tracked += sent[i];
            pending += senders.get(i).pending();
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("tracked", tracked);
        figures.put("pending", pending);
        return figures;
    }
}
