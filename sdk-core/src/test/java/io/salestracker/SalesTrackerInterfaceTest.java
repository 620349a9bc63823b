package io.salestracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.event.EventBuilder;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.fakes.FakeDestination;
import io.salestracker.fakes.FakeEvent;
import io.salestracker.fakes.ScriptedTransport;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tracker behind a host's proxy, and in a test of the user's. */
@Timeout(60)
class SalesTrackerInterfaceTest {

    @Test
    void hostMayPutAProxyAroundATracker() throws Exception {
        List<String> called = new CopyOnWriteArrayList<>();
        ScriptedTransport transport = new ScriptedTransport();
        SalesTracker real = SalesTracker.builder()
                .transport(settings -> transport)
                .destination(FakeDestination.single())
                .build();
        SalesTracker proxy = (SalesTracker) Proxy.newProxyInstance(
                SalesTracker.class.getClassLoader(), new Class<?>[] {SalesTracker.class}, (self, method, arguments) -> {
                    called.add(method.getName());
                    return method.invoke(real, arguments);
                });

        try (proxy) {
            Receipt receipt = proxy.track(FakeEvent.of(EventKind.OTHER, "key", "event"));
            assertThat(receipt.await(Duration.ofSeconds(30))).isTrue();
            assertThat(receipt.outcomes()).containsEntry("fake", new Outcome.Delivered(1));
            assertThat(proxy.stats().destination("fake").delivered()).isEqualTo(1);
        }
        assertThat(called).containsExactly("track", "stats", "close");
        assertThat(real.stats().destination("fake").state()).isEqualTo(DestinationState.CLOSED);
    }

    /** What a user's own test may write, as the last resort beside the testkit. */
    private static final class RememberingTracker implements SalesTracker {
        private final List<SalesEvent> tracked = new ArrayList<>();
        private Duration closedWithin = Duration.ZERO;

        private record Known(String eventId) implements Receipt {
            @Override
            public boolean isComplete() {
                return true;
            }

            @Override
            public Map<String, Outcome> outcomes() {
                return Map.of();
            }

            @Override
            public boolean await(Duration timeout) {
                return true;
            }

            @Override
            public void onComplete(Consumer<? super Receipt> callback) {
                callback.accept(this);
            }
        }

        @Override
        public Receipt track(SalesEvent event) {
            tracked.add(event);
            return new Known("id");
        }

        @Override
        public Receipt track(EventBuilder<?> builder) {
            return track(builder.build());
        }

        @Override
        public Receipt trackAgain(SalesEvent event) {
            return track(event);
        }

        @Override
        public long erase(Visitor visitor) {
            return 0;
        }

        @Override
        public List<Preview> preview(SalesEvent event) {
            return List.of();
        }

        @Override
        public FlushReport flush(Duration timeout) {
            return new FlushReport(Map.of(), stats());
        }

        @Override
        public TrackerStats stats() {
            return new TrackerStats(Map.of(), 0, 0);
        }

        @Override
        public FlushReport close(Duration timeout) {
            closedWithin = timeout;
            return flush(timeout);
        }
    }

    @Test
    void userMayWriteATrackerOfTheirOwn() {
        RememberingTracker fake = new RememberingTracker();
        SalesEvent event = FakeEvent.of(EventKind.OTHER, "key", "event");

        try (SalesTracker tracker = fake) {
            tracker.track(event)
                    .onComplete(receipt -> assertThat(receipt.isComplete()).isTrue());
        }
        assertThat(fake.tracked).containsExactly(event);
        assertThat(fake.closedWithin).isEqualTo(Duration.ofSeconds(10));
    }
}
