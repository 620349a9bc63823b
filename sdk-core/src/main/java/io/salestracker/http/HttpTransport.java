package io.salestracker.http;

import static java.util.Objects.requireNonNull;

import io.salestracker.internal.transport.DeferredTransport;
import io.salestracker.internal.transport.JdkTransport;
import io.salestracker.internal.transport.OkHttpTransport;
import io.salestracker.internal.transport.ProxyCredentials;
import io.salestracker.internal.transport.TryOut;
import java.net.ProxySelector;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of one destination. Each destination has its own, so that no vendor takes another's connections.
 *
 * <p>Implementations are thread-safe; {@link #send} blocks its thread. They never repeat a request on their own, never
 * follow a redirect, and read no more of a response than the settings say. They keep a connection for another request only
 * if no byte can be left on it that belongs to a response before.
 *
 * <p>An implementation that breaks these rules costs the event, and no other. If {@link #send} returns null or throws
 * anything but a {@link TransportException}, the request counts as {@code MAYBE_SENT}; this is logged once a minute. A
 * {@code send} that takes long holds its one sender for that long: the engine has no timer of its own, and only
 * {@code close} interrupts the thread.
 */
public interface HttpTransport extends AutoCloseable {

    /**
     * Sends a request once and waits for the response. Once status line and headers are complete, the body has a second,
     * or five if {@link Request#readsBody()}. The response then has the part that came.
     *
     * @return the response, once its status line and headers are complete; if the rest fails {@link Response#bodyCut()} is
     *     true
     * @throws TransportException if there is no complete response; it says whether sending may have begun
     */
    Response send(Request request) throws TransportException;

    /**
     * Cancels the requests in flight, which then fail, and closes connections. Returns without waiting. Later requests
     * fail with {@code NOT_SENT}. Calling it again does nothing.
     */
    @Override
    void close();

    /** Opens the transport of a destination. */
    @FunctionalInterface
    interface Factory {

        /** Opens a transport that honours these settings. */
        HttpTransport open(TransportSettings settings);
    }

    /**
     * Transports over OkHttp, from 3.14.9 on; the tracker's default. Each has its own connection pool with up to {@code
     * maxInFlight} connections; over HTTP/2 one carries all requests. On the module path the application's module has to
     * require {@code okhttp3}.
     */
    static Builder okHttp() {
        return new Builder(Builder.Client.OK_HTTP, null, null, null, true);
    }

    /**
     * Transports over {@code java.net.http}. They need no library and suit a class path with another OkHttp. Each has
     * its own client.
     */
    static Builder jdk() {
        return new Builder(Builder.Client.JDK, null, null, null, false);
    }

    /**
     * The two transports that come with the SDK, {@link #okHttp()} and {@link #jdk()}. Immutable; every setter returns a
     * copy.
     *
     * <pre>{@code
     * SalesTracker.builder().transport(HttpTransport.okHttp().proxy(ProxySelector.of(proxyAddress)))
     * }</pre>
     *
     * <p>Both keep this:
     *
     * <ul>
     *   <li>A request is sent at most once, whatever the response or failure; no redirect is followed, no cookie is
     *       kept, nothing is cached. {@link #proxyCredentials} go to an HTTP proxy only. Servers get no other credentials
     *       than the request's own.
     *   <li>A failure is {@code NOT_SENT} if nothing of the request was written (name not known, refused, connect
     *       time-out, TLS, a proxy's refusal), or if the server says over HTTP/2 that it did not process it, else {@code
     *       MAYBE_SENT}. Its message names classes of failures, never an
     *       address, a header or content; only a proxy is named with host and port. It has no cause, since
     *       the clients put addresses and server text into theirs. The exception is a {@link LinkageError}, which shows
     *       that a library's version does not fit.
     *   <li>A proxy that wants other credentials answers 407. For https the request then fails with {@code NOT_SENT}, and the
     *       message has the 407 and the proxy. A plain request is answered with the 407, and {@link Response#proxy()} names
     *       the proxy.
     *   <li>{@link TransportSettings#connectTimeout()} covers all steps before the request: connecting to the server or
     *       the proxy, the proxy's response to CONNECT and the TLS handshake.
     *   <li>Once status line and headers are complete there is a response, even if the body fails. The body then has
     *       one second, or five where the request {@link Request#readsBody reads} it, within {@link
     *       TransportSettings#callTimeout()}. The body is the bytes as they came, not decompressed ({@code
     *       Accept-Encoding: identity} is sent); a longer one is cut at {@link TransportSettings#maxResponseBytes()}.
     *       {@link Response#bodyCut()} is true for a body that time, the bound or the connection's end cut. A final status
     *       below 200 is no response.
     *   <li>Over HTTP/1.1 a connection carries one request at a time, so a failure belongs to one request. It carries
     *       another only after a 2xx whose body was read to its end. A server that
     *       refuses a request may not have read its body, and answers what it takes for the next one; what a server sends
     *       beyond an response is no event's response.
     *   <li>Certificates and host names are always verified.
     *   <li>Interrupting the sending thread ends its request; the interrupt flag stays set.
     *   <li>Neither logs anything. Whatever is thrown within one request, {@link OutOfMemoryError} included, leaves the
     *       transport usable for the next.
     * </ul>
     *
     * <p>Where they differ:
     *
     * <ul>
     *   <li><b>HTTP/2.</b> OkHttp uses it where the server offers it over TLS, unless {@link #http2} is false. One
     *       connection then carries all requests, and one of them opens it while the others wait for it, within the connect
     *       time. More connections are opened only if the server allows fewer streams than there are requests. A
     *       request is {@code NOT_SENT} if the server refuses its stream, or ends the connection with a last stream
     *       before it; it is not sent again here. A connection that is lost leaves all other requests on it in doubt.
     *       A ping every 5 s finds one that is dead, at the second that is not answered. A write that the system does
     *       not accept for 5 s, or the call's time if that is shorter, closes the connection. A time-out ends
     *       one request, not the others; so does an interrupt, unless it comes within a write. A header block is read
     *       up to 256 KB. Hosts do not share a connection. The JDK's client stays on HTTP/1.1: over HTTP/2 it sends
     *       requests again on its own, or takes those for failed that the server answers, and it has no ping.
     *   <li><b>Idle connections.</b> OkHttp drops them after 4 s, since common servers close theirs after 5 s. Before
     *       it uses one again, it checks whether the server has closed it or sent anything. The JDK's client watches idle
     *       connections and drops those on which anything comes, but keeps the others for 30 s (JDK 17: 20 min); only the
     *       system property {@code jdk.httpclient.keepalive.timeout} changes that. Either way, a server that closes at the
     *       very moment of sending causes a {@code MAYBE_SENT}.
     *   <li><b>Names.</b> OkHttp resolves host names on the sending thread, which neither time-out nor close can cut
     *       short; the operating system's own limit applies. The JDK's client resolves them on another thread, within the
     *       connect time-out; that thread stays until the system answers.
     *   <li><b>Chunked refusals.</b> A chunked body does not tell its length, and the JDK's client takes a connection
     *       back before it tells that such a body has ended. So the body of a refusal (any status but 2xx) is cut after
     *       its first piece there, unless the request reads it; then the connection is kept.
     *   <li><b>Early responses.</b> OkHttp closes a connection whose response came before the request was sent. The
     *       JDK's client does not tell of that; after an early 2xx, what comes later is noticed only while the connection
     *       is idle.
     *   <li><b>SOCKS proxies.</b> OkHttp uses them, for plain HTTP with a new connection for each request. The JDK's
     *       client would connect directly: a request for which the selector's first choice is a SOCKS proxy fails with
     *       {@code NOT_SENT}, and its message says so.
     *   <li><b>Proxy passwords.</b> The JVM keeps the JDK's client from the scheme Basic for https, see {@link
     *       #proxyCredentials}.
     *   <li><b>Closing.</b> On JDK 17 to 20 the JDK's client cannot be closed: requests in flight end at once, its
     *       thread and idle connections when it is garbage collected.
     *   <li><b>204 with content.</b> A server that announces content with a 204 breaks HTTP; the JDK's client then
     *       tells no status, so the request is {@code MAYBE_SENT}. With OkHttp it is a response.
     *   <li><b>The JDK's own logs.</b> The JDK's client logs addresses, which may hold tokens and identities, for
     *       {@code jdk.internal.httpclient.debug}. It logs headers with the system property
     *       {@code jdk.httpclient.HttpClient.log}. Leave both off in production.
     *   <li><b>Headers.</b> The JDK's client refuses to set {@code Host}, {@code Connection}, {@code Content-Length},
     *       {@code Expect} and {@code Upgrade}: such a request fails with {@code NOT_SENT}. It sends
     *       {@code Content-Length: 0} with a GET.
     * </ul>
     */
    final class Builder implements Factory {
        private enum Client {
            OK_HTTP,
            JDK
        }

        private final Client client;
        private final @Nullable ProxySelector proxies;
        private final @Nullable ProxyCredentials credentials;
        private final @Nullable SSLContext tls;
        private final boolean http2;

        private Builder(
                Client client,
                @Nullable ProxySelector proxies,
                @Nullable ProxyCredentials credentials,
                @Nullable SSLContext tls,
                boolean http2) {
            this.client = client;
            this.proxies = proxies;
            this.credentials = credentials;
            this.tls = tls;
            this.http2 = http2;
        }

        /**
         * Chooses proxies, of type HTTP, or over OkHttp also of type SOCKS. Default: {@link ProxySelector#getDefault()}, which
         * reads the JVM's system properties. It is asked on the thread that sends, for each request or connection; what it
         * throws fails that request.
         */
        public Builder proxy(ProxySelector proxies) {
            return new Builder(client, requireNonNull(proxies, "proxies"), credentials, tls, http2);
        }

        /**
         * Sets the credentials for every HTTP proxy, sent by the scheme Basic in UTF-8: with CONNECT for https, else
         * with each request. No server sees it, and it is in no log, message or {@code toString}. Default: none.
         *
         * <p>The JVM has the JDK's client use Basic for CONNECT only if the system property
         * {@code jdk.http.auth.tunneling.disabledSchemes} was set to the empty text at its start; else {@link #open} refuses.
         *
         * @param user the user, without a colon
         * @throws IllegalArgumentException if the user has a colon, or either has control characters
         */
        public Builder proxyCredentials(String user, String password) {
            if (requireNonNull(user, "user").indexOf(':') >= 0) {
                throw new IllegalArgumentException("user must not have a colon: HTTP ends the user's name with it");
            }
            if ((user + requireNonNull(password, "password")).chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("user and password must not have control characters");
            }
            return new Builder(client, proxies, new ProxyCredentials(user, password), tls, http2);
        }

        /**
         * Sets what is trusted and which client certificates are shown: for a private certificate authority or for mutual
         * TLS. Host names are verified besides. Default: {@link SSLContext#getDefault()}, which reads the JVM's trust store
         * and system properties.
         */
        public Builder sslContext(SSLContext tls) {
            return new Builder(client, proxies, credentials, requireNonNull(tls, "tls"), http2);
        }

        /**
         * Sets whether OkHttp uses HTTP/2 where the server offers it, over TLS only. One connection then carries all
         * requests, so none needs a connection of its own. The price: when that connection is lost, all its requests are in
         * doubt that had no status yet. Default: true; the JDK's client stays on HTTP/1.1.
         *
         * @throws IllegalArgumentException if this is true for {@link HttpTransport#jdk()}: the JDK's client sends requests
         *     again on its own over HTTP/2, or takes those for failed that the server answers
         */
        public Builder http2(boolean http2) {
            if (http2 && client == Client.JDK) {
                throw new IllegalArgumentException(
                        "the JDK's client stays on HTTP/1.1; use HttpTransport.okHttp() for HTTP/2");
            }
            return new Builder(client, proxies, credentials, tls, http2);
        }

        /**
         * Opens a transport with connections of its own. The client is made at the first request; that request fails with
         * {@code NOT_SENT} if the JVM's default TLS set-up cannot be read.
         *
         * <p>Whether OkHttp, Okio and Kotlin fit each other is told by their class files, which are read and not loaded. Where
         * those leave a doubt, one request goes over a socket in memory here. It also does before the first request, which
         * fails with {@code NOT_SENT} if the libraries do not fit.
         *
         * @throws IllegalStateException if the JDK's client is given {@link #proxyCredentials} that the JVM forbids
         * @throws LinkageError if OkHttp, Okio and Kotlin on the class path do not fit
         */
        @Override
        public HttpTransport open(TransportSettings settings) {
            return switch (client) {
                case OK_HTTP -> {
                    TryOut.okHttpUnlessKnownToFit();
                    yield new DeferredTransport(
                            () -> {
                                TryOut.okHttp();
                                return new OkHttpTransport(settings, proxies, credentials, tls, http2);
                            },
                            credentials);
                }
                case JDK -> {
                    JdkTransport.check(credentials);
                    yield new DeferredTransport(
                            () -> new JdkTransport(settings, proxies, credentials, tls), credentials);
                }
            };
        }

        @Override
        public String toString() {
            return "HttpTransport.Builder[" + client + "]";
        }
    }
}
