package io.salestracker.internal;

import static java.util.Objects.requireNonNull;

import io.salestracker.DestinationStats;
import io.salestracker.FlushReport;
import io.salestracker.Outcome;
import io.salestracker.Outcome.InvalidReason;
import io.salestracker.Preview;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.TrackerStats;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.EventBuilder;
import io.salestracker.event.EventKind;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.store.EventStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The tracker's implementation. {@code track} makes one {@link Submission} for an event, with everything that is needed once.
 * Each lane that the event is routed to gets an entry that refers to it.
 */
public final class Engine implements SalesTracker {
    private static final String UNROUTED =
            "An event was tracked that no destination is meant for: check the destinations and their routes";

    private static final String DAMAGED =
            "A visitor's text was cut or changed after Visitor.write(), so consent counts as refused and the event is not sent:"
                    + " keep the text unchanged, in a column that is wide enough (README, Who it was)";
    private static final String DAMAGED_ERASE =
            "erase was asked for a visitor whose text was cut or changed after Visitor.write(), so nothing was found to erase:"
                    + " make the visitor from its identities instead";
    // The clocks of two machines differ a little. More than this is a wrong unit or a wrong zone.
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private final List<Lane> lanes;
    private final Routing routing;
    private final boolean enabled;
    private final Clocks clocks;
    private final Randomness random;
    private final Ids ids = new Ids();
    private final RecentIds recent;
    private final ThrottledLogger log;
    private final TrackerThreads threads;
    private final Callbacks callbacks;
    private final Receipt noMemory;
    private final LongAdder unrouted = new LongAdder();
    private final Closing closing;

    /**
     * @throws IllegalArgumentException if the shares of the budget do not add up
     * @throws IllegalStateException if a library on the class path does not fit
     */
    public Engine(TrackerSetup setup) {
        enabled = setup.enabled();
        clocks = new Clocks(setup.clock());
        threads = new TrackerThreads();
        log = new ThrottledLogger(clocks, threads);
        random = new Randomness(setup.random());
        recent = new RecentIds(setup.lanes().size());
        Keeper keeper = new Keeper(threads, log);
        callbacks = new Callbacks(setup.listener(), enabled, log, threads);
        lanes = new LaneFactory(setup, recent, random, clocks, callbacks, keeper, log).open();
        routing = new Routing(lanes);
        closing = new Closing(lanes, enabled, callbacks, keeper, log);
        noMemory = failed(EventId.random("unknown"));
        if (enabled && setup.closeOnShutdown()) {
            closing.onShutdown(this::close);
        }
    }

    // ---- track

    @Override
    public Receipt track(SalesEvent event) {
        return track(event, false);
    }

    @Override
    public Receipt trackAgain(SalesEvent event) {
        return track(event, true);
    }

    private Receipt track(SalesEvent event, boolean again) {
        requireNonNull(event, "event");
        Submission submission;
        Routing.Lanes routed;
        @Nullable TrackedEntry[] entries;
        try {
            routed = routing.of(event);
            noteDamaged(event, routed);
            submission = submit(event, routed);
            entries = new TrackedEntry[routed.lanes().size()];
        } catch (Throwable fault) {
            return refuseEverywhere(fault);
        }
        for (int slot = 0; slot < entries.length; slot++) {
            Lane lane = routed.lanes().get(slot);
            if (routed.failing().contains(lane)) {
                lane.refuse(submission, slot, Ledger.INTERNAL);
            } else {
                entries[slot] = lane.accept(submission, slot, routed.changed().get(lane));
            }
        }
        enter(submission, entries, routed.lanes(), again);
        if (entries.length == 0) {
            noteUnrouted();
        }
        return submission.receipt();
    }

    private Submission submit(SalesEvent event, Routing.Lanes routed) {
        EventId stable = ids.stable(event);
        EventId id = stable == null ? random.id() : stable;
        Instant now = clocks.now();
        return new Submission(
                event,
                requireNonNull(event.kind()),
                id,
                occurredAt(event, clocks.wallAt(now)),
                now,
                Submission.weigh(event, id),
                new PendingReceipt(id, routed.names(), callbacks));
    }

    /** The time of the event; the time of day now if the caller named none, or one in the future, which is a fault. */
    private static Instant occurredAt(SalesEvent event, Instant now) {
        Instant given = event.occurredAt();
        return given == null || Clocks.exceeds(now, given, CLOCKS_DIFFER) ? now : given;
    }

