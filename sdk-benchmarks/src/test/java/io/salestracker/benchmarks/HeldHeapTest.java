package io.salestracker.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.SalesTracker;
import io.salestracker.benchmarks.Fresh.Look;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.HttpTransport;
import io.salestracker.delivery.TransportException;
import io.salestracker.delivery.TransportException.Sent;
import io.salestracker.destination.Answer;
import io.salestracker.destination.Destination;
import io.salestracker.destination.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What held events occupy is what the budget counts for them, by a census of the heap. */
class HeldHeapTest {
    private static final double MOST = 1.1;
    private static final double LEAST = 0.7;
    private static final Live LIVE = new Live();
    private static final int PURCHASE_OF_THREE = 1_500;

    /** @param lines how many it has, if it has any */
    record Held(HeldKind kind, int lines, Look look) {
        @Override
        public String toString() {
            return kind + (kind.lined() ? ", lines=" + lines : "") + ", " + look;
        }

        /** Just more than three quarters of a power of two, where hash tables are emptiest; and some megabytes. */
        int events() {
            return (lines >= 100 ? 256 : lines >= 10 ? 1_024 : 8_192) * 3 / 4 + 16;
        }
    }

    /** What events cost, each. */
    record Cost(double counted, double measured, String byClass) {}

    static Stream<Held> held() {
        List<Held> held = new ArrayList<>();
        for (HeldKind kind : HeldKind.all()) {
            for (Look look : List.of(Look.BARE, Look.FULL, Look.WIDE, Look.BIG)) {
                held.add(new Held(kind, 3, look));
            }
            for (int lines : kind.lined() ? new int[] {1, 10, 100} : new int[0]) {
                held.add(new Held(kind, lines, Look.FULL));
            }
            if (kind.isPurchase()) {
                held.add(new Held(kind, 3, Look.ONE_KEY));
                held.add(new Held(kind, 100, Look.BARE));
            }
        }
        return held.stream();
    }

    @ParameterizedTest
    @MethodSource("held")
    void whatIsHeldCostsWhatTheBudgetCounts(Held held) {
        Cost cost = cost(held);

        assertThat(cost.measured / cost.counted)
                .as("%s: %.0f B counted, %.0f B measured:%n%s", held, cost.counted, cost.measured, cost.byClass)
                .isBetween(LEAST, MOST);
    }

    static Stream<Held> purchasesOfThree() {
        return held().filter(held -> held.kind.isPurchase() && held.lines == 3 && held.look == Look.BARE);
    }

    @ParameterizedTest
    @MethodSource("purchasesOfThree")
    void aPurchaseOfThreeLinesCostsLittle(Held held) {
        Cost cost = cost(held);

        assertThat(cost.measured).as("%s, in bytes:%n%s", held, cost.byClass).isLessThanOrEqualTo(PURCHASE_OF_THREE);
    }

    private static Cost cost(Held held) {
        Destination destination = held.kind.destination();
        // One request in flight with one event, so that next to nothing is held beside the events.
        SalesTracker tracker = SalesTracker.builder()
                .destination(
                        destination,
                        destination.settings().toBuilder()
                                .maxInFlight(1)
                                .batchSize(1)
                                .build())
                .budget(new Budget(1_000_000, 1_000_000_000))
                .transport(settings -> new Silent())
                .build();
        try {
            int events = held.events();
            tracker.track(held.kind.maker().make(new Fresh(held.look, events), held.lines));
            long countedBefore = counted(tracker, destination);
            LIVE.mark();
            for (int i = 0; i < events; i++) {
                tracker.track(held.kind.maker().make(new Fresh(held.look, i), held.lines));
            }
            long more = LIVE.more();
            assertThat(tracker.stats().destination(destination.name()).pending())
                    .isEqualTo(events + 1);
            return new Cost(
                    (double) (counted(tracker, destination) - countedBefore) / events,
                    (double) more / events,
                    LIVE.byClass(events));
        } finally {
            tracker.close(Duration.ZERO);
        }
    }

    private static long counted(SalesTracker tracker, Destination destination) {
        return tracker.stats().destination(destination.name()).pendingBytes();
    }

    /** A vendor that takes nothing until the tracker is closed. */
    private static final class Silent implements HttpTransport {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public Answer send(Request request) throws TransportException {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new TransportException(Sent.NOT_SENT, "closed", null);
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
