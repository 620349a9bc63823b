package io.salestracker.examples;

import io.salestracker.DestinationState;
import io.salestracker.DestinationStats;
import io.salestracker.SalesTracker;
import io.salestracker.TrackerStats;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Prints how a tracker gets on until stopped: one line again and again on a terminal, else a line now and then. */
final class Progress {
    private static final Duration ON_TERMINAL = Duration.ofMillis(200);
    private static final Duration ELSEWHERE = Duration.ofSeconds(5);

    private static final String LEGEND =
            "Below: events tracked, and how many each vendor has pending; ! where it is paused";
    private static final Set<DestinationState> GOING = EnumSet.of(DestinationState.ACTIVE, DestinationState.RAMPING_UP);
    private static final int WIDTH = 79;

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

    private Progress(PrintWriter out, SalesTracker tracker) {
        this.out = out;
        this.tracker = tracker;
    }

    static Progress start(PrintWriter out, SalesTracker tracker) {
        Progress progress = new Progress(out, tracker);
        out.println(LEGEND);
        long period = (progress.terminal ? ON_TERMINAL : ELSEWHERE).toMillis();
        progress.printing = progress.timer.scheduleAtFixedRate(progress::print, period, period, TimeUnit.MILLISECONDS);
        return progress;
    }

    private synchronized void print() {
        String line = line(tracker.stats(), Duration.ofNanos(System.nanoTime() - start));
        if (terminal) {
            // A longer line would wrap, and the next one not cover it.
            String fitting = line.substring(0, Math.min(WIDTH, line.length()));
            out.print("\r" + fitting + " ".repeat(WIDTH - fitting.length()));
            out.flush();
        } else {
            out.println(line);
        }
    }

    /** Writes the line that the {@link #LEGEND} explains. */
    static String line(TrackerStats stats, Duration elapsed) {
        Collection<DestinationStats> all = stats.destinations().values();
        long tracked = all.stream().mapToLong(DestinationStats::tracked).max().orElse(0);
        StringBuilder line =
                new StringBuilder(String.format(Locale.ROOT, "%3d s  %,d tracked;", elapsed.toSeconds(), tracked));
        for (DestinationStats one : all) {
            line.append(' ').append(one.name()).append(' ').append(Table.count(one.pending()));
            line.append(GOING.contains(one.state()) ? "" : "!");
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
