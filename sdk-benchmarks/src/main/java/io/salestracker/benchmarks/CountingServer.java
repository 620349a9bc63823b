package io.salestracker.benchmarks;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;

/**
 * An HTTP/1.1 server that costs little and sees everything: it takes any POST or GET, finds the order ids in it
 * ({@link Sale#orderId}), and answers 200. {@code GET /count} tells what came in since {@code GET /reset}.
 *
 * <p>A process of its own. Prints its port, and ends with its standard input.
 */
final class CountingServer {
    private static final byte[] OK =
            ascii("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    private static final byte[] OK_PROTOBUF =
            ascii("HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n");

    private final Duration delay;
    private final boolean delayedAcks;
    private final Tally tally = new Tally();
    private final LongAdder requests = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    private CountingServer(Duration delay, boolean delayedAcks) {
        this.delay = delay;
        this.delayedAcks = delayedAcks;
    }

    /**
     * Serves until the standard input ends.
     *
     * @param args how many milliseconds each response takes, and {@code delayed-acks} if the peer's segments are to be
     *     acknowledged late, as most systems do, and not at once, as Linux does on new connections
     */
    public static void main(String[] args) throws IOException {
        CountingServer server = new CountingServer(
                Duration.ofMillis(Long.parseLong(args[0])), args.length > 1 && args[1].equals("delayed-acks"));
        ServerSocket socket = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        daemon("accept", () -> server.accept(socket));
        System.out.println(socket.getLocalPort());
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        while (input.readLine() != null) {
            // Only its end says something.
        }
        socket.close();
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(ServerSocket socket) {
        try {
            while (true) {
                Socket peer = socket.accept();
                daemon("peer", () -> serve(peer));
            }
        } catch (IOException closed) {
            if (!socket.isClosed()) {
                throw new UncheckedIOException(closed);
            }
        }
    }

    private void serve(Socket peer) {
        try (peer) {
            peer.setTcpNoDelay(true);
            Exchange exchange = new Exchange(peer, delayedAcks);
            OutputStream out = peer.getOutputStream();
            while (exchange.read()) {
                out.write(answer(exchange));
            }
        } catch (IOException hungUp) {
            // Clients come and go.
        }
    }

    private byte[] answer(Exchange exchange) throws IOException {
        if (exchange.path().equals("/count")) {
            return counts();
        }
        if (exchange.path().equals("/reset")) {
            reset();
            return OK;
        }
        count(exchange);
        if (!delay.isZero()) {
            LockSupport.parkNanos(delay.toNanos());
        }
        return exchange.isProtobuf() ? OK_PROTOBUF : OK;
    }

    private void count(Exchange exchange) throws IOException {
        requests.increment();
        bytes.add(exchange.length());
        byte[] text = exchange.buffer();
        int from = exchange.textStart();
        int to = exchange.length();
        if (exchange.isGzip()) {
            text = new GZIPInputStream(new ByteArrayInputStream(text, from, to - from)).readAllBytes();
            from = 0;
            to = text.length;
        }
        Tally.find(text, from, to, number -> tally.mark(number));
    }

    private byte[] counts() {
        String counts = tally.events() + " " + tally.repeated() + " " + requests.sum() + " " + bytes.sum();
        return ascii("HTTP/1.1 200 OK\r\nContent-Length: " + counts.length() + "\r\n\r\n" + counts);
    }

    private void reset() {
        tally.reset();
        requests.reset();
        bytes.reset();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
