package io.salestracker.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FlushTrackerTest {
    private final Object lock = new Object();
    private final FlushTracker flushes = new FlushTracker(lock);
    private final List<FlushTracker.Epoch> open = new ArrayList<>();

    private void open() {
        open.add(flushes.opened());
    }

    @Test
    @Timeout(30)
    void flushThatOnlyAsksCostsTheSameHoweverManyWentBefore() {
        for (int i = 0; i < 100_000; i++) {
            open();
            EventStore.Flush flush = flushes.begin(false);
            assertThat(flushes.pending()).isTrue();
            assertThat(flush.end()).isEqualTo(new EventStore.Flush.Result(0, i + 1));
        }
    }

    @Test
    @Timeout(30)
    void flushThatWaitsCoversItsEventsHoweverManyWentBefore() {
        List<EventStore.Flush> begun = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            open();
            begun.add(flushes.begin(true));
        }
        open.forEach(FlushTracker.Epoch::ended);
        begun.forEach(flush -> assertThat(flush.end().pending()).isZero());
    }

    @Test
    void aFlushDoesNotWaitForLaterEvents() {
        open();
        EventStore.Flush flush = flushes.begin(true);
        open();
        open.get(0).ended();

        assertThat(flush.end()).isEqualTo(new EventStore.Flush.Result(1, 0));
    }

    @Test
    void flushIsHurriedUntilItIsServed() {
        open();
        flushes.begin(false).end();
        assertThat(flushes.pending()).isTrue();
        flushes.served();
        assertThat(flushes.pending()).isFalse();
    }
}
