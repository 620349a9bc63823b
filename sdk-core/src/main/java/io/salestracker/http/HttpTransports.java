package io.salestracker.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.salestracker.internal.transport.JdkTransport;
import io.salestracker.internal.transport.OkHttpTransport;
import io.salestracker.internal.transport.TryOut;
import java.net.ProxySelector;
import java.util.Base64;
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
 *   <li>A request is sent at most once, whatever the answer or failure; no redirect is followed, no cookie is kept,
 *       nothing is cached. Only an HTTP proxy is sent {@link #proxyCredentials}, and nobody other credentials than the
 *       request's own.
 *   <li>A failure is {@code NOT_SENT} if nothing of the request was written (name not known, refused, connect time-out,
 *       TLS, a proxy's refusal), else {@code MAYBE_SENT}. Its message names kinds of failures, never an address, a
 *       header or content; only a proxy that refuses is named with host and port. It has no cause, since the clients put
 *       addresses and server text into theirs; only a {@link LinkageError}, the sign that a library of another version
 *       is in the way, is its cause.
 *   <li>{@link TransportSettings#connectTimeout()} covers all that comes before the request: connecting to the server or
 *       the proxy, the proxy's answer to CONNECT and the TLS handshake.
 *   <li>Once status line and headers are complete there is an answer, whatever becomes of the body. The body gets one
 *       second more, however slowly it comes, or five where the request {@link io.salestracker.http.Request#readsBody
 *       reads} it, and not more than is left of {@link TransportSettings#callTimeout()}. The body is the bytes as they
 *       came, not decompressed ({@code Accept-Encoding: identity} is sent); a longer one is cut at
 *       {@link TransportSettings#maxAnswerBytes()}. {@link io.salestracker.http.Answer#bodyCut()} tells of a body
 *       that time, the bound or the connection's end cut. A final status below 200 is no answer.
 *   <li>HTTP/1.1 only: a connection carries one request at a time, so a failure is one request's own, and neither the
 *       server nor the client may decide that a stream was not processed and send it again.
 *   <li>A connection carries another request only after a 2xx whose body was read to its end. A server that refuses a
 *       request may not have read its body, and answers what it takes for the next one; what a server sends beyond an
 *       answer is no event's answer.
 *   <li>Certificates and host names are always verified.
 *   <li>Interrupting the sending thread ends its request; the interrupt flag stays set.
 *   <li>Neither logs anything. Whatever is thrown within one request, {@link OutOfMemoryError} included, leaves the
 *       transport usable for the next.
 * </ul>
 *
 * <p>Where they differ:
 *
 * <ul>
 *   <li><b>Idle connections.</b> OkHttp drops them after 4 s, less than the 5 s after which common servers close
 *       theirs, and looks whether the server has closed one, or has sent anything, before it uses it again. The JDK's
 *       client watches idle connections and drops those on which anything comes, but keeps the others for 30 s (JDK 17:
 *       20 min); only the system property {@code jdk.httpclient.keepalive.timeout} changes that. Either way, a server
 *       that closes at the very moment of sending causes a {@code MAYBE_SENT}.
 *   <li><b>Names.</b> OkHttp resolves host names on the sending thread, which neither time-out nor close can cut short;
 *       the operating system's own limit applies. The JDK's client resolves them on a thread of its own, within the
 *       connect time-out; that thread stays until the system answers.
 *   <li><b>Chunked refusals.</b> A chunked body does not tell its length, and the JDK's client takes a connection back
 *       before it tells that such a body has ended. So the body of a refusal (any status but 2xx) is cut after its first
 *       piece there, unless the request reads it; then the connection is kept.
 *   <li><b>Early answers.</b> OkHttp closes a connection whose answer came before the request was sent. The JDK's client
 *       does not tell of that; after an early 2xx, what comes later is noticed only while the connection is idle.
 *   <li><b>SOCKS proxies.</b> OkHttp uses them, for plain HTTP with a new connection for each request. The JDK's client
 *       would connect directly: a request for which the selector's first choice is a SOCKS proxy fails with
 *       {@code NOT_SENT}, and its message says so.
 *   <li><b>Proxy passwords.</b> The JVM keeps the JDK's client from the scheme Basic for https, see
 *       {@link #proxyCredentials}. Plain requests that a proxy refuses are answered with 407; for https such a request
 *       fails with {@code NOT_SENT}, and its message has the 407 and the proxy.
 *   <li><b>Closing.</b> On JDK 17 to 20 the JDK's client cannot be closed: requests in flight end at once, its thread
 *       and idle connections when it is garbage collected.
 *   <li><b>204 with content.</b> A server that announces content with a 204 breaks HTTP; the JDK's client then tells no
 *       status, so the request is {@code MAYBE_SENT}. With OkHttp it is an answer.
 *   <li><b>The JDK's own logs.</b> The JDK's client tells the addresses, in which some vendors want tokens and identities,
 *       to a {@code java.util.logging} that debugs {@code jdk.internal.httpclient.debug}, and headers with the system
 *       property {@code jdk.httpclient.HttpClient.log}: leave both off in production.
 *   <li><b>Headers.</b> The JDK's client refuses to set {@code Host}, {@code Connection}, {@code Content-Length},
 *       {@code Expect} and {@code Upgrade}: such a request fails with {@code NOT_SENT}. It sends
 *       {@code Content-Length: 0} with a GET.
 * </ul>
 */
public final class HttpTransports implements HttpTransport.Factory {
    private enum Client {
        OK_HTTP,
        JDK
    }

    private final Client client;
    private final @Nullable ProxySelector proxies;
    private final @Nullable String proxyAuthorization;
    private final @Nullable SSLContext tls;

    private HttpTransports(
            Client client,
            @Nullable ProxySelector proxies,
            @Nullable String proxyAuthorization,
            @Nullable SSLContext tls) {
        this.client = client;
        this.proxies = proxies;
        this.proxyAuthorization = proxyAuthorization;
        this.tls = tls;
    }

    /**
     * Transports over OkHttp, from 3.14.9 on. Each has its own connection pool, as large as {@code maxInFlight}. On the
     * module path the application's module has to require {@code okhttp3}.
     */
    public static HttpTransports okHttp() {
        return new HttpTransports(Client.OK_HTTP, null, null, null);
    }

    /** Transports over {@code java.net.http}. Each has its own client. */
    public static HttpTransports jdk() {
        return new HttpTransports(Client.JDK, null, null, null);
    }

    /**
     * Chooses proxies, of type HTTP, or over OkHttp also of type SOCKS. Default: {@link ProxySelector#getDefault()}, which
     * reads the JVM's system properties. It is asked on the thread that sends, for each request or connection; what it
     * throws fails that request.
     */
    public HttpTransports proxy(ProxySelector proxies) {
        return new HttpTransports(client, requireNonNull(proxies, "proxies"), proxyAuthorization, tls);
    }

    /**
     * Sets what every HTTP proxy that is chosen is told, by the scheme Basic and in UTF-8: with CONNECT for https, else
     * with each request. No server sees it, and it is in no log, message or {@code toString}. Default: none.
     *
     * <p>The JVM has the JDK's client use Basic for CONNECT only if the system property
     * {@code jdk.http.auth.tunneling.disabledSchemes} was set to the empty text at its start; else {@link #open} refuses.
     *
     * @param user the user, without a colon
     * @throws IllegalArgumentException if the user has a colon, or either has control characters
     */
    public HttpTransports proxyCredentials(String user, String password) {
        if (requireNonNull(user, "user").indexOf(':') >= 0) {
            throw new IllegalArgumentException("user must not have a colon: HTTP ends the user's name with it");
        }
        String both = user + ":" + requireNonNull(password, "password");
        if (both.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("user and password must not have control characters");
        }
        String basic = "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8));
        return new HttpTransports(client, proxies, basic, tls);
    }

    /**
     * Sets what is trusted and which client certificates are shown: for a private certificate authority or for mutual
     * TLS. Host names are verified besides. Default: {@link SSLContext#getDefault()}, which reads the JVM's trust store
     * and system properties.
     */
    public HttpTransports sslContext(SSLContext tls) {
        return new HttpTransports(client, proxies, proxyAuthorization, requireNonNull(tls, "tls"));
    }

    /**
     * Opens a transport with connections of its own. Over OkHttp one request goes over a socket in memory first, since
     * only that shows whether OkHttp, Okio and Kotlin fit each other.
     *
     * @throws IllegalStateException if the JVM's default TLS set-up cannot be read, or if the JDK's client is given
     *     {@link #proxyCredentials} that the JVM forbids
     * @throws LinkageError if OkHttp, Okio and Kotlin on the class path do not fit
     */
    @Override
    public HttpTransport open(TransportSettings settings) {
        return switch (client) {
            case OK_HTTP -> {
                TryOut.okHttp();
                yield new OkHttpTransport(settings, proxies, proxyAuthorization, tls);
            }
            case JDK -> new JdkTransport(settings, proxies, proxyAuthorization, tls);
        };
    }

    @Override
    public String toString() {
        return "HttpTransports[" + client + "]";
    }
}