    /** Enters the entries into their lanes. A lane that has another event with the same id refuses its entry as a duplicate. */
    private void enter(Submission submission, @Nullable TrackedEntry[] entries, List<Lane> meant, boolean again) {
        if (submission.id().stable) {
            remember(submission, entries, meant, again);
        }
        for (int slot = 0; slot < entries.length; slot++) {
            TrackedEntry entry = entries[slot];
            if (entry == null) {
                continue;
            }
            if (entry.isDuplicate) {
                meant.get(slot).refuse(submission, slot, Ledger.DUPLICATE);
            } else {
                meant.get(slot).enter(entry);
            }
        }
    }

    private void remember(Submission submission, @Nullable TrackedEntry[] entries, List<Lane> meant, boolean again) {
        try {
            synchronized (recent) {
                recent.lookUp(submission.id(), submission.trackedAt());
                for (int slot = 0; slot < entries.length; slot++) {
                    TrackedEntry entry = entries[slot];
                    if (entry != null) {
                        entry.isDuplicate = !recent.take(meant.get(slot).number(), again);
                    }
                }
            }
        } catch (Throwable noMemory) {
            // The table cannot grow. An event that is sent twice is better than one that is lost.
            log.warn("recent", "There is no memory to remember events by; a repetition may be sent again");
        }
    }

    /** Ends an event that reached no lane, because its own code threw or memory is short. */
    private Receipt refuseEverywhere(Throwable fault) {
        for (int i = 0; i < lanes.size(); i++) {
            lanes.get(i).countFailed(fault);
        }
        if (callbacks.hasListener()) {
            callbacks.missed();
        }
        try {
            return failed(random.id());
        } catch (Throwable none) {
            return noMemory;
        }
    }

    /** A receipt of an event that is invalid everywhere. */
    private Receipt failed(EventId id) {
        PendingReceipt receipt = new PendingReceipt(id, routing.all().names(), callbacks);
        for (int slot = 0; slot < lanes.size(); slot++) {
            receipt.settle(slot, Ledger.INTERNAL);
        }
        return receipt;
    }

    private void noteUnrouted() {
        if (enabled) {
            unrouted.increment();
            log.warn("unrouted", UNROUTED);
        }
    }

    private void noteDamaged(SalesEvent event, Routing.Lanes routed) {
        boolean isDamaged = isOfDamaged(event);
        if (!routed.changed().isEmpty()) {
            isDamaged |= routed.changed().values().stream().anyMatch(Engine::isOfDamaged);
        }
        if (enabled && isDamaged) {
            log.warn("damaged", DAMAGED);
        }
    }

    private static boolean isOfDamaged(SalesEvent event) {
        Visitor visitor = event instanceof CommerceEvent commerce ? commerce.visitor() : null;
        return visitor != null && visitor.isDamaged();
    }

    @Override
    public Receipt track(EventBuilder<?> builder) {
        requireNonNull(builder, "builder");
        SalesEvent event;
        try {
            event = requireNonNull(builder.build());
        } catch (Throwable fault) {
            return refuse(builder, fault);
        }
        return track(event);
    }

    private Receipt refuse(EventBuilder<?> builder, Throwable fault) {
        try {
            Outcome invalid = Ledger.INTERNAL;
            if (fault instanceof InvalidEventException faulty) {
                invalid = new Outcome.Invalid(InvalidReason.FIELDS, faulty.violations());
            } else {
                log.warn("builder", () -> "A builder threw " + fault.getClass().getName());
            }
            EventKind kind = requireNonNull(builder.kind());
            String vendor = builder.vendor();
            Routing.Lanes routed = routing.of(vendor);
            Unbuilt named = Unbuilt.of(builder, ids);
            EventId id = named.id() == null ? random.id() : named.id();
            Instant now = clocks.now();
            PendingReceipt receipt = new PendingReceipt(id, routed.names(), callbacks);
            Submission unbuilt = Submission.unbuilt(kind, id, clocks.wallAt(now), now, receipt, named.orderId());
            for (int slot = 0; slot < routed.lanes().size(); slot++) {
                routed.lanes().get(slot).refuse(unbuilt, slot, invalid);
            }
            if (routed.lanes().isEmpty()) {
                noteUnrouted();
            }
            return receipt;
        } catch (Throwable another) {
            return refuseEverywhere(another);
        }
    }

