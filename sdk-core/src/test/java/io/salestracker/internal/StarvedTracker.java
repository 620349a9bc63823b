package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salestracker.FlushReport;
import io.salestracker.Outcome;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.allocation.Allocations;
import io.salestracker.event.EventKind;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.fakes.FakeDestination;
import io.salestracker.fakes.FakeEvent;
import io.salestracker.fakes.FakeIdentity;
import io.salestracker.fakes.ScriptedTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One life of a tracker with its threads, in which the allocation with a given number fails, on whatever thread that is.
 * Loaded by {@code StarvedClassLoader}; see {@code StarvedTrackerIT}.
 */
public final class StarvedTracker implements LongConsumer {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final Visitor GONE = FakeIdentity.visitor("gone");

    private final Purchase erased = purchase("erased", "here");
    private final Purchase changed = purchase("changed", "elsewhere");
    private final List<Receipt> receipts = new ArrayList<>();
    // Of events that may end otherwise than delivered.
    private final List<Receipt> others = new ArrayList<>();
    private String where = "";
    private @Nullable FlushReport flushed;

    @Override
    public void accept(long failing) {
        SalesTracker tracker = SalesTracker.builder()
                .destination(new FakeDestination("one", 1, true))
                .destination(new FakeDestination("two", 10, true))
                .destination(
                        new FakeDestination("changed", 10, true),
                        route -> route.site("elsewhere").transform(StarvedTracker::changed))
                .listener(delivery -> {})
                .transport(settings -> new ScriptedTransport())
                .build();
        long start = System.nanoTime();
        Allocations.fail(failing);
        try {
            life(tracker);
        } catch (OutOfMemoryError thrown) {
            // JUnit would end with it. The threads must not outlive it either, or each life after it fails too.
            Allocations.stop();
            tracker.close(LONG);
            throw new AssertionError("step " + failing + " at " + Allocations.failed() + " reached the caller", thrown);
        } finally {
            Allocations.stop();
            where = "step " + failing + " at " + Allocations.failed();
        }
        FlushReport report = tracker.close(LONG);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).as(where).isLessThan(LONG.dividedBy(2));
        // A flush that could not begin at a store waits for none of its events, and says so.
        assertThat((flushed != null && flushed.complete()) || where.contains(" at FlushTracker."))
                .as(where)
                .isTrue();
        assertThat(report.stats().balanced()).as("%s: %s", where, report).isTrue();
        assertThat(report.complete()).as("%s: %s", where, report).isTrue();
        List<String> hit = receipts.stream()
                .peek(receipt -> assertThat(receipt.isComplete()).as(where).isTrue())
                .filter(receipt -> receipt.outcomes().values().stream().anyMatch(StarvedTracker::isHit))
                .map(receipt -> receipt + " " + receipt.outcomes())
                .toList();
        assertThat(hit).as(where).hasSizeLessThanOrEqualTo(where.contains(" at Response.") ? 10 : 1);
        assertThat(others).as(where).allMatch(Receipt::isComplete);
        // A line that is logged after the close is written by a thread that lives no longer.
        await(where)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().entrySet().stream()
                                .filter(thread -> thread.getKey().getName().startsWith("salestracker-"))
                                .map(thread -> thread.getKey() + " " + List.of(thread.getValue())))
                        .as(where)
                        .isEmpty());
    }

    private static boolean isHit(Outcome outcome) {
        return outcome.kind() != Outcome.Kind.DELIVERED;
    }

    private static SalesEvent changed(SalesEvent event) {
        return ((Purchase) event).toBuilder().total("2.00").build();
    }

    private static Purchase purchase(String orderId, String site) {
        return Purchase.builder()
                .visitor(GONE)
                .site(site)
                .orderId(orderId)
                .currency("EUR")
                .total("1.00")
                .build();
    }

    private void life(SalesTracker tracker) {
        others.add(tracker.track(erased));
        tracker.erase(GONE);
        receipts.add(tracker.track(changed));
        for (int i = 0; i < 5; i++) {
            receipts.add(tracker.track(FakeEvent.of(EventKind.PURCHASE, "visitor" + i % 2, "order" + i)));
        }
        try {
            flushed = tracker.flush(LONG);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        others.add(tracker.trackAgain(changed));
        receipts.add(tracker.track(FakeEvent.of(EventKind.PURCHASE, "visitor", "last")));
        tracker.close(LONG);
    }
}
