package io.salestracker.testkit.internal;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request as the vendors' rules see it. */
final class Call {
    private final String method;
    private final String path;
    private final @Nullable String query;
    private final Function<String, @Nullable String> headers;
    private final byte[] body;

    Call(String method, String path, @Nullable String query, Function<String, @Nullable String> headers, byte[] body) {
        this.method = method;
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.body = body;
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
}