    @Override
    public List<Preview> preview(SalesEvent event) {
        requireNonNull(event, "event");
        Routing.Lanes routed = routing.of(event);
        Submission submission = submit(event, routed);
        List<Preview> previews = new ArrayList<>();
        for (Lane lane : routed.lanes()) {
            previews.add(
                    routed.failing().contains(lane)
                            ? new Preview.WouldNot(lane.name(), Ledger.INTERNAL)
                            : lane.preview(
                                    submission, routed.changed().getOrDefault(lane, event), submission.trackedAt()));
        }
        return previews;
    }

    // ---- erase, flush, stats, close

    @Override
    public long erase(Visitor visitor) {
        requireNonNull(visitor, "visitor");
        if (enabled && visitor.isDamaged()) {
            log.warn("damaged erase", DAMAGED_ERASE);
        }
        long erased = 0;
        for (int i = 0; enabled && i < lanes.size(); i++) {
            erased += lanes.get(i).erase(visitor);
        }
        return erased;
    }

    @Override
    public FlushReport flush(Duration timeout) throws InterruptedException {
        checkTimeout(timeout);
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
        boolean waits = !timeout.isZero() && !threads.isTrackerThread(Thread.currentThread());
        Map<Lane, EventStore.@Nullable Flush> flushes = beginFlushOrAgain(waits);
        try {
            if (waits) {
                awaitOrAgain(flushes, deadline);
            }
        } catch (InterruptedException e) {
            endFlushOrAgain(flushes);
            throw e;
        }
        return endFlushOrAgain(flushes);
    }

    /** Tries once more if memory is short, so that one failure costs no caller its flush. A lambda would need memory too. */
    private Map<Lane, EventStore.@Nullable Flush> beginFlushOrAgain(boolean waits) {
        try {
            return beginFlush(waits);
        } catch (OutOfMemoryError once) {
            return beginFlush(waits);
        }
    }

    /** Tries once more if memory is short, so that one failure costs no caller the wait. */
    private static void awaitOrAgain(Map<Lane, EventStore.@Nullable Flush> flushes, long deadline)
            throws InterruptedException {
        try {
            await(flushes, deadline);
        } catch (OutOfMemoryError once) {
            await(flushes, deadline);
        }
    }

    private static void await(Map<Lane, EventStore.@Nullable Flush> flushes, long deadline)
            throws InterruptedException {
        for (EventStore.Flush flush : flushes.values()) {
            if (flush != null) {
                flush.await(deadline);
            }
        }
    }

    /** Tries once more if memory is short, so that one failure costs no caller its report. */
    private FlushReport endFlushOrAgain(Map<Lane, EventStore.@Nullable Flush> flushes) {
        try {
            return endFlush(flushes);
        } catch (OutOfMemoryError once) {
            return endFlush(flushes);
        }
    }

    private Map<Lane, EventStore.@Nullable Flush> beginFlush(boolean waits) {
        Map<Lane, EventStore.@Nullable Flush> flushes = new LinkedHashMap<>();
        lanes.forEach(lane -> flushes.put(lane, lane.beginFlush(waits)));
        return flushes;
    }

    private FlushReport endFlush(Map<Lane, EventStore.@Nullable Flush> flushes) {
        Map<String, FlushReport.Result> results = new LinkedHashMap<>();
        flushes.forEach((lane, flush) -> results.put(lane.name(), lane.endFlush(flush)));
        return new FlushReport(results, stats());
    }

    @Override
    public TrackerStats stats() {
        Map<String, DestinationStats> stats = new LinkedHashMap<>();
        lanes.forEach(lane -> stats.put(lane.name(), lane.stats()));
        return new TrackerStats(stats, unrouted.sum(), callbacks.callbacksDropped());
    }

    @Override
    public FlushReport close(Duration timeout) {
        checkTimeout(timeout);
        Map<Lane, EventStore.@Nullable Flush> flushes = beginFlushOrNone();
        if (threads.isTrackerThread(Thread.currentThread())) {
            closing.closeApart(timeout);
        } else {
            closing.close(timeout);
        }
        return endFlushOrAgain(flushes.isEmpty() ? beginFlushOrAgain(false) : flushes);
    }

    /** Counts what is pending before the tracker closes. If memory is short, nothing is counted: closing is worth more. */
    private Map<Lane, EventStore.@Nullable Flush> beginFlushOrNone() {
        try {
            return beginFlushOrAgain(true);
        } catch (Throwable noMemory) {
            return Map.of();
        }
    }

    private static void checkTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative: " + timeout);
        }
    }
}
