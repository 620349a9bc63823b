package io.salestracker.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.salestracker.event.Violation.Code;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A visitor as text: form-encoded pairs, each a vendor's name and its identity, or a consent as {@code ~} (all) or
 * {@code ~vendor} with 1 or 0. A form is ASCII, needs no escaping in cookies and URLs, and every language reads it.
 */
final class VisitorText {
    /** Stands for all vendors among the consents; no vendor can be called so. */
    static final String EVERY_VENDOR = "";

    private static final int MAX_WRITTEN = 16_000;
    private static final Pattern VENDOR = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

    private VisitorText() {}

    static void checkVendor(Violations violations, String path, @Nullable String vendor) {
        violations.check(
                vendor != null && VENDOR.matcher(vendor).matches(),
                path,
                Code.MALFORMED,
                "must be a vendor's name: a lower-case word of at most 64 letters, digits, '-' or '_'");
    }

    static String write(Map<String, VisitorIdentity> identities, Map<String, Boolean> consents) {
        StringBuilder text = new StringBuilder();
        identities.forEach((vendor, identity) -> append(text, vendor, identity.write()));
        consents.forEach((vendor, given) -> append(text, "~" + vendor, given ? "1" : "0"));
        return text.toString();
    }

    private static void append(StringBuilder text, String name, String value) {
        text.append(text.isEmpty() ? "" : "&").append(name).append('=').append(URLEncoder.encode(value, UTF_8));
    }

    static Visitor parse(String written) {
        if (written.length() > MAX_WRITTEN) {
            throw unreadable();
        }
        Map<String, VisitorIdentity> identities = new LinkedHashMap<>();
        Map<String, Boolean> consents = new LinkedHashMap<>();
        for (String pair : written.isEmpty() ? List.<String>of() : List.of(written.split("&", -1))) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw unreadable();
            }
            String name = pair.substring(0, equals);
            String value = decode(pair.substring(equals + 1));
            boolean fresh = name.startsWith("~")
                    ? consents.put(vendor(name.substring(1), true), consent(value)) == null
                    : identities.put(vendor(name, false), new Unread(name, value)) == null;
            if (!fresh) {
                throw unreadable();
            }
        }
        return new Visitor(identities, consents);
    }

    private static String vendor(String name, boolean orEvery) {
        if (VENDOR.matcher(name).matches() || (orEvery && name.equals(EVERY_VENDOR))) {
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
            String value = URLDecoder.decode(encoded, UTF_8);
            if (!value.isBlank() && value.length() <= Violations.MAX_TEXT && Violations.isClean(value)) {
                return value;
            }
        } catch (IllegalArgumentException e) {
            // Falls through: the exception's message may show the identity, ours must not.
        }
        throw unreadable();
    }

    private static InvalidEventException unreadable() {
        String message = "is not what Visitor.write() wrote; keep that text unchanged";
        return new InvalidEventException("Visitor", List.of(new Violation("", Code.MALFORMED, message)));
    }

    /** An identity that no vendor has read yet. */
    record Unread(String vendor, String write) implements VisitorIdentity {
        @Override
        public String toString() {
            return "Unread[" + vendor + "]";
        }
    }
}
