package io.salestracker.promises;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A vendor of plain sockets. A request that says {@code hostile<n>} is answered as the n-th script says, byte for byte,
 * after which it hangs up unless {@link Exchange#answer} was used; every other one is answered 200. Thread-safe.
 */
final class RawVendor implements AutoCloseable {
    private static final int ENDLESS = 8 << 20;
    private static final String TAKEN = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /** What is done with one hostile request. */
    @FunctionalInterface
    interface Script {
        void play(Exchange exchange) throws IOException;
    }

    private static final Pattern HOSTILE = Pattern.compile("hostile(\\d+)");

    private final List<Script> scripts;
    private final ServerSocket listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<Integer, AtomicInteger> met = new ConcurrentHashMap<>();
    private volatile @Nullable SSLContext tls;

    RawVendor(List<Script> scripts) throws IOException {
        this.scripts = scripts;
        start("raw-vendor", this::accept);
    }

    /** From the next connection on, speaks TLS with this certificate. */
    RawVendor tls(SSLContext certificate) {
        tls = certificate;
        return this;
    }

    URI uri() {
        return URI.create((tls == null ? "http" : "https") + "://localhost:" + listener.getLocalPort() + "/events");
    }

    /** Connections so far. */
    int connections() {
        return connections.get();
    }

    /** How many requests were answered as the n-th script says. */
    int met(int n) {
        AtomicInteger times = met.get(n);
        return times == null ? 0 : times.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                start("raw-vendor-" + connections.get(), () -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over.
            sockets.clear();
        }
    }

    private void serve(Socket plain) {
        try (Socket socket = secured(plain)) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                String request = read(in);
                Matcher hostile = HOSTILE.matcher(request);
                if (hostile.find()) {
                    int n = Integer.parseInt(hostile.group(1));
                    int before =
                            met.computeIfAbsent(n, first -> new AtomicInteger()).getAndIncrement();
                    Exchange exchange = new Exchange(socket, in, request, before);
                    scripts.get(n).play(exchange);
                    if (!exchange.answered) {
                        return;
                    }
                } else {
                    new Exchange(socket, in, request, 0).send(TAKEN);
                }
            }
        } catch (IOException hungUp) {
            // What matters is what the client made of it.
            sockets.remove(plain);
        }
    }

    private Socket secured(Socket plain) throws IOException {
        SSLContext context = tls;
        if (context == null) {
            return plain;
        }
        SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true);
        secure.setUseClientMode(false);
        return secure;
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static String read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.append((char) next);
        }
        int length = head.toString()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).trim()))
                .findFirst()
                .orElse(0);
        return head + new String(in.readNBytes(length), UTF_8);
    }

    /** One hostile request and the way to answer it. */
    static final class Exchange {
        private final Socket socket;
        private final InputStream in;
        private final String request;
        private final int before;
        private boolean answered;

        private Exchange(Socket socket, InputStream in, String request, int before) {
            this.socket = socket;
            this.in = in;
            this.request = request;
            this.before = before;
        }

        /** The request, head and body. */
        String request() {
            return request;
        }

        /** How often this script was met before. */
        int before() {
            return before;
        }

        /** Sends an answer after which a client may use the connection again, so it stays open. */
        void answer(String statusAndHeaders, byte[] body) throws IOException {
            send("HTTP/1.1 " + statusAndHeaders + "\r\nContent-Length: " + body.length + "\r\n\r\n");
            send(body);
            answered = true;
        }

        void answer(String statusAndHeaders) throws IOException {
            answer(statusAndHeaders, new byte[0]);
        }

        void send(String text) throws IOException {
            send(text.getBytes(ISO_8859_1));
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        /** Sends the same over and over, beyond all bounds, and leaves it at that until the client hangs up. */
        void sendEndlessly(byte[] bytes) throws IOException {
            for (int sent = 0; sent < ENDLESS; sent += bytes.length) {
                send(bytes);
            }
            fallSilent();
        }

        /** Sends a byte now and then, over and over, until the client hangs up. */
        void drip(String text) throws IOException {
            for (int i = 0; !hungUpWithin(Duration.ofMillis(50)); i++) {
                send(text.substring(i % text.length(), i % text.length() + 1));
            }
        }

        /** Says nothing more until the client hangs up. */
        void fallSilent() throws IOException {
            while (!hungUpWithin(Duration.ofSeconds(1))) {
                socket.getOutputStream().flush();
            }
        }

        private boolean hungUpWithin(Duration wait) throws IOException {
            socket.setSoTimeout((int) wait.toMillis());
            try {
                return in.read() < 0;
            } catch (SocketTimeoutException still) {
                return false;
            }
        }
    }
}
