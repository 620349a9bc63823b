package io.salestracker.tracktor;

import io.salestracker.destination.HeapBytes;
import io.salestracker.event.EventKind;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Tidy;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tracktor's {@code /set}: sets properties of a person (known). A property that is not named keeps its value; one set
 * to null is removed. Known to Tracktor are {@code email}, without which it sends the person no mail,
 * {@code first_name}, {@code last_name} and {@code profile_image}, which have fixed types (known), all of them text
 * (assumed; anything else is refused here). Doing it twice does no harm, so it is repeatable.
 *
 * @param id the caller's own id, or null; not on the wire
 * @param occurredAt when it happened, from 1970 to 9999, or null for the moment it is tracked
 * @param site the caller's word for the site, or null; not on the wire
 * @param identity whose properties; required
 * @param properties the properties, at least one: text (at most 2,000 characters), numbers (finite; at most 40 digits
 *     before and after the point), truth values, nulls, lists, and maps with text keys, at most 16 deep and 10,000
 *     values. Copied, in order, with its nulls
 */
public record TracktorSet(
        @Nullable String id,
        @Nullable Instant occurredAt,
        @Nullable String site,
        TracktorIdentity identity,
        Map<String, @Nullable Object> properties)
        implements TracktorEvent {
    private static final List<String> PREDEFINED = List.of("email", "first_name", "last_name", "profile_image");

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    public TracktorSet {
        id = Tidy.optional(id);
        site = Tidy.optional(site);
        Violations violations = TracktorChecks.common(id, occurredAt, site, identity)
                .check(
                        properties == null || !properties.isEmpty(),
                        "properties",
                        Code.REQUIRED,
                        "must have at least one property");
        properties = TracktorData.copy(violations, "properties", properties, Set.of());
        for (String name : PREDEFINED) {
            Object value = properties.get(name);
            violations.check(
                    value == null || value instanceof String,
                    "properties." + name,
                    Code.MALFORMED,
                    "must be text, as Tracktor predefines it, or null to remove it");
        }
        violations.throwIfAny("TracktorSet");
    }

    /** Starts a set call. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public EventKind kind() {
        return EventKind.OTHER;
    }

    @Override
    public long heapBytes() {
        return HeapBytes.ofFields(id, occurredAt, site, identity, properties);
    }

    @Override
    public String toString() {
        return "TracktorSet[...]";
    }

    /** Builds a {@link TracktorSet}. Not thread-safe. */
    public static final class Builder extends TracktorEventBuilder<TracktorSet, Builder> {
        private final Map<String, @Nullable Object> properties = new LinkedHashMap<>();

        private Builder() {
            super(EventKind.OTHER);
        }

        /** Sets a property to a value of any JSON type; null removes it from the person. */
        public Builder property(String name, @Nullable Object value) {
            properties.put(name, value);
            return this;
        }

        /** Removes a property from the person, as a null value does. */
        public Builder remove(String name) {
            return property(name, null);
        }

        /** Sets properties. */
        public Builder properties(Map<String, ? extends @Nullable Object> values) {
            properties.putAll(values);
            return this;
        }

        @Override
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public TracktorSet build() {
            Violations violations = new Violations();
            TracktorIdentity who = violations.build("identity", identity);
            return violations.complete("TracktorSet", () -> new TracktorSet(id, occurredAt, site, who, properties));
        }
    }
}
