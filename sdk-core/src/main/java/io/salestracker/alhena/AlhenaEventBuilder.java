package io.salestracker.alhena;

import io.salestracker.event.AbstractEventBuilder;
import io.salestracker.event.EventKind;
import org.jspecify.annotations.Nullable;

/** What the builders of Alhena's events share. */
abstract sealed class AlhenaEventBuilder<E extends AlhenaEvent, B extends AlhenaEventBuilder<E, B>>
        extends AbstractEventBuilder<E, B> permits AlhenaCartEvent.Builder, AlhenaCheckoutEvent.Builder {
    @Nullable
    String userFingerprint;

    @Nullable
    String userFaqFingerprint;

    AlhenaEventBuilder(EventKind kind) {
        super(AlhenaDestination.VENDOR, kind);
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
}
