package io.salestracker.tracktor;

import io.salestracker.destination.HeapBytes;
import io.salestracker.event.HeapSized;
import io.salestracker.event.IdentityType;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Tidy;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import io.salestracker.event.VisitorIdentity;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who a person is at Tracktor: any stable unique text, such as the user's id in the shop, or the anonymous id that its
 * JavaScript library made ({@code a-} and some letters and digits). The destination refuses a word for a missing id or for guests,
 * such as {@code undefined}, {@code guest} or 0. {@code toString} shows neither component.
 *
 * @param id the person's id; at most 1,900 characters
 * @param signature its signature for secure mode, 64 hexadecimal digits, kept in upper case; null where the
 *     destination signs or secure mode is off. A destination that signs uses its own in place of it, since one signature
 *     holds for one account only
 */
public record TracktorIdentity(String id, @Nullable String signature) implements VisitorIdentity, HeapSized {
    /** Hands the identity out of a {@link io.salestracker.event.Visitor}. */
    public static final IdentityType<TracktorIdentity> TYPE =
            new IdentityType<>(TracktorDestination.VENDOR, TracktorIdentity.class, TracktorIdentity::parse);

    private static final char SEPARATOR = ':';
    private static final int MAX_ID = 1_900; // With the signature it must fit in what a visitor can hold.
    private static final int SIGNATURE_LENGTH = 64;

    /** @throws InvalidEventException if the id is missing, too long or unclean, or the signature is none */
    public TracktorIdentity {
        signature = Tidy.optional(signature);
        new Violations()
                .requiredText("id", id)
                .check(id == null || id.length() <= MAX_ID, "id", Code.TOO_LARGE, "must have at most 1,900 characters")
                .check(
                        signature == null || isSignature(signature),
                        "signature",
                        Code.MALFORMED,
                        "must be an HMAC-SHA256 as 64 hexadecimal digits")
                .throwIfAny("TracktorIdentity");
        signature = signature == null ? null : signature.toUpperCase(Locale.ROOT);
    }

    /**
     * The identity with this id.
     *
     * @throws InvalidEventException if the id is missing, blank, longer than 1,900 characters or has control characters
     */
    public static TracktorIdentity of(@Nullable String id) {
        return of(id, null);
    }

    /**
     * The identity with this id and its signature for secure mode, made where the secret is.
     *
     * @throws InvalidEventException if the id is missing, blank, longer than 1,900 characters or has control
     *     characters, or the signature is not of 64 hexadecimal digits
     */
    @SuppressWarnings("NullAway") // The constructor reports what is missing.
    public static TracktorIdentity of(@Nullable String id, @Nullable String signature) {
        return new TracktorIdentity(id, signature);
    }

    /**
     * Reads what {@link #write()} wrote.
     *
     * @throws InvalidEventException if the text is not of that form
     */
    public static TracktorIdentity parse(String written) {
        int at = written.indexOf(SEPARATOR);
        if (at < 0) {
            new Violations()
                    .check(false, "", Code.MALFORMED, "is not what TracktorIdentity.write() wrote; keep it unchanged")
                    .throwIfAny("TracktorIdentity");
        }
        return of(written.substring(at + 1), at == 0 ? null : written.substring(0, at));
    }

    static boolean isSignature(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return text.length() == SIGNATURE_LENGTH;
    }

    @Override
    public String vendor() {
        return TracktorDestination.VENDOR;
    }

    /** The signature, if there is one, a colon and the id. */
    @Override
    public String write() {
        return (signature == null ? "" : signature) + SEPARATOR + id;
    }

    /** The id. */
    @Override
    public String orderingKey() {
        return id;
    }

    @Override
    public long heapBytes() {
        return HeapBytes.ofFields(id, signature);
    }

    @Override
    public String toString() {
        return "TracktorIdentity[...]";
    }
}
