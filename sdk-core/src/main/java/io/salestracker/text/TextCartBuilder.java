package io.salestracker.text;

import io.salestracker.event.EventKind;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Violations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the builders of Text's two cart events share. */
abstract sealed class TextCartBuilder<E extends TextEvent, B extends TextCartBuilder<E, B>>
        extends TextEventBuilder<E, B> permits TextCartAdded.Builder, TextCartRemoved.Builder {
    private final String type;
    private final Constructor<E> constructor;
    private final List<Supplier<@Nullable TextCartLine>> cartLines = new ArrayList<>();

    TextCartBuilder(String type, Constructor<E> constructor) {
        super(EventKind.CART_CHANGE);
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
                String customerId,
                List<TextCartLine> cartLines);
    }

    /** Adds a line. */
    public B cartLine(@Nullable TextCartLine cartLine) {
        cartLines.add(() -> cartLine);
        return self();
    }

    /** Adds a line, not yet built. */
    public B cartLine(TextCartLine.Builder cartLine) {
        cartLines.add(cartLine::build);
        return self();
    }

    /** Adds lines. */
    public B cartLines(Collection<TextCartLine> lines) {
        lines.forEach(this::cartLine);
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
        List<TextCartLine> lines = violations.buildAll("cartLines", cartLines);
        return violations.complete(type, () -> constructor.create(id, occurredAt, site, customerId, lines));
    }
}
