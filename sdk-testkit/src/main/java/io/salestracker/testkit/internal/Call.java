package io.salestracker.testkit.internal;

import io.salestracker.testkit.HttpExchange;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request as the vendors' rules see it. */
final class Call {
    private final String method;
    private final String path;
    private final @Nullable String query;
    private final Function<String, @Nullable String> headers;
    private final byte[] body;
    private final HttpExchange exchange;

    Call(@Nullable String query, Function<String, @Nullable String> headers, byte[] body, HttpExchange exchange) {
        this.method = exchange.method();
        this.path = exchange.path();
        this.query = query;
        this.headers = headers;
        this.body = body;
        this.exchange = exchange;
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    /** Returns the query as it was sent, still encoded. */
    @Nullable
    String query() {
        return query;
    }

    @Nullable
    String header(String name) {
        return headers.apply(name);
    }

    byte[] body() {
        return body;
    }

    /** Returns what may be shown of the request; its response is still empty. */
    HttpExchange exchange() {
        return exchange;
    }
}
