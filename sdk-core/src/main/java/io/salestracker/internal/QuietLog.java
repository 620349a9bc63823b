package io.salestracker.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns at most once a minute about the same thing, and then says how often it happened. Thread-safe. */
final class QuietLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.salestracker");
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int MOST_TOPICS = 1_000;

    private final Clocks clocks;
    private final Map<String, Topic> topics = new LinkedHashMap<>();

    private static final class Topic {
        private Instant quietUntil = Instant.MIN;
        private long unsaid;
    }

    QuietLog(Clocks clocks) {
        this.clocks = clocks;
    }

    /**
     * Warns, unless it warned of the same topic within the last minute.
     *
     * @param message without personal data
     */
    void warn(String topic, Supplier<String> message) {
        long unsaid;
        synchronized (topics) {
            if (topics.size() >= MOST_TOPICS && !topics.containsKey(topic)) {
                topics.remove(topics.keySet().iterator().next());
            }
            Topic known = topics.computeIfAbsent(topic, name -> new Topic());
            Instant now = clocks.now();
            if (now.isBefore(known.quietUntil)) {
                known.unsaid++;
                return;
            }
            known.quietUntil = now.plus(INTERVAL);
            unsaid = known.unsaid;
            known.unsaid = 0;
        }
        LOG.warn("{}{}", message.get(), unsaid == 0 ? "" : " (and " + unsaid + " times before)");
    }

    void info(String message) {
        LOG.info("{}", message);
    }
}
