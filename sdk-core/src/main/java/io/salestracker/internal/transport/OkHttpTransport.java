package io.salestracker.internal.transport;

import static java.util.Objects.requireNonNull;

import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.RequestBody;
import okhttp3.ResponseBody;
import okhttp3.Route;
import okio.AsyncTimeout;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** Sends over OkHttp, on the caller's thread. Thread-safe. */
public final class OkHttpTransport implements OwnTransport {
    // Node.js, Apache and uvicorn close idle connections after 5 s, so this transport closes them before.
    private static final long IDLE_SECONDS = 4;
    // A dead connection is found after two of these, which is before the default call time is up.
    private static final Duration PING = Duration.ofSeconds(5);
    private static final int FIRST_READ = 1024;
    private static final String PROXY_AUTHORIZATION = "Proxy-Authorization";
    private static final String PREEMPTIVE = "OkHttp-Preemptive";

    private final OkHttpClient client;
    private final TransportSettings settings;
    private final long connectNanos;
    private final long callNanos;
    private final TlsSockets tlsSockets;
    private final @Nullable ConnectGate gate;
    private final @Nullable ProxyCredentials credentials;
    private volatile boolean closed;
    private volatile boolean used;
    private volatile @Nullable Target lastTarget;

    /**
     * Opens a transport with a connection pool of its own.
     *
     * @param credentials for an HTTP proxy
     * @param http2 true to use HTTP/2 where a server offers it over TLS
     * @throws LinkageError if OkHttp, Okio or Kotlin is missing; {@code TryOut} finds those that do not fit each other
     */
    public OkHttpTransport(
            TransportSettings settings,
            @Nullable ProxySelector proxies,
            @Nullable ProxyCredentials credentials,
            @Nullable SSLContext tls,
            boolean http2) {
        this(
                settings,
                proxies,
                credentials,
                tls,
                http2,
                new ChannelSocketFactory(
                        TransportSupport.bounded(settings.connectTimeout()).toNanos()));
    }

