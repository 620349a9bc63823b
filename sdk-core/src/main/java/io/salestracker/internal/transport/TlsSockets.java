package io.salestracker.internal.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Makes OkHttp's TLS sockets, each over an open connection. */
final class TlsSockets extends SSLSocketFactory {
    private final @Nullable SSLContext tls;
    private final long writeNanos;
    private final Set<LineSocket> shared = ConcurrentHashMap.newKeySet();

    /**
     * Creates one.
     *
     * @param tls null for the JVM's default, which is read at the first connection, since plain HTTP needs none
     * @param writeNanos the maximum time that the system may take to accept what is written over HTTP/2
     */
    TlsSockets(@Nullable SSLContext tls, long writeNanos) {
        this.tls = tls;
        this.writeNanos = writeNanos;
    }

    /** Closes all connections over HTTP/2 at once. Over HTTP/1.1 cancelling a call closes its connection. */
    void hangUp() {
        shared.forEach(LineSocket::hangUp);
    }

    private SSLSocketFactory factory() {
        return TransportSupport.tls(tls).getSocketFactory();
    }

    @Override
    public Socket createSocket(Socket connection, String host, int port, boolean autoClose) throws IOException {
        Socket raw = connection instanceof LineSocket lines ? lines.raw() : connection;
        try {
            return new LineSocket(
                    connection, (SSLSocket) factory().createSocket(raw, host, port, autoClose), writeNanos, shared);
        } catch (DefaultTlsUnreadable e) {
            // OkHttp closes the connection at an IOException only.
            throw new IOException(e);
        }
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return factory().getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return factory().getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw overConnectionsOnly();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw overConnectionsOnly();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw overConnectionsOnly();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
        throw overConnectionsOnly();
    }

    private static UnsupportedOperationException overConnectionsOnly() {
        return new UnsupportedOperationException("OkHttp connects its sockets itself");
    }
}
