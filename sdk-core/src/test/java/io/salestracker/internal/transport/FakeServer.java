package io.salestracker.internal.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/** A server on loopback that does with each connection what the test's script says, byte for byte, and counts. */
final class FakeServer implements AutoCloseable {

    /** What is done with one connection; the connection is closed when it returns. */
    interface Script {
        void serve(Peer peer) throws IOException;
    }

    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final ServerSocket listener;
    private final String scheme;
    private final Script script;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();

    FakeServer(Script script) throws IOException {
        this(ServerSocketFactory.getDefault(), "http", script);
    }

    FakeServer(ServerSocketFactory sockets, String scheme, Script script) throws IOException {
        this.listener = sockets.createServerSocket(0, 200, InetAddress.getLoopbackAddress());
        this.scheme = scheme;
        this.script = script;
        start("fake-server", this::accept);
    }

    /** Answers every request with the same bytes and keeps its connections. */
    static FakeServer answering(String answer) throws IOException {
        return new FakeServer(peer -> {
            while (true) {
                peer.request();
                peer.send(answer);
            }
        });
    }

    /** Answers the first request of each connection, then waits for the client to hang up. */
    static FakeServer answeringOnce(String answer) throws IOException {
        return new FakeServer(peer -> {
            peer.request();
            peer.send(answer);
            peer.awaitHangUp();
        });
    }

    URI uri(String target) {
        return URI.create(scheme + "://localhost:" + listener.getLocalPort() + target);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Connections so far. */
    int connections() {
        return connections.get();
    }

    /** Connections that have ended on this side. */
    int ended() {
        return ended.get();
    }

    /** Requests that came in whole. */
    int requests() {
        return requests.get();
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
                int index = connections.getAndIncrement();
                start("fake-server-" + index, () -> serve(socket, index));
            }
        } catch (IOException e) {
            // The listener was closed: the test is over.
            connections.get();
        }
    }

    private void serve(Socket socket, int index) {
        try (socket) {
            script.serve(new Peer(socket, index));
        } catch (IOException e) {
            // The client hung up or the test is over; what matters is what the client made of it.
            connections.get();
        } finally {
            ended.incrementAndGet();
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** The server's end of a connection. */
    final class Peer {
        private final Socket socket;
        private final int index;
        private final InputStream in;

        Peer(Socket socket, int index) throws IOException {
            this.socket = socket;
            this.index = index;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        /** Which connection this is, from 0. */
        int index() {
            return index;
        }

        /** Reads a request with its body and counts it. */
        String request() throws IOException {
            String head = head();
            StringBuilder request = new StringBuilder(head);
            for (String line : head.lines().toList()) {
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    int length = Integer.parseInt(line.substring(15).trim());
                    byte[] body = in.readNBytes(length);
                    if (body.length < length) {
                        throw new EOFException();
                    }
                    request.append(new String(body, ISO_8859_1));
                }
            }
            requests.incrementAndGet();
            return request.toString();
        }

        /** Reads a request's head only. */
        String head() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
                int read = in.read();
                if (read < 0) {
                    throw new EOFException();
                }
                head.append((char) read);
            }
            return head.toString();
        }

        void send(String text) throws IOException {
            send(text.getBytes(ISO_8859_1));
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        /** Ends the connection with a reset instead of a proper end. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Reads bytes that are no HTTP. */
        void skip(int count) throws IOException {
            in.skipNBytes(count);
        }

        void awaitHangUp() throws IOException {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }
}
