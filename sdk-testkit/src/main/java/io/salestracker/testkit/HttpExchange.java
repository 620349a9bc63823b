package io.salestracker.testkit;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request that brought an event, and its response. A request with several events has one, which they share. Immutable.
 *
 * @param method the method
 * @param path the path, without the query, which holds Tracktor.io's credentials
 * @param headers the request's headers in the order of arrival, credentials masked; empty if payloads are not kept. Leaves
 *     out {@code Content-Length} and {@code Idempotency-Key}, see {@link Received#payload} and {@link Received#idempotencyKey}
 * @param retryAfter the response's {@code Retry-After}, if any
 * @param response the response's body; empty while there is no response, and where the connection was reset instead
 */
public record HttpExchange(
        String method,
        String path,
        Map<String, String> headers,
        @Nullable String retryAfter,
        String response) {

    /** Checks that nothing is missing. */
    public HttpExchange {
        requireNonNull(method, "method");
        requireNonNull(path, "path");
        requireNonNull(headers, "headers");
        requireNonNull(response, "response");
    }

    /** Returns method and path only: a body can hold personal data. */
    @Override
    public String toString() {
        return "HttpExchange[" + method + " " + path + "]";
    }
}
