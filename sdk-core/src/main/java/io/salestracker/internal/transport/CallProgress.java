package io.salestracker.internal.transport;

import io.salestracker.http.Response;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Protocol;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Records the progress of one call: how far it got, and the response's status and headers once they are complete. The
 * sending thread uses it; OkHttp may connect on threads of its own.
 */
final class CallProgress extends EventListener {
    private static final byte[] NOTHING = new byte[0];

    private final long connectNanos;
    private final long bodyNanos;
    private final BooleanSupplier closed;
    private final @Nullable ConnectGate gate;
    private final int openings;

    // OkHttp's own connect time-out leaves out TLS and a proxy's response to CONNECT, and starts anew for each address
    // of a host. Guarded by this: OkHttp may try several addresses at the same time.
    private @Nullable CallEnd connecting;
    private boolean connectingIsOver;

    // The host, with its port, to which this call opens a connection; null if it opens none. Guarded by this.
    private @Nullable String opens;
    private boolean opened;
    // The host to which another call opens a connection; null if there is none. Guarded by this.
    private @Nullable String awaited;

    // The proxy of the last connection attempt; null if that was direct.
    private @Nullable SocketAddress proxy;
    // The proxy that gave the response in the server's place.
    private @Nullable String answering;
    // True if the call opened its connection itself.
    private boolean connected;
    private boolean sent;
    private boolean stale;
    // The connection over HTTP/2; null over HTTP/1.1.
    private @Nullable Socket shared;
    // Nanoseconds of System.nanoTime.
    private long sentAt;
    private long answeredAt;
    private int status;
    private @Nullable Headers headers;
    private byte[] body = NOTHING;
    // True until the body is known to be complete.
    private boolean bodyCut = true;

    /**
     * Creates one.
     *
     * @param gate asked before a connection is opened for https; null if each call opens its own
     */
    CallProgress(long connectNanos, long bodyNanos, BooleanSupplier closed, @Nullable ConnectGate gate) {
        this.connectNanos = connectNanos;
        this.bodyNanos = bodyNanos;
        this.closed = closed;
        this.gate = gate;
        this.openings = gate == null ? 0 : gate.openings();
    }

    /** Tells whether sending may have begun. */
    boolean sent() {
        return sent;
    }

    /** Notes the connection over HTTP/2 that the request goes over. */
    void goesOver(Socket shared) {
        this.shared = shared;
    }

    /**
     * Notes that the server did not process the request, or that nothing of it was sent after all. If that is in doubt, it
     * notes nothing and returns false. A server that ends a connection with an error may have processed streams after the
     * last one that it names. Jetty does that.
     */
    boolean isUnsent(Http2Refusal refusal) {
        boolean failed = shared instanceof LineSocket lines && lines.hasFailed();
        if (refusal == Http2Refusal.NOT_PROCESSED && failed) {
            return false;
        }
        sent = false;
        stale = refusal == Http2Refusal.NOT_BEGUN;
        return true;
    }

    /** Tells whether the server had closed the connection before anything was sent. */
    boolean stale() {
        return stale;
    }

    boolean hasResponse() {
        return headers != null && TransportSupport.isFinal(status);
    }

    void hasNoBody() {
        bodyCut = false;
    }

    void body(byte[] body, boolean bodyCut) {
        this.body = body;
        this.bodyCut = bodyCut;
    }

    Response response() {
        Map<String, List<String>> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; headers != null && i < headers.size(); i++) {
            String name = headers.name(i);
            List<String> values = map.putIfAbsent(name, List.of(headers.value(i)));
            if (values != null) {
                map.put(name, headers.values(name));
            }
        }
        Response response = Response.of(status, map, body, bodyCut)
                .answeredAfter(Duration.ofNanos(Math.max(0, answeredAt - sentAt)));
        return answering == null ? response : response.fromProxy(answering);
    }

    /** Notes that the proxy gave the response in the server's place. */
    void isFrom(Proxy proxy) {
        answering = ProxyRefusal.name(proxy.address());
    }

    /** The proxy on the way; null if there is none. */
    synchronized @Nullable SocketAddress proxy() {
        return proxy;
    }

    /** Starts the timer for the response's body. */
    CallEnd endsInTime(Call call) {
        return CallEnd.in(bodyNanos, call);
    }

    /** The host, with its port, to which another call opens a connection; null if this one need not wait. */
    synchronized @Nullable String awaited() {
        return awaited;
    }

    /**
     * Fails the call if it must not be sent. Called at the last moment at which certainly nothing was sent.
     *
     * @param socket the connection; null over HTTP/2, where another thread reads it and finds its end
     */
    void beforeSending(@Nullable Socket socket) throws IOException {
        if (closed.getAsBoolean()) {
            throw new IOException(TransportSupport.CLOSED);
        }
        if (awaited() != null) {
            throw new IOException("another call opens the connection");
        }
        if (Thread.currentThread().isInterrupted()) {
            // A write would close the connection, which others may share.
            throw new InterruptedIOException();
        }
        // A new TLS connection is not checked: it may have session tickets to read.
        if (socket != null && !connected && LineSocket.hasHungUp(socket)) {
            stale = true;
            throw new IOException("the server closed the idle connection");
        }
    }

    @Override
    public synchronized void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
        if (closed.getAsBoolean()) {
            call.cancel();
        }
        this.proxy = proxy.address();
        if (connectingIsOver) {
            // The call has ended before OkHttp's thread came to connect. Nothing would let the next one open.
            call.cancel();
            return;
        }
        if (gate != null && opens == null && call.request().isHttps()) {
            HttpUrl url = call.request().url();
            String host = url.host() + ":" + url.port();
            if (!gate.enter(host, openings)) {
                // The call is cancelled before it connects. It is made again when the other's connection is open.
                awaited = host;
                call.cancel();
                return;
            }
            opens = host;
        }
        if (connecting == null) {
            connecting = CallEnd.in(connectNanos, call);
        }
    }

    /**
     * Ends the connect time. OkHttp before 5 also calls this for a pooled connection that it then finds closed, before
     * it connects.
     */
    @Override
    public synchronized void connectionAcquired(Call call, Connection connection) {
        if (connection.socket() instanceof LineSocket lines) {
            lines.isOpen();
        }
        if (connecting != null) {
            if (gate != null && opens != null) {
                gate.opened(opens, connection.protocol() == Protocol.HTTP_2);
                opened = true;
            }
            connectingIsOver();
        }
    }

    @Override
    public void requestHeadersStart(Call call) {
        sent = true;
    }

    @Override
    public void requestHeadersEnd(Call call, Request request) {
        sentAt = System.nanoTime();
    }

    @Override
    public void requestBodyEnd(Call call, long byteCount) {
        sentAt = System.nanoTime();
    }

    @Override
    public void responseHeadersEnd(Call call, okhttp3.Response response) {
        answeredAt = System.nanoTime();
        status = response.code();
        headers = response.headers();
    }

    synchronized void connectingIsOver() {
        connectingIsOver = true;
        if (gate != null && opens != null && !opened) {
            gate.failed(opens);
            opened = true;
        }
        if (connecting != null) {
            connected = true;
            connecting.exit();
            connecting = null;
        }
    }

    /** The listener of a call, which its request carries. */
    static EventListener of(Call call) {
        CallProgress attempt = of(call.request());
        return attempt == null ? EventListener.NONE : attempt;
    }

    static @Nullable CallProgress of(Request request) {
        return request.tag(CallProgress.class);
    }
}
