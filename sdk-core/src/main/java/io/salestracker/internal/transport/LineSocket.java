package io.salestracker.internal.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import okio.AsyncTimeout;
import org.jspecify.annotations.Nullable;

/**
 * A connection, plain or TLS, that detects bytes left over after a response. OkHttp reads all available bytes and takes
 * the rest for the beginning of the next response; its API does not show that rest. So a read from this socket ends
 * where a line ends, or where a body of known length does, and the rest stays here. Status line, headers, chunk sizes
 * and trailers are lines. So OkHttp never holds a byte beyond the current response.
 *
 * <p>Over HTTP/2 the frames say where a response ends, and many calls share the connection. Bytes then pass as they
 * come. A write that the system does not accept in time closes the connection: OkHttp has no time-out for it, and
 * cancelling a call does not end it.
 *
 * <p>It passes on the calls that OkHttp and Okio make in their versions from 3.14 to 5. One thread at a time reads; any
 * thread may close.
 */
// The socket behind each method has its own locks.
@SuppressWarnings("UnsynchronizedOverridesSynchronized")
final class LineSocket extends SSLSocket {
    private static final int BUFFER = 8192;
    private static final int MAX_RECORDS = 10;
    private static final String HTTP_2 = "h2";

    private final Socket raw;
    private final Socket socket;
    private final @Nullable SSLSocket tls;
    private final long writeNanos;
    private final Set<LineSocket> shared;
    private final @Nullable AsyncTimeout opening;
    private volatile boolean open;
    private @Nullable Lines lines;
    private volatile @Nullable FrameInput frames;

    /**
     * A plain connection that is closed unless it {@link #isOpen} in time. OkHttp 5 does not end the opening of a
     * connection if its call is cancelled just between TCP and TLS or CONNECT.
     *
     * @param openNanos the maximum time until it is open, from now on
     */
    LineSocket(Socket raw, long openNanos) {
        this.raw = raw;
        this.socket = raw;
        this.tls = null;
        this.writeNanos = 0;
        this.shared = Set.of();
        AsyncTimeout end = new AsyncTimeout() {
            @Override
            protected void timedOut() {
                hangUp();
            }
        };
        end.timeout(openNanos, TimeUnit.NANOSECONDS);
        end.enter();
        this.opening = end;
    }

    /**
     * A TLS connection over a plain one.
     *
     * @param writeNanos the maximum time that the system may take to accept what is written over HTTP/2
     * @param shared the open connections over HTTP/2; this one adds and removes itself
     */
    LineSocket(Socket plain, SSLSocket tls, long writeNanos, Set<LineSocket> shared) {
        // The socket to a SOCKS proxy is OkHttp's own.
        this.raw = plain instanceof LineSocket lines ? lines.raw : plain;
        this.opening = plain instanceof LineSocket lines ? lines.opening : null;
        this.socket = tls;
        this.tls = tls;
        this.writeNanos = writeNanos;
        this.shared = shared;
    }

    /** The plain connection. It has no bytes read ahead. */
    Socket raw() throws IOException {
        if (hasMore()) {
            throw new IOException("bytes before the TLS handshake");
        }
        return raw;
    }

    /** Starts a new response, which is read line by line. */
    void startResponse() {
        if (lines != null) {
            lines.body = 0;
        }
    }

    /** Starts the body, with its length. */
    void startBody(long length) {
        if (lines != null) {
            lines.body = length;
        }
    }

    /** Tells whether at least this many bytes can be read without waiting; false for -1, an unknown length. */
    boolean holds(long length) {
        return length >= 0 && lines != null && lines.end - lines.at >= length;
    }

    /** Tells whether bytes were read beyond the response. */
    boolean hasMore() {
        return lines != null && lines.at < lines.end;
    }

    /** Tells whether the server has sent a response already, or a part of one. */
    boolean isAnswered() throws IOException {
        Lines reading = lines;
        return hasMore() || (reading != null && bringsMore(reading));
    }

