package io.salestracker.destination;

import static java.util.Objects.requireNonNull;

import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Violation;
import io.salestracker.event.Violations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link Destination#accepts} says of an event: to be sent, not meant for the vendor, or not fit for it. */
public sealed interface Acceptance {

    /**
     * The event is to be sent.
     *
     * @param orderingKey the visitor's identity at the vendor: events with the same key are delivered in the order they
     *     were tracked; null for an event that has no order
     * @param repeatable true if sending it twice does no harm, because the vendor counts it once or the write is
     *     idempotent; it is then repeated after an ambiguous failure whatever the delivery mode
     * @param madeFit the fields of the event that are changed, filled in or left out to fit the vendor, since they are only
     *     shown to people: constants such as {@code items[].name}, never values of the event. The tracker counts such
     *     events by field in {@code DestinationStats.madeFit()}, and warns of each field once a minute
     */
    record Send(@Nullable String orderingKey, boolean repeatable, List<String> madeFit) implements Acceptance {
        /** Copies the list. */
        public Send {
            madeFit = List.copyOf(madeFit);
        }

        /** Without the key, which is an identity. */
        @Override
        public String toString() {
            return "Send[repeatable=" + repeatable + "]";
        }
    }

    /**
     * The event is not meant for the vendor.
     *
     * @param reason why
     */
    record Skip(SkipReason reason) implements Acceptance {

        /** Checks that the reason is not null. */
        public Skip {
            requireNonNull(reason, "reason");
        }
    }

    /**
     * The event lacks what this vendor requires.
     *
     * @param violations every fault, at least one
     */
    record Refuse(List<Violation> violations) implements Acceptance {

        /** @throws IllegalArgumentException if there is no violation */
        public Refuse {
            violations = List.copyOf(violations);
            if (violations.isEmpty()) {
                throw new IllegalArgumentException("violations must name at least one fault");
            }
        }
    }

    /** The event is to be sent, under this ordering key; see {@link Send}. */
    static Acceptance send(@Nullable String orderingKey, boolean repeatable) {
        return send(orderingKey, repeatable, List.of());
    }

    /** The event is to be sent, with these fields made fit; see {@link Send}. */
    static Acceptance send(@Nullable String orderingKey, boolean repeatable, List<String> madeFit) {
        return new Send(orderingKey, repeatable, madeFit);
    }

    /** The event is not meant for the vendor. */
    static Acceptance skip(SkipReason reason) {
        return new Skip(reason);
    }

    /** The event lacks what this vendor requires. */
    static Acceptance refuse(List<Violation> violations) {
        return new Refuse(violations);
    }

    /** The event lacks what this vendor requires. */
    static Acceptance refuse(InvalidEventException faults) {
        return new Refuse(faults.violations());
    }

    /**
     * The event is refused if it has faults, else it is to be sent; see {@link Send}.
     *
     * @param violations the faults that were found
     */
    static Acceptance sendUnless(Violations violations, @Nullable String orderingKey, boolean repeatable) {
        return sendUnless(violations, orderingKey, repeatable, List.of());
    }

    /** The same, with the fields that are made fit if it is sent; see {@link Send}. */
    static Acceptance sendUnless(
            Violations violations, @Nullable String orderingKey, boolean repeatable, List<String> madeFit) {
        List<Violation> found = violations.found();
        return found.isEmpty() ? send(orderingKey, repeatable, madeFit) : refuse(found);
    }
}
