package io.salestracker.promises;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/**
 * A vendor that takes connections and never comes to the end of an answer. Of a request it reads the first byte.
 * Thread-safe.
 */
final class SilentVendor implements AutoCloseable {
    // So small that a large request does not fit into what the system takes in for us.
    private static final int RECEIVE_BUFFER = 4_096;
    private static final int BACKLOG = 200;
    private static final long DRIP_MILLIS = 20;

    private final String scheme;
    private final ServerSocket listener;
    private final byte[] beginning;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);

    private SilentVendor(String scheme, ServerSocketFactory factory, String beginning) {
        this.scheme = scheme;
        this.beginning = beginning.getBytes(ISO_8859_1);
        try {
            listener = factory.createServerSocket();
            listener.setReceiveBufferSize(RECEIVE_BUFFER);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        inBackground(this::accept);
    }

    /** One that says nothing. */
    static SilentVendor plain() {
        return dripping("");
    }

    /** One that is to be spoken to in TLS and does not answer the greeting. */
    static SilentVendor withoutHandshake() {
        return new SilentVendor("https", ServerSocketFactory.getDefault(), "");
    }

    /** One that shakes hands in TLS and then says nothing. */
    static SilentVendor afterHandshake(SSLContext tls) {
        return new SilentVendor("https", tls.getServerSocketFactory(), "");
    }

    /** One that sends the beginning of an answer, and after it, if it is not empty, the letter x now and then. */
    static SilentVendor dripping(String beginning) {
        return new SilentVendor("http", ServerSocketFactory.getDefault(), beginning);
    }

    URI uri() {
        return URI.create(scheme + "://localhost:" + listener.getLocalPort() + "/events");
    }

    /** Connections so far. */
    int connections() {
        return connections.get();
    }

    /** Connections over which a request began to come; of one without handshake, the greeting. */
    int begun() {
        return begun.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                inBackground(() -> hold(socket));
            }
        } catch (IOException closed) {
            over.countDown();
        }
    }

    private void hold(Socket socket) {
        try (socket) {
            if (socket.getInputStream().read() >= 0) {
                begun.incrementAndGet();
            }
            socket.getOutputStream().write(beginning);
            while (!over.await(DRIP_MILLIS, TimeUnit.MILLISECONDS)) {
                if (beginning.length > 0) {
                    socket.getOutputStream().write('x');
                }
            }
        } catch (IOException | InterruptedException hungUp) {
            sockets.remove(socket);
        }
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work, "silent-vendor");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
