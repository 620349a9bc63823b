package io.salestracker.tracktor;

import io.salestracker.event.AbstractEventBuilder;
import io.salestracker.event.EventKind;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the builders of Tracktor's events share. */
abstract sealed class TracktorEventBuilder<E extends TracktorEvent, B extends TracktorEventBuilder<E, B>>
        extends AbstractEventBuilder<E, B>
        permits TracktorTrack.Builder, TracktorSet.Builder, TracktorAlias.Builder, TracktorCartEvent.Builder {
    @Nullable
    Supplier<@Nullable TracktorIdentity> identity;

    TracktorEventBuilder(EventKind kind) {
        super(TracktorDestination.VENDOR, kind);
    }

    /** Sets who it is about; of an alias, the profile that remains. Required. */
    public B identity(@Nullable TracktorIdentity identity) {
        this.identity = () -> identity;
        return self();
    }

    /** Sets who it is about by the person's id; of an alias, the profile that remains. Required. */
    public B identity(@Nullable String personId) {
        this.identity = () -> TracktorIdentity.of(personId);
        return self();
    }
}
