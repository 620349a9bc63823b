package io.salestracker.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP response: a complete status line with headers, and the body up to the response bound. A body that was cut
 * short, too slow or too long is shorter, and {@link #bodyCut()} is true. Immutable by convention. {@code toString}
 * shows the status only.
 */
public final class Response {
    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private final boolean bodyCut;
    private final @Nullable String proxy;
    private final @Nullable Duration answerTime;

    private Response(
            int status,
            Map<String, List<String>> headers,
            byte[] body,
            boolean bodyCut,
            @Nullable String proxy,
            @Nullable Duration answerTime) {
        this.status = status;
        this.headers = ignoresCase(headers) ? headers : caseIgnored(headers);
        this.body = requireNonNull(body, "body");
        this.bodyCut = bodyCut;
        this.proxy = proxy;
        this.answerTime = answerTime;
    }

    private static boolean ignoresCase(Map<String, List<String>> headers) {
        return headers instanceof SortedMap<String, List<String>> sorted
                && String.CASE_INSENSITIVE_ORDER.equals(sorted.comparator());
    }

    private static Map<String, List<String>> caseIgnored(Map<String, List<String>> headers) {
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> {
            // Some HTTP clients list the status line as a header without a name.
            if (name != null) {
                copy.put(name, values);
            }
        });
        return copy;
    }

    /** A response without headers and body. */
    public static Response of(int status) {
        return new Response(status, Map.of(), new byte[0], false, null, null);
    }

    /** A response without headers. */
    public static Response of(int status, String body) {
        return new Response(status, Map.of(), body.getBytes(UTF_8), false, null, null);
    }

    /**
     * A response with its whole body. The body is not copied, nor are headers sorted by
     * {@link String#CASE_INSENSITIVE_ORDER}.
     */
    public static Response of(int status, Map<String, List<String>> headers, byte[] body) {
        return new Response(status, headers, body, false, null, null);
    }

    /**
     * A response whose body may be incomplete. The body is not copied, nor are headers sorted by
     * {@link String#CASE_INSENSITIVE_ORDER}.
     *
     * @param bodyCut true if the body is incomplete: it was too slow, too long, or broke off
     */
    public static Response of(int status, Map<String, List<String>> headers, byte[] body, boolean bodyCut) {
        return new Response(status, headers, body, bodyCut, null, null);
    }

    /**
     * The same response as one that a proxy gave in place of the server. For a 407, whose warning then names the proxy.
     *
     * @param proxy the proxy as {@code host:port}
     */
    public Response fromProxy(String proxy) {
        return new Response(status, headers, body, bodyCut, requireNonNull(proxy, "proxy"), answerTime);
    }

    /**
     * The same response with the time that the server took for it. For transports that measure it.
     *
     * @param answerTime from the last byte of the request sent to the last one of the status line and headers received;
     *     not negative
     * @throws IllegalArgumentException if it is negative
     */
    public Response answeredAfter(Duration answerTime) {
        if (answerTime.isNegative()) {
            throw new IllegalArgumentException("answerTime must not be negative");
        }
        return new Response(status, headers, body, bodyCut, proxy, answerTime);
    }

    /** The status code. */
    public int status() {
        return status;
    }

    /** The first value of a header, whatever its case, or null. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** The body as far as it was read; not to be changed. */
    public byte[] body() {
        return body;
    }

    /**
     * Tells whether the body is incomplete. The status line decides all the same. But where the body names the refused
     * events of a batch, it is unknown which they are.
     */
    public boolean bodyCut() {
        return bodyCut;
    }

    /**
     * The proxy that gave this response in place of the server, as {@code host:port}. Null if the server gave it, or if the
     * transport does not know: it does for a 407 to a plain request.
     */
    public @Nullable String proxy() {
        return proxy;
    }

    /**
     * The time that the server took to answer: from the last byte of the request handed to the system, to the complete status
     * line and headers. Connecting, TLS, sending the request and the response's body do not count. A response that came
     * before the request was sent took zero. Null if the transport does not tell; {@link HttpTransport#okHttp()} and {@link
     * HttpTransport#jdk()} do.
     */
    public @Nullable Duration answerTime() {
        return answerTime;
    }

    @Override
    public String toString() {
        return "Response[" + status + "]";
    }
}
