package io.salestracker;

import static java.util.Objects.requireNonNull;

import io.salestracker.delivery.Budget;
import io.salestracker.destination.Destination;
import io.salestracker.event.EventBuilder;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.http.HttpTransport;
import io.salestracker.internal.Engine;
import io.salestracker.internal.TrackerSetup;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Reports sales events to chat vendors. One call, {@link #track(SalesEvent)}, and every configured vendor gets its own
 * correct payload, in order, apart from the others, with a definite {@link Outcome} for each.
 *
 * <p>{@code track} does not block, does no I/O and never throws because of delivery: a checkout can call it anywhere
 * after the order is committed. Delivery goes on in daemon threads until {@link #close()}; what a JVM takes with it when
 * it ends without {@code close} is lost with the in-memory store; {@link Builder#closeOnShutdown} closes it then.
 *
 * <p>Thread-safe. Make one for the life of the application and close it at the end.
 *
 * <p>It is an interface so that a container can put a proxy around it and a test can write its own. A method that comes
 * later has a default.
 */
public interface SalesTracker extends AutoCloseable {

    /** How long {@link #close()} goes on sending: 10 seconds. */
    Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    /** Starts a tracker's configuration. */
    static Builder builder() {
        return new Builder();
    }

    /** A tracker without destinations that does nothing, for environments that must not report. */
    static SalesTracker disabled() {
        return builder().enabled(false).build();
    }

    /**
     * Takes an event for delivery to every destination it is meant for. Returns at once: no I/O, no encoding, no waiting.
     * Leaves the caller's interrupt flag alone. Never throws but for null: an event that a destination, its filter or the
     * event's own code fails on is {@code Invalid(INTERNAL)}, one for which there is no memory is that or {@code
     * Dropped(NOT_STORED)}. A durable store, if one is configured, writes on this thread; where it fails the event is
     * {@code Dropped(NOT_STORED)}.
     *
     * @return how it ends at each destination, once that is known; need not be looked at
     * @throws NullPointerException if {@code event} is null
     */
    Receipt track(SalesEvent event);

    /**
     * Builds an event and takes it, for code that must not throw: an event that cannot be built is {@code Invalid} at
     * every destination it might be meant for (a vendor's event, at that vendor's), counted and logged.
     * Receipt and {@link DeliveryReport} then name it by the id and order id that its builder was given, if the model takes
     * them. It is not remembered: the repaired event is no duplicate.
     *
     * @return how it ends at each destination
     * @throws NullPointerException if {@code builder} is null
     */
    Receipt track(EventBuilder<?> builder);

    /**
     * Takes an event that ended {@code Unconfirmed} at a destination and was found missing at the vendor. As {@link
     * #track(SalesEvent)}, but an id that is remembered there because its event ended {@code Unconfirmed} does not make this
     * one {@code Skipped(DUPLICATE)}. One whose event is pending, delivered or stored there does, so the event can be given
     * as it was tracked, and goes only where it is in doubt. Look at the vendor first: an event that did arrive counts twice
     * there, unless the vendor counts its id once.
     *
     * @param event with the same id, or site and order id, as before, such as {@link DeliveryReport#event()}; one that has
     *     neither is no repetition of anything and is simply tracked
     * @return how it ends at each destination, once that is known
     * @throws NullPointerException if {@code event} is null
     */
    Receipt trackAgain(SalesEvent event);

    /**
     * Tells exactly what each destination would get for an event, or why nothing. Sends nothing and remembers nothing.
     * Runs the destinations' encoders on this thread; a destination with a token supplier may ask for a token.
     *
     * @return one for each destination the event is meant for; the requests hold credentials
     * @throws NullPointerException if {@code event} is null
     */
    List<Preview> preview(SalesEvent event);

    /**
     * Sends everything tracked before this call without waiting for batches to fill, and waits until each event has its
     * outcome. Pauses that a vendor asked for are respected. Other threads may go on tracking. From one of the tracker's
     * own callbacks it returns at once.
     *
     * @param timeout the longest wait; zero asks without waiting
     * @return what was settled, what is pending, and why
     * @throws IllegalArgumentException if {@code timeout} is negative
     * @throws InterruptedException if interrupted while waiting; delivery goes on
     */
    FlushReport flush(Duration timeout) throws InterruptedException;

    /**
     * Ends what waits under a visitor's keys, for a visitor who asks to be forgotten. An event's key is the visitor's identity at
     * the destination's vendor, so it also ends that vendor's own events of this visitor. A waiting event ends as
     * {@code Skipped(ERASED)}, or as {@code Unconfirmed(ERASED)} where an attempt before may have arrived. A request under
     * way is not cut off: its events end by its response, but are not repeated after it.
     *
     * <p>Covers every event whose {@code track} had returned. One that another thread is tracking meanwhile may be missed,
     * and those tracked afterwards are sent: to keep them back is the matter of consent. A destination at which the visitor
     * has no identity has nothing to erase, and a {@linkplain Visitor#isDamaged() damaged} visitor has none anywhere, which is
     * logged. Neither blocks nor does any I/O, but for a durable store. Nothing is logged of
     * the visitor.
     *
     * @return how many events it ended, plus those in flight that will not be repeated; each is counted once for each
     *     destination. A destination that fails to name the visitor's key, which is logged, counts as none
     * @throws NullPointerException if {@code visitor} is null
     */
    long erase(Visitor visitor);

    /** A look at every destination's ledger, consistent in itself. Cheap. */
    TrackerStats stats();

    /**
     * Refuses further events, sends what there is, and at the time limit ends the rest: waiting events are
     * {@code Dropped(CLOSED)} or, if sent before, {@code Unconfirmed}; requests in flight are cancelled and
     * {@code Unconfirmed} unless nothing was sent. When it returns every receipt is complete and the tracker's threads
     * are gone, unless the user's code holds one, for which it waits up to 2 seconds beyond the limit.
     *
     * <p>One line of the log then says for each destination what was delivered, refused, lost and left unconfirmed since the
     * tracker was built: how many events, what the neutral purchases among them came to, and the ids of up to 20 orders that
     * were lost or are in doubt. It is a warning if there are any, else of level INFO.
     *
     * <p>A second call waits for the first. If interrupted it ends the rest at once and keeps the interrupt flag. From
     * one of the tracker's own callbacks it only starts closing.
     *
     * @param timeout how long to go on sending; zero to end at once
     * @return what was settled since the call, dropped events included; what is pending (nothing, but from a callback or with a
     *     durable store, which keeps it); and the final ledgers, which have what was lost
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    FlushReport close(Duration timeout);

    /** The same as {@link #close(Duration)} with 10 seconds. */
    @Override
    default void close() {
        close(CLOSE_TIMEOUT);
    }

    /** Configures a {@link SalesTracker}; faults show at {@link #build()}. Not thread-safe. */
    final class Builder {
        private final List<Route> routes = new ArrayList<>();
        private Budget budget = Budget.DEFAULT;
        private @Nullable DeliveryListener listener;
        private HttpTransport.Factory transport = HttpTransport.okHttp();
        private @Nullable DurableStore store;
        private @Nullable InstantSource clock;
        private @Nullable RandomGenerator random;
        private boolean consentRequired;
        private boolean closeOnShutdown;
        private boolean enabled = true;

        private Builder() {}

        /** Adds a destination with its own settings, for every event. */
        public Builder destination(Destination destination) {
            return destination(destination, route -> {});
        }

        /**
         * Adds a destination, and says which events it gets and how: {@code destination(alhena, route -> route.site("us"))}.
         * Several destinations may be of one vendor; each has a name of its own.
         *
         * @param routing is called once, at once
         */
        public Builder destination(Destination destination, Consumer<? super Route> routing) {
            Route route = new Route(destination);
            routing.accept(route);
            routes.add(route);
            return this;
        }

        /** Sets what may be held in memory by all destinations together. Default: 100,000 events and 64 MB. */
        public Builder budget(Budget budget) {
            this.budget = requireNonNull(budget, "budget");
            return this;
        }

        /** Sets who is told how every event ends. Default: nobody. */
        public Builder listener(DeliveryListener listener) {
            this.listener = requireNonNull(listener, "listener");
            return this;
        }

        /** Sets what sends requests. Default: {@link HttpTransport#okHttp()}. */
        public Builder transport(HttpTransport.Factory transport) {
            this.transport = requireNonNull(transport, "transport");
            return this;
        }

        /** Sets what holds the events. Default: memory, within the budget. */
        public Builder store(DurableStore store) {
            this.store = requireNonNull(store, "store");
            return this;
        }

        /**
         * Sets the clock, for tests: both for events and for delivery. It is asked on several threads and must not wait.
         * While it throws, events are {@code Invalid(INTERNAL)}, and what was tracked before waits. Default: the system's,
         * jumps evened out.
         */
        public Builder clock(InstantSource clock) {
            this.clock = requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Sets the source of ids that are neither given nor derived from an order, and of the jitter of backoffs, for tests.
         * With the same seed, the same clock and the same calls the vendors get the same bytes. The first number drawn, at
         * {@link #build()}, seeds a {@link java.util.SplittableRandom} for the jitter; the others make ids, in the order of
         * the calls. It need not be thread-safe. While it throws, events that need an id are {@code Invalid(INTERNAL)}.
         * Default: random.
         */
        public Builder random(RandomGenerator random) {
            this.random = requireNonNull(random, "random");
            return this;
        }

        /**
         * Says whether consent counts as refused unless it was given: with {@code visitor.consent(true)}, or {@code
         * consent("alhena", true)} for one vendor. An event without a visitor, or whose visitor did not say, is then
         * {@code Skipped(NO_CONSENT)}. A vendor's own events have no visitor and are not asked about: ask for consent
         * before you build one. Default: false, consent is taken as given unless refused.
         */
        public Builder consentRequired(boolean consentRequired) {
            this.consentRequired = consentRequired;
            return this;
        }

        /**
         * Says whether the tracker closes when the JVM ends: at the end of {@code main}, {@code System.exit} and SIGTERM, not
         * at {@code kill -9}, {@code Runtime.halt} or a crash. Default: false, for hosts that close their beans.
         *
         * <p>{@link #build()} then registers a shutdown hook, which calls {@link SalesTracker#close()}. The hook holds the
         * tracker, and with it the class loader of the SDK, until the tracker is closed: a host that is redeployed has to
         * close it all the same, and the hook goes with that. The hook's thread has no context class loader. Shutdown
         * hooks run at the same time and in no order, so a log or a store of yours may be closed before. A tracker that is
         * built while the JVM is ending has no hook, and neither has a disabled one.
         */
        public Builder closeOnShutdown(boolean closeOnShutdown) {
            this.closeOnShutdown = closeOnShutdown;
            return this;
        }

        /** Switches the tracker off: every event is then {@code Skipped(DISABLED)} everywhere. Default: on. */
        public Builder enabled(boolean enabled) {
            this.enabled = enabled;
            return this;
        }

        /**
         * Starts the tracker. Fails with whatever a transport or a store throws that cannot be opened; those that were
         * opened are closed then.
         *
         * @throws IllegalStateException if it is enabled and has no destination, or if Jackson, resilience4j, SLF4J or
         *     the transport's library on the class path is of a version that does not fit; the message names those found
         * @throws IllegalArgumentException if two destinations have one name, a name is not a word of 1 to 64 letters,
         *     digits, '-', '_' and '.', or the shares of the budget do not add up
         */
        public SalesTracker build() {
            if (enabled && routes.isEmpty()) {
                throw new IllegalStateException("a tracker needs a destination; for none use SalesTracker.disabled()");
            }
            Set<String> names = new HashSet<>();
            for (Route route : routes) {
                String name = route.destination().name();
                if (!name.matches("[\\p{Alnum}._-]{1,64}")) {
                    throw new IllegalArgumentException(
                            "a destination's name must be of 1 to 64 letters, digits, '-', '_' and '.'");
                }
                if (!names.add(name)) {
                    throw new IllegalArgumentException(
                            "two destinations are named " + name + "; name one of them with name(...)");
                }
            }
            return new Engine(new TrackerSetup(
                    routes.stream().map(route -> route.setup(store)).toList(),
                    budget,
                    listener,
                    transport,
                    clock,
                    random,
                    consentRequired,
                    closeOnShutdown,
                    enabled));
        }
    }
}
