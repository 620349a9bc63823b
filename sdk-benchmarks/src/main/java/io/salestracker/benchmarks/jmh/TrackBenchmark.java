package io.salestracker.benchmarks.jmh;

import io.salestracker.DestinationStats;
import io.salestracker.SalesTracker;
import io.salestracker.event.Purchase;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What {@code track} costs its callers: bursts of new orders by new visitors, all threads starting together. Between
 * the bursts the vendors take everything at once; during one they keep the senders waiting, as a network does, who would
 * otherwise compete with the callers for the processors.
 *
 * <p>Time is that of a call: divided by the number of threads, and of processors if they are fewer, it is the pace of
 * all together. B/op is what all threads allocate to build ({@link BuildBenchmark}), track, encode and settle an event,
 * the wire left out; for the caller's part alone see {@link FullQueueBenchmark} and the end-to-end runner.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 600)
@Measurement(iterations = 100)
public class TrackBenchmark extends Nanos {
    /** Four threads' orders fit into any destination's share of the budget, so that none is dropped. */
    private static final int ORDERS = 1_000;

    @Param({"1", "4"})
    int destinations;

    private final AtomicInteger numbers = new AtomicInteger();
    private final MoodyVendors vendors = new MoodyVendors();
    private SalesTracker tracker;
    private CyclicBarrier start;

    /** Starts the tracker. */
    @Setup
    public void open(BenchmarkParams benchmark) {
        SalesTracker.Builder builder = SalesTracker.builder().transport(settings -> vendors);
        Shop.destinations().stream().limit(destinations).forEach(builder::destination);
        tracker = builder.build();
        start = new CyclicBarrier(benchmark.getThreads(), this::deliver);
    }

    /** What one thread tracks in the next burst. */
    @State(Scope.Thread)
    public static class Orders {
        private final Purchase[] placed = new Purchase[ORDERS];

        /** Builds the events, and waits for the other threads and for the delivery of the last burst. */
        @Setup(Level.Iteration)
        public void place(TrackBenchmark benchmark) throws InterruptedException, BrokenBarrierException {
            for (int i = 0; i < ORDERS; i++) {
                placed[i] = Shop.purchase(benchmark.numbers.getAndIncrement());
            }
            benchmark.start.await();
        }
    }

    private void deliver() {
        vendors.answer();
        try {
            tracker.flush(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        vendors.hold();
    }

    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(ORDERS)
    public void oneThread(Orders orders, Blackhole receipts) {
        track(orders, receipts);
    }

    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(ORDERS)
    public void twoThreads(Orders orders, Blackhole receipts) {
        track(orders, receipts);
    }

    @Benchmark
    @Threads(4)
    @OperationsPerInvocation(ORDERS)
    public void fourThreads(Orders orders, Blackhole receipts) {
        track(orders, receipts);
    }

    private void track(Orders orders, Blackhole receipts) {
        for (Purchase purchase : orders.placed) {
            receipts.consume(tracker.track(purchase));
        }
    }

    /** Fails if anything but events that were delivered was measured. */
    @TearDown
    public void close() {
        vendors.answer();
        tracker.close(Duration.ofSeconds(30));
        for (DestinationStats its : tracker.stats().destinations().values()) {
            if (its.delivered() != numbers.get()) {
                throw new IllegalStateException(numbers + " orders, but " + its);
            }
        }
    }
}
