package io.salestracker.destination;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * What the tracker adds to an event that lacks it: the id and the time, the same for every destination.
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
