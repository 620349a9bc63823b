package io.salestracker.internal.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.salestracker.http.Request;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportSettings;
import io.salestracker.internal.linkage.Linkage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.SocketFactory;

/**
 * Checks whether OkHttp, Okio and Kotlin fit each other. Only sending a request shows that, so one is sent over a
 * socket in memory. Nothing leaves the process.
 */
public final class TryOut {
    // Nothing here waits, but on a busy machine loading the classes may take long.
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final TransportSettings SETTINGS = new TransportSettings(LONG, LONG, 1024, 1);
    private static final byte[] ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(US_ASCII);

    private TryOut() {}

    /**
     * Holds the result, computed once for each class loader. It is a class of its own because OkHttp connects on
     * another thread, which would wait for the outer class to be initialized.
     */
    private static final class Once {
        static final boolean FITS = fits();
    }

    /** Holds the result, computed once for each class loader. */
    private static final class ClassFiles {
        private static final String OKHTTP = "okhttp3.OkHttpClient";
        private static final String OKIO = "okio.Okio";
        private static final String KOTLIN = "kotlin.Unit";
        // By these a request uses Okio and Kotlin. Each release has some of the latter.
        private static final List<String> USERS = List.of(
                OKHTTP,
                "okhttp3.Protocol",
                "okhttp3.internal.http1.Http1ExchangeCodec",
                "okhttp3.internal.connection.RealConnection");
        private static final List<String> OPTIONAL_USERS = List.of(
                "okhttp3.internal.connection.BufferedSocketKt", "okhttp3.internal._UtilJvmKt", "okhttp3.internal.Util");

        static final boolean FIT = Linkage.isRead(OkHttpTransport.class, OKHTTP)
                && fit(new Linkage(TryOut.class.getClassLoader()), OkHttpTransport.class.getName());

        private static boolean fit(Linkage linkage, String user) {
            boolean fit = linkage.hasMembers(user, OKHTTP)
                    && linkage.hasMembers(user, OKIO)
                    && linkage.hasClasses(OKIO, KOTLIN)
                    && linkage.hasClasses("okio.AsyncTimeout", KOTLIN);
            for (int i = 0; fit && i < USERS.size(); i++) {
                fit = isFit(linkage, USERS.get(i));
            }
            for (int i = 0; fit && i < OPTIONAL_USERS.size(); i++) {
                fit = !linkage.exists(OPTIONAL_USERS.get(i)) || isFit(linkage, OPTIONAL_USERS.get(i));
            }
            return fit;
        }

        private static boolean isFit(Linkage linkage, String user) {
            return linkage.hasMembers(user, OKIO) && linkage.hasClasses(user, KOTLIN);
        }
    }

    /**
     * Sends the request unless the class files of the libraries tell that they fit.
     *
     * @throws LinkageError if the libraries do not fit
     */
    public static void okHttpUnlessKnownToFit() {
        if (!ClassFiles.FIT) {
            okHttp();
        }
    }

    /**
     * Sends the request, which takes half the time of a first request. The next one is faster by that.
     *
     * @throws LinkageError if the libraries do not fit
     */
    public static void okHttp() {
        if (!Once.FITS) {
            send();
        }
    }

    private static boolean fits() {
        try {
            send();
            return true;
        } catch (LinkageError misfit) {
            return false;
        } catch (Throwable other) {
            // Other failures, such as a lack of memory, say nothing about the libraries.
            return true;
        }
    }

    private static void send() {
        try {
            OkHttpTransport transport =
                    new OkHttpTransport(SETTINGS, ProxySelector.of(null), null, null, true, new SocketsInMemory());
            try {
                transport.send(Request.post(URI.create("http://127.0.0.1/"), Map.of(), new byte[] {'{', '}'}));
            } finally {
                transport.close();
            }
        } catch (TransportException failure) {
            // Any other failure, such as an interrupt, says nothing about the libraries.
            if (failure.getCause() instanceof LinkageError misfit) {
                throw misfit;
            }
        }
    }

    private static final class SocketsInMemory extends SocketFactory {

        @Override
        public Socket createSocket() {
            return new SocketInMemory();
        }

        @Override
        public Socket createSocket(String host, int port) {
            return createSocket();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            return createSocket();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            return createSocket();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
            return createSocket();
        }
    }

    /** A socket that gives one response to any request. It uses nothing of the operating system. */
    private static final class SocketInMemory extends Socket {
        private final InputStream response = new ByteArrayInputStream(ANSWER);
        private boolean closed;

        @Override
        public void connect(SocketAddress address, int timeout) {
            // It is connected from the beginning.
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public InputStream getInputStream() {
            return response;
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public synchronized void setSoTimeout(int timeout) {
            // Its reads never wait.
        }

        @Override
        public synchronized int getSoTimeout() {
            return 0;
        }

        @Override
        public synchronized boolean isClosed() {
            return closed;
        }

        @Override
        public synchronized void close() {
            closed = true;
        }
    }
}
