package io.salestracker.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Reads server-sent events as a browser does, one at a time, and fails where none comes. Over a socket: the JDK's client
 * waits for a body however long it takes, and no interrupt ends that.
 */
final class StreamReader implements AutoCloseable {
    record Message(String event, JsonNode data) {}

    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final Socket socket;
    private final BufferedReader lines;

    StreamReader(VendorSandbox sandbox) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.port());
        socket.setSoTimeout(20_000);
        // In 1.0 a body has no chunks.
        socket.getOutputStream()
                .write("GET /sandbox/stream HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder head = new StringBuilder();
        for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            head.append(line).append('\n');
        }
        if (!head.toString().contains("Content-Type: text/event-stream\n")) {
            throw new IOException("not a stream of events: " + head);
        }
    }

    /** Waits for the next message, past comments, whose signs of life must not keep a test alive too. */
    Message next() throws IOException {
        String event = "";
        long start = System.nanoTime();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IOException("no message came");
            }
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
        socket.close();
    }
}
