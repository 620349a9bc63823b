package io.salestracker.store;

import static java.util.Objects.requireNonNull;

import io.salestracker.Outcome;
import io.salestracker.Outcome.DropReason;
import io.salestracker.Outcome.UnconfirmedReason;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.destination.SkipReason;
import io.salestracker.event.EventKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The data that a store has of an event besides its bytes. {@code toString} does not show the key, which is an
 * identity.
 *
 * @param id the event's id
 * @param destination the name of its destination
 * @param key its ordering key, or null if it has no order
 * @param kind the kind of the event
 * @param mode the delivery mode after an ambiguous failure; {@code AT_LEAST_ONCE} too where repeating does no harm
 * @param trackedAt when it was tracked
 * @param deadline until when it may be sent
 * @param attempts how often it was tried; pauses that the vendor asked for do not count
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

    private static final Outcome CLOSED_UNSENT = new Outcome.Dropped(DropReason.CLOSED);
    private static final Outcome CLOSED_IN_DOUBT = new Outcome.Unconfirmed(UnconfirmedReason.CLOSED);
    private static final Outcome DISPLACED_UNSENT = new Outcome.Dropped(DropReason.DISPLACED);
    private static final Outcome DISPLACED_IN_DOUBT = new Outcome.Unconfirmed(UnconfirmedReason.DISPLACED);
    private static final Outcome ERASED_UNSENT = new Outcome.Skipped(SkipReason.ERASED);
    private static final Outcome ERASED_IN_DOUBT = new Outcome.Unconfirmed(UnconfirmedReason.ERASED);
    private static final Outcome EXPIRED_IN_DOUBT = new Outcome.Unconfirmed(UnconfirmedReason.EXPIRED);

    /** Checks that nothing required is null. */
    public EntryHeader {
        requireNonNull(id, "id");
        requireNonNull(destination, "destination");
        requireNonNull(kind, "kind");
        requireNonNull(mode, "mode");
        requireNonNull(trackedAt, "trackedAt");
        requireNonNull(deadline, "deadline");
    }

    /** The same header after one more failed attempt. */
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

    /** The same header with another reason for waiting. It counts no attempt. */
    public EntryHeader waiting(String cause) {
        return new EntryHeader(id, destination, key, kind, mode, trackedAt, deadline, attempts, ambiguous, cause);
    }

    /** The outcome when the tracker closes: an event that may have arrived is unconfirmed, not dropped. */
    public Outcome whenClosed() {
        return ambiguous ? CLOSED_IN_DOUBT : CLOSED_UNSENT;
    }

    /** The outcome when it gives way to another event. */
    public Outcome whenDisplaced() {
        return ambiguous ? DISPLACED_IN_DOUBT : DISPLACED_UNSENT;
    }

    /** The outcome when its visitor is erased. */
    public Outcome whenErased() {
        return ambiguous ? ERASED_IN_DOUBT : ERASED_UNSENT;
    }

    /** The outcome when its deadline has passed. */
    public Outcome whenExpired() {
        return ambiguous ? EXPIRED_IN_DOUBT : new Outcome.Expired(lastFailure == null ? "WAITED" : lastFailure);
    }

    @Override
    public String toString() {
        return "EntryHeader[" + id + " " + kind + " for " + destination + ", attempts=" + attempts + "]";
    }
}
