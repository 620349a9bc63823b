package io.salestracker.event;

import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the builders of all commerce events share. */
abstract sealed class CommerceEventBuilder<E extends CommerceEvent, B extends CommerceEventBuilder<E, B>>
        implements EventBuilder<E> permits ProductVisit.Builder, CartChange.Builder, Purchase.Builder {
    @Nullable
    String id;

    @Nullable
    Instant occurredAt;

    @Nullable
    String site;

    @Nullable
    Supplier<@Nullable Visitor> visitor;

    abstract B self();

    /** Sets the caller's own id; events with the same id are the same event. Default: the tracker makes one. */
    public B id(@Nullable String id) {
        this.id = id;
        return self();
    }

    /** Sets when it happened. Default: the moment it is tracked. */
    public B occurredAt(@Nullable Instant occurredAt) {
        this.occurredAt = occurredAt;
        return self();
    }

    /** Sets the caller's word for the site it belongs to, for destination filters. Default: none. */
    public B site(@Nullable String site) {
        this.site = site;
        return self();
    }

    /** Sets who it was. Default: not known. */
    public B visitor(@Nullable Visitor visitor) {
        this.visitor = () -> visitor;
        return self();
    }

    /** Sets who it was, not yet built. */
    public B visitor(Visitor.@Nullable Builder visitor) {
        this.visitor = visitor == null ? null : visitor::build;
        return self();
    }

    /** Sets who it was, from what {@link Visitor#write()} wrote. */
    public B visitor(@Nullable String written) {
        this.visitor = () -> written == null ? null : Visitor.parse(written);
        return self();
    }
}
