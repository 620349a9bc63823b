package io.salestracker.event;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the builders of all commerce events share. */
abstract sealed class CommerceEventBuilder<E extends CommerceEvent, B extends CommerceEventBuilder<E, B>>
        extends AbstractEventBuilder<E, B> permits ProductVisit.Builder, CartChange.Builder, Purchase.Builder {
    @Nullable
    Supplier<@Nullable Visitor> visitor;

    CommerceEventBuilder(EventKind kind) {
        super(null, kind);
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

    /**
     * Sets who it was, from what {@link Visitor#write()} wrote. A blank text, as of an empty column, is no visitor. One that was
     * cut or changed gives a {@linkplain Visitor#isDamaged() damaged} visitor, whose events are sent nowhere.
     */
    public B visitor(@Nullable String written) {
        this.visitor = () -> written == null || Tidy.isBlank(written) ? null : Visitor.parse(written);
        return self();
    }
}
