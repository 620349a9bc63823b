package io.salestracker.internal.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Makes OkHttp's TLS sockets, each over an open connection. */
final class TlsSockets extends SSLSocketFactory {
    private final SSLSocketFactory tls;

    TlsSockets(SSLSocketFactory tls) {
        this.tls = tls;
    }

    @Override
    public Socket createSocket(Socket connection, String host, int port, boolean autoClose) throws IOException {
        Socket raw = connection instanceof LineSocket lines ? lines.raw() : connection;
        return new LineSocket(raw, (SSLSocket) tls.createSocket(raw, host, port, autoClose));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
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
