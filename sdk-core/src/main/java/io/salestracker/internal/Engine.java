package io.salestracker.internal;

import static java.util.Objects.requireNonNull;

import io.salestracker.DeliveryListener;
import io.salestracker.DestinationStats;
import io.salestracker.DurableStore;
import io.salestracker.FlushReport;
import io.salestracker.Outcome;
import io.salestracker.Outcome.InvalidReason;
import io.salestracker.Preview;
import io.salestracker.Receipt;
import io.salestracker.TrackerStats;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.SkipReason;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.TooLargeException;
import io.salestracker.destination.Translation;
import io.salestracker.event.EventBuilder;
import io.salestracker.event.EventKind;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.VendorEvent;
import io.salestracker.http.Answer;
import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportException.Sent;
import io.salestracker.http.TransportSettings;
import io.salestracker.internal.support.Versions;
import io.salestracker.store.EventStore;
import io.salestracker.store.FlushTracker;
import io.salestracker.store.MemoryEventStore;
import io.salestracker.store.StoreFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A tracker at work: its lanes, and what concerns them all. */
public final class Engine {
    private static final String UNROUTED =
            "An event was tracked that no destination is meant for: check the destinations and their filters";

    private final List<Lane> lanes = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final boolean enabled;
    private final Clocks clocks;
    private final Randomness random;
    private final Ids hashes = new Ids();
    private final ThrottledLogger log;
    private final TrackerThreads threads;
    private final Callbacks callbacks;
    private final Keeper keeper;
    private final Receipt noMemory;
    private final LongAdder unrouted = new LongAdder();
    private final AtomicBoolean decimalsWarned = new AtomicBoolean();
    private final Closing closing;

    /** A destination as it was configured. */
    public record Route(Destination destination, DeliverySettings settings, Predicate<? super SalesEvent> filter) {}

    /** What the tracker's builder collected. */
    public record Setup(
            List<Route> routes,
            Budget budget,
            @Nullable DeliveryListener listener,
            HttpTransport.Factory transport,
            @Nullable DurableStore store,
            @Nullable InstantSource clock,
            Supplier<String> ids,
            DoubleSupplier jitter,
            boolean enabled) {}

    /**
     * @throws IllegalArgumentException if the shares of the budget do not add up
     * @throws IllegalStateException if a library on the class path does not fit
     */
    public Engine(Setup setup) {
        enabled = setup.enabled();
        if (enabled) {
            Versions.check();
            RetryPolicy.checkLibrary();
        }
        clocks = new Clocks(setup.clock());
        threads = new TrackerThreads();
        log = new ThrottledLogger(clocks, threads);
        random = new Randomness(setup.ids(), setup.jitter(), log);
        keeper = new Keeper(threads, log);
        callbacks = new Callbacks(setup.listener(), enabled, log, threads);
        closing = new Closing(lanes, callbacks, keeper, log);
        List<Budget> shares = BudgetAllocation.of(setup.budget(), setup.routes());
        try {
            for (int i = 0; i < shares.size(); i++) {
                Route route = setup.routes().get(i);
                lanes.add(lane(setup, route, shares.get(i)));
                names.add(route.destination().name());
            }
        } catch (RuntimeException | Error fault) {
            // Nobody gets the tracker, so nobody could close what is open by now.
            lanes.forEach(Lane::discard);
            throw fault;
        }
        noMemory = failed("unknown");
    }

    private Lane lane(Setup setup, Route route, Budget share) {
        Destination destination = route.destination();
        DeliverySettings settings = route.settings();
        EventStore store = open(setup.store(), destination.name(), share);
        try {
            return new Lane(
                    destination,
                    settings,
                    new DestinationDoor(destination, route.filter(), enabled, log),
                    store,
                    enabled ? open(setup.transport(), settings) : new NoTransport(),
                    new RetryPolicy(settings, random::share),
                    clocks,
                    callbacks,
                    keeper,
                    log);
        } catch (RuntimeException | Error fault) {
            try {
                store.close();
            } catch (RuntimeException | Error another) {
                fault.addSuppressed(another);
            }
            throw fault;
        }
    }

    private static EventStore open(@Nullable DurableStore store, String destination, Budget share) {
        if (store == null) {
            return new MemoryEventStore(share);
        }
        if (store instanceof StoreFactory factory) {
            return factory.open(destination, share);
        }
        throw new IllegalArgumentException("store must be one of a durable module of the SDK");
    }

    private static HttpTransport open(HttpTransport.Factory factory, DeliverySettings settings) {
        TransportSettings asked = new TransportSettings(
                settings.connectTimeout(), settings.callTimeout(), settings.maxAnswerBytes(), settings.maxInFlight());
        try {
            return factory.open(asked);
        } catch (LinkageError misfit) {
            throw new IllegalStateException(Versions.describe(misfit), misfit);
        }
    }

