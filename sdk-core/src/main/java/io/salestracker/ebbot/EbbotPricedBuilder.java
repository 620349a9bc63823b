package io.salestracker.ebbot;

import io.salestracker.event.EventKind;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Violations;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the builders of Ebbot's two events with a currency share. */
abstract sealed class EbbotPricedBuilder<E extends EbbotEvent, B extends EbbotPricedBuilder<E, B>>
        extends EbbotEventBuilder<E, B> permits EbbotAtcEvent.Builder, EbbotPurchaseEvent.Builder {
    private final String type;
    private final Constructor<E> constructor;
    private @Nullable String currency;

    EbbotPricedBuilder(EventKind kind, String type, Constructor<E> constructor) {
        super(kind);
        this.type = type;
        this.constructor = constructor;
    }

    /** The constructor of either event. */
    @FunctionalInterface
    interface Constructor<E> {
        E create(
                @Nullable String id,
                @Nullable Instant occurredAt,
                @Nullable String site,
                @Nullable String chatId,
                List<EbbotItem> items,
                String currency);
    }

    /** Sets the ISO 4217 currency of the values; required. */
    public B currency(@Nullable String currency) {
        this.currency = currency;
        return self();
    }

    /**
     * Builds the event.
     *
     * @throws InvalidEventException if a field is missing or out of bounds; it names every one that is
     */
    @Override
    @SuppressWarnings("NullAway") // The constructor reports what is missing.
    public E build() {
        Violations violations = new Violations();
        List<EbbotItem> built = violations.buildAll("items", items);
        return violations.complete(type, () -> constructor.create(id, occurredAt, site, chatId, built, currency));
    }
}
