package io.salestracker.alhena;

import io.salestracker.event.VendorEvent;
import org.jspecify.annotations.Nullable;

/**
 * An event in Alhena's own terms, field for field. The company key and {@code source} are the account's and come from
 * the {@link AlhenaDestination}.
 */
public sealed interface AlhenaEvent extends VendorEvent permits AlhenaCartEvent, AlhenaCheckoutEvent {

    /** The visitor's chat fingerprint, a UUID; {@code user_fingerprint} on the wire. */
    String userFingerprint();

    /** The visitor's FAQ fingerprint, a UUID, or null; {@code user_faq_fingerprint} on the wire. */
    @Nullable
    String userFaqFingerprint();

    @Override
    default String vendor() {
        return AlhenaDestination.VENDOR;
    }

    /** The chat fingerprint: Alhena ignores a decrease that arrives before its addition. */
    @Override
    default String orderingKey() {
        return userFingerprint();
    }
}
