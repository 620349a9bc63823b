package io.salestracker.fakes;

import static java.util.Objects.requireNonNullElse;

import io.salestracker.destination.Stamp;
import io.salestracker.event.SalesEvent;
import java.time.Instant;

/** Stamps as the tracker makes them. */
public final class Stamps {
    private static final Instant FUTURE = Instant.parse("+10000-01-01T00:00:00Z");

    private Stamps() {}

    /** The event's own id and time, and for what it lacks these, and in place of a time that the wire cannot have. */
    public static Stamp of(SalesEvent event, Stamp otherwise) {
        Instant time = event.occurredAt();
        return new Stamp(
                requireNonNullElse(event.id(), otherwise.id()),
                time == null || !time.isBefore(FUTURE) ? otherwise.occurredAt() : time);
    }
}
