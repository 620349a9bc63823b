package io.salestracker.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks the {@link CountingServer} what it has seen, over a connection of its own and at next to no cost. */
final class Probe implements AutoCloseable {
    private static final byte[] COUNT = "GET /count HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RESET = "GET /reset HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final byte[] response = new byte[1_024];

    Probe(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
    }

    /**
     * What came in since the last reset.
     *
     * @param events different ones
     * @param repeated those that came once more
     * @param requests that carried them
     * @param bytes of all requests, heads included
     */
    record Counts(long events, long repeated, long requests, long bytes) {}

    Counts counts() throws IOException {
        String[] counts = ask(COUNT).split(" ", -1);
        return new Counts(
                Long.parseLong(counts[0]),
                Long.parseLong(counts[1]),
                Long.parseLong(counts[2]),
                Long.parseLong(counts[3]));
    }

    void reset() throws IOException {
        ask(RESET);
    }

    /** Answers are small, so one that is cut in two is as good as never seen on a loopback; it is an error then. */
    private String ask(byte[] question) throws IOException {
        socket.getOutputStream().write(question);
        InputStream in = socket.getInputStream();
        int read = in.read(response);
        String text = new String(response, 0, Math.max(0, read), StandardCharsets.US_ASCII);
        int body = text.indexOf("\r\n\r\n");
        if (body < 0) {
            throw new IOException("no answer from the counting server");
        }
        return text.substring(body + 4);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
