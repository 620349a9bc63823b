package io.salestracker.testkit.internal;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What is answered to a request. The body is shared and must not be changed. */
final class Answer {
    private final int status;
    private final byte[] body;
    private final @Nullable String retryAfter;

    private Answer(int status, byte[] body, @Nullable String retryAfter) {
        this.status = status;
        this.body = body;
        this.retryAfter = retryAfter;
    }

    static Answer json(int status, String body) {
        return new Answer(status, body.getBytes(StandardCharsets.UTF_8), null);
    }

    Answer retryAfter(@Nullable String value) {
        return new Answer(status, body, value);
    }

    int status() {
        return status;
    }

    byte[] body() {
        return body;
    }

    @Nullable
    String retryAfter() {
        return retryAfter;
    }
}
