package io.salestracker.promises;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A vendor that does with each connection what the test's script says, byte for byte, and keeps count of what it took.
 * Thread-safe.
 */
final class ScriptedVendor implements AutoCloseable {
    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    // So small that a peer which does not read is soon felt.
    private static final int RECEIVE_BUFFER = 4096;

    private final ServerSocket listener;
    private final Script script;
    private final Takings takings = new Takings();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    // Given out when the test is over.
    private final Semaphore over = new Semaphore(0);

    /** What is done with one connection, which is closed when it returns. */
    interface Script {
        void serve(Peer peer) throws IOException;
    }

    private ScriptedVendor(Script script) throws IOException {
        this.script = script;
        this.listener = new ServerSocket();
        listener.setReceiveBufferSize(RECEIVE_BUFFER);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        inBackground("scripted-vendor", this::accept);
    }

    /** Starts one on a free loopback port. */
    static ScriptedVendor start(Script script) {
        try {
            return new ScriptedVendor(script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/events");
    }

    Takings takings() {
        return takings;
    }

    /** Connections so far. */
    int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                int index = connections.getAndIncrement();
                inBackground("scripted-vendor-" + index, () -> serve(socket, index));
            }
        } catch (IOException e) {
            // The test is over.
            listener.isClosed();
        }
    }

    private void serve(Socket socket, int index) {
        try (socket) {
            socket.setTcpNoDelay(true);
            script.serve(new Peer(socket, index));
        } catch (IOException e) {
            // The tracker hung up; what matters is what it made of it.
            listener.isClosed();
        } finally {
            sockets.remove(socket);
        }
    }

    private static void inBackground(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
            over.release(Integer.MAX_VALUE / 2);
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The vendor's end of a connection. */
    final class Peer {
        private final Socket socket;
        private final int index;
        private final InputStream in;
        private int bodyLength;

        private Peer(Socket socket, int index) throws IOException {
            this.socket = socket;
            this.index = index;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        /** Which connection this is, from 0. */
        int index() {
            return index;
        }

        /** Reads a whole request. */
        List<String> request() throws IOException {
            head();
            return body();
        }

        /** Reads a request up to its body. */
        void head() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
                int read = in.read();
                if (read < 0) {
                    throw new EOFException();
                }
                head.append((char) read);
            }
            bodyLength = head.toString()
                    .lines()
                    .map(line -> line.toLowerCase(Locale.ROOT))
                    .filter(line -> line.startsWith("content-length:"))
                    .mapToInt(line -> Integer.parseInt(line.substring(15).trim()))
                    .findFirst()
                    .orElse(0);
        }

        /** Reads the body after {@link #head}: the ids of its events. */
        List<String> body() throws IOException {
            byte[] body = in.readNBytes(bodyLength);
            if (body.length < bodyLength) {
                throw new EOFException();
            }
            return Takings.ids(body);
        }

        /** Reads some of the body after {@link #head}. */
        void someOfTheBody() throws IOException {
            in.readNBytes(bodyLength / 2);
        }

        void take(List<String> ids) {
            takings.take(ids);
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** Ends the connection with a reset instead of a proper end. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Leaves the connection as it is until the test is over. */
        void doNothing() {
            over.acquireUninterruptibly();
        }

        /** Reads on until the tracker hangs up. */
        void awaitHangUp() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
