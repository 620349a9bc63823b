package io.salestracker.tracktor;

import io.salestracker.event.EventBuilder;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the builders of Tracktor's events share. */
abstract sealed class TracktorEventBuilder<E extends TracktorEvent, B extends TracktorEventBuilder<E, B>>
        implements EventBuilder<E>
        permits TracktorTrack.Builder, TracktorSet.Builder, TracktorAlias.Builder, TracktorCartEvent.Builder {
    @Nullable
    String id;

    @Nullable
    Instant occurredAt;

    @Nullable
    String site;

    @Nullable
    Supplier<@Nullable TracktorIdentity> identity;

    abstract B self();

    /** Sets the caller's own id of the event; events with the same id are the same. Default: the tracker makes one. */
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

    @Override
    public String vendor() {
        return TracktorDestination.VENDOR;
    }
}
