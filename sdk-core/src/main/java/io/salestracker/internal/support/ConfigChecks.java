package io.salestracker.internal.support;

import static java.util.Objects.requireNonNull;

import io.salestracker.event.Violations;
import io.salestracker.http.Request;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What the builders of all destinations check: addresses, headers and texts. Every fault names the setting. */
public final class ConfigChecks {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);
    private static final String CONTENT_TYPE = "Content-Type";
    // Anything shorter is no secret, and masking it would make ordinary words of a response unreadable.
    private static final int SHORTEST_SECRET = 6;

    private ConfigChecks() {}

    /**
     * Checks the address of a vendor's endpoint: absolute, with a host, HTTPS unless the host is loopback or the caller
     * insists, without user info and fragment.
     *
     * @throws IllegalArgumentException naming the setting, never the address, which may hold a secret
     */
    public static URI checked(String setting, URI address, boolean allowHttp) {
        requireNonNull(address, setting);
        String scheme = address.getScheme();
        String host = address.getHost();
        boolean https = "https".equalsIgnoreCase(scheme);
        require(https || "http".equalsIgnoreCase(scheme), setting, "must be an absolute https address");
        require(
                host != null && address.getPort() != 0 && address.getPort() <= 65_535,
                setting,
                "must have a valid host and port");
        require(address.getRawUserInfo() == null, setting, "must have no user info; use a header for credentials");
        require(address.getRawFragment() == null, setting, "must have no fragment");
        require(
                https || allowHttp || LOOPBACK.matcher(host).matches(),
                setting,
                "must be https unless the host is loopback; allowHttp(true) lets plain http through");
        return address;
    }

    /**
     * Appends a path to a base address with one slash between them, whichever of the two has one.
     *
     * @throws IllegalArgumentException if the base has a query, or the path has characters an address cannot have; the
     *     message shows neither
     */
    public static URI resolve(URI base, String path) {
        require(base.getRawQuery() == null, "base address", "must have no query");
        String start = base.toString();
        String trimmed = start.endsWith("/") ? start.substring(0, start.length() - 1) : start;
        try {
            return URI.create(trimmed + (path.isEmpty() || path.startsWith("/") ? path : "/" + path));
        } catch (IllegalArgumentException e) {
            // Without the cause, whose message shows the address.
            throw new IllegalArgumentException("path has characters that an address cannot have");
        }
    }

    /**
     * Checks a text of the configuration: not blank, at most 2,000 characters, no control characters.
     *
     * @throws IllegalArgumentException naming the setting, never the text
     */
    public static String text(String setting, String value) {
        requireNonNull(value, setting);
        require(!value.isBlank(), setting, "must not be blank");
        require(
                value.length() <= Violations.MAX_TEXT && Violations.isClean(value),
                setting,
                "must have at most 2,000 characters, none of them a control character");
        return value;
    }

    /**
     * The headers of a JSON request: the content type, unless the caller gave another, and the caller's.
     *
     * @throws IllegalArgumentException naming the header, never its value
     */
    public static Map<String, String> jsonHeaders(Map<String, String> extra) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (extra.keySet().stream().noneMatch(CONTENT_TYPE::equalsIgnoreCase)) {
            headers.put(CONTENT_TYPE, "application/json");
        }
        headers.putAll(extra);
        return Request.checked(headers);
    }

    /**
     * What of these account values must be masked in a response: each one, and of one like {@code Bearer token} also the
     * last word alone; nothing shorter than 6 characters.
     */
    public static List<String> secrets(Collection<String> values) {
        return values.stream()
                .flatMap(value -> List.of(value, value.substring(value.lastIndexOf(' ') + 1)).stream())
                .filter(value -> value.length() >= SHORTEST_SECRET)
                .distinct()
                .toList();
    }

    private static void require(boolean holds, String setting, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(setting + " " + rule);
        }
    }
}
