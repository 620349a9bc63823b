package io.salestracker.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Reads server-sent events as a browser does, one at a time. */
final class StreamReader implements AutoCloseable {
    record Message(String event, JsonNode data) {}

    private final InputStream body;
    private final BufferedReader lines;

    StreamReader(VendorSandbox sandbox) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(sandbox.root() + "/sandbox/stream"))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        if (!"text/event-stream"
                .equals(answer.headers().firstValue("Content-Type").orElse(""))) {
            throw new IOException("not a stream of events: " + answer.headers().map());
        }
        body = answer.body();
        lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /** Waits for the next message, past comments. */
    Message next() throws IOException {
        String event = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event: ")) {
                event = line.substring("event: ".length());
            } else if (line.startsWith("data: ")) {
                return new Message(event, new ObjectMapper().readTree(line.substring("data: ".length())));
            }
        }
        throw new IOException("the stream ended");
    }

    /** Waits for the next message of a kind. */
    JsonNode next(String event) throws IOException {
        Message message = next();
        while (!message.event().equals(event)) {
            message = next();
        }
        return message.data();
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
