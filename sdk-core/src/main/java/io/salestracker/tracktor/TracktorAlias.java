package io.salestracker.tracktor;

import io.salestracker.destination.HeapBytes;
import io.salestracker.event.EventKind;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Tidy;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tracktor's {@code /alias}: merges two profiles of one person, usually an anonymous one into a known one. <b>It cannot
 * be undone</b> (known), so it is sent only by a destination that {@link TracktorDestination.Builder#alias} allows to.
 * Doing it twice does no harm, so it is repeatable. It keeps its order among the events of the profile that remains;
 * among those of the other it has none.
 *
 * @param id the caller's own id, or null; not on the wire
 * @param occurredAt when it happened, from 1970 to 9999, or null for the moment it is tracked
 * @param site the caller's word for the site, or null; not on the wire
 * @param sourceId the id of the profile that is merged away, which is never signed; required
 * @param identity the profile that remains, {@code destid} and {@code destsign} on the wire; required
 */
public record TracktorAlias(
        @Nullable String id,
        @Nullable Instant occurredAt,
        @Nullable String site,
        String sourceId,
        TracktorIdentity identity)
        implements TracktorEvent {

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    public TracktorAlias {
        id = Tidy.optional(id);
        site = Tidy.optional(site);
        TracktorChecks.common(id, occurredAt, site, identity)
                .requiredText("sourceId", sourceId)
                .check(
                        sourceId == null || identity == null || !sourceId.equals(identity.id()),
                        "sourceId",
                        Code.CONFLICT,
                        "must not be the id of the profile that remains")
                .throwIfAny("TracktorAlias");
    }

    /** Starts an alias call. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public EventKind kind() {
        return EventKind.OTHER;
    }

    @Override
    public long heapBytes() {
        return HeapBytes.ofFields(id, occurredAt, site, sourceId, identity);
    }

    @Override
    public String toString() {
        return "TracktorAlias[...]";
    }

    /** Builds a {@link TracktorAlias}. Not thread-safe. */
    public static final class Builder extends TracktorEventBuilder<TracktorAlias, Builder> {
        private @Nullable String sourceId;

        private Builder() {
            super(EventKind.OTHER);
        }

        /** Sets the id of the profile that is merged away; required. */
        public Builder sourceId(@Nullable String sourceId) {
            this.sourceId = sourceId;
            return this;
        }

        @Override
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public TracktorAlias build() {
            Violations violations = new Violations();
            TracktorIdentity who = violations.build("identity", identity);
            return violations.complete("TracktorAlias", () -> new TracktorAlias(id, occurredAt, site, sourceId, who));
        }
    }
}
