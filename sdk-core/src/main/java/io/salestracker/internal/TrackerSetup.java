package io.salestracker.internal;

import io.salestracker.DeliveryListener;
import io.salestracker.DurableStore;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.event.SalesEvent;
import io.salestracker.http.HttpTransport;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A tracker's configuration, as its builder collected it.
 *
 * @param clock the user's clock; null for the system's
 * @param random the user's source of ids and jitter; null for the JDK's
 * @param consentRequired true if a visitor's consent counts as refused unless it was given
 * @param closeOnShutdown true if the end of the JVM closes the tracker
 */
public record TrackerSetup(
        List<LaneSetup> lanes,
        Budget budget,
        @Nullable DeliveryListener listener,
        HttpTransport.Factory transport,
        @Nullable InstantSource clock,
        @Nullable RandomGenerator random,
        boolean consentRequired,
        boolean closeOnShutdown,
        boolean enabled) {

    /**
     * A destination as its route configured it.
     *
     * @param filter true for the events that go to it
     * @param transform gives the event that goes to it; null if none does
     * @param store its store; null for the memory
     */
    public record LaneSetup(
            Destination destination,
            DeliverySettings settings,
            Predicate<SalesEvent> filter,
            Function<SalesEvent, @Nullable SalesEvent> transform,
            @Nullable DurableStore store) {}
}
