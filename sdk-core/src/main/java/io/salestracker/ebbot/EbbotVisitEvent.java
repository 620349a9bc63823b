package io.salestracker.ebbot;

import io.salestracker.event.EventKind;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Tidy;
import io.salestracker.event.Violations;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ebbot's {@code ecom-visit}: products were looked at. It has no currency (known).
 *
 * @param id the caller's own id, or null; on the wire only where the destination names a field for it
 * @param occurredAt when it happened, or null; not on the wire
 * @param site the caller's word for the site, or null; not on the wire
 * @param chatId the id of the visitor's chat, or null; on the wire only where the destination names a field for it
 * @param items what was looked at; at least one, sent as an array, or a single one as an object if the destination says
 *     so
 */
public record EbbotVisitEvent(
        @Nullable String id,
        @Nullable Instant occurredAt,
        @Nullable String site,
        @Nullable String chatId,
        List<EbbotItem> items)
        implements EbbotEvent {

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    public EbbotVisitEvent {
        id = Tidy.optional(id);
        site = Tidy.optional(site);
        chatId = Tidy.optional(chatId);
        EbbotEventBuilder.check(id, site, chatId, items).throwIfAny("EbbotVisitEvent");
        items = List.copyOf(items);
    }

    /** Starts a visit event. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String type() {
        return "ecom-visit";
    }

    @Override
    public EventKind kind() {
        return EventKind.VISIT;
    }

    @Override
    public String toString() {
        return "EbbotVisitEvent[items=" + items.size() + "]";
    }

    /** Builds an {@link EbbotVisitEvent}. Not thread-safe. */
    public static final class Builder extends EbbotEventBuilder<EbbotVisitEvent, Builder> {
        private Builder() {
            super(EventKind.VISIT);
        }

        @Override
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public EbbotVisitEvent build() {
            Violations violations = new Violations();
            List<EbbotItem> built = violations.buildAll("items", items);
            return violations.complete(
                    "EbbotVisitEvent", () -> new EbbotVisitEvent(id, occurredAt, site, chatId, built));
        }
    }
}
