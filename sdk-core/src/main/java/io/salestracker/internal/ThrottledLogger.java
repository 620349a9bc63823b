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
 * Warns at most once a minute about the same topic, and then says how often it happened. Topics that begin with the same two
 * words are a group, such as the codes with which one vendor rejects; of each group there are no more than thirty lines a
 * minute, since a vendor may make up a code for each response. Lines are written by a thread of its own, so that a log that blocks keeps no caller and no sender
 * waiting. Thread-safe. Never throws.
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
    // Both are guarded by the first.
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
     * @param message without personal data; made on the calling thread if it is to be said
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
            // Where there is no memory for a line, the line is left out.
            return;
        }
    }

    /**
     * Warns of a fault in code outside the engine: of the user's, a destination's, a store's. The fault's message, which may
     * quote the event, is left out.
     */
    void fault(String destination, String where, Throwable thrown) {
        try {
            warn(destination + " " + where, () -> {
                StackTraceElement[] trace = thrown.getStackTrace();
                return destination + " failed in " + where + ": "
                        + thrown.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
            });
        } catch (Throwable noMemory) {
            // Nothing can be said of it, and it must not do more harm.
            return;
        }
    }

    /** How often the topic was passed over since it was last warned of; negative if it is passed over now. */
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

    /** The entry of this name, made if there is none; the oldest goes where there are too many. */
    private static <T> T entry(Map<String, T> entries, String name, Function<String, T> made) {
        if (entries.size() >= MAX_TOPICS && !entries.containsKey(name)) {
            entries.remove(entries.keySet().iterator().next());
        }
        return entries.computeIfAbsent(name, made);
    }

    private void write(String line) {
        if (writer.waiting() < MAX_WAITING && !writer.add(() -> Log.warn(line))) {
            // The tracker is closed. Its callers must not wait for the log even now.
            threads.start(THREAD, () -> Log.warn(line));
        }
    }

    /** Writes the lines that wait, on the calling thread. For tests without threads. */
    void writeAll() {
        writer.doAll();
    }

    /** Lets the lines that wait be written until then, and ends the thread. */
    void close(long untilNanos) throws InterruptedException {
        writer.close(untilNanos);
    }
}
