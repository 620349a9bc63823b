package io.salestracker.promises;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.salestracker.testsupport.Request;
import io.salestracker.testsupport.Response;
import java.net.URLEncoder;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Repeats in its responses all it was told, in a different place each time; and takes every third event. */
final class TalkativeResponses implements Function<Request, Response> {
    private final AtomicInteger requests = new AtomicInteger();

    @Override
    public Response apply(Request request) {
        String all = request.line() + "\n" + String.join("\n", request.headers()) + "\n\n"
                + new String(request.body(), UTF_8);
        String line = all.replaceAll("[^ -~]", " ");
        String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(all));
        Response response = Response.of(200).header("X-Echo", line);
        return switch (requests.getAndIncrement() % 18) {
            case 0 -> response.status(422).body(all);
            case 1 -> response.status(422).body("{\"error_code\":\"" + quoted + "\",\"message\":\"" + quoted + "\"}");
            case 3 ->
                response.status(422)
                        .body("{\"errors\":[{\"index\":0,\"code\":\"" + quoted + "\",\"message\":\"" + quoted
                                + "\"}]}");
            case 4 -> response.status(400).body("<html><pre>" + all + "</pre></html>");
            case 6 ->
                response.status(403).body("{\"error\":{\"type\":\"" + quoted + "\",\"message\":\"" + quoted + "\"}}");
            case 7 -> response.status(302).header("Location", "/moved?" + URLEncoder.encode(all, UTF_8));
            case 9 -> response.status(503).body(all);
            case 10 -> response.status(429).header("Retry-After", line);
            case 12 -> response.status(500).body(all);
            case 13 ->
                response.statusLine("HTTP/1.1 422 " + line)
                        .body("{\"message\":\"" + quoted.substring(quoted.indexOf("\\n")));
            case 15 -> response.statusLine("No: " + line);
            case 16 -> response.status(413).body(all);
            default -> response.body(all);
        };
    }
}
