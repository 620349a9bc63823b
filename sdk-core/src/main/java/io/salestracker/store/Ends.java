package io.salestracker.store;

import io.salestracker.Outcome;
import io.salestracker.Outcome.DropReason;
import io.salestracker.Outcome.UnconfirmedReason;

/**
 * How an event ends that is given up: one with an ambiguous attempt behind it may have arrived, so it is never called
 * dropped or expired.
 */
public final class Ends {
    public static final Outcome CLOSED_UNSENT = new Outcome.Dropped(DropReason.CLOSED);
    public static final Outcome CLOSED_IN_DOUBT = new Outcome.Unconfirmed(UnconfirmedReason.CLOSED);

    private static final Outcome DISPLACED_UNSENT = new Outcome.Dropped(DropReason.DISPLACED);
    private static final Outcome DISPLACED_IN_DOUBT = new Outcome.Unconfirmed(UnconfirmedReason.DISPLACED);
    private static final Outcome EXPIRED_IN_DOUBT = new Outcome.Unconfirmed(UnconfirmedReason.EXPIRED);

    private Ends() {}

    public static Outcome closed(EntryHeader header) {
        return header.ambiguous() ? CLOSED_IN_DOUBT : CLOSED_UNSENT;
    }

    public static Outcome displaced(EntryHeader header) {
        return header.ambiguous() ? DISPLACED_IN_DOUBT : DISPLACED_UNSENT;
    }

    public static Outcome expired(EntryHeader header) {
        String lastFailure = header.lastFailure();
        return header.ambiguous()
                ? EXPIRED_IN_DOUBT
                : new Outcome.Expired(lastFailure == null ? "WAITED" : lastFailure);
    }
}
