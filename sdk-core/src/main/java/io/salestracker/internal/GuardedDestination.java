package io.salestracker.internal;

import static java.util.Objects.requireNonNull;

import io.salestracker.Outcome;
import io.salestracker.destination.Acceptance;
import io.salestracker.destination.Destination;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.SkipReason;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.StatusTable;
import io.salestracker.destination.TooLargeException;
import io.salestracker.destination.Verdict;
import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.VendorEvent;
import io.salestracker.event.Visitor;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.store.Entry;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Calls a destination and its route's filter and transform, and catches everything that they throw. A failure is logged, and
 * the caller gets a {@link Fault}. No other class of the engine calls them. Thread-safe.
 */
final class GuardedDestination {
    private static final Outcome NO_CONSENT = new Outcome.Skipped(SkipReason.NO_CONSENT);
    private static final Outcome NO_CHANGE = new Outcome.Skipped(SkipReason.NO_CHANGE);

    private final Destination destination;
    private final String name;
    private final String vendor;
    private final Predicate<SalesEvent> filter;
    private final Function<SalesEvent, @Nullable SalesEvent> transform;
    private final boolean consentRequired;
    private final ThrottledLogger log;
    // Made in advance, since the reason may be that memory is short.
    private final Fault fault = new Fault("the destination failed");

    GuardedDestination(
            Destination destination,
            Predicate<SalesEvent> filter,
            Function<SalesEvent, @Nullable SalesEvent> transform,
            boolean consentRequired,
            ThrottledLogger log) {
        this.destination = destination;
        this.name = destination.name();
        this.vendor = destination.vendor();
        this.filter = filter;
        this.transform = transform;
        this.consentRequired = consentRequired;
        this.log = log;
    }

    boolean isOf(@Nullable String eventVendor) {
        return eventVendor == null || eventVendor.equals(vendor);
    }

    /**
     * The event that the route takes to the destination: the tracked one, or another in its place. Null if the route takes
     * none.
     *
     * @throws Fault if the filter or the transform fails; the event is then not refused by them
     */
    @Nullable
    SalesEvent routed(SalesEvent event) {
        return isMeant(event) ? transformed(event) : null;
    }

    private boolean isMeant(SalesEvent event) {
        try {
            return isOfVendor(event) && filter.test(event);
        } catch (Throwable thrown) {
            throw reported("filter", thrown);
        }
    }

    private @Nullable SalesEvent transformed(SalesEvent event) {
        SalesEvent changed;
        boolean allowed;
        try {
            changed = transform.apply(event);
            allowed = changed == null || isSameSale(event, changed);
        } catch (Throwable thrown) {
            throw reported("transform", thrown);
        }
        if (!allowed) {
            log.warn(
                    name + " transform",
                    () -> name
                            + ": a transform changed an event's kind, order id or vendor; it must leave these alone");
            throw fault;
        }
        return changed;
    }

    private boolean isSameSale(SalesEvent event, SalesEvent changed) {
        return changed.kind() == event.kind()
                && Objects.equals(Ids.orderId(changed), Ids.orderId(event))
                && isOfVendor(changed);
    }

    private boolean isOfVendor(SalesEvent event) {
        return !(event instanceof VendorEvent of) || isOf(of.vendor());
    }

    /**
     * The outcome of an event that ends before the destination is asked: no consent, or no change. Else null.
     *
     * @param tracked the event as it was tracked, whose visitor decides where a transform left the visitor out
     * @param event the event as it goes to the destination
     */
    @Nullable
    Outcome skipped(SalesEvent tracked, SalesEvent event) {
        boolean isAsked = event instanceof CommerceEvent || tracked instanceof CommerceEvent;
        if (isAsked && !consents(visitor(event) == null ? visitor(tracked) : visitor(event))) {
            return NO_CONSENT;
        }
        return event instanceof CartChange change && change.added().signum() == 0 ? NO_CHANGE : null;
    }

    private static @Nullable Visitor visitor(SalesEvent event) {
        return event instanceof CommerceEvent commerce ? commerce.visitor() : null;
    }

    private boolean consents(@Nullable Visitor visitor) {
        return visitor == null ? !consentRequired : visitor.consents(vendor, !consentRequired);
    }

    /**
     * Asks the destination whether the event is to be sent.
     *
     * @throws Fault if the destination fails
     */
    Acceptance accepts(SalesEvent event) {
        try {
            return requireNonNull(destination.accepts(event));
        } catch (Throwable thrown) {
            throw reported("accepts", thrown);
        }
    }

    /** The order id under which the vendor counts a purchase once; null if there is none, or if the destination fails. */
    @Nullable
    String countedOrderId(SalesEvent event) {
        try {
            return destination.countedOrderId(event);
        } catch (Throwable thrown) {
            log.fault(name, "countedOrderId", thrown);
            return null;
        }
    }

    /**
     * The key of a visitor's events; null if there is none, which is also so where the visitor's text cannot be read.
     *
     * @throws Fault if the destination fails
     */
    @Nullable
    String orderingKey(Visitor visitor) {
        try {
            return destination.orderingKey(visitor);
        } catch (InvalidEventException unreadable) {
            // Events of this visitor were refused for it.
            return null;
        } catch (Throwable thrown) {
            throw reported("orderingKey", thrown);
        }
    }

    /**
     * Encodes an event.
     *
     * @throws TooLargeException if the vendor cannot take it
     * @throws OutOfMemoryError if memory is short, which is not the event's fault
     * @throws Fault if the destination throws anything else
     */
    byte[] encode(SalesEvent event, Stamp stamp) throws TooLargeException {
        try {
            return requireNonNull(destination.encode(event, stamp));
        } catch (TooLargeException | OutOfMemoryError known) {
            throw known;
        } catch (Throwable thrown) {
            throw reported("encode", thrown);
        }
    }

    /** The bytes of an entry, which may come from a store of the user's. Throws as {@link #encode} does. */
    byte[] bytes(Entry entry) throws TooLargeException {
        try {
            return requireNonNull(entry.bytes());
        } catch (TooLargeException | OutOfMemoryError | Fault known) {
            throw known;
        } catch (Throwable thrown) {
            throw reported("encode", thrown);
        }
    }

    /**
     * Joins events into a request.
     *
     * @throws TooLargeException if the vendor cannot take it
     * @throws IOException if it cannot be prepared now
     * @throws OutOfMemoryError if memory is short
     * @throws Fault if the destination throws anything else
     */
    Request toRequest(List<EncodedEvent> events) throws TooLargeException, IOException {
        try {
            return requireNonNull(destination.toRequest(events));
        } catch (TooLargeException | IOException | OutOfMemoryError known) {
            throw known;
        } catch (Throwable thrown) {
            throw reported("request", thrown);
        }
    }

    /** Classifies a response. Where the destination fails, the status decides. */
    Verdict classify(Request request, Response response) {
        try {
            return requireNonNull(destination.classify(request, response));
        } catch (Throwable thrown) {
            log.fault(name, "classify", thrown);
            return StatusTable.standard().classify(response, true);
        }
    }

    /** The texts that must not be shown; null if the destination fails. */
    @Nullable
    List<String> secrets() {
        try {
            return destination.secrets().stream().filter(Objects::nonNull).toList();
        } catch (Throwable thrown) {
            log.fault(name, "secrets", thrown);
            return null;
        }
    }

    private Fault reported(String where, Throwable thrown) {
        log.fault(name, where, thrown);
        return fault;
    }
}