    OkHttpTransport(
            TransportSettings settings,
            @Nullable ProxySelector proxies,
            @Nullable ProxyCredentials credentials,
            @Nullable SSLContext tls,
            boolean http2,
            SocketFactory sockets) {
        this.settings = settings;
        this.credentials = credentials;
        Duration connectTimeout = TransportSupport.bounded(settings.connectTimeout());
        Duration callTimeout = TransportSupport.bounded(settings.callTimeout());
        this.connectNanos = connectTimeout.toNanos();
        this.callNanos = callTimeout.toNanos();
        this.tlsSockets = new TlsSockets(tls, Math.min(callNanos, PING.toNanos()));
        this.gate = http2 ? new ConnectGate() : null;
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .protocols(http2 ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.HTTP_1_1))
                .pingInterval(PING)
                .followRedirects(false)
                .retryOnConnectionFailure(false)
                .connectTimeout(connectTimeout)
                .callTimeout(callTimeout)
                // The two above bound everything, so timers for each read and write are not needed.
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .connectionPool(new ConnectionPool(settings.maxInFlight(), IDLE_SECONDS, TimeUnit.SECONDS))
                .socketFactory(sockets)
                .sslSocketFactory(tlsSockets, new TrustIsTheContexts())
                .proxyAuthenticator(this::authorizeTunnel)
                .eventListenerFactory(CallProgress::of)
                .addNetworkInterceptor(this::exchange);
        if (proxies != null) {
            builder.proxySelector(proxies);
        }
        OkHttpClient verifying = builder.build();
        HostnameVerifier verifier = verifying.hostnameVerifier();
        // OkHttp lets hosts of one certificate share a connection only if the verifier is its own.
        this.client = verifying
                .newBuilder()
                .hostnameVerifier((host, session) -> verifier.verify(host, session))
                .build();
    }

    @Override
    public Response send(Request request) throws TransportException {
        if (closed) {
            throw TransportSupport.notSent(TransportSupport.CLOSED);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw TransportSupport.notSent(TransportSupport.INTERRUPTED);
        }
        used = true;
        okhttp3.Request.Builder wire = translate(request);
        long waited = 0;
        int stale = 0;
        // Each round but the last sends nothing: it finds a connection that the server has closed, or that another call
        // opens one.
        while (true) {
            CallProgress attempt =
                    new CallProgress(connectNanos - waited, TransportSupport.bodyNanos(request), this::isClosed, gate);
            try {
                Call call = client.newCall(wire.tag(CallProgress.class, attempt).build());
                if (waited > 0) {
                    call.timeout().timeout(Math.max(1, callNanos - waited), TimeUnit.NANOSECONDS);
                }
                call.execute().close();
                return attempt.response();
            } catch (Throwable e) {
                // OkHttp throws unchecked exceptions at some malformed responses, and, being Kotlin,
                // InterruptedException undeclared. Errors show here that another version of it is in the way, or that
                // memory for a thread is short.
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                if (attempt.hasResponse()) {
                    return attempt.response();
                }
                Http2Refusal refusal = Http2Refusal.in(e);
                if (refusal != null && !attempt.isUnsent(refusal)) {
                    refusal = null;
                }
                stale += attempt.stale() ? 1 : 0;
                boolean again = attempt.stale() ? stale <= settings.maxInFlight() + 1 : attempt.awaited() != null;
                if (!again || attempt.sent()) {
                    throw TransportSupport.failure(
                            attempt.sent(), reason(attempt, e, refusal), ProxyRefusal.named(e, attempt.proxy()));
                }
            } finally {
                attempt.connectingIsOver();
                if (closed) {
                    letGo();
                }
            }
            waited += await(attempt, connectNanos - waited);
        }
    }

    /** Waits until another call has opened its connection, and returns how long it took, in nanoseconds. */
    private long await(CallProgress attempt, long left) throws TransportException {
        String host = attempt.awaited();
        if (gate == null || host == null) {
            return 0;
        }
        long start = System.nanoTime();
        boolean inTime;
        try {
            inTime = gate.await(host, left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw TransportSupport.notSent(TransportSupport.INTERRUPTED);
        }
        long waited = System.nanoTime() - start;
        if (closed) {
            throw TransportSupport.notSent(TransportSupport.CLOSED);
        }
        if (!inTime || waited >= left) {
            throw TransportSupport.notSent(TransportSupport.noConnection(attempt.proxy()));
        }
        return waited;
    }

    @Override
    public void close() {
        closed = true;
        client.dispatcher().cancelAll();
        if (gate != null) {
            gate.close();
        }
        letGo();
        tlsSockets.hangUp();
    }

    /**
     * Closes the idle connections and wakes Okio's watchdog thread by an immediate time-out. Otherwise the watchdog
     * sleeps until the time-outs of calls that have ended, waits another minute, and so outlives {@link #close}.
     */
    private void letGo() {
        client.connectionPool().evictAll();
        if (used) {
            AsyncTimeout alarm = new AsyncTimeout();
            alarm.timeout(1, TimeUnit.NANOSECONDS);
            alarm.enter();
            alarm.exit();
        }
    }

    @Override
    public List<String> secrets() {
        return credentials == null ? List.of() : credentials.secrets();
    }

    private boolean isClosed() {
        return closed;
    }

    /**
     * Sends the request and reads the response, as the innermost interceptor. It passes every response on to OkHttp as
     * a success, since OkHttp may repeat the request at others, such as a 503 with {@code Retry-After: 0}. OkHttp also
     * throws at a value that is no {@code int}. The body is read here because OkHttp cancels a call at {@link #close}
     * only up to its headers.
     */
    private okhttp3.Response exchange(Interceptor.Chain chain) throws IOException {
        CallProgress attempt = requireNonNull(CallProgress.of(chain.request()));
        Connection connection = requireNonNull(chain.connection());
        boolean shared = connection.protocol() == Protocol.HTTP_2;
        Socket socket = connection.socket();
        // Null for the socket of a SOCKS proxy, which OkHttp makes itself, and over HTTP/2, whose frames tell
        // where a response ends.
        LineSocket lines = !shared && socket instanceof LineSocket own ? own : null;
        attempt.beforeSending(shared ? null : socket);
        if (shared) {
            attempt.goesOver(socket);
        }
        Body body = chain.request().body() instanceof Body own ? own : null;
        if (lines != null) {
            lines.startResponse();
            if (body != null) {
                body.goesOver(lines);
            }
        }
        okhttp3.Response response = chain.proceed(authorized(chain.request(), connection));
        // OkHttp takes an unrequested 101 for a response, and fails at a negative length later.
        if (!attempt.hasResponse() || response.body().contentLength() < -1) {
            if (!shared) {
                hangUp(socket);
            }
            throw new ProtocolException();
        }
        if (response.code() == ProxyRefusal.WANTS_CREDENTIALS && isOfProxy(chain.request(), connection)) {
            attempt.isFrom(connection.route().proxy());
        }
        read(chain.call(), response.body(), attempt, lines, shared);
        boolean inStep = lines != null && !lines.hasMore() && (body == null || !body.isAnsweredEarly());
        if (!shared && (!inStep || !TransportSupport.keepsConnection(response.code()))) {
            hangUp(socket);
        }
        return response.isSuccessful()
                ? response
                : response.newBuilder().code(200).build();
    }

    /**
     * Closes a connection whose next bytes may not be the next response. A server that refuses a request may take the
     * rest of its body for another request, and answer that too.
     */
    private static void hangUp(Socket socket) throws IOException {
        if (socket instanceof LineSocket lines) {
            lines.hangUp();
        } else {
            socket.close();
        }
    }

    /** Adds the proxy's credentials to a plain request. OkHttp itself waits until the proxy has refused one. */
    private okhttp3.Request authorized(okhttp3.Request request, Connection connection) {
        if (credentials == null || !isOfProxy(request, connection)) {
            return request;
        }
        return request.newBuilder()
                .header(PROXY_AUTHORIZATION, credentials.header())
                .build();
    }

    /** Tells whether a request goes to an HTTP proxy in plain text, which then may answer in the server's place. */
    private static boolean isOfProxy(okhttp3.Request request, Connection connection) {
        return !request.isHttps() && connection.route().proxy().type() == Proxy.Type.HTTP;
    }

    /**
     * Adds the proxy's credentials to CONNECT. OkHttp calls this before the first CONNECT too, with a scheme of its
     * own.
     */
    private okhttp3.@Nullable Request authorizeTunnel(@Nullable Route route, okhttp3.Response challenge)
            throws ProxyRefusal {
        okhttp3.Request connect = challenge.request();
        boolean refused = connect.header(PROXY_AUTHORIZATION) != null;
        if (credentials != null && !refused) {
            return connect.newBuilder()
                    .header(PROXY_AUTHORIZATION, credentials.header())
                    .build();
        }
        if (!refused && PREEMPTIVE.equals(challenge.header("Proxy-Authenticate"))) {
            return null;
        }
        throw ProxyRefusal.wantsCredentials(route == null ? null : route.proxy().address(), refused);
    }

    private okhttp3.Request.Builder translate(Request request) throws TransportException {
        try {
            okhttp3.Request.Builder wire = new okhttp3.Request.Builder()
                    .url(target(request.uri()))
                    .header("User-Agent", TransportSupport.USER_AGENT)
                    // OkHttp would otherwise ask for gzip and unpack it without a bound.
                    .header("Accept-Encoding", "identity");
            for (Map.Entry<String, String> header : request.headers().entrySet()) {
                wire.header(header.getKey(), header.getValue());
            }
            byte[] body = request.body();
            return body == null ? wire.get() : wire.post(new Body(body));
        } catch (IllegalArgumentException e) {
            throw TransportSupport.failure(false, TransportSupport.BAD_REQUEST, e);
        } catch (Error e) {
            throw TransportSupport.failure(false, TransportSupport.NO_CONNECTION, e);
        }
    }

    private HttpUrl target(URI uri) {
        Target last = lastTarget;
        if (last != null && last.uri.equals(uri)) {
            return last.url;
        }
        HttpUrl url = HttpUrl.get(uri.toString());
        lastTarget = new Target(uri, url);
        return url;
    }

    /**
     * Reads the body up to the bound, or as much as comes in time. Over HTTP/2 it reads on to the stream's end, since OkHttp
     * resets a stream that is closed before; servers end a connection with too many resets.
     */
    private void read(Call call, ResponseBody body, CallProgress attempt, @Nullable LineSocket lines, boolean shared) {
        long length = body.contentLength();
        if (length == 0 && !shared) {
            attempt.hasNoBody();
            return;
        }
        int bound = settings.maxResponseBytes();
        long expected = length < 0 ? FIRST_READ : shared ? length + 1 : length;
        byte[] bytes = new byte[(int) Math.min(bound, expected)];
        int count = 0;
        boolean complete = false;
        // Most responses are complete already and need no timer.
        CallEnd end = lines != null && lines.holds(length) ? null : attempt.endsInTime(call);
        try {
            if (lines != null) {
                lines.startBody(length);
            }
            InputStream stream = body.byteStream();
            while (!complete && count < bound) {
                if (count == bytes.length) {
                    bytes = Arrays.copyOf(bytes, Math.min(bound, 2 * count));
                }
                int read = stream.read(bytes, count, bytes.length - count);
                count += Math.max(read, 0);
                complete = read < 0 || (count == length && !shared);
            }
        } catch (IOException | RuntimeException e) {
            complete = false;
        } finally {
            if (end != null) {
                end.exit();
            }
        }
        boolean whole = complete || count == length;
        if (!complete) {
            // Without this, OkHttp waits for the rest in order to keep the connection. Over HTTP/2 this ends the
            // stream.
            call.cancel();
        }
        attempt.body(count == bytes.length ? bytes : Arrays.copyOf(bytes, count), !whole);
    }

    private String reason(CallProgress attempt, Throwable e, @Nullable Http2Refusal refusal) {
        if (closed) {
            return TransportSupport.CLOSED;
        }
        if (Thread.currentThread().isInterrupted()) {
            return TransportSupport.INTERRUPTED;
        }
        if (refusal != null) {
            return TransportSupport.REFUSED;
        }
        if (!attempt.sent()) {
            return TransportSupport.noConnection(attempt.proxy());
        }
        return e instanceof InterruptedIOException ? TransportSupport.TOO_LATE : TransportSupport.NO_RESPONSE;
    }

    /** The last address, parsed. Most requests of a lane have the same one, and OkHttp's parser takes a microsecond. */
    private record Target(URI uri, HttpUrl url) {
        @Override
        public String toString() {
            return "Target[...]";
        }
    }

    private static final class Body extends RequestBody {
        // OkHttp sends this many bytes at once. A shorter body is sent before a response can arrive.
        private static final int AT_ONCE = 8192;

        private final byte[] bytes;
        private @Nullable LineSocket connection;
        private boolean written;
        private boolean answered;

        Body(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public @Nullable MediaType contentType() {
            return null;
        }

        @Override
        public long contentLength() {
            return bytes.length;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        void goesOver(LineSocket connection) {
            this.connection = connection;
        }

        /** Tells whether the response came before the whole body was sent. */
        boolean isAnsweredEarly() {
            return answered || !written;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(bytes);
            answered = bytes.length > AT_ONCE && connection != null && connection.isAnswered();
            written = true;
        }
    }

    /**
     * OkHttp demands a trust manager beside the socket factory, but uses it only for certificate pinning, which is off.
     * The handshake uses the SSLContext's own. This one trusts no certificate.
     */
    private static final class TrustIsTheContexts implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("not asked");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("not asked");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
