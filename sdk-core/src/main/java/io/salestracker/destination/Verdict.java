package io.salestracker.destination;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of a response for the events of a request and for the destination. {@code toString} shows neither code nor message,
 * since vendors quote events in them.
 */
public sealed interface Verdict {

    /**
     * The vendor took the events.
     *
     * @param except the few it refused, by their index in the request; usually empty
     */
    record Delivered(List<Refusal> except) implements Verdict {
        /** Copies the list. */
        public Delivered {
            except = List.copyOf(except);
        }
    }

    /**
     * The vendor refused what was sent, for good.
     *
     * @param code the vendor's code
     * @param message the vendor's message, as it came
     * @param which the events it refused by their index in the request, the others being in order but not taken; empty
     *     if it did not say
     * @param whole true if it is sure that none of the request's events was taken
     * @param alreadyTaken true if the vendor refused because it has the event already: an event with an ambiguous
     *     attempt behind it is then delivered, since that attempt arrived, and any other is refused
     */
    record Refused(String code, String message, List<Refusal> which, boolean whole, boolean alreadyTaken)
            implements Verdict {
        /** Copies the list. */
        public Refused {
            requireNonNull(code, "code");
            requireNonNull(message, "message");
            which = List.copyOf(which);
        }

        /** Refused for another reason than that the vendor has the event already. */
        public Refused(String code, String message, List<Refusal> which, boolean whole) {
            this(code, message, which, whole, false);
        }

        @Override
        public String toString() {
            return "Refused[which=" + which + ", whole=" + whole + ", alreadyTaken=" + alreadyTaken + "]";
        }
    }

    /** The request was too large and nothing of it was taken. */
    record TooLarge() implements Verdict {}

    /**
     * The endpoint, which is the request's method, host and path, is set up wrongly, unless other events get through to
     * it: credentials, address or rights.
     *
     * @param code the vendor's code
     * @param message the vendor's message, as it came
     * @param inDoubt true if the request may have been taken all the same; the delivery mode then decides about its
     *     events
     */
    record Misconfigured(String code, String message, boolean inDoubt) implements Verdict {
        /** Checks that nothing is null. */
        public Misconfigured {
            requireNonNull(code, "code");
            requireNonNull(message, "message");
        }

        /** Nothing of the request was taken. */
        public Misconfigured(String code, String message) {
            this(code, message, false);
        }

        @Override
        public String toString() {
            return "Misconfigured[inDoubt=" + inDoubt + "]";
        }
    }

    /**
     * Nothing was taken, and the vendor asks to slow down.
     *
     * @param pause how long to wait; null to read the response's {@code Retry-After}, or back off without one
     */
    record Throttled(@Nullable Duration pause) implements Verdict {}

    /**
     * Nothing was taken; it is retried in every delivery mode.
     *
     * @param cause a word for reports, such as {@code 503}
     */
    record NotProcessed(String cause) implements Verdict {
        /** Checks that nothing is null. */
        public NotProcessed {
            requireNonNull(cause, "cause");
        }
    }

    /**
     * It may have been taken or not; the delivery mode decides.
     *
     * @param cause a word for reports, such as {@code 500}
     */
    record Ambiguous(String cause) implements Verdict {
        /** Checks that nothing is null. */
        public Ambiguous {
            requireNonNull(cause, "cause");
        }
    }

    /**
     * One event that was refused.
     *
     * @param index its place in the request, from 0
     * @param code the vendor's code
     * @param message the vendor's message, as it came
     */
    record Refusal(int index, String code, String message) {
        /** Checks that nothing is null. */
        public Refusal {
            requireNonNull(code, "code");
            requireNonNull(message, "message");
        }

        @Override
        public String toString() {
            return "Refusal[index=" + index + "]";
        }
    }

    /** The vendor took every event. */
    Verdict DELIVERED = new Delivered(List.of());

    /** The request was too large. */
    Verdict TOO_LARGE = new TooLarge();

    /** The vendor asks to slow down; {@code Retry-After} says how much. */
    Verdict THROTTLED = new Throttled(null);
}
