package io.salestracker.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.salestracker.event.Violation.Code;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A visitor as text, such as {@code v1&~=1&~text=0&alhena=...&text=...&.5f0c1d2e}. The version comes first. Then come
 * form-encoded pairs: the consents, {@code ~} (all) or {@code ~vendor} with 1 or 0, and the identities by vendor. A form is
 * ASCII, needs no escaping in cookies and URLs, and every language reads it.
 *
 * <p>The check comes last: a dot and the CRC-32 of everything before its {@code &}, as eight lower-case hexadecimal digits.
 * No other pair begins with a dot, so no text that was cut ends with a check. The CRC finds what was changed otherwise.
 */
final class VisitorText {
    /** Stands for all vendors among the consents; no vendor can be called so. */
    static final String EVERY_VENDOR = "";
    /** Stands for an identity's text that cannot be written. No vendor can read it. */
    static final String UNREADABLE = "";

    private static final String VERSION = "v1";
    private static final String CHECK = "&.";
    private static final int CHECK_DIGITS = 8;
    // It has no check, so it is damaged to every reader. One that looks at the pairs alone finds consent refused.
    private static final String DAMAGED = VERSION + "&~=0";
    private static final String ESCAPED = VERSION + "%";
    private static final String ESCAPED_PERCENT = "%25";
    private static final String IN_HTML = "&amp;";
    private static final int MAX_ESCAPES = 3;

    // Room for five identities of 2,000 characters that each take nine when written, and for a hundred consents.
    private static final int MAX_WRITTEN = 100_000;
    private static final int FITTING_IDENTITIES = 5;
    private static final int FITTING_CONSENTS = 100;
    private static final int MAX_VENDOR = 64;

    // Bytes on the heap, with compressed references; a short text is a vendor's name of up to 8 letters.
    private static final int REFERENCE = 4;
    private static final int ARRAY = 16;
    private static final int TEXT = 24;
    private static final int SHORT_TEXT = TEXT + ARRAY + 8;
    private static final int VISITOR = 32;
    private static final int CONSENT = 24;
    private static final int TWO_TEXTS = 24 + TEXT + ARRAY;

    private VisitorText() {}

    static void checkVendor(Violations violations, String path, @Nullable String vendor) {
        violations.check(
                vendor != null && isVendor(vendor),
                path,
                Code.MALFORMED,
                "must be a vendor's name: a lower-case word of at most 64 letters, digits, '-' or '_'");
    }

