package io.salestracker.internal.transport;

import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Sends over {@code java.net.http}. Thread-safe. */
public final class JdkTransport implements OwnTransport {
    /** Schemes that this JVM does not use for CONNECT in plain text. The client reads the property once. */
    private static final String TUNNELING = "jdk.http.auth.tunneling.disabledSchemes";

    private final TransportSettings settings;
    private final long connectNanos;
    private final long callNanos;
    private final @Nullable ProxyCredentials credentials;
    private final @Nullable ProxySelector proxies;
    private final HttpClient.Builder clients;
    private final Set<JdkExchange> inFlight = ConcurrentHashMap.newKeySet();
    // Null when closed: before JDK 21 only garbage collection ends a client.
    private volatile @Nullable HttpClient client;

    /**
     * Opens a transport with a client of its own.
     *
     * @param credentials for an HTTP proxy
     * @throws IllegalStateException if the JVM forbids these
     */
    public JdkTransport(
            TransportSettings settings,
            @Nullable ProxySelector proxies,
            @Nullable ProxyCredentials credentials,
            @Nullable SSLContext tls) {
        check(credentials);
        Duration connectTimeout = TransportSupport.bounded(settings.connectTimeout());
        this.settings = settings;
        this.connectNanos = connectTimeout.toNanos();
        this.callNanos = TransportSupport.bounded(settings.callTimeout()).toNanos();
        this.credentials = credentials;
        this.proxies = proxies == null ? ProxySelector.getDefault() : proxies;
        this.clients = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .sslContext(TransportSupport.tls(tls));
        if (this.proxies != null) {
            clients.proxy(new NoSocks(this.proxies));
        }
        this.client = clients.build();
    }

    /**
     * Checks that the JVM lets the client use a proxy's credentials.
     *
     * @throws IllegalStateException if it does not
     */
    public static void check(@Nullable ProxyCredentials credentials) {
        if (credentials != null && !maySayBasic()) {
            throw new IllegalStateException(
                    "the JDK's client does not use proxyCredentials for https while " + TUNNELING
                            + " has Basic, its default: start the JVM with -D" + TUNNELING
                            + "= (empty), or use HttpTransport.okHttp()");
        }
    }

    private static boolean maySayBasic() {
        String disabled = System.getProperty(TUNNELING);
        return disabled != null && !disabled.toLowerCase(Locale.ROOT).contains("basic");
    }

    @Override
    public Response send(Request request) throws TransportException {
        HttpClient open = client;
        if (open == null) {
            throw TransportSupport.notSent(TransportSupport.CLOSED);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw TransportSupport.notSent(TransportSupport.INTERRUPTED);
        }
        JdkExchange exchange = new JdkExchange(request, settings.maxResponseBytes());
        try {
            inFlight.add(exchange);
            return exchange(open, request, exchange);
        } catch (RejectedExecutionException e) {
            replace(open);
            throw TransportSupport.failure(exchange.giveUp(), TransportSupport.NO_CONNECTION, e);
        } catch (RuntimeException e) {
            throw TransportSupport.failure(exchange.giveUp(), TransportSupport.BAD_REQUEST, e);
        } catch (Error e) {
            throw TransportSupport.failure(exchange.giveUp(), TransportSupport.NO_CONNECTION, e);
        } finally {
            inFlight.remove(exchange);
        }
    }

