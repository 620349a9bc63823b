package io.salestracker.tracktor;

import io.salestracker.destination.HeapBytes;
import io.salestracker.event.EventKind;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Tidy;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tracktor's {@code /track}: a person did something. Tracktor is not known to recognise a repeated one, so it is sent
 * at most once unless the delivery mode says otherwise.
 *
 * @param id the caller's own id, or null; not on the wire
 * @param occurredAt when it happened, from 1970 to 9999, or null for the moment it is tracked
 * @param site the caller's word for the site, or null; not on the wire
 * @param identity who did it; required
 * @param action the event's name; required
 * @param data what belongs to it: text (at most 2,000 characters), numbers (finite; at most 40 digits before and after
 *     the point), truth values, nulls, lists, and maps with text keys, at most 16 deep and 10,000 values; may be empty.
 *     Copied, in order
 * @param kind what it is about, for deadline, mode and budget; not on the wire
 * @param orderId the order's id, for kind purchase only, so that the tracker tells an order sent twice; not on the
 *     wire, where {@code data} may hold one
 */
public record TracktorTrack(
        @Nullable String id,
        @Nullable Instant occurredAt,
        @Nullable String site,
        TracktorIdentity identity,
        String action,
        Map<String, @Nullable Object> data,
        EventKind kind,
        @Nullable String orderId)
        implements TracktorEvent {

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    public TracktorTrack {
        id = Tidy.optional(id);
        site = Tidy.optional(site);
        orderId = Tidy.optional(orderId);
        Violations violations =
                TracktorChecks.common(id, occurredAt, site, identity).requiredText("action", action);
        data = TracktorData.copy(violations, "data", data, Set.of());
        violations
                .required("kind", kind)
                .text("orderId", orderId)
                .check(
                        orderId == null || kind == EventKind.PURCHASE,
                        "orderId",
                        Code.CONFLICT,
                        "is for kind PURCHASE only; set the kind or leave it out")
                .throwIfAny("TracktorTrack");
    }

    /** Starts a track call. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public long heapBytes() {
        return HeapBytes.ofFields(id, occurredAt, site, identity, action, data, kind, orderId);
    }

    @Override
    public String toString() {
        return "TracktorTrack[...]";
    }

    /** Builds a {@link TracktorTrack}. Not thread-safe. */
    public static final class Builder extends TracktorEventBuilder<TracktorTrack, Builder> {
        private final Map<String, @Nullable Object> data = new LinkedHashMap<>();
        private @Nullable String action;
        private @Nullable EventKind kind = EventKind.OTHER;
        private @Nullable String orderId;

        private Builder() {
            super(EventKind.OTHER);
        }

        /** Sets the event's name; required. */
        public Builder action(@Nullable String action) {
            this.action = action;
            return this;
        }

        /** Adds a value to the data, or replaces it: any JSON type. */
        public Builder data(String name, @Nullable Object value) {
            data.put(name, value);
            return this;
        }

        /** Adds values to the data, or replaces them. */
        public Builder data(Map<String, ? extends @Nullable Object> values) {
            data.putAll(values);
            return this;
        }

        /** Sets what it is about. Default: {@link EventKind#OTHER}. */
        public Builder kind(@Nullable EventKind kind) {
            this.kind = kind;
            return this;
        }

        /** Sets the order's id, for kind purchase only, so that the tracker tells an order sent twice. */
        public Builder orderId(@Nullable String orderId) {
            this.orderId = orderId;
            return this;
        }

        @Override
        public @Nullable String orderId() {
            return orderId;
        }

        @Override
        public EventKind kind() {
            return kind == null ? EventKind.OTHER : kind;
        }

        @Override
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public TracktorTrack build() {
            Violations violations = new Violations();
            TracktorIdentity who = violations.build("identity", identity);
            return violations.complete(
                    "TracktorTrack", () -> new TracktorTrack(id, occurredAt, site, who, action, data, kind, orderId));
        }
    }
}
