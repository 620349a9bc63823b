package io.salestracker.text;

import io.salestracker.event.EventBuilder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the builders of Text's events share. */
abstract sealed class TextEventBuilder<E extends TextEvent, B extends TextEventBuilder<E, B>> implements EventBuilder<E>
        permits TextOrderCreated.Builder, TextCartBuilder {
    @Nullable
    String id;

    @Nullable
    Instant occurredAt;

    @Nullable
    String site;

    @Nullable
    String customerId;

    abstract B self();

    /** Sets the caller's own id; events with the same id are the same event. Default: the tracker makes one. */
    public B id(@Nullable String id) {
        this.id = id;
        return self();
    }

    /** Sets when it happened, from 1970 to 9999. Default: the moment it is tracked. */
    public B occurredAt(@Nullable Instant occurredAt) {
        this.occurredAt = occurredAt;
        return self();
    }

    /** Sets the caller's word for the site it belongs to, for destination filters. Default: none. */
    public B site(@Nullable String site) {
        this.site = site;
        return self();
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

    @Override
    public String vendor() {
        return TextDestination.VENDOR;
    }
}
