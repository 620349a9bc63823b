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
    // No id is forgotten before this time, so until then none is looked at.
    private Instant nextToForget = Instant.MAX;

    /** Remembers an id; false if it is remembered already. */
    boolean add(UUID id, Instant now) {
        forgetOld(now);
        if (ids.putIfAbsent(id, now) != null) {
            return false;
        }
        if (ids.size() == 1) {
            nextToForget = now.plus(KEPT);
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
        if (!nextToForget.isBefore(now)) {
            return;
        }
        Iterator<Instant> oldest = ids.values().iterator();
        nextToForget = Instant.MAX;
        while (oldest.hasNext() && nextToForget.equals(Instant.MAX)) {
            Instant end = oldest.next().plus(KEPT);
            if (end.isBefore(now)) {
                oldest.remove();
            } else {
                nextToForget = end;
            }
        }
    }
}
