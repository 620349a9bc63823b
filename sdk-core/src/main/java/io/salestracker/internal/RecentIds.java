package io.salestracker.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The ids that one destination has pending, delivered, stored or unconfirmed, for a bounded time and number, as
 * sixteen-byte hashes. Not thread-safe: the lane guards it.
 */
final class RecentIds {
    static final Duration KEPT = Duration.ofHours(24);
    static final int MOST = 100_000;

    private final Map<UUID, Instant> ids = new LinkedHashMap<>();

    /** Remembers an id; false if it is remembered already. */
    boolean add(UUID id, Instant now) {
        forgetOld(now);
        if (ids.putIfAbsent(id, now) != null) {
            return false;
        }
        if (ids.size() > MOST) {
            Iterator<UUID> eldest = ids.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
        return true;
    }

    boolean contains(UUID id, Instant now) {
        forgetOld(now);
        return ids.containsKey(id);
    }

    void remove(UUID id) {
        ids.remove(id);
    }

    private void forgetOld(Instant now) {
        Iterator<Instant> oldest = ids.values().iterator();
        while (oldest.hasNext() && oldest.next().plus(KEPT).isBefore(now)) {
            oldest.remove();
        }
    }
}
