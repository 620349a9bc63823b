package io.salestracker.store;

import static java.util.Objects.requireNonNull;

import io.salestracker.delivery.DeliveryMode;
import io.salestracker.event.EventKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a store knows of an event besides its bytes. {@code toString} does not show the key, which is an identity.
 *
 * @param id the event's id
 * @param destination the name of the destination it is for
 * @param key its ordering key, or null if it has no order
 * @param kind what it is about
 * @param mode what follows an ambiguous failure; {@code AT_LEAST_ONCE} too where repeating does no harm
 * @param trackedAt when it was tracked
 * @param deadline until when it may be sent
 * @param attempts how often sending it was tried; pauses that the vendor asked for do not count
 * @param ambiguous true if one of those attempts may have reached the vendor
 * @param lastFailure a word for why the last attempt failed, such as {@code 503}, or null
 */
public record EntryHeader(
        String id,
        String destination,
        @Nullable String key,
        EventKind kind,
        DeliveryMode mode,
        Instant trackedAt,
        Instant deadline,
        int attempts,
        boolean ambiguous,
        @Nullable String lastFailure) {

    /** Checks that nothing required is null. */
    public EntryHeader {
        requireNonNull(id, "id");
        requireNonNull(destination, "destination");
        requireNonNull(kind, "kind");
        requireNonNull(mode, "mode");
        requireNonNull(trackedAt, "trackedAt");
        requireNonNull(deadline, "deadline");
    }

    /** The same event after one more attempt that failed. */
    public EntryHeader failed(String cause, boolean mayHaveArrived) {
        return new EntryHeader(
                id,
                destination,
                key,
                kind,
                mode,
                trackedAt,
                deadline,
                attempts + 1,
                ambiguous || mayHaveArrived,
                cause);
    }

    /** The same event, kept waiting for another reason than a failed attempt. */
    public EntryHeader waiting(String cause) {
        return new EntryHeader(id, destination, key, kind, mode, trackedAt, deadline, attempts, ambiguous, cause);
    }

    @Override
    public String toString() {
        return "EntryHeader[" + id + " " + kind + " for " + destination + ", attempts=" + attempts + "]";
    }
}
