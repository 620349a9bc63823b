package io.salestracker.testkit.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/**
 * Requests' headers as they may be shown: credentials masked, values cut. Equal ones are kept once, since a caller sends
 * the same with nearly every request. Thread-safe.
 */
final class ShownHeaders {
    private static final int MAX_KEPT = 256;
    private static final int MAX_LENGTH = 500;
    private static final Pattern CREDENTIAL =
            Pattern.compile("auth|cookie|token|secret|passw|signature|credential|api-?key|(^|-)key$|session");

    private final Map<Map<String, String>, Map<String, String>> kept = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Map<String, String>, Map<String, String>> eldest) {
            return size() > MAX_KEPT;
        }
    };

    /** Returns what to show of these, without those that differ from request to request and are shown elsewhere. */
    Map<String, String> of(HttpFields fields) {
        Map<String, String> shown = new LinkedHashMap<>();
        for (HttpField field : fields) {
            String name = field.getName().toLowerCase(Locale.ROOT);
            if (!name.equals("content-length") && !name.equals("idempotency-key")) {
                shown.merge(field.getName(), shown(name, field.getValue()), (first, next) -> first + ", " + next);
            }
        }
        Map<String, String> fixed = Collections.unmodifiableMap(shown);
        synchronized (kept) {
            Map<String, String> known = kept.putIfAbsent(fixed, fixed);
            return known == null ? fixed : known;
        }
    }

    private static String shown(String name, String value) {
        if (CREDENTIAL.matcher(name).find()) {
            int blank = value.indexOf(' ');
            // The scheme says what was tried; the rest is what must not be seen.
            String scheme = name.endsWith("authorization") && blank > 0 ? value.substring(0, blank + 1) : "";
            return scheme + "•••• (" + (value.length() - scheme.length()) + " characters)";
        }
        return value.length() > MAX_LENGTH ? value.substring(0, MAX_LENGTH) + "…" : value;
    }
}
