package io.salestracker.destination;

import static java.util.Objects.requireNonNull;

import io.salestracker.event.InvalidEventException;
import io.salestracker.event.VendorEvent;
import io.salestracker.event.Violation;
import java.util.List;

/** What {@link Destination#translate} gives: the vendor's own event, or why there is none. */
public sealed interface Translation {

    /**
     * The event is to be sent.
     *
     * @param event in the vendor's terms, with id and time
     * @param repeatable true if sending it twice does no harm, because the vendor counts it once or the write is
     *     idempotent; it is then repeated after an ambiguous failure whatever the delivery mode
     * @param heapBytes an estimate of what the event occupies on the heap, see {@link HeapBytes}
     */
    record Send(VendorEvent event, boolean repeatable, long heapBytes) implements Translation {

        /** @throws IllegalArgumentException if {@code heapBytes} is negative */
        public Send {
            requireNonNull(event, "event");
            if (heapBytes < 0) {
                throw new IllegalArgumentException("heapBytes must not be negative: " + heapBytes);
            }
        }
    }

    /**
     * The event is not meant for the vendor.
     *
     * @param reason why
     */
    record Skip(SkipReason reason) implements Translation {

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
    record Refuse(List<Violation> violations) implements Translation {

        /** @throws IllegalArgumentException if there is no violation */
        public Refuse {
            violations = List.copyOf(violations);
            if (violations.isEmpty()) {
                throw new IllegalArgumentException("violations must name at least one fault");
            }
        }
    }

    /** The event is not meant for the vendor. */
    static Translation skip(SkipReason reason) {
        return new Skip(reason);
    }

    /** The vendor's own event could not be built. */
    static Translation refuse(InvalidEventException faults) {
        return new Refuse(faults.violations());
    }
}
