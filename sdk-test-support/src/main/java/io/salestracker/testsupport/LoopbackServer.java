package io.salestracker.testsupport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A server on loopback for tests. It does with each connection what a script says, byte for byte, or answers each
 * request by a function. It counts connections and requests. Each connection has a daemon thread. Thread-safe.
 */
public final class LoopbackServer implements AutoCloseable {
    /** A response with status 200 and the body {@code ok}. */
    public static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static final int ANY_PORT = 0;
    private static final int BACKLOG = 200;
    // So small that a client soon notices a script that does not read.
    private static final int SMALL_BUFFER = 4_096;
    private static final int SYSTEMS_BUFFER = 0;
    private static final int DRIP_MILLIS = 20;
    private static final int CLOSE_MILLIS = 500;

    private final ServerSocket listener;
    private final Script script;
    private final Map<Thread, Socket> connected = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread accepting = daemon("loopback-server", this::accept);
    private volatile SSLContext tls;
    private volatile String[] protocols = {};

    /** What is done with one connection. */
    @FunctionalInterface
    public interface Script {
        /**
         * Serves a connection, which the server closes when this returns or throws.
         *
         * @throws IOException if the client hung up or the server was closed
         */
        void serve(Peer peer) throws IOException;
    }

    private LoopbackServer(int port, int receiveBuffer, Script script) {
        this.script = script;
        try {
            listener = new ServerSocket();
            listener.setReuseAddress(true);
            if (receiveBuffer != SYSTEMS_BUFFER) {
                listener.setReceiveBufferSize(receiveBuffer);
            }
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        accepting.start();
    }

    /** Starts a server on a free port that plays the script on each connection. Its receive buffer is small. */
    public static LoopbackServer start(Script script) {
        return new LoopbackServer(ANY_PORT, SMALL_BUFFER, script);
    }

    /** Starts a server that answers every request with the same bytes and keeps its connections. */
    public static LoopbackServer answering(String bytes) {
        return start(peer -> {
            while (true) {
                peer.request();
                peer.send(bytes);
            }
        });
    }

    /** Starts a server that answers the first request of each connection, then waits for the client to hang up. */
    public static LoopbackServer answeringOnce(String bytes) {
        return start(peer -> {
            peer.request();
            peer.send(bytes);
            peer.awaitHangUp();
        });
    }

    /** Starts a server that reads the first byte of a connection and says nothing. */
    public static LoopbackServer silent() {
        return start(peer -> {
            peer.readFirstByte();
            peer.doNothing();
        });
    }

    /** Starts a server that reads the first byte of a connection, sends this and then the letter x now and then. */
    public static LoopbackServer dripping(String beginning) {
        return start(peer -> {
            peer.readFirstByte();
            peer.send(beginning);
            peer.drip("x");
        });
    }

    /** Starts a server on a free port that answers each request as the function says. */
    public static LoopbackServer answering(Function<Request, Response> function) {
        return answering(ANY_PORT, function);
    }

    /** Starts a server on this port that answers each request as the function says. */
    public static LoopbackServer answering(int port, Function<Request, Response> function) {
        return new LoopbackServer(port, SYSTEMS_BUFFER, peer -> {
            boolean goesOn = true;
            while (goesOn) {
                Request request = peer.request();
                goesOn =
                        peer.answer(function.apply(request)) && !"close".equalsIgnoreCase(request.header("Connection"));
            }
        });
    }

    /** Makes it speak TLS with this certificate, from the next connection on. */
    public LoopbackServer tls(SSLContext certificate) {
        tls = certificate;
        return this;
    }

    /** Makes it offer these protocols over TLS, the best first, from the next connection on: h2, http/1.1. */
    public LoopbackServer offering(String... names) {
        protocols = names.clone();
        return this;
    }

    /** Returns the port it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Returns the address of a path and query here: of HTTPS once it speaks TLS. */
    public URI uri(String target) {
        return uri(tls == null ? "http" : "https", target);
    }

    /** Returns the address with this scheme, whatever the server speaks. */
    public URI uri(String scheme, String target) {
        return URI.create(scheme + "://localhost:" + port() + target);
    }

    /** Returns how many connections there were so far. */
    public int connections() {
        return connections.get();
    }

    /** Returns on how many connections a script read the first byte alone; without TLS here, that of a greeting too. */
    public int begun() {
        return begun.get();
    }

    /** Returns how many connections have ended on this side. */
    public int ended() {
        return ended.get();
    }

    /** Returns how many requests came in whole. */
    public int requests() {
        return requests.get();
    }

    /**
     * Stops listening, cuts every connection, and waits until the port is free. Scripts that go on nevertheless get half a
     * second.
     */
    @Override
    public void close() {
        closed.countDown();
        closeQuietly(listener);
        // The system keeps the port until the thread in accept has woken up.
        awaitEnd(accepting, System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
        connected.values().forEach(LoopbackServer::closeQuietly);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        connected.keySet().forEach(thread -> awaitEnd(thread, end));
    }

    private static void awaitEnd(Thread thread, long end) {
        try {
            if (!thread.equals(Thread.currentThread())) {
                TimeUnit.NANOSECONDS.timedJoin(thread, end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                int index = connections.getAndIncrement();
                Thread thread = daemon("loopback-server-" + index, () -> serve(socket, index));
                connected.put(thread, socket);
                thread.start();
            }
        } catch (IOException e) {
            if (!isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket plain, int index) {
        try (plain) {
            plain.setTcpNoDelay(true);
            try (Socket socket = secured(plain)) {
                script.serve(new Peer(socket, index));
            }
        } catch (IOException e) {
            // The client hung up or the test is over; the test asserts on what the client made of it.
            ended.get();
        } finally {
            ended.incrementAndGet();
            connected.remove(Thread.currentThread());
        }
    }

    private Socket secured(Socket plain) throws IOException {
        SSLContext certificate = tls;
        if (certificate == null) {
            return plain;
        }
        SSLSocket secure = (SSLSocket) certificate.getSocketFactory().createSocket(plain, null, true);
        secure.setUseClientMode(false);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        secure.setSSLParameters(parameters);
        return secure;
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    private static void closeQuietly(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server's end of a connection. For the script's thread only. */
    public final class Peer {
        private final Socket socket;
        private final int index;
        private final InputStream in;
        private int bodyLength;

        private Peer(Socket socket, int index) throws IOException {
            this.socket = socket;
            this.index = index;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        /** Returns which connection this is, from 0. */
        public int index() {
            return index;
        }

        /** Changes the keys of a TLS 1.3 connection: a record that belongs to no response. */
        public void changeKeys() throws IOException {
            ((SSLSocket) socket).startHandshake();
        }

        /** Reads a request with its body, and counts it. */
        public Request request() throws IOException {
            String head = head();
            return new Request(head, body());
        }

        /** Reads a request up to its body, and returns what it read. */
        public String head() throws IOException {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            int ends = 0;
            while (ends < 4) {
                int next = in.read();
                if (next < 0) {
                    throw new EOFException();
                }
                read.write(next);
                ends = next == "\r\n\r\n".charAt(ends) ? ends + 1 : next == '\r' ? 1 : 0;
            }
            String head = read.toString(ISO_8859_1);
            String length = new Request(head, new byte[0]).header("Content-Length");
            bodyLength = length == null ? 0 : Integer.parseInt(length);
            return head;
        }

        /** Reads the body after {@link #head}, and counts the request. */
        public byte[] body() throws IOException {
            byte[] body = in.readNBytes(bodyLength);
            if (body.length < bodyLength) {
                throw new EOFException();
            }
            requests.incrementAndGet();
            return body;
        }

        /** Reads half of the body after {@link #head}. */
        public void halfOfTheBody() throws IOException {
            in.readNBytes(bodyLength / 2);
        }

        /** Reads exactly that many bytes, which need not be HTTP. */
        public byte[] bytes(int count) throws IOException {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw new EOFException();
            }
            return bytes;
        }

        /** Passes over bytes that need not be HTTP. */
        public void skip(int count) throws IOException {
            in.skipNBytes(count);
        }

        /** Reads one byte and counts it among {@link LoopbackServer#begun}. */
        public void readFirstByte() throws IOException {
            if (in.read() >= 0) {
                begun.incrementAndGet();
            }
        }

        /** Sends the characters, one byte each. */
        public void send(String text) throws IOException {
            send(text.getBytes(ISO_8859_1));
        }

        /** Sends the bytes. */
        public void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        /** Gives the response in its manner, and returns whether the connection can be used again. */
        public boolean answer(Response response) throws IOException {
            isClosedWithin(response.delay().toMillis());
            send(response.bytes());
            if (response.isTwice()) {
                send(response.bytes());
            }
            if (response.isStall()) {
                awaitHangUp();
            }
            return response.keepsConnection();
        }

        /** Sends a byte of the text every 20 ms, over and over, until the client hangs up or the server is closed. */
        public void drip(String text) throws IOException {
            for (int i = 0; !isClosedWithin(DRIP_MILLIS); i = (i + 1) % text.length()) {
                send(text.substring(i, i + 1));
            }
        }

        /** Ends the connection with a reset instead of a proper end. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Leaves the connection as it is until the server is closed; it does not read either. */
        public void doNothing() throws IOException {
            isClosedWithin(Integer.MAX_VALUE);
        }

        /** Reads on until the client hangs up. */
        public void awaitHangUp() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
        }

        private boolean isClosedWithin(long millis) throws IOException {
            try {
                return closed.await(millis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        }
    }
}
