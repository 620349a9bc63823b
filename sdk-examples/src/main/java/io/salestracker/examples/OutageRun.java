package io.salestracker.examples;

import io.salestracker.DestinationStats;
import io.salestracker.Outcome;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run: purchases at a steady pace through a tracker with default settings, to a vendor that has trouble for a while.
 * Tracking, the trouble's beginning and end, and looking at what is held happen on one thread, tick by tick.
 */
final class OutageRun {
    /** Events in a second. */
    static final int RATE = 2_000;

    /** The most events in an array. */
    static final int ARRAY = 50;

    private static final long TICK_MILLIS = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int VISITORS = 500;

    /** What the vendor's trouble is, for how many seconds, and how many events are tracked in all. */
    enum Trouble {
        /** Connections are refused. */
        DOWN(5, 16_000),
        /** Every response is 503. */
        UNAVAILABLE(5, 16_000),
        /** Every response is 429 with {@code Retry-After}. */
        THROTTLED(3, 12_000),
        /** One event is refused, and with it all that came in the same request. */
        POISON(0, 2_000);

        final int seconds;
        private final int events;

        Trouble(int seconds, int events) {
            this.seconds = seconds;
            this.events = events;
        }
    }

    /**
     * What came of a run.
     *
     * @param stats the tracker's ledger
     * @param ofPoisoned how the poisoned event ended, if there was one
     * @param lost events that never got to the vendor
     * @param duplicates how often the vendor took an event again
     * @param backlogMillis from the end of the trouble until the vendor had everything tracked by then
     * @param endMillis from when the last event was tracked until the vendor had everything
     * @param mostHeld the most events that were pending
     * @param mostHeldBytes the heap the SDK estimated for them
     * @param heapBytes the heap used at the end of the trouble above what was used before the run, both after a collection
     */
    record Result(
            DestinationStats stats,
            @Nullable Outcome ofPoisoned,
            long lost,
            long duplicates,
            long backlogMillis,
            long endMillis,
            long mostHeld,
            long mostHeldBytes,
            long heapBytes) {}

    private final Trouble trouble;
    private final int events;
    private final int poisoned;
    private final CountingServer server;
    private final SalesTracker tracker;
    private final long beginNanos;
    private final long endNanos;
    private final long heapBefore = heapAfterCollection();
    private final CompletableFuture<Void> allTracked = new CompletableFuture<>();

    // All below belongs to the ticking thread until everything is tracked.
    private final long start = System.nanoTime();
    private boolean begun;
    private boolean ended;
    private int tracked;
    private long lastTracked;
    private @Nullable Receipt ofPoisoned;
    private int trackedByEnd;
    private long troubleEnded;
    private long mostHeld;
    private long mostHeldBytes;
    private long heapAtEnd;

    private OutageRun(Trouble trouble, int shorter, int events, int poisoned, CountingServer server, SalesTracker to) {
        this.trouble = trouble;
        this.events = events;
        this.poisoned = poisoned;
        this.server = server;
        this.tracker = to;
        // An eighth of the events goes before: in a whole run of the longest kind, one second.
        this.beginNanos = TimeUnit.SECONDS.toNanos(events / 8) / RATE;
        this.endNanos = beginNanos + TimeUnit.SECONDS.toNanos(trouble.seconds) / shorter;
    }

    /**
     * Runs until the vendor has everything, or for some minutes.
     *
     * @param single true for one event in each request, false for arrays
     * @param shorter what the numbers of events and of seconds are divided by
     */
    static Result of(Trouble trouble, boolean single, int shorter) throws IOException, InterruptedException {
        int events = trouble.events / shorter;
        int poisoned = trouble == Trouble.POISON ? events / 2 : -1;
        try (CountingServer server = new CountingServer(events, poisoned);
                SalesTracker tracker = SalesTracker.builder()
                        .destination(destination(server, single))
                        .build()) {
            OutageRun run = new OutageRun(trouble, shorter, events, poisoned, server, tracker);
            run.trackAll();
            tracker.flush(PATIENCE);
            return run.result();
        }
    }

    private static EbbotDestination destination(CountingServer server, boolean single) {
        EbbotDestination.Builder destination =
                EbbotDestination.builder(server.uri()).eventIdField(CountingServer.ID_FIELD);
        return (single ? destination : destination.maxBatchSize(ARRAY, Refused.WHOLE)).build();
    }

    private void trackAll() throws InterruptedException {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try {
            Future<?> ticking = clock.scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
            allTracked.get();
            ticking.cancel(false);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the run broke off", e.getCause());
        } finally {
            clock.shutdownNow();
        }
    }

    private void tick() {
        try {
            long elapsed = System.nanoTime() - start;
            if (!begun && elapsed >= beginNanos) {
                begun = true;
                beginTrouble();
            }
            if (!ended && elapsed >= endNanos) {
                ended = true;
                endTrouble();
            }
            trackUntil(Math.min(events, elapsed * RATE / TimeUnit.SECONDS.toNanos(1)));
            look();
            if (ended && tracked == events) {
                allTracked.complete(null);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            allTracked.completeExceptionally(e);
        }
    }

    private void beginTrouble() throws InterruptedException {
        switch (trouble) {
            case DOWN -> {
                // It goes down between requests. Had it one in its hands, nobody could know whether it took it, and by
                // default its events would end as unconfirmed.
                tracker.flush(PATIENCE);
                server.stop();
            }
            case UNAVAILABLE -> server.refuseWith(503);
            case THROTTLED -> server.refuseWith(429);
            case POISON -> {
                // It lies among the events.
            }
        }
    }

    private void endTrouble() throws IOException {
        heapAtEnd = heapAfterCollection();
        trackedByEnd = tracked;
        if (trouble == Trouble.DOWN) {
            server.restart();
        } else {
            server.recover();
        }
        troubleEnded = System.nanoTime();
    }

    private void trackUntil(long count) {
        for (; tracked < count; tracked++) {
            Receipt receipt = tracker.track(purchase(tracked));
            if (tracked == poisoned) {
                ofPoisoned = receipt;
            }
            lastTracked = System.nanoTime();
        }
    }

    private static Purchase purchase(int number) {
        String id = Integer.toString(number);
        return Purchase.builder()
                .id(id)
                .orderId(id)
                .visitor(Visitor.of(EbbotIdentity.of("visitor-" + number % VISITORS)))
                .currency("EUR")
                .total("149.99")
                .item(LineItem.builder()
                        .productId("123456789")
                        .name("Merino Wool Crew Neck")
                        .quantity(1)
                        .unitPrice("149.99"))
                .build();
    }

    private void look() {
        DestinationStats stats = stats();
        mostHeld = Math.max(mostHeld, stats.pending());
        mostHeldBytes = Math.max(mostHeldBytes, stats.pendingBytes());
    }

    private DestinationStats stats() {
        return tracker.stats().destinations().values().iterator().next();
    }

    private static long heapAfterCollection() {
        Runtime runtime = Runtime.getRuntime();
        runtime.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private Result result() {
        int[] times = server.times();
        return new Result(
                stats(),
                ofPoisoned == null
                        ? null
                        : ofPoisoned.outcomes().values().iterator().next(),
                Arrays.stream(times).filter(taken -> taken == 0).count(),
                Arrays.stream(times)
                        .filter(taken -> taken > 1)
                        .map(taken -> taken - 1)
                        .sum(),
                millis(server.lastNanos(trackedByEnd) - troubleEnded),
                millis(server.lastNanos(events) - lastTracked),
                mostHeld,
                mostHeldBytes,
                heapAtEnd - heapBefore);
    }

    private static long millis(long nanos) {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}
