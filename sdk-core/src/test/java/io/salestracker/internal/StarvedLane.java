package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DestinationStats;
import io.salestracker.Outcome;
import io.salestracker.Receipt;
import io.salestracker.allocation.Allocations;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.event.EventKind;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.fakes.FakeDestination;
import io.salestracker.fakes.FakeEvent;
import io.salestracker.fakes.FakeIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One life of a lane, stepped without threads, in which the allocation with a given number fails. Loaded by {@code
 * StarvedClassLoader}; see {@code StarvedLaneIT}.
 */
public final class StarvedLane implements LongConsumer {
    private final List<Receipt> receipts = new ArrayList<>();
    private final List<Throwable> thrown = new ArrayList<>();
    // Made before, since the caller's own want of memory is its own.
    private final Purchase firstOrder = purchase("visitor-0", "order-1");
    private final Purchase secondOrder = purchase(null, "order-2");
    private final Visitor erased = FakeIdentity.visitor("visitor-2");
    private final boolean batches;
    private final int firstStatus;

    /**
     * @param batches whether the vendor takes several events a request
     * @param firstStatus 401 where the endpoint at first seems to be set up wrongly, 429 where the vendor has limited the
     *     rate before; the lane then has one request in flight. 0 for neither
     */
    public StarvedLane(boolean batches, int firstStatus) {
        this.batches = batches;
        this.firstStatus = firstStatus;
    }

    @Override
    public void accept(long failing) {
        FakeDestination destination = new OneOrder(batches ? 50 : 1);
        DeliverySettings settings = destination.settings().toBuilder()
                .maxInFlight(firstStatus == 0 ? 2 : 1)
                .build();
        LaneBench bench = new LaneBench(destination, settings, new Budget(6, 1_000_000));
        // So many ids are remembered that the tables grow in the life that follows.
        for (int i = 0; i < 60; i++) {
            bench.track(event(EventKind.OTHER, "key-" + i, "before-" + i));
            bench.run();
        }
        if (firstStatus == 429) {
            bench.transport.then(429);
            bench.track(event(EventKind.OTHER, "key", "too fast"));
            settle(bench);
        }
        int before = bench.transport.requests().size();
        if (firstStatus == 401) {
            bench.transport.then(401);
        } else {
            bench.transport.thenNotSent().then(200).then(batches ? 200 : 422);
        }

        Allocations.fail(failing);
        try {
            life(bench);
        } finally {
            Allocations.stop();
        }
        String where = "step " + failing + " at " + Allocations.failed();
        assertThat(thrown).as(where).isEmpty();

        Receipt after = bench.track(event(EventKind.OTHER, "a", "after"));
        settle(bench);
        assertThat(bench.outcome(after)).as(where).isEqualTo("DELIVERED DELIVERED");
        assertAllButOneAsEver(bench, before, where);

        Receipt waiting = bench.track(event(EventKind.OTHER, "b", "waiting"));
        bench.lane.refuseEvents();
        bench.abort();
        bench.lane.finish();
        assertThat(bench.outcome(waiting)).as(where).isEqualTo("DROPPED CLOSED");
    }

    /** Counts all orders as one, so that the second comes from another site and is warned of. */
    private static final class OneOrder extends FakeDestination {
        private OneOrder(int maxBatchSize) {
            super("fake", maxBatchSize, true);
        }

        @Override
        public String countedOrderId(SalesEvent event) {
            return "order";
        }
    }

    private static FakeEvent event(EventKind kind, String key, String content) {
        return FakeEvent.of(kind, key, content).withId("id-of-" + content);
    }

    private void life(LaneBench bench) {
        for (int i = 0; i < 6; i++) {
            track(bench, event(EventKind.VISIT, "visitor-" + i % 2, "visit-" + i));
        }
        // Two visits give way to these.
        track(bench, firstOrder);
        track(bench, secondOrder);
        for (int round = 0; round < 4; round++) {
            step(bench);
        }
        track(bench, firstOrder);
        track(bench, event(EventKind.OTHER, "visitor-2", "erased"));
        bench.lane.erase(erased);
        flush(bench);
        settle(bench);
    }

    private static Purchase purchase(@Nullable String visitor, String orderId) {
        return Purchase.builder()
                .visitor(visitor == null ? null : FakeIdentity.visitor(visitor))
                .site(visitor == null ? "elsewhere" : null)
                .orderId(orderId)
                .currency("EUR")
                .total("1.00")
                .build();
    }

    private void track(LaneBench bench, SalesEvent event) {
        try {
            receipts.add(bench.track(event));
        } catch (Throwable fault) {
            // The bench makes the receipt here, as Engine.track does under its own guard.
            if (Stream.of(fault.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().endsWith(".Lane"))) {
                thrown.add(fault);
            }
        }
    }

    private void flush(LaneBench bench) {
        try {
            bench.lane.endFlush(bench.lane.beginFlush(true));
        } catch (OutOfMemoryError fault) {
            // The caller of flush learns of it, and asks again.
            bench.lane.endFlush(bench.lane.beginFlush(true));
        }
    }

    private static boolean step(LaneBench bench) {
        try {
            return bench.lane.step();
        } catch (Throwable fault) {
            // A sender's thread goes on after a while.
            return true;
        }
    }

    private static void settle(LaneBench bench) {
        for (int round = 0; round < 20; round++) {
            for (int steps = 0; step(bench); steps++) {
                assertThat(steps).isLessThan(1_000);
            }
            bench.clock.advance(Duration.ofSeconds(20));
        }
    }

    private void assertAllButOneAsEver(LaneBench bench, int before, String where) {
        List<String> hit = new ArrayList<>();
        for (Receipt receipt : receipts) {
            assertThat(receipt.isComplete()).as("%s: %s", where, receipt).isTrue();
            Outcome.Kind kind = receipt.outcomes().get("fake").kind();
            boolean asEver = kind == Outcome.Kind.DELIVERED
                    || kind == Outcome.Kind.REJECTED
                    || receipt.outcomes().get("fake").reason().equals("DISPLACED")
                    || receipt.outcomes().get("fake").reason().equals("DUPLICATE")
                    || receipt.outcomes().get("fake").reason().equals("ERASED");
            if (!asEver) {
                hit.add(receipt + " " + receipt.outcomes());
            }
        }
        // A transport that cannot keep the response leaves its whole request in doubt.
        boolean responseLost = where.contains(" at Response.");
        assertThat(hit).as(where).hasSizeLessThanOrEqualTo(responseLost && batches ? 50 : 1);
        Set<List<String>> sent = new HashSet<>();
        long twice = bench.transport.requests().stream()
                .skip(before)
                .filter(one -> !sent.add(one))
                .count();
        // One was not sent at first, and is sent again. An order whose response is lost is repeated too.
        assertThat(twice).as("%s: %s", where, bench.transport.requests()).isLessThanOrEqualTo(responseLost ? 2 : 1);
        DestinationStats stats = bench.stats();
        assertThat(stats.balanced()).as("%s: %s", where, stats).isTrue();
        assertThat(stats.pending()).as("%s: %s", where, stats).isZero();
    }
}
