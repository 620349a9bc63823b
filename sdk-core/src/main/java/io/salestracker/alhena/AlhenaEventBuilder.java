package io.salestracker.alhena;

import io.salestracker.event.EventBuilder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the builders of Alhena's events share. */
abstract sealed class AlhenaEventBuilder<E extends AlhenaEvent, B extends AlhenaEventBuilder<E, B>>
        implements EventBuilder<E> permits AlhenaCartEvent.Builder, AlhenaCheckoutEvent.Builder {
    @Nullable
    String id;

    @Nullable
    Instant occurredAt;

    @Nullable
    String site;

    @Nullable
    String userFingerprint;

    @Nullable
    String userFaqFingerprint;

    abstract B self();

    /** Sets the caller's own id; events with the same id are the same event. Default: the tracker makes one. */
    public B id(@Nullable String id) {
        this.id = id;
        return self();
    }

    /** Sets when it happened; Alhena's wire does not carry it. Default: the moment it is tracked. */
    public B occurredAt(@Nullable Instant occurredAt) {
        this.occurredAt = occurredAt;
        return self();
    }

    /** Sets the caller's word for the site it belongs to, for destination filters. Default: none. */
    public B site(@Nullable String site) {
        this.site = site;
        return self();
    }

    /** Sets the visitor's chat fingerprint, a UUID; required. */
    public B userFingerprint(@Nullable String userFingerprint) {
        this.userFingerprint = userFingerprint;
        return self();
    }

    /** Sets the visitor's FAQ fingerprint, a UUID; required by the destination unless it is told otherwise. */
    public B userFaqFingerprint(@Nullable String userFaqFingerprint) {
        this.userFaqFingerprint = userFaqFingerprint;
        return self();
    }

    /** Sets both fingerprints. */
    public B identity(AlhenaIdentity identity) {
        return userFingerprint(identity.chatFingerprint()).userFaqFingerprint(identity.faqFingerprint());
    }

    @Override
    public String vendor() {
        return AlhenaDestination.VENDOR;
    }
}
