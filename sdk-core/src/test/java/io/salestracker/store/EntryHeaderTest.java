package io.salestracker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.Outcome;
import io.salestracker.Outcome.DropReason;
import io.salestracker.Outcome.UnconfirmedReason;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EntryHeaderTest {
    private final EntryHeader fresh = TestEntry.of("a", "a", Instant.EPOCH).header();

    @Test
    void anUnsentEventIsDroppedOrExpired() {
        assertThat(fresh.whenClosed()).isEqualTo(new Outcome.Dropped(DropReason.CLOSED));
        assertThat(fresh.whenDisplaced()).isEqualTo(new Outcome.Dropped(DropReason.DISPLACED));
        assertThat(fresh.whenExpired()).isEqualTo(new Outcome.Expired("WAITED"));
        assertThat(fresh.failed("503", false).whenExpired()).isEqualTo(new Outcome.Expired("503"));
        assertThat(fresh.waiting("THROTTLED").whenExpired()).isEqualTo(new Outcome.Expired("THROTTLED"));
    }

    @Test
    void anEventInDoubtIsUnconfirmed() {
        EntryHeader sent = fresh.failed("500", true).failed("503", false).waiting("THROTTLED");

        assertThat(sent.whenClosed()).isEqualTo(new Outcome.Unconfirmed(UnconfirmedReason.CLOSED));
        assertThat(sent.whenDisplaced()).isEqualTo(new Outcome.Unconfirmed(UnconfirmedReason.DISPLACED));
        assertThat(sent.whenExpired()).isEqualTo(new Outcome.Unconfirmed(UnconfirmedReason.EXPIRED));
    }
}
