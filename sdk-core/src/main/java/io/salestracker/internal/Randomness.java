package io.salestracker.internal;

import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The source of random ids and of the jitter of backoffs. Thread-safe, though a user's source need not be. The jitter has a
 * generator of its own: senders ask for it in no fixed order, and ids must not depend on that order.
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

    /** An id that no other event has. Exceptions of a user's source go to the caller. */
    EventId id() {
        if (ids == null) {
            return Ids.random(ThreadLocalRandom.current());
        }
        synchronized (lock) {
            return Ids.random(ids);
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
