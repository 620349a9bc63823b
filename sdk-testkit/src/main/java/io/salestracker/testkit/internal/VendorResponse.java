package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is answered to a request. The body is shared and must not be changed. */
final class VendorResponse {
    private static final String JSON = "application/json";
    private static final String RETRY_AFTER = "Retry-After";

    private final int status;
    private final String type;
    private final String text;
    private final byte[] body;
    private final Map<String, String> headers;

    private VendorResponse(int status, String type, String text, byte[] body, Map<String, String> headers) {
        this.status = status;
        this.type = type;
        this.text = text;
        this.body = body;
        this.headers = headers;
    }

    static VendorResponse json(int status, String body) {
        return new VendorResponse(status, JSON, body, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** A response of the sandbox's own, with a line feed for whoever reads it in a terminal. */
    static VendorResponse line(int status, JsonNode body) {
        return json(status, body + "\n");
    }

    /** A file of the page's, with further headers. */
    static VendorResponse file(String type, byte[] body, Map<String, String> headers) {
        return new VendorResponse(200, type, "", body, headers);
    }

    VendorResponse retryAfter(String value) {
        return new VendorResponse(status, type, text, body, Map.of(RETRY_AFTER, value));
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    /** Returns the body as text; empty for a file. */
    String text() {
        return text;
    }

    byte[] body() {
        return body;
    }

    Map<String, String> headers() {
        return headers;
    }

    @Nullable
    String retryAfter() {
        return headers.get(RETRY_AFTER);
    }
}
