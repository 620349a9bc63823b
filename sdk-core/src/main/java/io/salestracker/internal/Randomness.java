package io.salestracker.internal;

import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The door to the sources of ids and jitter, which a user's test may replace. Thread-safe. Never throws. */
final class Randomness {
    private static final double MIDDLE = 0.5;

    private final @Nullable Supplier<String> ids;
    private final DoubleSupplier jitter;
    private final ThrottledLogger log;

    /** @param ids the user's source of ids; null for random ones */
    Randomness(@Nullable Supplier<String> ids, DoubleSupplier jitter, ThrottledLogger log) {
        this.ids = ids;
        this.jitter = jitter;
        this.log = log;
    }

    /** An id of the user's source; a random one if there is none or it fails, since checkout must not. */
    EventId id() {
        if (ids == null) {
            return EventId.random(Ids.random());
        }
        try {
            String id = ids.get();
            if (id != null) {
                return EventId.random(id);
            }
            log.warn("ids", () -> "The id source gave null; random ids are used");
        } catch (Throwable thrown) {
            log.warn("ids", () -> "The id source threw " + thrown.getClass().getName() + "; random ids are used");
        }
        return EventId.random(Ids.random());
    }

    /** The user's number from 0 to 1; the middle if it fails or gives none. */
    double share() {
        try {
            double share = jitter.getAsDouble();
            return share >= 0 && share <= 1 ? share : MIDDLE;
        } catch (Throwable broken) {
            return MIDDLE;
        }
    }
}
