package io.salestracker.fakes;

import static java.util.Objects.requireNonNullElse;

import io.salestracker.destination.Stamp;
import io.salestracker.event.SalesEvent;

/** Stamps as the tracker makes them. */
public final class Stamps {
    private Stamps() {}

    /** The event's own id and time, and for what it lacks these. */
    public static Stamp of(SalesEvent event, Stamp otherwise) {
        return new Stamp(
                requireNonNullElse(event.id(), otherwise.id()),
                requireNonNullElse(event.occurredAt(), otherwise.occurredAt()));
    }
}
