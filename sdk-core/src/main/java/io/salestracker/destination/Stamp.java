package io.salestracker.destination;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * An event's id and time, the same for every destination: the event's own, or what the tracker made where it has none.
 *
 * @param id the event's id, given by the caller or made by the tracker
 * @param occurredAt when it happened, or when it was tracked if the caller did not say
 */
public record Stamp(String id, Instant occurredAt) {

    /** Checks that nothing is null. */
    public Stamp {
        requireNonNull(id, "id");
        requireNonNull(occurredAt, "occurredAt");
    }
}
