package io.salestracker.promises;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

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
    private volatile @Nullable SSLContext tls;

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

    /** From the next connection on, speaks TLS with this certificate. */
    void tls(SSLContext certificate) {
        tls = certificate;
    }

    URI uri() {
        // A certificate is for a name.
        String start = tls == null ? "http://127.0.0.1:" : "https://localhost:";
        return URI.create(start + listener.getLocalPort() + "/events");
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
            script.serve(new Peer(secured(socket), index));
        } catch (IOException e) {
            // The tracker hung up; what matters is what it made of it.
            listener.isClosed();
        } finally {
            sockets.remove(socket);
        }
    }

    private Socket secured(Socket plain) throws IOException {
        SSLContext certificate = tls;
        if (certificate == null) {
            return plain;
        }
        SSLSocket secure = (SSLSocket) certificate.getSocketFactory().createSocket(plain, null, true);
        secure.setUseClientMode(false);
        return secure;
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
        private String text = "";

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
            text = head.toString();
            bodyLength = text.lines()
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
            text += new String(body, UTF_8);
            return Takings.ids(body);
        }

        /** Reads some of the body after {@link #head}. */
        void someOfTheBody() throws IOException {
            in.readNBytes(bodyLength / 2);
        }

        void take(List<String> ids) {
            takings.take(ids);
        }

        /** The last request as far as it was read, head and body. */
        String text() {
            return text;
        }

        void send(String answer) throws IOException {
            send(answer.getBytes(ISO_8859_1));
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        /** Waits for the tracker to hang up, at most so long. */
        boolean hangsUpWithin(Duration wait) throws IOException {
            socket.setSoTimeout((int) wait.toMillis());
            try {
                return in.read() < 0;
            } catch (SocketTimeoutException notYet) {
                return false;
            }
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
