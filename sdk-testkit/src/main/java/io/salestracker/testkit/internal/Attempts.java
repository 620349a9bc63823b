package io.salestracker.testkit.internal;

import io.salestracker.testkit.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the tries at delivering an event to one vendor, since the last one that was answered as it should be. An event is
 * known by its key, if it has one, and else by its bytes. Bounded; guarded by the journal's lock.
 */
final class Attempts {
    private static final int MAX = 10_000;

    private final Map<ByteBuffer, Integer> failed = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Integer> eldest) {
            return size() > MAX;
        }
    };

    /** Returns which try this one is, from 1. */
    int next(@Nullable String idempotencyKey, Payload payload, boolean answerFails) {
        if (failed.isEmpty() && !answerFails) {
            return 1;
        }
        ByteBuffer event = key(idempotencyKey, payload);
        Integer before = failed.remove(event);
        int attempt = (before == null ? 0 : before) + 1;
        if (answerFails) {
            failed.put(event, attempt);
        }
        return attempt;
    }

    /** Notes that the response to a try did not arrive after all. */
    void answerLost(@Nullable String idempotencyKey, Payload payload, int attempt) {
        failed.merge(key(idempotencyKey, payload), attempt, Math::max);
    }

    void clear() {
        failed.clear();
    }

    private static ByteBuffer key(@Nullable String idempotencyKey, Payload payload) {
        String text = idempotencyKey != null ? "key " + idempotencyKey : payload.text();
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
