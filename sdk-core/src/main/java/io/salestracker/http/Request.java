package io.salestracker.http;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request. Immutable by convention: the body must not be changed. {@code toString} shows neither query, headers
 * nor body.
 */
public final class Request {
    private final String method;
    private final URI uri;
    private final Map<String, String> headers;
    private final byte @Nullable [] body;
    private final boolean readsBody;

    private Request(String method, URI uri, Map<String, String> headers, byte @Nullable [] body, boolean readsBody) {
        this.method = method;
        this.uri = requireNonNull(uri, "uri");
        this.headers = checked(headers);
        this.body = body;
        this.readsBody = readsBody;
    }

    /**
     * A GET request.
     *
     * @throws IllegalArgumentException if a header's name or value has characters that HTTP does not allow
     */
    public static Request get(URI uri, Map<String, String> headers) {
        return new Request("GET", uri, headers, null, false);
    }

    /**
     * A POST request; the content type is among the headers. The body is not copied.
     *
     * @throws IllegalArgumentException if a header's name or value has characters that HTTP does not allow
     */
    public static Request post(URI uri, Map<String, String> headers, byte[] body) {
        return new Request("POST", uri, headers, requireNonNull(body, "body"), false);
    }

    /**
     * The same request, with a response whose body matters. It suits a request with several events where the vendor
     * names those that it refused.
     */
    public Request readingBody() {
        return new Request(method, uri, headers, body, true);
    }

    /**
     * Tells whether the response's body matters, and not only its status. The transport then waits five seconds for the
     * body after the response's headers, otherwise one. Default: false.
     */
    public boolean readsBody() {
        return readsBody;
    }

    /** GET or POST. */
    public String method() {
        return method;
    }

    /** The whole address. */
    public URI uri() {
        return uri;
    }

    /** The headers by name, in order; unmodifiable. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The value of a header, whatever its case, or null. */
    public @Nullable String header(String name) {
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (header.getKey().equalsIgnoreCase(name)) {
                return header.getValue();
            }
        }
        return null;
    }

    /** The body, not to be changed; null for GET. */
    public byte @Nullable [] body() {
        return body;
    }

    /**
     * Checks headers as a request does, for builders that fail early.
     *
     * @throws IllegalArgumentException naming the header, never its value
     */
    public static Map<String, String> checked(Map<String, String> headers) {
        if (headers instanceof Checked) {
            return headers;
        }
        Map<String, String> copy = new LinkedHashMap<>();
        headers.forEach((name, value) -> {
            if (!isToken(name)) {
                throw new IllegalArgumentException("a header's name must be of letters, digits and hyphens");
            }
            if (!isPrintable(value)) {
                throw new IllegalArgumentException(
                        "header " + name.toLowerCase(Locale.ROOT) + " must be of printable ASCII characters");
            }
            copy.put(name, value);
        });
        return new Checked(Collections.unmodifiableMap(copy));
    }

    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7F || "()<>@,;:\\\"/[]?={}".indexOf(c) >= 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isPrintable(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' || c >= 0x7F) && c != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Headers that were checked already, so that a destination with constant headers checks them once. */
    private static final class Checked extends AbstractMap<String, String> {
        private final Map<String, String> headers;

        Checked(Map<String, String> unmodifiable) {
            this.headers = unmodifiable;
        }

        @Override
        public Set<Map.Entry<String, String>> entrySet() {
            return headers.entrySet();
        }

        @Override
        public @Nullable String get(@Nullable Object name) {
            return headers.get(name);
        }

        @Override
        public boolean containsKey(@Nullable Object name) {
            return headers.containsKey(name);
        }

        /** Names only: a value may be a secret. */
        @Override
        public String toString() {
            return "headers " + headers.keySet();
        }
    }

    @Override
    public String toString() {
        return method + " " + uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
    }
}
