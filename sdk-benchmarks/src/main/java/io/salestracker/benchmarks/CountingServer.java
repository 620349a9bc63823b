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
import java.util.concurrent.atomic.AtomicIntegerArray;
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
    private static final int MAX_EVENTS = 100_000_000;
    private static final byte[] OK =
            ascii("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    private static final byte[] OK_PROTOBUF =
            ascii("HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n");

    private final Duration delay;
    private final boolean delayedAcks;
    // One bit for each number, so that what came twice is seen and a hundred million cost little.
    private final AtomicIntegerArray seen = new AtomicIntegerArray(MAX_EVENTS / 32);
    private final LongAdder events = new LongAdder();
    private final LongAdder repeated = new LongAdder();
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
        int last = -1;
        for (int i = from; i + 9 < to; i++) {
            if (text[i] == '~' && text[i + 9] == '~') {
                int number = number(text, i + 1);
                // One event may say its id more than once.
                if (number >= 0 && number != last) {
                    last = number;
                    mark(number);
                    i += 9;
                }
            }
        }
    }

    private static int number(byte[] text, int from) {
        int number = 0;
        for (int i = from; i < from + 8; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private void mark(int number) {
        int bit = 1 << (number & 31);
        int before = seen.getAndUpdate(number >>> 5, word -> word | bit);
        if ((before & bit) == 0) {
            events.increment();
        } else {
            repeated.increment();
        }
    }

    private byte[] counts() {
        String counts = events.sum() + " " + repeated.sum() + " " + requests.sum() + " " + bytes.sum();
        return ascii("HTTP/1.1 200 OK\r\nContent-Length: " + counts.length() + "\r\n\r\n" + counts);
    }

    private void reset() {
        for (int i = 0; i < seen.length(); i++) {
            if (seen.get(i) != 0) {
                seen.set(i, 0);
            }
        }
        events.reset();
        repeated.reset();
        requests.reset();
        bytes.reset();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