    private static boolean isVendor(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!alphanumeric && (i == 0 || (c != '_' && c != '-'))) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= MAX_VENDOR;
    }

    static String write(String[] vendors, VisitorIdentity[] identities, Consent[] consents) {
        StringBuilder text = new StringBuilder(VERSION);
        for (Consent consent : consents) {
            append(text, "~" + consent.vendor(), consent.given() ? "1" : "0");
        }
        for (int i = 0; i < vendors.length; i++) {
            append(text, vendors[i], identities[i].write());
        }
        return text.append(check(text.toString())).toString();
    }

    private static void append(StringBuilder text, String name, String value) {
        text.append('&').append(name).append('=').append(URLEncoder.encode(value, UTF_8));
    }

    static String writeDamaged() {
        return DAMAGED;
    }

    private static String check(String before) {
        CRC32 crc = new CRC32();
        crc.update(before.getBytes(UTF_8));
        return CHECK + HexFormat.of().toHexDigits((int) crc.getValue());
    }

    /** Tells whether a visitor of checked parts can be read again once it is written. */
    static boolean fits(int identities, int consents, Visitor visitor) {
        return (identities <= FITTING_IDENTITIES && consents <= FITTING_CONSENTS) || fits(visitor.write());
    }

    private static boolean fits(String written) {
        return written.length() <= MAX_WRITTEN;
    }

    static Visitor parse(String written) {
        // A column of fixed length fills up with blanks or with zero characters.
        String text = plain(written.trim());
        if (!isOurs(text)) {
            throw isOfLaterVersion(text) ? ofLaterVersion() : unreadable();
        }
        return isWhole(text) ? read(text.substring(VERSION.length(), checkOf(text))) : Visitor.damaged();
    }

    /** Tells whether a text ends with its check, so that nobody cut or changed it. */
    private static boolean isWhole(String text) {
        int end = checkOf(text);
        return fits(text) && end > 0 && text.endsWith(check(text.substring(0, end)));
    }

    /** Where the check of a whole text begins. */
    private static int checkOf(String text) {
        return text.length() - CHECK.length() - CHECK_DIGITS;
    }

    /**
     * Undoes what happens to a text in cookies and pages: quotes around it, its separators as percent escapes or in the form of
     * HTML, its percent signs escaped. Express escapes the whole of a cookie, js-cookie the percent signs alone, and servlets undo
     * neither. The check tells whether the result is what was written.
     */
    private static String plain(String text) {
        String plain = text;
        if (plain.startsWith("\"")) {
            int end = plain.length() > 1 && plain.endsWith("\"") ? plain.length() - 1 : plain.length();
            plain = plain.substring(1, end);
        }
        for (int i = 0; i < MAX_ESCAPES && fits(plain) && isEscaped(plain) && !isWhole(plain); i++) {
            plain = unescaped(plain);
        }
        return plain.startsWith(VERSION + IN_HTML) ? plain.replace(IN_HTML, "&") : plain;
    }

    /** Tells whether the separators of a text are escaped, or every percent sign. No escape of a separator is undone by the latter. */
    private static boolean isEscaped(String text) {
        if (text.startsWith(ESCAPED)) {
            return true;
        }
        int at = text.indexOf('%');
        boolean any = at >= 0;
        while (at >= 0 && text.startsWith(ESCAPED_PERCENT, at)) {
            at = text.indexOf('%', at + 1);
        }
        return any && at < 0;
    }

    private static String unescaped(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), ISO_8859_1);
        } catch (IllegalArgumentException cut) {
            // Inside an escape.
            return DAMAGED;
        }
    }

    /** Tells whether a text begins with the version, or is the beginning of it. Letters may have lost their case. */
    private static boolean isOurs(String text) {
        int length = Math.min(text.length(), VERSION.length());
        return text.regionMatches(true, 0, VERSION, 0, length)
                && (text.length() <= VERSION.length()
                        || text.charAt(VERSION.length()) == '&'
                        || text.charAt(VERSION.length()) == '%');
    }

    private static boolean isOfLaterVersion(String text) {
        int at = 1;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return text.startsWith("v")
                && at > 1
                && text.charAt(1) != '0'
                && (at == text.length() || text.charAt(at) == '&');
    }

    private static Visitor read(String pairs) {
        SortedMap<String, VisitorIdentity> identities = new TreeMap<>();
        SortedMap<String, Boolean> consents = new TreeMap<>();
        int identityBytes = 0;
        for (String pair :
                pairs.isEmpty() ? List.<String>of() : List.of(pairs.substring(1).split("&", -1))) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw unreadable();
            }
            String name = pair.substring(0, equals);
            String value = decode(pair.substring(equals + 1));
            boolean fresh;
            if (name.startsWith("~")) {
                fresh = consents.put(vendor(name.substring(1), true), consent(value)) == null;
            } else {
                Unread identity = new Unread(vendor(name, false), value);
                fresh = identities.put(name, identity) == null;
                identityBytes += heapBytes(identity, value);
            }
            if (!fresh) {
                throw unreadable();
            }
        }
        return new Visitor(
                identities.keySet().toArray(new String[0]),
                identities.values().toArray(new VisitorIdentity[0]),
                consents,
                identityBytes);
    }

    private static String vendor(String name, boolean orEvery) {
        if (isVendor(name) || (orEvery && name.equals(EVERY_VENDOR))) {
            return name;
        }
        throw unreadable();
    }

    private static boolean consent(String value) {
        if (value.equals("1") || value.equals("0")) {
            return value.equals("1");
        }
        throw unreadable();
    }

    private static String decode(String encoded) {
        try {
            // By way of bytes, since URLDecoder puts a replacement character where UTF-8 is broken.
            byte[] bytes = URLDecoder.decode(encoded, ISO_8859_1).getBytes(ISO_8859_1);
            String value = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            boolean ascii = encoded.chars().allMatch(c -> c < 0x80);
            boolean isKept = value.equals(UNREADABLE) || !Tidy.isBlank(value);
            if (ascii && isKept && value.length() <= Violations.MAX_TEXT && Violations.isClean(value)) {
                return value;
            }
        } catch (IllegalArgumentException | CharacterCodingException e) {
            // Falls through: the exception's message may show the identity, ours must not.
        }
        throw unreadable();
    }

    /** What a visitor occupies on the heap without its identities, at most. */
    static int heapBytes(int identities, int consents) {
        return VISITOR
                + 2 * Math.max(ARRAY, array(identities, REFERENCE))
                + array(consents, REFERENCE)
                + consents * (CONSENT + SHORT_TEXT);
    }

    /**
     * The heap that an identity occupies, at most. Its parts are not known here, so it is taken for a record of two
     * texts that are together as long as what it writes. One that no vendor has read has its vendor's name beside it.
     */
    static int heapBytes(VisitorIdentity identity, String written) {
        boolean wide = false;
        for (int i = 0; i < written.length() && !wide; i++) {
            wide = written.charAt(i) > 0xFF;
        }
        return TWO_TEXTS + TEXT + array(written.length(), wide ? 2 : 1) + (identity instanceof Unread ? SHORT_TEXT : 0);
    }

    private static int array(int length, int elementBytes) {
        return length == 0 ? 0 : (ARRAY + length * elementBytes + 7) & ~7;
    }

    private static InvalidEventException unreadable() {
        return malformed("is not what Visitor.write() wrote; keep that text unchanged");
    }

    private static InvalidEventException ofLaterVersion() {
        return malformed("was written by a later version of the SDK; use that version here too");
    }

    private static InvalidEventException malformed(String message) {
        return new InvalidEventException("Visitor", List.of(new Violation("", Code.MALFORMED, message)));
    }

    /** A consent for one vendor, or for every vendor that is not named. */
    record Consent(String vendor, boolean given) {}

    /** An identity that no vendor has read yet. */
    record Unread(String vendor, String write) implements VisitorIdentity {
        @Override
        public String toString() {
            return "Unread[...]";
        }
    }
}
