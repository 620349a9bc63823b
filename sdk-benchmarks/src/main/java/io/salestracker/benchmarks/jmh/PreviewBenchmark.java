package io.salestracker.benchmarks.jmh;

import io.salestracker.Preview;
import io.salestracker.SalesTracker;
import io.salestracker.event.Purchase;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The requests that four vendors would get for one purchase: accepted, encoded and joined on the caller's thread. */
@State(Scope.Benchmark)
public class PreviewBenchmark extends Nanos {
    private final Purchase purchase = Shop.purchase(0);
    private SalesTracker tracker;

    /** Starts the tracker, and fails if a vendor would get nothing. */
    @Setup
    public void open() {
        SalesTracker.Builder builder = SalesTracker.builder();
        Shop.destinations().forEach(builder::destination);
        tracker = builder.build();
        for (Preview preview : preview()) {
            if (preview instanceof Preview.WouldNot) {
                throw new IllegalStateException("nothing for a vendor: " + preview);
            }
        }
    }

    @Benchmark
    public List<Preview> preview() {
        return tracker.preview(purchase);
    }

    /** Ends the tracker. */
    @TearDown
    public void close() {
        tracker.close();
    }
}
