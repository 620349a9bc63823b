package io.salestracker.internal;

import io.salestracker.Outcome;
import io.salestracker.Outcome.DropReason;
import io.salestracker.Outcome.UnconfirmedReason;
import io.salestracker.delivery.EntryHeader;

/**
 * How an event ends that is given up: one with an ambiguous attempt behind it may have arrived, so it is never called
 * dropped or expired.
 */
final class Ends {
    private Ends() {}

    static Outcome closed(EntryHeader header) {
        return header.ambiguous()
                ? new Outcome.Unconfirmed(UnconfirmedReason.CLOSED)
                : new Outcome.Dropped(DropReason.CLOSED);
    }

    static Outcome displaced(EntryHeader header) {
        return header.ambiguous()
                ? new Outcome.Unconfirmed(UnconfirmedReason.DISPLACED)
                : new Outcome.Dropped(DropReason.DISPLACED);
    }

    static Outcome expired(EntryHeader header) {
        String lastFailure = header.lastFailure();
        return header.ambiguous()
                ? new Outcome.Unconfirmed(UnconfirmedReason.EXPIRED)
                : new Outcome.Expired(lastFailure == null ? "WAITED" : lastFailure);
    }
}
