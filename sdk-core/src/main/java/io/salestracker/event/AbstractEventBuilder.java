package io.salestracker.event;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The base of all builders of events, with id, time and site. A vendor's builder extends it and adds the vendor's fields.
 * Setters only store; {@link #build()} checks. Not thread-safe.
 *
 * @param <E> the event it builds
 * @param <B> the builder itself, which its setters return
 */
public abstract class AbstractEventBuilder<E extends SalesEvent, B extends AbstractEventBuilder<E, B>>
        implements EventBuilder<E> {
    /** The caller's own id, as it was set. */
    protected @Nullable String id;

    /** When it happened, as it was set. */
    protected @Nullable Instant occurredAt;

    /** The caller's word for the site, as it was set. */
    protected @Nullable String site;

    private final @Nullable String vendor;
    private final EventKind kind;

    /**
     * Creates one.
     *
     * @param vendor the vendor whose event this builds; null if it builds a {@link CommerceEvent}
     * @param kind what the event will be about
     */
    protected AbstractEventBuilder(@Nullable String vendor, EventKind kind) {
        this.vendor = vendor;
        this.kind = requireNonNull(kind, "kind");
    }

    /** This builder. */
    @SuppressWarnings("unchecked") // B is the class of the builder.
    protected final B self() {
        return (B) this;
    }

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

    @Override
    public @Nullable String id() {
        return id;
    }

    @Override
    public @Nullable String site() {
        return site;
    }

    @Override
    public EventKind kind() {
        return kind;
    }

    @Override
    public final @Nullable String vendor() {
        return vendor;
    }
}
