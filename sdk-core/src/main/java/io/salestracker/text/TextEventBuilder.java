package io.salestracker.text;

import io.salestracker.event.AbstractEventBuilder;
import io.salestracker.event.EventKind;
import org.jspecify.annotations.Nullable;

/** What the builders of Text's events share. */
abstract sealed class TextEventBuilder<E extends TextEvent, B extends TextEventBuilder<E, B>>
        extends AbstractEventBuilder<E, B> permits TextOrderCreated.Builder, TextCartBuilder {
    @Nullable
    String customerId;

    TextEventBuilder(EventKind kind) {
        super(TextDestination.VENDOR, kind);
    }

    /** Sets the chat customer's id; required. */
    public B customerId(@Nullable String customerId) {
        this.customerId = customerId;
        return self();
    }

    /** Sets the chat customer's id; required. */
    public B identity(@Nullable TextIdentity identity) {
        return customerId(identity == null ? null : identity.customerId());
    }
}
