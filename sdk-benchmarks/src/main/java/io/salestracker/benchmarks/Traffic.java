package io.salestracker.benchmarks;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Events from one thread to a server that counts them, never so many under way that a subject's queue is full. */
final class Traffic {
    /** Far below what any subject's queue takes; so none drops any. */
    private static final int MAX_UNDER_WAY = 20_000;

    private static final double BURST_SECONDS = 1;
    private static final int MAX_AT_ONCE = 250;
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Subject subject;
    private final Probe probe;
    private final int leastUnderWay;
    private int mostUnderWay;
    private int tracked;
    private long arrived;

    /** @param inFlight how many requests the subject has under way, 0 for those that send batches */
    Traffic(Subject subject, Probe probe, int inFlight) throws IOException {
        this.subject = subject;
        this.probe = probe;
        this.leastUnderWay = inFlight == 0 ? 4_000 : 16 * inFlight;
        this.mostUnderWay = leastUnderWay;
        probe.reset();
    }

    Subject subject() {
        return subject;
    }

    Probe probe() {
        return probe;
    }

    int tracked() {
        return tracked;
    }

    void track() {
        subject.track(tracked++);
    }

    /** Finds out how fast it goes, so that no slow one has to be waited for long. */
    void warmUp(double seconds) throws IOException {
        double poured = 0;
        // With as much rest as work: where there is no core to spare, the compiler hardly gets on while there is work.
        for (double left = seconds; left > 0; left -= BURST_SECONDS) {
            long start = System.nanoTime();
            pour(Math.min(left, BURST_SECONDS));
            awaitAll();
            poured += System.nanoTime() - start;
            LockSupport.parkNanos(System.nanoTime() - start);
        }
        double rate = tracked / (poured / 1e9);
        mostUnderWay = (int) Math.max(leastUnderWay, Math.min(MAX_UNDER_WAY, rate / 2));
    }

    /** Tracks for so long. */
    void pour(double seconds) throws IOException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            some(MAX_AT_ONCE, end);
        }
    }

    /** Tracks so many. */
    void pour(int events) throws IOException {
        int last = tracked + events;
        while (tracked < last) {
            some(last - tracked, Long.MAX_VALUE);
        }
    }

    private void some(int atMost, long end) throws IOException {
        for (int i = Math.min(atMost, Math.min(MAX_AT_ONCE, mostUnderWay / 2)); i > 0; i--) {
            track();
        }
        // The server is asked only when there may be too many: on a busy machine its response takes longer than
        // tracking.
        while (tracked - arrived > mostUnderWay && System.nanoTime() < end) {
            arrived = probe.counts().events();
            if (tracked - arrived > mostUnderWay) {
                LockSupport.parkNanos(500_000);
            }
        }
    }

    /** Waits until all have arrived, or none has for long. */
    void awaitAll() throws IOException {
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

    /** What the server says of all that was tracked, warm-up included. */
    void check(Map<String, Double> figures) throws IOException {
        Probe.Counts counts = probe.counts();
        figures.put("lost", (double) tracked - counts.events());
        figures.put("repeated", (double) counts.repeated());
    }
}
