package io.salestracker.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FlushTrackerTest {
    private final Object lock = new Object();
    private final FlushTracker flushes = new FlushTracker(lock);
    private final List<FlushTracker.Stretch> open = new ArrayList<>();

    private void open() {
        open.add(flushes.opened());
    }

    @Test
    @Timeout(30)
    void flushThatOnlyAsksCostsTheSameHoweverManyWentBefore() {
        for (int i = 0; i < 100_000; i++) {
            open();
            FlushTracker.Flush flush = flushes.begin(false);
            assertThat(flushes.hurry()).isTrue();
            assertThat(flushes.end(flush)).isEqualTo(new FlushTracker.Result(0, i + 1));
        }
    }

    @Test
    @Timeout(30)
    void flushThatWaitsCoversItsEventsHoweverManyWentBefore() {
        List<FlushTracker.Flush> begun = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            open();
            begun.add(flushes.begin(true));
        }
        open.forEach(flushes::ended);
        begun.forEach(flush -> assertThat(flushes.end(flush).left()).isZero());
    }

    @Test
    void flushDoesNotWaitForEventsThatComeAfterIt() {
        open();
        FlushTracker.Flush flush = flushes.begin(true);
        open();
        flushes.ended(open.get(0));

        assertThat(flushes.end(flush)).isEqualTo(new FlushTracker.Result(1, 0));
    }

    @Test
    void flushIsHurriedUntilItIsServed() {
        open();
        flushes.end(flushes.begin(false));
        assertThat(flushes.hurry()).isTrue();
        flushes.served(flushes.begun());
        assertThat(flushes.hurry()).isFalse();
    }
}
