package io.salestracker.internal;

import io.salestracker.internal.support.Log;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Logs a warning at most once a minute for each topic, with the number of those left out. Topics that begin with the
 * same two words form a group, such as the codes by which one vendor rejects. A group has at most 30 lines a minute,
 * since a vendor may make up a code for each response. A thread of its own writes the lines, so a log that blocks
 * delays no caller and no sender. Thread-safe. Never throws.
 */
final class ThrottledLogger {
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int MAX_TOPICS = 1_000;
    private static final int MAX_LINES_OF_A_GROUP = 30;
    private static final int MAX_WAITING = 1_000;
    private static final String THREAD = "salestracker-log";

    private final Clocks clocks;
    private final TrackerThreads threads;
    private final TaskThread writer;
    // Guarded by topics, and so is groups.
    private final Map<String, Topic> topics = new LinkedHashMap<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();

    private static final class Topic {
        private Instant quietUntil = Instant.MIN;
        private long unsaid;
    }

    private static final class Group {
        private Instant minuteEnds = Instant.MIN;
        private int lines;

        private boolean isFull(Instant now) {
            if (!now.isBefore(minuteEnds)) {
                minuteEnds = now.plus(INTERVAL);
                lines = 0;
            }
            return lines >= MAX_LINES_OF_A_GROUP;
        }
    }

    ThrottledLogger(Clocks clocks, TrackerThreads threads) {
        this.clocks = clocks;
        this.threads = threads;
        this.writer = new TaskThread(THREAD, threads);
    }

    /** Warns, unless it warned of the same topic within the last minute. */
    void warn(String topic, String message) {
        warn(topic, message, null);
    }

    /**
     * Warns, unless it warned of the same topic within the last minute.
     *
     * @param message without personal data; called on this thread, and only if the line is written
     */
    void warn(String topic, Supplier<String> message) {
        warn(topic, null, message);
    }

    private void warn(String topic, @Nullable String message, @Nullable Supplier<String> made) {
        try {
            long unsaid = take(topic, clocks.now());
            if (unsaid >= 0) {
                String said = made == null ? message : made.get();
                write(said + (unsaid == 0 ? "" : " (and " + unsaid + " times before)"));
            }
        } catch (Throwable broken) {
            // The line is left out, for instance if memory is short.
            return;
        }
    }

    /**
     * Warns of a fault in code outside the engine: the user's, a destination's, a store's. The fault's message is left
     * out, since it may quote the event.
     */
    void fault(String destination, String where, Throwable thrown) {
        try {
            warn(destination + " " + where, () -> {
                StackTraceElement[] trace = thrown.getStackTrace();
                return destination + " failed in " + where + ": "
                        + thrown.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
            });
        } catch (Throwable noMemory) {
            // Logging failed too; it must not stop the engine.
            return;
        }
    }

    /** The number of warnings left out since the last one on this topic; negative if this one is left out too. */
    private long take(String topic, Instant now) {
        synchronized (topics) {
            Topic known = entry(topics, topic, unknown -> new Topic());
            Group group = entry(groups, group(topic), unknown -> new Group());
            if (now.isBefore(known.quietUntil) || group.isFull(now)) {
                known.unsaid++;
                return -1;
            }
            group.lines++;
            known.quietUntil = now.plus(INTERVAL);
            long unsaid = known.unsaid;
            known.unsaid = 0;
            return unsaid;
        }
    }

    private static String group(String topic) {
        int second = topic.indexOf(' ', topic.indexOf(' ') + 1);
        return second < 0 ? topic : topic.substring(0, second);
    }

    /** The entry of this name, made if absent. The oldest entry is dropped if there are too many. */
    private static <T> T entry(Map<String, T> entries, String name, Function<String, T> made) {
        if (entries.size() >= MAX_TOPICS && !entries.containsKey(name)) {
            entries.remove(entries.keySet().iterator().next());
        }
        return entries.computeIfAbsent(name, made);
    }

    private void write(String line) {
        write(() -> Log.warn(line));
    }

    private void write(Runnable line) {
        if (writer.waiting() < MAX_WAITING && !writer.add(line)) {
            // The tracker is closed, but its callers still must not wait for the log.
            threads.start(THREAD, line);
        }
    }

    /** Logs a line whatever was logged before: a warning, or one of level INFO. */
    void say(boolean warns, String line) {
        write(warns ? () -> Log.warn(line) : () -> Log.info(line));
    }

    /** Writes the waiting lines on the calling thread. For tests without threads. */
    void writeAll() {
        writer.doAll();
    }

    /** Writes the waiting lines until a time and ends the thread. */
    void close(long untilNanos) throws InterruptedException {
        writer.close(untilNanos);
    }
}
