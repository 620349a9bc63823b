package io.salestracker.internal;

import io.salestracker.DurableStore;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportException.Sent;
import io.salestracker.http.TransportSettings;
import io.salestracker.internal.support.Versions;
import io.salestracker.store.EventStore;
import io.salestracker.store.MemoryEventStore;
import io.salestracker.store.StoreFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens a tracker's lanes with their stores and transports. If one fails to open, those already open are closed. */
final class LaneFactory {
    // The max time for writing the log lines about a failed build.
    private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final TrackerSetup setup;
    private final RecentIds recent;
    private final Randomness random;
    private final Clocks clocks;
    private final Callbacks callbacks;
    private final Keeper keeper;
    private final ThrottledLogger log;

    LaneFactory(
            TrackerSetup setup,
            RecentIds recent,
            Randomness random,
            Clocks clocks,
            Callbacks callbacks,
            Keeper keeper,
            ThrottledLogger log) {
        this.setup = setup;
        this.recent = recent;
        this.random = random;
        this.clocks = clocks;
        this.callbacks = callbacks;
        this.keeper = keeper;
        this.log = log;
    }

    /**
     * Opens all lanes.
     *
     * @throws IllegalArgumentException if the shares of the budget do not add up, or there are too many destinations
     * @throws IllegalStateException if a library on the class path does not fit
     */
    List<Lane> open() {
        if (setup.lanes().size() > Short.MAX_VALUE) {
            throw new IllegalArgumentException("a tracker has at most " + Short.MAX_VALUE + " destinations");
        }
        if (setup.enabled()) {
            Versions.check();
            RetryPolicy.checkLibrary();
        }
        List<@Nullable Budget> asked = new ArrayList<>();
        setup.lanes().forEach(lane -> asked.add(lane.settings().budget()));
        List<Budget> shares = BudgetAllocation.divide(setup.budget(), asked);
        List<Lane> lanes = new ArrayList<>();
        try {
            for (int number = 0; number < shares.size(); number++) {
                lanes.add(open(number, setup.lanes().get(number), shares.get(number)));
            }
            return List.copyOf(lanes);
        } catch (RuntimeException | Error fault) {
            // No caller gets the tracker, so the open parts are closed here.
            lanes.forEach(Lane::discard);
            endLog();
            throw fault;
        }
    }

    /** Ends the log's thread, which has started if a part failed to close. */
    private void endLog() {
        try {
            log.close(System.nanoTime() + LOG_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Lane open(int number, TrackerSetup.LaneSetup lane, Budget share) {
        Destination destination = lane.destination();
        DeliverySettings settings = lane.settings();
        String name = destination.name();
        EventStore store = open(lane.store(), name, share);
        try {
            LaneParts parts = new LaneParts(
                    number,
                    name,
                    destination.vendor(),
                    settings,
                    Math.min(settings.batchSize(), destination.maxBatchSize()),
                    new GuardedDestination(destination, lane.filter(), lane.transform(), setup.consentRequired(), log),
                    new GuardedStore(store, name, log),
                    new GuardedTransport(openTransport(settings), name, log),
                    new RetryPolicy(settings, random::share),
                    recent,
                    clocks,
                    log);
            return new Lane(parts, lane.store() == null, setup.enabled(), callbacks, keeper);
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

    private HttpTransport openTransport(DeliverySettings settings) {
        if (!setup.enabled()) {
            return new NoTransport();
        }
        TransportSettings asked = new TransportSettings(
                settings.connectTimeout(), settings.callTimeout(), settings.maxResponseBytes(), settings.maxInFlight());
        try {
            return setup.transport().open(asked);
        } catch (LinkageError misfit) {
            throw new IllegalStateException(Versions.describe(misfit), misfit);
        }
    }

    /** The transport of a disabled tracker. */
    private static final class NoTransport implements HttpTransport {
        @Override
        public Response send(Request request) throws TransportException {
            throw new TransportException(Sent.NOT_SENT, "the tracker is disabled", null);
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
