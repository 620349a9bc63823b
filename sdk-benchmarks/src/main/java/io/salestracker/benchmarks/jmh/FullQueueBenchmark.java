package io.salestracker.benchmarks.jmh;

import io.salestracker.DestinationStats;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.delivery.Budget;
import io.salestracker.event.Purchase;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What {@code track} costs while the vendor is silent and the budget is used up: every event is dropped at the door, so
 * nothing but the caller runs or allocates. A dropped order may be tracked again, so one is enough.
 */
@State(Scope.Benchmark)
public class FullQueueBenchmark extends Nanos {
    private static final int ROOM = 1_000;

    private final Purchase purchase = Shop.purchase(ROOM);
    private SalesTracker tracker;

    /** Starts the tracker and fills its queue. */
    @Setup
    public void open() {
        MoodyVendors silent = new MoodyVendors();
        silent.hold();
        tracker = SalesTracker.builder()
                .destination(Shop.destinations().get(0))
                .budget(new Budget(ROOM, 64_000_000))
                .transport(settings -> silent)
                .build();
        for (int i = 0; i < ROOM; i++) {
            tracker.track(Shop.purchase(i));
        }
    }

    @Benchmark
    public Receipt track() {
        return tracker.track(purchase);
    }

    /** Fails if anything but dropping was measured. */
    @TearDown
    public void close() {
        DestinationStats its =
                tracker.stats().destinations().values().iterator().next();
        tracker.close(Duration.ZERO);
        if (its.pending() != ROOM || its.dropped() != its.tracked() - ROOM) {
            throw new IllegalStateException("more than dropping: " + its);
        }
    }
}
