package io.salestracker.promises;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;

/** Repeats in its answers all it was told, in a different place each time; and takes every third event. */
final class TalkativeVendor implements AutoCloseable {
    private final MockWebServer server = new MockWebServer();
    private final AtomicInteger requests = new AtomicInteger();

    TalkativeVendor() {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                server.takeRequest(0, TimeUnit.NANOSECONDS);
                return answer(requests.getAndIncrement(), request);
            }
        });
        try {
            server.start(InetAddress.getLoopbackAddress(), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + server.getPort() + path);
    }

    int requests() {
        return requests.get();
    }

    private static MockResponse answer(int number, RecordedRequest request) {
        String body = request.getBody() == null ? "" : request.getBody().utf8();
        String all = request.getRequestLine() + "\n" + text(request.getHeaders()) + "\n" + body;
        String line = all.replaceAll("[^ -~]", " ");
        String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(all));
        MockResponse.Builder answer = new MockResponse.Builder().setHeader("X-Echo", line);
        switch (number % 18) {
            case 0 -> answer.code(422).body(all);
            case 1 -> answer.code(422).body("{\"error_code\":\"" + quoted + "\",\"message\":\"" + quoted + "\"}");
            case 3 ->
                answer.code(422)
                        .body("{\"errors\":[{\"index\":0,\"code\":\"" + quoted + "\",\"message\":\"" + quoted
                                + "\"}]}");
            case 4 -> answer.code(400).body("<html><pre>" + all + "</pre></html>");
            case 6 -> answer.code(403).body("{\"error\":{\"type\":\"" + quoted + "\",\"message\":\"" + quoted + "\"}}");
            case 7 ->
                answer.code(302).setHeader("Location", "/moved?" + URLEncoder.encode(all, StandardCharsets.UTF_8));
            case 9 -> answer.code(503).body(all);
            case 10 -> answer.code(429).setHeader("Retry-After", line);
            case 12 -> answer.code(500).body(all);
            case 13 ->
                answer.status("HTTP/1.1 422 " + line).body("{\"message\":\"" + quoted.substring(quoted.length() / 3));
            case 15 -> answer.status("No: " + line);
            case 16 -> answer.code(413).body(all);
            default -> answer.code(200).body(all);
        }
        return answer.build();
    }

    /** Its own text hides credentials. */
    private static String text(Headers headers) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < headers.size(); i++) {
            text.append(headers.name(i)).append(": ").append(headers.value(i)).append('\n');
        }
        return text.toString();
    }

    @Override
    public void close() {
        server.close();
    }
}
