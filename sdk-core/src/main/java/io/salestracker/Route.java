package io.salestracker;

import static java.util.Objects.requireNonNull;

import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.event.SalesEvent;
import io.salestracker.internal.TrackerSetup;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The way of events to one destination, set up inside {@code tracker.destination(destination, route -> ...)}:
 *
 * <pre>{@code
 * .destination(alhena, route -> route.site("us", "ca").settings(s -> s.maxInFlight(16)))
 * }</pre>
 *
 * <p>An event is asked about in this order, whatever the order of the calls here: {@link #site}, {@link #filter}, {@link
 * #transform}, then the visitor's consent, then the destination. All of it runs on the thread that tracks, so it has to be
 * quick and without I/O, and on several threads at once. A filter or transform that throws makes the event
 * {@code Invalid(INTERNAL)} at this destination, which is logged once a minute.
 *
 * <p>Another vendor's own events never come here. Not thread-safe; of no use once the tracker is built.
 */
public final class Route {
    private final Destination destination;
    private final Set<String> sites = new HashSet<>();
    private Predicate<SalesEvent> filter = event -> true;
    private Function<SalesEvent, @Nullable SalesEvent> transform = event -> event;
    private DeliverySettings settings;
    private @Nullable DurableStore store;

    Route(Destination destination) {
        this.destination = requireNonNull(destination, "destination");
        this.settings = destination.settings();
    }

    Destination destination() {
        return destination;
    }

    /**
     * Takes events of these sites only; an event without a site does not come. A further call adds sites. Default: events
     * of every site, and those without one.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Route site(String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("site needs at least one site; leave it out for all");
        }
        Arrays.stream(names).forEach(name -> sites.add(requireNonNull(name, "site")));
        return this;
    }

    /** Takes those events only for which this is true. After a further call both have to be. Default: every event. */
    public Route filter(Predicate<? super SalesEvent> condition) {
        filter = filter.and(requireNonNull(condition, "condition"));
        return this;
    }

    /**
     * Changes events on their way to this destination: returns the event, another one in its place, or null if the
     * destination is not meant for it. A further call gets what the one before returned.
     *
     * <p>Id, time and what makes a duplicate stay those of the event as it was tracked. The listener is told of that event
     * too. The changed one is held beside it, for this destination alone. One of another kind, of another order id
     * or of another vendor is {@code Invalid(INTERNAL)}. Of one without a visitor the consent is that of the event as it was
     * tracked.
     */
    public Route transform(Function<? super SalesEvent, ? extends @Nullable SalesEvent> change) {
        requireNonNull(change, "change");
        Function<SalesEvent, @Nullable SalesEvent> before = transform;
        transform = event -> {
            SalesEvent changed = before.apply(event);
            return changed == null ? null : change.apply(changed);
        };
        return this;
    }

    /**
     * Changes this destination's settings, starting from its own: {@code route.settings(s -> s.maxInFlight(16))}.
     *
     * @throws IllegalArgumentException if a value is out of range; the message names it
     */
    public Route settings(Consumer<? super DeliverySettings.Builder> change) {
        DeliverySettings.Builder builder = settings.toBuilder();
        change.accept(builder);
        settings = builder.build();
        return this;
    }

    /** Sets all of this destination's settings at once. Default: the destination's own. */
    public Route settings(DeliverySettings all) {
        settings = requireNonNull(all, "settings");
        return this;
    }

    /** Sets what holds the events for this destination. Default: the tracker's store. */
    public Route store(DurableStore own) {
        store = requireNonNull(own, "store");
        return this;
    }

    /** @param common the tracker's store; null for the memory */
    TrackerSetup.LaneSetup setup(@Nullable DurableStore common) {
        Set<String> wanted = Set.copyOf(sites);
        Predicate<SalesEvent> ofSite = event -> event.site() != null && wanted.contains(event.site());
        return new TrackerSetup.LaneSetup(
                destination,
                settings,
                wanted.isEmpty() ? filter : ofSite.and(filter),
                transform,
                store == null ? common : store);
    }
}
