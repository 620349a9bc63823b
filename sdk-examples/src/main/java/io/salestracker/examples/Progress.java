package io.salestracker.examples;

import io.salestracker.DestinationStats;
import io.salestracker.LaneState;
import io.salestracker.SalesTracker;
import io.salestracker.TrackerStats;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Prints how a tracker gets on until stopped: one line again and again on a terminal, else a line now and then. */
final class Progress {
    private static final Duration ON_TERMINAL = Duration.ofMillis(200);
    private static final Duration ELSEWHERE = Duration.ofSeconds(5);

    private final PrintWriter out;
    private final SalesTracker tracker;

    // Never null on JDK 22 to 24; a log then gets the carriage returns, which do no harm.
    @SuppressWarnings("SystemConsoleNull")
    private final boolean terminal = System.console() != null;

    private final long start = System.nanoTime();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Future<?> printing;
    private int width;

    private Progress(PrintWriter out, SalesTracker tracker) {
        this.out = out;
        this.tracker = tracker;
    }

    static Progress start(PrintWriter out, SalesTracker tracker) {
        Progress progress = new Progress(out, tracker);
        long period = (progress.terminal ? ON_TERMINAL : ELSEWHERE).toMillis();
        progress.printing = progress.timer.scheduleAtFixedRate(progress::print, period, period, TimeUnit.MILLISECONDS);
        return progress;
    }

    private synchronized void print() {
        String line = line(tracker.stats(), Duration.ofNanos(System.nanoTime() - start));
        if (terminal) {
            width = Math.max(width, line.length());
            out.print("\r" + line + " ".repeat(width - line.length()));
            out.flush();
        } else {
            out.println(line);
        }
    }

    /** Writes for each destination the events that ended, those still pending, and its state where it is not open. */
    static String line(TrackerStats stats, Duration elapsed) {
        StringBuilder line =
                new StringBuilder(String.format(Locale.ROOT, "%5.1f s  ended+pending:", elapsed.toMillis() / 1e3));
        for (DestinationStats one : stats.destinations().values()) {
            line.append("  ").append(one.name()).append(' ').append(Table.count(one.tracked() - one.pending()));
            line.append('+').append(Table.count(one.pending()));
            if (one.state() != LaneState.OPEN) {
                line.append(' ').append(one.state().name().toLowerCase(Locale.ROOT));
            }
        }
        return line.toString();
    }

    /** Prints a last time and ends the line. */
    void stop() {
        if (printing != null) {
            printing.cancel(false);
        }
        timer.shutdown();
        print();
        if (terminal) {
            out.println();
        }
    }
}
