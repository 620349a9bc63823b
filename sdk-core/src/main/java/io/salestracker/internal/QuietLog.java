package io.salestracker.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Warns at most once a minute about the same topic, and then says how often it happened; and of no more than some hundred
 * topics a minute. Lines are written by a thread of its own, so that a log that blocks keeps no caller and no sender
 * waiting. Thread-safe. Never throws.
 */
final class QuietLog {
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int MAX_TOPICS = 1_000;
    private static final int MAX_LINES = 200;
    private static final String THREAD = "salestracker-log";

    private final Clocks clocks;
    private final TrackerThreads threads;
    private final TaskThread writer;
    // Guarded by itself, as are the two below.
    private final Map<String, Topic> topics = new LinkedHashMap<>();
    private Instant minuteEnds = Instant.MIN;
    private int lines;

    private static final class Topic {
        private Instant quietUntil = Instant.MIN;
        private long unsaid;
    }

    QuietLog(Clocks clocks, TrackerThreads threads) {
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

    /** How often the topic was passed over since it was last warned of; negative if it is passed over now. */
    private long take(String topic, Instant now) {
        synchronized (topics) {
            if (topics.size() >= MAX_TOPICS && !topics.containsKey(topic)) {
                topics.remove(topics.keySet().iterator().next());
            }
            Topic known = topics.computeIfAbsent(topic, name -> new Topic());
            if (!now.isBefore(minuteEnds)) {
                minuteEnds = now.plus(INTERVAL);
                lines = 0;
            }
            if (now.isBefore(known.quietUntil) || lines >= MAX_LINES) {
                known.unsaid++;
                return -1;
            }
            lines++;
            known.quietUntil = now.plus(INTERVAL);
            long unsaid = known.unsaid;
            known.unsaid = 0;
            return unsaid;
        }
    }

    private void write(String line) {
        if (writer.waiting() < MAX_LINES && !writer.add(() -> Log.warn(line))) {
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
