package io.salestracker.alhena;

import io.salestracker.event.IdentityType;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Tidy;
import io.salestracker.event.Violations;
import io.salestracker.event.VisitorIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Who a visitor is at Alhena: the fingerprints that the widget gives in the browser. They must be the very values of
 * the visitor's session; newly made ones match no interaction. {@code toString} shows neither.
 *
 * @param chatFingerprint what {@code gleenWidget.getFingerprint()} gives; a UUID
 * @param faqFingerprint what {@code gleenWidget.getFAQFingerprint()} gives, a UUID; null or blank where the shop has no
 *     product FAQs, which {@link AlhenaDestination} refuses unless told otherwise
 */
public record AlhenaIdentity(
        String chatFingerprint, @Nullable String faqFingerprint) implements VisitorIdentity {
    /** Hands the identity out of a {@link io.salestracker.event.Visitor}. */
    public static final IdentityType<AlhenaIdentity> TYPE =
            new IdentityType<>(AlhenaDestination.VENDOR, AlhenaIdentity.class, AlhenaIdentity::parse);

    private static final char SEPARATOR = ',';

    /** @throws InvalidEventException if the chat fingerprint is missing or either is not a UUID; it names each */
    public AlhenaIdentity {
        faqFingerprint = Tidy.optional(faqFingerprint);
        new Violations()
                .required("chatFingerprint", chatFingerprint)
                .uuid("chatFingerprint", chatFingerprint)
                .uuid("faqFingerprint", faqFingerprint)
                .throwIfAny("AlhenaIdentity");
    }

    /**
     * The identity with these fingerprints, both as the widget gives them.
     *
     * @throws InvalidEventException if the chat fingerprint is missing or either is not a UUID
     */
    @SuppressWarnings("NullAway") // The constructor reports what is missing.
    public static AlhenaIdentity of(@Nullable String chatFingerprint, @Nullable String faqFingerprint) {
        return new AlhenaIdentity(chatFingerprint, faqFingerprint);
    }

    /**
     * Reads what {@link #write()} wrote.
     *
     * @throws InvalidEventException if the text is not of that form
     */
    public static AlhenaIdentity parse(String written) {
        int at = written.indexOf(SEPARATOR);
        return at < 0 ? of(written, null) : of(written.substring(0, at), written.substring(at + 1));
    }

    @Override
    public String vendor() {
        return AlhenaDestination.VENDOR;
    }

    @Override
    public String write() {
        return faqFingerprint == null ? chatFingerprint : chatFingerprint + SEPARATOR + faqFingerprint;
    }

    /** The chat fingerprint. */
    @Override
    public String orderingKey() {
        return chatFingerprint;
    }

    @Override
    public String toString() {
        return "AlhenaIdentity[...]";
    }
}
