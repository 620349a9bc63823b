package io.salestracker.internal;

import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where random ids and the jitter of backoffs come from. Thread-safe, though a user's source need not be. The jitter has a
 * generator of its own: senders ask for it in no fixed order, and the ids that follow must not depend on that.
 */
final class Randomness {
    private final Object lock = new Object();
    // Both are guarded by the lock; null for the generator of each thread.
    private final @Nullable RandomGenerator ids;
    private final @Nullable RandomGenerator jitter;

    /** @param source the user's, which seeds the jitter's generator; null for the JDK's */
    Randomness(@Nullable RandomGenerator source) {
        this.ids = source;
        this.jitter = source == null ? null : new SplittableRandom(source.nextLong());
    }

    /** An id that no other event has. Throws what a user's source throws. */
    EventId id() {
        if (ids == null) {
            return EventId.random(Ids.random(ThreadLocalRandom.current()));
        }
        synchronized (lock) {
            return EventId.random(Ids.random(ids));
        }
    }

    /** A number from 0 to 1, without 1. */
    double share() {
        if (jitter == null) {
            return ThreadLocalRandom.current().nextDouble();
        }
        synchronized (lock) {
            return jitter.nextDouble();
        }
    }
}
