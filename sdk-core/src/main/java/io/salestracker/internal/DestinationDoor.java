package io.salestracker.internal;

import static java.util.Objects.requireNonNull;

import io.salestracker.Outcome;
import io.salestracker.Outcome.InvalidReason;
import io.salestracker.destination.AnswerTable;
import io.salestracker.destination.Destination;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.SkipReason;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.TooLargeException;
import io.salestracker.destination.Translation;
import io.salestracker.destination.Verdict;
import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.VendorEvent;
import io.salestracker.event.Visitor;
import io.salestracker.http.Answer;
import io.salestracker.http.Request;
import io.salestracker.store.Entry;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The door to a destination and its filter; and the questions that an event is asked on its caller's thread before a lane
 * takes it: is it meant for this destination, may it be sent there, and what is it in the vendor's terms. Thread-safe.
 */
final class DestinationDoor {
    static final Outcome INTERNAL = new Outcome.Invalid(InvalidReason.INTERNAL, List.of());

    private final Destination destination;
    private final String destinationName;
    private final String vendor;
    private final Predicate<? super SalesEvent> filter;
    private final boolean enabled;
    private final ThrottledLogger log;
    // Made beforehand, since the fault may be want of memory.
    private final Fault fault = new Fault("the destination failed");

    /** Whether a destination is meant for an event; a filter that throws is the destination's fault, not a no. */
    enum Meant {
        YES,
        NO,
        UNKNOWN
    }

    DestinationDoor(
            Destination destination, Predicate<? super SalesEvent> filter, boolean enabled, ThrottledLogger log) {
        this.destination = destination;
        this.destinationName = destination.name();
        this.vendor = destination.vendor();
        this.filter = filter;
        this.enabled = enabled;
        this.log = log;
    }

    boolean isOf(@Nullable String eventVendor) {
        return eventVendor == null || eventVendor.equals(vendor);
    }

    Meant meant(SalesEvent event) {
        try {
            if (event instanceof VendorEvent of && !isOf(of.vendor())) {
                return Meant.NO;
            }
            return filter.test(event) ? Meant.YES : Meant.NO;
        } catch (Throwable thrown) {
            report("filter", thrown);
            return Meant.UNKNOWN;
        }
    }

    /** The event in the vendor's terms, or why there is none; null if the destination failed. */
    @Nullable
    Translation translate(SalesEvent event, Stamp stamp) {
        try {
            if (!enabled) {
                return Translation.skip(SkipReason.DISABLED);
            }
            if (event instanceof CommerceEvent commerce) {
                Visitor visitor = commerce.visitor();
                if (visitor != null && !visitor.consents(vendor)) {
                    return Translation.skip(SkipReason.NO_CONSENT);
                }
                if (event instanceof CartChange change && change.added() == 0) {
                    return Translation.skip(SkipReason.NO_CHANGE);
                }
            }
            return requireNonNull(destination.translate(event, stamp));
        } catch (Throwable thrown) {
            report("translate", thrown);
            return null;
        }
    }

    /**
     * Encodes an event.
     *
     * @throws TooLargeException if the vendor cannot take it
     * @throws OutOfMemoryError if there is no memory for it at present, which is not the event's fault
     * @throws Fault if the destination throws anything else
     */
    byte[] encode(VendorEvent event) throws TooLargeException {
        try {
            return requireNonNull(destination.encode(event));
        } catch (TooLargeException | OutOfMemoryError known) {
            throw known;
        } catch (Throwable thrown) {
            throw reported("encode", thrown);
        }
    }

    /** The bytes of an entry, which a store of the user's may have made; throws as {@link #encode} does. */
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
     * @throws OutOfMemoryError if there is no memory for it at present
     * @throws Fault if the destination throws anything else
     */
    Request request(List<EncodedEvent> events) throws TooLargeException, IOException {
        try {
            return requireNonNull(destination.request(events));
        } catch (TooLargeException | IOException | OutOfMemoryError known) {
            throw known;
        } catch (Throwable thrown) {
            throw reported("request", thrown);
        }
    }

    /** Judges an answer; where the destination fails the status line decides all the same. */
    Verdict judge(Request request, Answer answer) {
        try {
            return requireNonNull(destination.judge(request, answer));
        } catch (Throwable thrown) {
            report("judge", thrown);
            return AnswerTable.standard().judge(answer, true);
        }
    }

    /** The texts that must not be shown; null if the destination fails to tell. */
    @Nullable
    Collection<String> secrets() {
        try {
            return requireNonNull(destination.secrets());
        } catch (Throwable thrown) {
            report("secrets", thrown);
            return null;
        }
    }

    String vendor() {
        return vendor;
    }

    /** How an event ends that has no translation to be sent. */
    static Outcome ended(@Nullable Translation none) {
        if (none instanceof Translation.Skip skip) {
            return new Outcome.Skipped(skip.reason());
        }
        return none instanceof Translation.Refuse refused
                ? new Outcome.Invalid(InvalidReason.FIELDS, refused.violations())
                : INTERNAL;
    }

    private Fault reported(String where, Throwable thrown) {
        report(where, thrown);
        return fault;
    }

    /**
     * Reports a fault in a destination or beside it, without its message, which may quote the event. Never throws.
     */
    void report(String where, Throwable thrown) {
        try {
            log.warn(destinationName + " " + where, () -> {
                StackTraceElement[] trace = thrown.getStackTrace();
                return destinationName + " failed in " + where + ": "
                        + thrown.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
            });
        } catch (Throwable noMemory) {
            // Nothing can be said of it, and it must not do more harm.
            return;
        }
    }
}
