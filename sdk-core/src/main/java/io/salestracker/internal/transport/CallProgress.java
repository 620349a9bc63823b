package io.salestracker.internal.transport;

import io.salestracker.http.Response;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Records the progress of one call: how far it got, and the response's status and headers once they are complete. The
 * sending thread uses it; OkHttp may connect on threads of its own.
 */
final class CallProgress extends EventListener {
    private static final byte[] NOTHING = new byte[0];

    private final long connectMillis;
    private final long bodyNanos;
    private final BooleanSupplier closed;

    // OkHttp's own connect time-out leaves out TLS and a proxy's response to CONNECT, and starts anew for each address
    // of a host. Guarded by this: OkHttp may try several addresses at the same time.
    private @Nullable CallEnd connecting;
    private boolean connectingIsOver;

    // The last one that was connected to; null if the connection is direct.
    private @Nullable SocketAddress proxy;
    private @Nullable String answering;
    private boolean connected;
    private boolean sent;
    private boolean stale;
    // Nanoseconds of System.nanoTime.
    private long sentAt;
    private long answeredAt;
    private int status;
    private @Nullable Headers headers;
    private byte[] body = NOTHING;
    // True until the body is known to be complete.
    private boolean bodyCut = true;

    CallProgress(long connectMillis, long bodyNanos, BooleanSupplier closed) {
        this.connectMillis = connectMillis;
        this.bodyNanos = bodyNanos;
        this.closed = closed;
    }

    /** Tells whether sending may have begun. */
    boolean sent() {
        return sent;
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

    /** Called at the last moment at which nothing was sent for certain. */
    void beforeSending(Socket socket) throws IOException {
        if (closed.getAsBoolean()) {
            throw new IOException(TransportSupport.CLOSED);
        }
        // A new TLS connection is not checked: it may have session tickets to read.
        if (!connected && ChannelSocketFactory.hasHungUp(socket)) {
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
        if (connecting == null && !connectingIsOver) {
            connecting = CallEnd.in(TimeUnit.MILLISECONDS.toNanos(connectMillis), call);
        }
    }

    /**
     * Ends the connect time. OkHttp before 5 also calls this for a pooled connection that it then finds closed, before
     * it connects.
     */
    @Override
    public synchronized void connectionAcquired(Call call, Connection connection) {
        if (connecting != null) {
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
