package io.salestracker.tracktor;

import io.salestracker.event.VendorEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A call in Tracktor's own terms, field for field. The token, and the signature if there is a secret, are the
 * account's and come from the {@link TracktorDestination}.
 */
public sealed interface TracktorEvent extends VendorEvent
        permits TracktorTrack, TracktorSet, TracktorAlias, TracktorCartEvent {

    /** Who it is about, and whose signature it carries; of an alias, the profile that remains. */
    TracktorIdentity identity();

    /** When it happened, from 1970 to 9999; {@code ts} on the wire. */
    @Override
    @Nullable
    Instant occurredAt();

    @Override
    default String vendor() {
        return TracktorDestination.VENDOR;
    }

    /** The person's id: the last {@code /set} wins, so they must keep their order. */
    @Override
    default String orderingKey() {
        return identity().id();
    }
}
