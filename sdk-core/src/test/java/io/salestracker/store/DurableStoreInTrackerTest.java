package io.salestracker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.Outcome.Kind;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.event.EventKind;
import io.salestracker.fakes.FakeDestination;
import io.salestracker.fakes.FakeEvent;
import io.salestracker.fakes.ScriptedTransport;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A tracker that stores and sends, on a store that gives back bytes instead of the entry that it was given. */
@Timeout(60)
class DurableStoreInTrackerTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ScriptedTransport transport = new ScriptedTransport();

    private SalesTracker tracker() {
        return SalesTracker.builder()
                .store((StoreFactory) (name, share) -> new ByteArrayEventStore(new ByteArrayEventStore.Table(), LONG))
                .transport(settings -> transport)
                .destination(FakeDestination.single())
                .build();
    }

    private static FakeEvent event(String content) {
        return FakeEvent.of(EventKind.OTHER, "key", content);
    }

    @Test
    void receiptAndFlushCompleteThoughTheStoreKeepsBytesOnly() throws Exception {
        try (SalesTracker tracker = tracker()) {
            Receipt receipt = tracker.track(event("1"));
            assertThat(tracker.flush(LONG).complete()).isTrue();
            assertThat(receipt.outcomes().get("fake").kind()).isEqualTo(Kind.DELIVERED);
            assertThat(tracker.stats().balanced()).isTrue();
        }
    }

    @Test
    void eventThatTheStoreKeepsAtCloseIsStored() throws Exception {
        transport.otherwise(ScriptedTransport.notSent());
        SalesTracker tracker = tracker();
        Receipt receipt = tracker.track(event("1"));
        tracker.close(Duration.ofMillis(200));

        assertThat(receipt.await(LONG)).isTrue();
        assertThat(receipt.outcomes().get("fake").kind()).isEqualTo(Kind.STORED);
        assertThat(tracker.stats().balanced()).isTrue();
    }
}
