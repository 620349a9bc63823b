package io.salestracker.internal;

import io.salestracker.DeliveryReport;
import io.salestracker.DestinationStats;
import io.salestracker.Receipt;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.fakes.FakeClock;
import io.salestracker.fakes.LogLines;
import io.salestracker.fakes.ScriptedTransport;
import io.salestracker.store.EventStore;
import io.salestracker.store.MemoryEventStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A lane without threads, stepped by the test under a clock that stands still. */
final class LaneBench {
    final FakeClock clock = new FakeClock();
    final ScriptedTransport transport = new ScriptedTransport();
    private final List<DeliveryReport> told = new ArrayList<>();
    final Lane lane;
    private final LaneParts parts;
    private final Callbacks callbacks;
    private final ThrottledLogger log;
    private int ids;

    /** Threads that are never had, or never run. */
    private static final class NoThreads extends TrackerThreads {
        @Override
        @Nullable
        Thread make(String name, Runnable task) {
            return null;
        }

        @Override
        Thread start(String name, Runnable task) {
            return new Thread(task, name);
        }
    }

    LaneBench(Destination destination) {
        this(destination, destination.settings(), new Budget(1_000, 10_000_000));
    }

    LaneBench(Destination destination, DeliverySettings settings, Budget share) {
        this(destination, settings, share, new NoThreads());
    }

    LaneBench(Destination destination, DeliverySettings settings, EventStore store) {
        this(destination, settings, store, false, new NoThreads());
    }

    /** @param threads makes the lane's threads, for tests of these */
    LaneBench(Destination destination, DeliverySettings settings, Budget share, TrackerThreads threads) {
        this(destination, settings, new MemoryEventStore(share), true, threads);
    }

    private LaneBench(
            Destination destination,
            DeliverySettings settings,
            EventStore store,
            boolean inMemory,
            TrackerThreads threads) {
        Clocks clocks = new Clocks(clock);
        log = new ThrottledLogger(clocks, threads);
        callbacks = new Callbacks(told::add, true, log, threads);
        parts = new LaneParts(
                0,
                destination.name(),
                destination.vendor(),
                settings,
                Math.min(settings.batchSize(), destination.maxBatchSize()),
                new GuardedDestination(destination, event -> true, event -> event, false, log),
                new GuardedStore(store, destination.name(), log),
                new GuardedTransport(transport, destination.name(), log),
                new RetryPolicy(settings, () -> 0),
                new RecentIds(1),
                clocks,
                log);
        lane = new Lane(parts, inMemory, true, callbacks, new Keeper(threads, log));
    }

    Receipt track(SalesEvent event) {
        EventId stable = new Ids().stable(event);
        EventId id = stable == null ? EventId.random("id-" + ++ids) : stable;
        PendingReceipt receipt = new PendingReceipt(id, List.of(lane.name()), callbacks);
        Instant now = clock.instant();
        Submission submission = new Submission(event, event.kind(), id, now, now, Submission.weigh(event, id), receipt);
        TrackedEntry entry = lane.accept(submission, 0, null);
        if (entry != null && isNew(id, now)) {
            lane.enter(entry);
        } else if (entry != null) {
            lane.refuse(submission, 0, Ledger.DUPLICATE);
        }
        return receipt;
    }

    private boolean isNew(EventId id, Instant now) {
        synchronized (parts.ids()) {
            if (!id.stable) {
                return true;
            }
            parts.ids().lookUp(id, now);
            return parts.ids().take(0, false);
        }
    }

    int batchSize() {
        return parts.batchSize();
    }

    DeliverySettings settings() {
        return parts.settings();
    }

    /** Stops the lane, as closing does first. */
    void abort() {
        lane.abort();
        lane.closeTransport();
        lane.endWaiting();
    }

    /** Does all that is due now. */
    void run() {
        for (int steps = 0; lane.step(); steps++) {
            if (steps > 100_000) {
                throw new AssertionError("the lane does not come to rest");
            }
        }
    }

    void runAfter(Duration wait) {
        clock.advance(wait);
        run();
    }

    /** What the listener was told so far. */
    List<DeliveryReport> told() {
        callbacks.callAll();
        return told;
    }

    /** What was logged and not written so far. */
    List<String> logged() {
        try (LogLines lines = new LogLines()) {
            log.writeAll();
            return lines.all();
        }
    }

    DestinationStats stats() {
        return lane.stats();
    }

    String outcome(Receipt receipt) {
        return receipt.outcomes().isEmpty()
                ? "pending"
                : receipt.outcomes().get(lane.name()).kind() + " "
                        + receipt.outcomes().get(lane.name()).reason();
    }

    static Purchase purchase(String orderId, String currency, String total) {
        return Purchase.builder()
                .orderId(orderId)
                .currency(currency)
                .total(total)
                .build();
    }
}
