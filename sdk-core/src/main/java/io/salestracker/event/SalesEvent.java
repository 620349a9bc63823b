package io.salestracker.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a shop and that chat vendors may be told of: either a {@link CommerceEvent} in no
 * vendor's terms, which goes to every destination, or a {@link VendorEvent} in one vendor's own terms, which goes to
 * that vendor's destinations only.
 *
 * <p>Events are immutable, valid from birth and safe to share. Their {@code toString} shows no content.
 */
public sealed interface SalesEvent permits CommerceEvent, VendorEvent {

    /**
     * The caller's own id, or null to let the tracker make one: for purchases from site and order id, the same on
     * every node and after every restart, else a random one. Events with the same id are the same event.
     */
    @Nullable
    String id();

    /**
     * When it happened, or null for the moment it is tracked. A time more than 5 minutes after the tracker's clock is a fault,
     * such as a wrong unit or zone: vendors then get the moment it is tracked, which is counted as made fit. One that is longer
     * ago than a destination's {@code maxAge} ends the event there as {@code Expired(TOO_OLD)}.
     */
    @Nullable
    Instant occurredAt();

    /** A word of the caller's for the site or account it belongs to, for destination filters; null if there is one. */
    @Nullable
    String site();

    /** What it is about. */
    EventKind kind();
}
