package io.salestracker.delivery;

import static java.util.Objects.requireNonNull;

import io.salestracker.internal.transport.JdkTransport;
import io.salestracker.internal.transport.OkHttpTransport;
import java.net.ProxySelector;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The two transports that come with the SDK: {@link #okHttp()}, the tracker's default, and {@link #jdk()}, which needs
 * no library and suits a class path where another OkHttp is in the way. Immutable; every setter returns a copy.
 *
 * <pre>{@code
 * SalesTracker.builder().transport(HttpTransports.okHttp().proxy(ProxySelector.of(proxyAddress)))
 * }</pre>
 *
 * <p>Both keep this:
 *
 * <ul>
 *   <li>A request is sent at most once, whatever the answer or failure; no redirect is followed, no credentials are
 *       sent to anyone else, no cookie is kept, nothing is cached.
 *   <li>A failure is {@code NOT_SENT} if nothing of the request was written (name not known, refused, connect time-out,
 *       TLS), else {@code MAYBE_SENT}. Its message names kinds of failures, never an address, a header or content, and
 *       it has no cause, since the clients put addresses and server text into theirs; only a {@link LinkageError}, the
 *       sign that a library of another version is in the way, is its cause.
 *   <li>Once status line and headers are complete there is an answer, whatever becomes of the body. The body is the
 *       bytes as they came, not decompressed ({@code Accept-Encoding: identity} is sent); a longer one is cut at
 *       {@link TransportSettings#maxAnswerBytes()}, and the rest not waited for. A final status below 200 is no answer.
 *   <li>HTTP/1.1 only: a connection carries one request at a time, so a failure is one request's own, and neither the
 *       server nor the client may decide that a stream was not processed and send it again.
 *   <li>Certificates and host names are always verified.
 *   <li>Interrupting the sending thread ends its request; the interrupt flag stays set.
 * </ul>
 *
 * <p>Where they differ:
 *
 * <ul>
 *   <li><b>Idle connections.</b> OkHttp drops them after 4 s, less than the 5 s after which common servers close
 *       theirs, and looks whether the server has closed one before it uses it again. The JDK's client watches idle
 *       connections and drops those that the server closes, but keeps the others for 30 s (JDK 17: 20 min); only the
 *       system property {@code jdk.httpclient.keepalive.timeout} changes that. Either way, a server that closes at the
 *       very moment of sending causes a {@code MAYBE_SENT}.
 *   <li><b>Names.</b> OkHttp resolves host names on the sending thread, which neither time-out nor close can cut short;
 *       the operating system's own limit applies.
 *   <li><b>Closing.</b> On JDK 17 to 20 the JDK's client cannot be closed: requests in flight end at once, its thread
 *       and idle connections when it is garbage collected.
 *   <li><b>Bytes that belong to no answer.</b> Where a server sends more than an answer at once, OkHttp reads the rest as
 *       the beginning of that connection's next answer; the JDK's client hangs up.
 *   <li><b>204 with content.</b> A server that announces content with a 204 breaks HTTP; the JDK's client then tells no
 *       status, so the request is {@code MAYBE_SENT}. With OkHttp it is an answer.
 *   <li><b>Logging.</b> Neither logs requests by itself. But the JDK's client tells the addresses, in which some vendors
 *       want tokens and identities, to whoever lets {@code java.util.logging} debug {@code jdk.internal.httpclient.debug},
 *       and headers with the system property {@code jdk.httpclient.HttpClient.log}: leave both off in production.
 *   <li><b>Headers.</b> The JDK's client refuses to set {@code Host}, {@code Connection}, {@code Content-Length},
 *       {@code Expect} and {@code Upgrade}: such a request fails with {@code NOT_SENT}. It sends
 *       {@code Content-Length: 0} with a GET.
 * </ul>
 *
 * <p>Proxies that ask for a password are not supported: such a request fails with {@code NOT_SENT}, or over plain HTTP
 * is answered with 407.
 */
public final class HttpTransports implements HttpTransport.Factory {
    private enum Client {
        OK_HTTP,
        JDK
    }

    private final Client client;
    private final @Nullable ProxySelector proxies;
    private final @Nullable SSLContext tls;

    private HttpTransports(Client client, @Nullable ProxySelector proxies, @Nullable SSLContext tls) {
        this.client = client;
        this.proxies = proxies;
        this.tls = tls;
    }

    /**
     * Transports over OkHttp, from 3.14.9 on. Each has its own connection pool, as large as {@code maxInFlight}. On the
     * module path the application's module has to require {@code okhttp3}.
     */
    public static HttpTransports okHttp() {
        return new HttpTransports(Client.OK_HTTP, null, null);
    }

    /** Transports over {@code java.net.http}. Each has its own client. */
    public static HttpTransports jdk() {
        return new HttpTransports(Client.JDK, null, null);
    }

    /** Chooses proxies. Default: {@link ProxySelector#getDefault()}, which reads the JVM's system properties. */
    public HttpTransports proxy(ProxySelector proxies) {
        return new HttpTransports(client, requireNonNull(proxies, "proxies"), tls);
    }

    /**
     * Sets what is trusted and which client certificates are shown: for a private certificate authority or for mutual
     * TLS. Host names are verified besides. Default: {@link SSLContext#getDefault()}, which reads the JVM's trust store
     * and system properties.
     */
    public HttpTransports sslContext(SSLContext tls) {
        return new HttpTransports(client, proxies, requireNonNull(tls, "tls"));
    }

    /**
     * Opens a transport with connections of its own. Over OkHttp one request goes over a socket in memory first, since
     * only that shows whether OkHttp, Okio and Kotlin fit each other.
     *
     * @throws IllegalStateException if the JVM's default TLS set-up cannot be read
     * @throws LinkageError if OkHttp, Okio and Kotlin on the class path do not fit
     */
    @Override
    public HttpTransport open(TransportSettings settings) {
        return switch (client) {
            case OK_HTTP -> new OkHttpTransport(settings, proxies, tls);
            case JDK -> new JdkTransport(settings, proxies, tls);
        };
    }

    @Override
    public String toString() {
        return "HttpTransports[" + client + "]";
    }
}
