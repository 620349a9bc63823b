package io.salestracker;

import static java.util.Objects.requireNonNull;

import io.salestracker.destination.SkipReason;
import io.salestracker.event.Violation;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How an event ended at one destination. Every tracked event gets exactly one for each destination it is meant for.
 * Immutable; holds nothing of the event.
 *
 * <p>Pattern {@code switch} needs Java 21; on 17 switch over {@link #kind()} and cast, or use {@code instanceof}.
 */
public sealed interface Outcome {

    /** The kinds of outcome, one for each record. */
    enum Kind {
        /** {@link Outcome.Delivered}. */
        DELIVERED,
        /** {@link Outcome.Rejected}. */
        REJECTED,
        /** {@link Outcome.Invalid}. */
        INVALID,
        /** {@link Outcome.Skipped}. */
        SKIPPED,
        /** {@link Outcome.Expired}. */
        EXPIRED,
        /** {@link Outcome.Dropped}. */
        DROPPED,
        /** {@link Outcome.Unconfirmed}. */
        UNCONFIRMED,
        /** {@link Outcome.Stored}. */
        STORED;

        /** The word used in stats, logs and docs: the name in lower case. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Which kind of outcome it is. */
    Kind kind();

    /** Tells whether the vendor took it, or a durable store did: {@link Delivered}, {@link Stored}. */
    default boolean isSuccess() {
        return kind() == Kind.DELIVERED || kind() == Kind.STORED;
    }

    /**
     * Tells whether it is lost, or may be: {@link Rejected}, {@link Invalid}, {@link Expired}, {@link Dropped}, {@link
     * Unconfirmed}. {@link Skipped} is neither success nor failure: the event was not meant for that vendor.
     */
    default boolean isFailure() {
        return !isSuccess() && kind() != Kind.SKIPPED;
    }

    /** A word for the reason, of a bounded set, for counting. */
    String reason();

    /**
     * The vendor took it. That is no promise that it counts: Alhena, for one, credits only visitors who used the chat.
     *
     * @param attempts how many times it was sent, the successful one included
     */
    record Delivered(int attempts) implements Outcome {
        @Override
        public Kind kind() {
            return Kind.DELIVERED;
        }

        @Override
        public String reason() {
            return "DELIVERED";
        }
    }

    /**
     * The vendor refused it for good. In its code and message identities, secrets and e-mail addresses are masked and
     * control characters escaped.
     *
     * @param status the HTTP status
     * @param code the vendor's code, or the status if it gave none; at most 300 characters
     * @param message the vendor's message; at most 300 characters. It may quote the event, so treat it as the event
     *     itself
     */
    record Rejected(int status, String code, String message) implements Outcome {
        private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

        /** Checks that nothing is null. */
        public Rejected {
            requireNonNull(code, "code");
            requireNonNull(message, "message");
        }

        @Override
        public Kind kind() {
            return Kind.REJECTED;
        }

        @Override
        public String reason() {
            return Integer.toString(status);
        }

        /** Status and code, which is left out if it is not one: not 1 to 64 letters, digits, dots, dashes and underscores. */
        @Override
        public String toString() {
            return "Rejected[status=" + status + (CODE.matcher(code).matches() ? ", code=" + code : "") + "]";
        }
    }

    /** Why an event is invalid. */
    enum InvalidReason {
        /** It lacks what the event or the vendor requires; the violations say what. */
        FIELDS,
        /** The vendor's endpoint cannot take an event of this size. */
        TOO_LARGE,
        /** A destination, a filter or a builder threw; the log says what, once a minute. */
        INTERNAL
    }

    /**
     * Our own check for this destination refused it; nothing was sent.
     *
     * @param cause why
     * @param violations every fault, by path; empty unless the cause is {@code FIELDS}
     */
    record Invalid(InvalidReason cause, List<Violation> violations) implements Outcome {
        /** Copies the list. */
        public Invalid {
            requireNonNull(cause, "cause");
            violations = List.copyOf(violations);
        }

        @Override
        public Kind kind() {
            return Kind.INVALID;
        }

        @Override
        public String reason() {
            return cause.name();
        }
    }

    /**
     * It was not meant to be sent there after all.
     *
     * @param cause why
     */
    record Skipped(SkipReason cause) implements Outcome {
        /** Checks that the cause is not null. */
        public Skipped {
            requireNonNull(cause, "cause");
        }

        @Override
        public Kind kind() {
            return Kind.SKIPPED;
        }

        @Override
        public String reason() {
            return cause.name();
        }
    }

    /**
     * Its delivery deadline passed, and it never reached the vendor; or it was too old when it was tracked.
     *
     * @param lastFailure a word for why it was not delivered before, such as {@code 503} or {@code THROTTLED};
     *     {@code WAITED} if it was never tried; {@link #TOO_OLD} if it was not taken at all
     */
    record Expired(String lastFailure) implements Outcome {
        /**
         * The event happened longer ago than the destination's {@code maxAge} for its kind, by its {@code occurredAt} and the
         * tracker's clock when it was tracked. Known when {@code track} returns; nothing was sent, and the event is not remembered
         * as a duplicate.
         */
        public static final String TOO_OLD = "TOO_OLD";

        /** Checks that nothing is null. */
        public Expired {
            requireNonNull(lastFailure, "lastFailure");
        }

        @Override
        public Kind kind() {
            return Kind.EXPIRED;
        }

        @Override
        public String reason() {
            return lastFailure;
        }
    }

    /** Why an event was dropped. */
    enum DropReason {
        /** The destination's share of the budget was full of events that do not give way to this one. */
        FULL,
        /** It gave way to an event of a higher kind. */
        DISPLACED,
        /** The tracker was closed before it could be sent. */
        CLOSED,
        /** The store failed to take it, or there was no memory for it; the log says so, once a minute. */
        NOT_STORED
    }

    /**
     * It was given up unsent.
     *
     * @param cause why
     */
    record Dropped(DropReason cause) implements Outcome {
        /** Checks that the cause is not null. */
        public Dropped {
            requireNonNull(cause, "cause");
        }

        @Override
        public Kind kind() {
            return Kind.DROPPED;
        }

        @Override
        public String reason() {
            return cause.name();
        }
    }

    /** Why an event that may have arrived is not repeated, or no longer. */
    enum UnconfirmedReason {
        /** The attempt was ambiguous and the delivery mode is at most once. */
        NOT_REPEATED,
        /** A batch was refused and it is not sure that it was refused whole. */
        BATCH_REFUSED,
        /** After an ambiguous attempt its deadline passed. */
        EXPIRED,
        /** After an ambiguous attempt it gave way to an event of a higher kind. */
        DISPLACED,
        /** The tracker was closed during or after an ambiguous attempt. */
        CLOSED,
        /** After an ambiguous attempt its visitor was erased. */
        ERASED
    }

    /**
     * It was sent at least once, may have arrived, and is not repeated, or no longer.
     *
     * @param cause why it is not repeated
     */
    record Unconfirmed(UnconfirmedReason cause) implements Outcome {
        /** Checks that the cause is not null. */
        public Unconfirmed {
            requireNonNull(cause, "cause");
        }

        @Override
        public Kind kind() {
            return Kind.UNCONFIRMED;
        }

        @Override
        public String reason() {
            return cause.name();
        }
    }

    /** It was handed to a durable store that other processes drain. */
    record Stored() implements Outcome {
        @Override
        public Kind kind() {
            return Kind.STORED;
        }

        @Override
        public String reason() {
            return "STORED";
        }
    }
}