    private Response exchange(HttpClient open, Request request, JdkExchange exchange) throws TransportException {
        exchange.belongsTo(open.sendAsync(translate(request, exchange), exchange));
        if (client == null) {
            exchange.giveUp();
        }
        String why = TransportSupport.NO_RESPONSE;
        try {
            if (!exchange.await(connectNanos, callNanos)) {
                why = TransportSupport.TOO_LATE;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            why = TransportSupport.INTERRUPTED;
        }
        Throwable failure = exchange.failure();
        boolean sent = exchange.giveUp();
        Response response = exchange.response();
        if (response != null) {
            return named(response, request);
        }
        if (exchange.isTunnelRefused()) {
            failure = ProxyRefusal.wantsCredentials(proxyOf(request), credentials != null);
        } else if (failure != null && isDead(open)) {
            replace(open);
        }
        if (sent || client == null) {
            throw TransportSupport.failure(sent, client == null ? TransportSupport.CLOSED : why, failure);
        }
        SocketAddress proxy = proxyOf(request);
        throw TransportSupport.failure(false, TransportSupport.noConnection(proxy), ProxyRefusal.named(failure, proxy));
    }

    /**
     * Replaces a client that sends nothing any more. A client is dead when its thread is: interrupted by the host, or
     * ended because memory or threads were short.
     */
    private synchronized void replace(HttpClient dead) {
        if (!dead.equals(client)) {
            return;
        }
        try {
            client = clients.build();
        } catch (UncheckedIOException | OutOfMemoryError e) {
            // The dead client stays, and its next refusal leads here again.
            client = dead;
        }
    }

    @Override
    public synchronized void close() {
        HttpClient open = client;
        client = null;
        inFlight.forEach(JdkExchange::giveUp);
        if (open instanceof AutoCloseable) {
            shutDown(open);
        }
    }

    private HttpRequest translate(Request request, JdkExchange exchange) {
        HttpRequest.Builder wire = HttpRequest.newBuilder(request.uri())
                .method(request.method(), exchange)
                .setHeader("User-Agent", TransportSupport.USER_AGENT)
                .setHeader("Accept-Encoding", "identity");
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            wire.setHeader(header.getKey(), header.getValue());
        }
        if (credentials != null) {
            // The client sends this header to an HTTP proxy only: with CONNECT, or with a plain request.
            wire.setHeader("Proxy-Authorization", credentials.header());
        }
        return wire.build();
    }

    /** Names the proxy in its own 407. To a request over https it is the server's. */
    private Response named(Response response, Request request) {
        boolean isProxys = response.status() == ProxyRefusal.WANTS_CREDENTIALS
                && "http".equalsIgnoreCase(request.uri().getScheme());
        String name = isProxys ? ProxyRefusal.name(proxyOf(request)) : null;
        return name == null ? response : response.fromProxy(name);
    }

    /** The proxy of a request as the selector names it now; null if there is none. */
    private @Nullable SocketAddress proxyOf(Request request) {
        try {
            List<Proxy> chosen = proxies == null ? List.of() : proxies.select(request.uri());
            return chosen.isEmpty() ? null : chosen.get(0).address();
        } catch (RuntimeException | Error e) {
            // The response or failure counts, though its proxy has no name.
            return null;
        }
    }

    @Override
    public List<String> secrets() {
        return credentials == null ? List.of() : credentials.secrets();
    }

    /** Shuts a client down. JDK 21 and later have {@code shutdownNow}; {@code close} would wait. */
    private static void shutDown(HttpClient client) {
        try {
            HttpClient.class.getMethod("shutdownNow").invoke(client);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            // Before JDK 21 it ends when it is garbage collected.
            return;
        }
    }

    /** Tells whether a client is dead. Before JDK 21 this is not known, and a dead client rejects its next request. */
    private static boolean isDead(HttpClient client) {
        try {
            return (boolean) HttpClient.class.getMethod("isTerminated").invoke(client);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    /** Refuses SOCKS proxies. The JDK's client would connect directly where one is chosen. */
    private static final class NoSocks extends ProxySelector {
        private final ProxySelector chosen;

        NoSocks(ProxySelector chosen) {
            this.chosen = chosen;
        }

        @Override
        public List<Proxy> select(URI uri) {
            List<Proxy> all = chosen.select(uri);
            if (!all.isEmpty() && all.get(0).type() == Proxy.Type.SOCKS) {
                throw new UncheckedIOException(ProxyRefusal.socks(all.get(0).address()));
            }
            return all;
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            chosen.connectFailed(uri, address, failure);
        }
    }
}