    /** Takes an event to the lanes that are meant for it. Never throws. */
    public Receipt track(SalesEvent event) {
        Submission submission;
        try {
            submission = submission(event);
        } catch (Throwable fault) {
            return refuseEverywhere(fault);
        }
        List<Lane> meant = submission.meant;
        for (int place = 0; place < meant.size(); place++) {
            Lane lane = meant.get(place);
            if (submission.unknown != null && submission.unknown.get(place)) {
                lane.refuse(
                        submission.stamp, submission.kind, event, DestinationDoor.INTERNAL, submission.receipt, place);
            } else {
                lane.offer(event, submission.stamp, submission.remembered, submission.now, submission.receipt, place);
            }
        }
        if (meant.isEmpty()) {
            noteUnrouted();
        }
        return submission.receipt;
    }

    /**
     * All that an event needs once.
     *
     * @param meant the lanes that are meant for it
     * @param unknown those of them whose filter failed, by place; null if there is none
     */
    private record Submission(
            EventKind kind,
            Stamp stamp,
            @Nullable UUID remembered,
            Instant now,
            List<Lane> meant,
            @Nullable BitSet unknown,
            PendingReceipt receipt) {}

    private Submission submission(SalesEvent event) {
        UUID remembered = remembered(event);
        Stamp stamp = stamp(event, remembered);
        Instant now = clocks.now();
        warnOfDecimals(event);
        List<Lane> meant = lanes;
        boolean all = true;
        BitSet unknown = null;
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get(i);
            DestinationDoor.Meant answer = lane.intake.meant(event);
            if (answer == DestinationDoor.Meant.NO) {
                meant = all ? new ArrayList<>(lanes.subList(0, i)) : meant;
                all = false;
                continue;
            }
            if (!all) {
                meant.add(lane);
            }
            if (answer == DestinationDoor.Meant.UNKNOWN) {
                unknown = unknown == null ? new BitSet() : unknown;
                unknown.set(all ? i : meant.size() - 1);
            }
        }
        return new Submission(
                requireNonNull(event.kind()), stamp, remembered, now, meant, unknown, receipt(stamp.id(), meant));
    }

    /** A receipt with places for these lanes; it shares the list of names where all are meant. */
    private PendingReceipt receipt(String id, List<Lane> meant) {
        if (meant.size() == lanes.size()) {
            return new PendingReceipt(id, names, callbacks);
        }
        List<String> its = new ArrayList<>(meant.size());
        for (int i = 0; i < meant.size(); i++) {
            its.add(meant.get(i).name);
        }
        return new PendingReceipt(id, its, callbacks);
    }

    /** Ends an event that came to no lane, because it throws when it is looked at or there is no memory for it. */
    private Receipt refuseEverywhere(Throwable fault) {
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get(i);
            lane.count(DestinationDoor.INTERNAL);
            lane.intake.report("track", fault);
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
    private Receipt failed(String id) {
        PendingReceipt receipt = new PendingReceipt(id, names, callbacks);
        for (int place = 0; place < names.size(); place++) {
            receipt.settle(place, DestinationDoor.INTERNAL);
        }
        return receipt;
    }

    /** What tells a repetition of the event from another event: its id, given or derived. Null if it has neither. */
    private @Nullable UUID remembered(SalesEvent event) {
        String id = event.id();
        if (id != null) {
            return hashes.fingerprint(id);
        }
        String orderId = orderId(event);
        return orderId == null ? null : hashes.ofOrder(event.site(), orderId);
    }

    private Stamp stamp(SalesEvent event, @Nullable UUID remembered) {
        Instant occurredAt = event.occurredAt();
        String id = event.id();
        if (id == null) {
            id = remembered == null ? random.id() : remembered.toString();
        }
        return new Stamp(id, occurredAt == null ? clocks.wall() : occurredAt);
    }

    private static @Nullable String orderId(SalesEvent event) {
        if (event instanceof Purchase purchase) {
            return purchase.orderId();
        }
        return event instanceof VendorEvent vendors ? vendors.orderId() : null;
    }

    private void warnOfDecimals(SalesEvent event) {
        if (!decimalsWarned.get() && Decimals.exceed(event) && decimalsWarned.compareAndSet(false, true)) {
            log.warn(
                    "decimals",
                    () -> "An amount has more decimals than its currency; such amounts are sent as they"
                            + " are. This is said once");
        }
    }

    private void noteUnrouted() {
        if (enabled) {
            unrouted.increment();
            log.warn("unrouted", UNROUTED);
        }
    }

    /**
     * Builds an event and takes it to the lanes; one that cannot be built is invalid at every destination of its vendor.
     * Never throws.
     */
    public Receipt track(EventBuilder<?> builder) {
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
            Outcome invalid = DestinationDoor.INTERNAL;
            if (fault instanceof InvalidEventException named) {
                invalid = new Outcome.Invalid(InvalidReason.FIELDS, named.violations());
            } else {
                log.warn("builder", () -> "A builder threw " + fault.getClass().getName());
            }
            EventKind kind = requireNonNull(builder.kind());
            String vendor = builder.vendor();
            List<Lane> its =
                    lanes.stream().filter(lane -> lane.intake.isOf(vendor)).toList();
            Stamp stamp = new Stamp(random.id(), clocks.wall());
            PendingReceipt receipt = receipt(stamp.id(), its);
            Outcome outcome = enabled ? invalid : new Outcome.Skipped(SkipReason.DISABLED);
            for (int place = 0; place < its.size(); place++) {
                its.get(place).refuse(stamp, kind, null, outcome, receipt, place);
            }
            if (its.isEmpty()) {
                noteUnrouted();
            }
            return receipt;
        } catch (Throwable another) {
            return refuseEverywhere(another);
        }
    }

    /** What each destination would do with an event. */
    public List<Preview> preview(SalesEvent event) {
        UUID remembered = remembered(event);
        Stamp stamp = stamp(event, remembered);
        List<Preview> previews = new ArrayList<>();
        for (Lane lane : lanes) {
            DestinationDoor.Meant meant = lane.intake.meant(event);
            if (meant == DestinationDoor.Meant.UNKNOWN) {
                previews.add(new Preview(lane.name, null, DestinationDoor.INTERNAL));
            } else if (meant == DestinationDoor.Meant.YES) {
                previews.add(preview(lane, event, stamp, remembered));
            }
        }
        return previews;
    }

    private static Preview preview(Lane lane, SalesEvent event, Stamp stamp, @Nullable UUID remembered) {
        Translation translation = lane.intake.translate(event, stamp);
        if (!(translation instanceof Translation.Send send)) {
            return new Preview(lane.name, null, DestinationDoor.ended(translation));
        }
        if (remembered != null && lane.isDuplicate(remembered)) {
            return new Preview(lane.name, null, new Outcome.Skipped(SkipReason.DUPLICATE));
        }
        try {
            byte[] bytes = lane.intake.encode(send.event());
            return new Preview(lane.name, lane.intake.request(List.of(new EncodedEvent(stamp.id(), bytes))), null);
        } catch (TooLargeException e) {
            return new Preview(lane.name, null, new Outcome.Invalid(InvalidReason.TOO_LARGE, List.of()));
        } catch (Throwable thrown) {
            lane.intake.report("preview", thrown);
            return new Preview(lane.name, null, DestinationDoor.INTERNAL);
        }
    }

    /** Sends what was tracked before, and waits for it. */
    public FlushReport flush(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
        boolean waits = !timeout.isZero() && !threads.isOurs(Thread.currentThread());
        Map<Lane, FlushTracker.Flush> tickets = beginFlush(waits);
        try {
            if (waits) {
                for (Map.Entry<Lane, FlushTracker.Flush> ticket : tickets.entrySet()) {
                    ticket.getKey().awaitFlush(ticket.getValue(), deadline);
                }
            }
        } catch (InterruptedException e) {
            endFlush(tickets);
            throw e;
        }
        return endFlush(tickets);
    }

    /** One failure for want of memory costs no caller its flush or its report. */
    private Map<Lane, FlushTracker.Flush> beginFlush(boolean waits) {
        try {
            return begun(waits);
        } catch (OutOfMemoryError once) {
            return begun(waits);
        }
    }

    private Map<Lane, FlushTracker.Flush> begun(boolean waits) {
        Map<Lane, FlushTracker.Flush> tickets = new LinkedHashMap<>();
        lanes.forEach(lane -> tickets.put(lane, lane.beginFlush(waits)));
        return tickets;
    }

    private FlushReport endFlush(Map<Lane, FlushTracker.Flush> tickets) {
        try {
            return report(tickets);
        } catch (OutOfMemoryError once) {
            return report(tickets);
        }
    }

    private FlushReport report(Map<Lane, FlushTracker.Flush> tickets) {
        Map<String, FlushReport.Result> results = new LinkedHashMap<>();
        tickets.forEach((lane, ticket) -> results.put(lane.name, lane.endFlush(ticket)));
        return new FlushReport(results, stats());
    }

    /** A look at every ledger. */
    public TrackerStats stats() {
        Map<String, DestinationStats> stats = new LinkedHashMap<>();
        lanes.forEach(lane -> stats.put(lane.name, lane.stats()));
        return new TrackerStats(stats, unrouted.sum(), callbacks.untold());
    }

    /** Refuses further events, sends what there is, and at the time limit ends the rest. */
    public FlushReport close(Duration timeout) {
        if (threads.isOurs(Thread.currentThread())) {
            closing.closeApart(timeout);
        } else {
            closing.close(timeout);
        }
        return endFlush(beginFlush(false));
    }

    /** What a disabled tracker sends with. */
    private static final class NoTransport implements HttpTransport {
        @Override
        public Answer send(Request request) throws TransportException {
            throw new TransportException(Sent.NOT_SENT, "the tracker is disabled", null);
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
