package io.salestracker.internal;

import io.salestracker.Outcome;
import io.salestracker.Outcome.DropReason;
import io.salestracker.Outcome.UnconfirmedReason;
import io.salestracker.store.EntryHeader;

/**
 * How an event ends that is given up: one with an ambiguous attempt behind it may have arrived, so it is never called
 * dropped or expired.
 */
final class Ends {
    static final Outcome CLOSED_UNSENT = new Outcome.Dropped(DropReason.CLOSED);
    static final Outcome CLOSED_IN_DOUBT = new Outcome.Unconfirmed(UnconfirmedReason.CLOSED);

    private static final Outcome DISPLACED_UNSENT = new Outcome.Dropped(DropReason.DISPLACED);
    private static final Outcome DISPLACED_IN_DOUBT = new Outcome.Unconfirmed(UnconfirmedReason.DISPLACED);
    private static final Outcome EXPIRED_IN_DOUBT = new Outcome.Unconfirmed(UnconfirmedReason.EXPIRED);

    private Ends() {}

    static Outcome closed(EntryHeader header) {
        return header.ambiguous() ? CLOSED_IN_DOUBT : CLOSED_UNSENT;
    }

    static Outcome displaced(EntryHeader header) {
        return header.ambiguous() ? DISPLACED_IN_DOUBT : DISPLACED_UNSENT;
    }

    static Outcome expired(EntryHeader header) {
        String lastFailure = header.lastFailure();
        return header.ambiguous()
                ? EXPIRED_IN_DOUBT
                : new Outcome.Expired(lastFailure == null ? "WAITED" : lastFailure);
    }
}