    /** Tells whether the server has ended this idle connection, or has sent bytes that belong to no response. */
    boolean hasHungUp() {
        Lines reading = lines;
        try {
            for (int records = 0;
                    tls != null && reading != null && raw.getInputStream().available() > 0;
                    records++) {
                // The number is bounded, since a server may send records of TLS itself without end.
                if (bringsMore(reading) || records == MAX_RECORDS) {
                    return true;
                }
            }
            return hasBytesOrEnd(raw);
        } catch (IOException e) {
            return true;
        }
    }

    /** The same for any socket. That to a SOCKS proxy is OkHttp's own, and no {@code LineSocket}. */
    static boolean hasHungUp(Socket idle) {
        return idle instanceof LineSocket lines ? lines.hasHungUp() : hasBytesOrEnd(idle);
    }

    /**
     * Tells whether an idle connection has something to read: its end, or bytes that belong to no response. The check
     * may consume a byte, but such a connection is not used any more. False for sockets made elsewhere, by a SOCKS
     * proxy or a foreign TLS provider.
     */
    private static boolean hasBytesOrEnd(Socket idle) {
        SocketChannel channel = idle.getChannel();
        if (channel == null) {
            return false;
        }
        try {
            channel.configureBlocking(false);
            int read = channel.read(ByteBuffer.allocate(1));
            channel.configureBlocking(true);
            return read != 0;
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * Reads the bytes that have arrived, within a millisecond. Returns true if they are a response, a part of one, or the
     * end. Over TLS they may be session tickets or new keys, which some servers send after their first response.
     */
    private boolean bringsMore(Lines reading) throws IOException {
        if (raw.getInputStream().available() == 0) {
            return false;
        }
        int timeout = socket.getSoTimeout();
        socket.setSoTimeout(1);
        try {
            reading.fill();
        } catch (SocketTimeoutException e) {
            // The bytes were records of TLS itself, or a part of a record.
            return false;
        } finally {
            socket.setSoTimeout(timeout);
        }
        return true;
    }

    /** Tells whether the server ended this connection over HTTP/2 with an error. */
    boolean hasFailed() {
        FrameInput reading = frames;
        return reading != null && reading.hasFailed();
    }

    /** Closes the connection at once. {@link #close} sends a TLS goodbye first, which may block. */
    void hangUp() {
        isOver();
        try {
            raw.close();
        } catch (IOException e) {
            // The connection is not used any more.
        }
    }

    private boolean isHttp2() {
        try {
            return tls != null && HTTP_2.equals(tls.getApplicationProtocol());
        } catch (UnsupportedOperationException e) {
            // A foreign TLS provider that cannot negotiate protocols.
            return false;
        }
    }

    /** Notes that the connection is open, TLS and a proxy's CONNECT included. It is then not closed any more for the time. */
    void isOpen() {
        if (!open) {
            open = true;
            if (opening != null) {
                opening.exit();
            }
        }
    }

    private void isOver() {
        isOpen();
        if (tls != null) {
            shared.remove(this);
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        if (isHttp2()) {
            shared.add(this);
            FrameInput reading = new FrameInput(socket.getInputStream());
            frames = reading;
            return reading;
        }
        if (lines == null) {
            lines = new Lines(socket.getInputStream());
        }
        return lines;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return isHttp2() ? new TimedOutput(socket.getOutputStream()) : socket.getOutputStream();
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        socket.connect(endpoint);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        socket.connect(endpoint, timeout);
    }

    @Override
    public void close() throws IOException {
        isOver();
        socket.close();
    }

    @Override
    public boolean isClosed() {
        return socket.isClosed() || raw.isClosed();
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected();
    }

    @Override
    public boolean isInputShutdown() {
        return socket.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return socket.isOutputShutdown();
    }

    @Override
    public void shutdownInput() throws IOException {
        socket.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        socket.setSoTimeout(timeout);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return socket.getSoTimeout();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        socket.setTcpNoDelay(on);
    }

    @Override
    public boolean getTcpNoDelay() throws SocketException {
        return socket.getTcpNoDelay();
    }

    @Override
    public @Nullable SocketChannel getChannel() {
        return raw.getChannel();
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return raw.getRemoteSocketAddress();
    }

    @Override
    public String toString() {
        return "LineSocket[" + socket.getClass().getSimpleName() + "]";
    }

    // --- TLS

    private SSLSocket tls() {
        if (tls == null) {
            throw new IllegalStateException("a plain connection");
        }
        return tls;
    }

    @Override
    public void startHandshake() throws IOException {
        tls().startHandshake();
    }

    @Override
    public SSLSession getSession() {
        return tls().getSession();
    }

    @Override
    public @Nullable SSLSession getHandshakeSession() {
        return tls().getHandshakeSession();
    }

    @Override
    public SSLParameters getSSLParameters() {
        return tls().getSSLParameters();
    }

    @Override
    public void setSSLParameters(SSLParameters parameters) {
        tls().setSSLParameters(parameters);
    }

    @Override
    public @Nullable String getApplicationProtocol() {
        return tls().getApplicationProtocol();
    }

    @Override
    public @Nullable String getHandshakeApplicationProtocol() {
        return tls().getHandshakeApplicationProtocol();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls().getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return tls().getEnabledCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        tls().setEnabledCipherSuites(suites);
    }

    @Override
    public String[] getSupportedProtocols() {
        return tls().getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return tls().getEnabledProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        tls().setEnabledProtocols(protocols);
    }

    @Override
    public void addHandshakeCompletedListener(HandshakeCompletedListener listener) {
        tls().addHandshakeCompletedListener(listener);
    }

    @Override
    public void removeHandshakeCompletedListener(HandshakeCompletedListener listener) {
        tls().removeHandshakeCompletedListener(listener);
    }

    @Override
    public void setUseClientMode(boolean mode) {
        tls().setUseClientMode(mode);
    }

    @Override
    public boolean getUseClientMode() {
        return tls().getUseClientMode();
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        tls().setNeedClientAuth(need);
    }

    @Override
    public boolean getNeedClientAuth() {
        return tls().getNeedClientAuth();
    }

    @Override
    public void setWantClientAuth(boolean want) {
        tls().setWantClientAuth(want);
    }

    @Override
    public boolean getWantClientAuth() {
        return tls().getWantClientAuth();
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
        tls().setEnableSessionCreation(flag);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return tls().getEnableSessionCreation();
    }

    /** Closes the connection if a write takes too long. One thread at a time writes. */
    private final class TimedOutput extends OutputStream {
        private final OutputStream out;
        private final AsyncTimeout end = new AsyncTimeout() {
            @Override
            protected void timedOut() {
                hangUp();
            }
        };

        TimedOutput(OutputStream out) {
            this.out = out;
            end.timeout(writeNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            end.enter();
            try {
                out.write(bytes, offset, length);
            } finally {
                end.exit();
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            LineSocket.this.close();
        }
    }

    /** Reads at most a line at a time, or the rest of a body of known length. */
    private static final class Lines extends InputStream {
        private final InputStream in;
        private final byte[] buffer = new byte[BUFFER];
        private int at;
        private int end;
        private long body;

        Lines(InputStream in) {
            this.in = in;
        }

        void fill() throws IOException {
            int read = in.read(buffer, 0, buffer.length);
            at = 0;
            end = Math.max(read, 0);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (at == end) {
                fill();
                if (at == end) {
                    return -1;
                }
            }
            int count = Math.min(length, end - at);
            if (body > 0) {
                count = (int) Math.min(count, body);
                body -= count;
            } else {
                count = toLineEnd(count);
            }
            System.arraycopy(buffer, at, bytes, offset, count);
            at += count;
            return count;
        }

        private int toLineEnd(int count) {
            for (int i = 0; i < count; i++) {
                if (buffer[at + i] == '\n') {
                    return i + 1;
                }
            }
            return count;
        }

        @Override
        public int available() throws IOException {
            return end - at + in.available();
        }
    }
}
