package io.salestracker.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportException.Sent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link RecordingTransport} does with a request. It runs on the tracker's sending thread and should not wait; a test's
 * own is a lambda that returns an {@link Response} or throws.
 */
@FunctionalInterface
public interface Reply {

    /** Answers a request. */
    Response to(RecordedRequest request) throws TransportException;

    /** Answers with a status and nothing else. */
    static Reply status(int status) {
        return request -> Response.of(status);
    }

    /** Answers with a status and a body, such as a vendor's reason for a refusal. */
    static Reply status(int status, String body) {
        return request -> Response.of(status, body);
    }

    /** Answers with a status, headers and a body. */
    static Reply status(int status, Map<String, String> headers, String body) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return request -> Response.of(status, lists, body.getBytes(UTF_8));
    }

    /** Answers 429 with this {@code Retry-After}, rounded up to whole seconds. */
    static Reply throttled(Duration retryAfter) {
        long seconds = retryAfter.plusSeconds(1).minusNanos(1).toSeconds();
        return status(429, Map.of("Retry-After", Long.toString(seconds)), "");
    }

    /** Fails before a byte is sent, as a refused connection does: the tracker tries again, whatever it is. */
    static Reply notSent() {
        return request -> {
            throw new TransportException(Sent.NOT_SENT, "a connection refused on demand", null);
        };
    }

    /** Fails after sending, as a time-out or a reset does: the vendor may have taken it. */
    static Reply noAnswer() {
        return request -> {
            throw new TransportException(Sent.MAYBE_SENT, "a response lost on demand", null);
        };
    }
}
