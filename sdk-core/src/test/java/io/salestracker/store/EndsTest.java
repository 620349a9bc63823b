package io.salestracker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.Outcome;
import io.salestracker.Outcome.DropReason;
import io.salestracker.Outcome.UnconfirmedReason;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EndsTest {
    private final EntryHeader fresh = TestEntry.of("a", "a", Instant.EPOCH).header();

    @Test
    void whatNeverLeftIsDroppedOrExpired() {
        assertThat(Ends.closed(fresh)).isEqualTo(new Outcome.Dropped(DropReason.CLOSED));
        assertThat(Ends.displaced(fresh)).isEqualTo(new Outcome.Dropped(DropReason.DISPLACED));
        assertThat(Ends.expired(fresh)).isEqualTo(new Outcome.Expired("WAITED"));
        assertThat(Ends.expired(fresh.failed("503", false))).isEqualTo(new Outcome.Expired("503"));
        assertThat(Ends.expired(fresh.waiting("THROTTLED"))).isEqualTo(new Outcome.Expired("THROTTLED"));
    }

    @Test
    void whatMayHaveArrivedIsUnconfirmedHoweverItEnds() {
        EntryHeader sent = fresh.failed("500", true).failed("503", false).waiting("THROTTLED");

        assertThat(Ends.closed(sent)).isEqualTo(new Outcome.Unconfirmed(UnconfirmedReason.CLOSED));
        assertThat(Ends.displaced(sent)).isEqualTo(new Outcome.Unconfirmed(UnconfirmedReason.DISPLACED));
        assertThat(Ends.expired(sent)).isEqualTo(new Outcome.Unconfirmed(UnconfirmedReason.EXPIRED));
    }
}
