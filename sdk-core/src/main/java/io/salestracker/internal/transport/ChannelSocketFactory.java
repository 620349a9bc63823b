package io.salestracker.internal.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import javax.net.SocketFactory;

/**
 * Makes OkHttp's sockets as channels. Only a channel can be checked for a hang-up without waiting, and only a channel's
 * blocking read ends on an interrupt. Nagle's algorithm is off: with it the last packet of a request waits for the
 * peer's delayed acknowledgement.
 */
final class ChannelSocketFactory extends SocketFactory {
    private final long openNanos;

    /**
     * Creates one.
     *
     * @param openNanos the maximum time until a connection is open, with TLS and a proxy's part
     */
    ChannelSocketFactory(long openNanos) {
        this.openNanos = openNanos;
    }

    @Override
    public Socket createSocket() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new LineSocket(channel.socket(), openNanos);
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
        throw unconnectedOnly();
    }

    private static UnsupportedOperationException unconnectedOnly() {
        return new UnsupportedOperationException("OkHttp connects its sockets itself");
    }
}
