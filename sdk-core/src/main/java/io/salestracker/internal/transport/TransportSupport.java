package io.salestracker.internal.transport;

import static java.util.Objects.requireNonNull;

import io.salestracker.http.Request;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportException.Sent;
import java.net.SocketAddress;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Code that both transports share. */
final class TransportSupport {
    /** Names the SDK to a vendor that asks where a request came from. */
    static final String USER_AGENT = "salestracker-java/" + version();

    static final String CLOSED = "the transport is closed";
    static final String INTERRUPTED = "interrupted";
    static final String BAD_REQUEST = "the client refuses the request's address or one of its headers";
    static final String NO_CONNECTION = "connecting failed";
    static final String REFUSED = "the server refused the request before processing it";
    static final String NO_RESPONSE = "no complete response";
    static final String TOO_LATE = "no response in time";

    private static final long STATUS_DECIDES = Duration.ofSeconds(1).toNanos();
    private static final long BODY_DECIDES = Duration.ofSeconds(5).toNanos();
    private static final Duration MAX_TIMEOUT = Duration.ofMillis(Integer.MAX_VALUE);
    private static final int NAMED_CAUSES = 4;

    private TransportSupport() {}

    /** Tells whether a status is final. A lower one is interim or unknown to HTTP. */
    static boolean isFinal(int status) {
        return status >= 200;
    }

    /**
     * Tells whether the connection may carry another request. A server that refuses a request may not have read all of
     * it.
     */
    static boolean keepsConnection(int status) {
        return status >= 200 && status <= 299;
    }

    /** The time that a response's body may take after its headers. */
    static long bodyNanos(Request request) {
        return request.readsBody() ? BODY_DECIDES : STATUS_DECIDES;
    }

    /** A time-out that both clients accept: zero means for ever to them, and very long ones overflow. */
    static Duration bounded(Duration timeout) {
        if (timeout.compareTo(MAX_TIMEOUT) > 0) {
            return MAX_TIMEOUT;
        }
        return timeout.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : timeout;
    }

    /** Why there is no connection. It names the proxy on the way, which may be at fault. */
    static String noConnection(@Nullable SocketAddress proxy) {
        String name = ProxyRefusal.name(proxy);
        return name == null ? NO_CONNECTION : NO_CONNECTION + " by way of the proxy " + name;
    }

    static SSLContext tls(@Nullable SSLContext own) {
        try {
            return own == null ? SSLContext.getDefault() : own;
        } catch (NoSuchAlgorithmException e) {
            throw new DefaultTlsUnreadable(e);
        }
    }

    static TransportException notSent(String why) {
        return new TransportException(Sent.NOT_SENT, why, null);
    }

    /**
     * A failure whose message names the classes of its causes. It does not have the causes themselves: the clients put
     * addresses, header values and server text into their messages. Only a {@link LinkageError} stays, since the JVM
     * words it.
     */
    static TransportException failure(boolean sent, String why, @Nullable Throwable cause) {
        Set<String> kinds = new LinkedHashSet<>();
        LinkageError misfit = null;
        Throwable at = cause;
        for (int i = 0; at != null && i < NAMED_CAUSES; i++) {
            kinds.add(at.getClass().getSimpleName());
            misfit = misfit == null && at instanceof LinkageError found ? found : misfit;
            at = at.getCause();
        }
        ProxyRefusal refusal = ProxyRefusal.in(cause);
        if (refusal != null && !sent) {
            return notSent(requireNonNull(refusal.getMessage()));
        }
        String message = kinds.isEmpty() ? why : why + ": " + String.join(", ", kinds);
        return why.equals(REFUSED)
                ? TransportException.refused(message)
                : new TransportException(sent ? Sent.MAYBE_SENT : Sent.NOT_SENT, message, misfit);
    }

    private static String version() {
        String version = TransportSupport.class.getPackage().getImplementationVersion();
        if (version != null) {
            return version;
        }
        // On the module path a jar's manifest is not read.
        Module module = TransportSupport.class.getModule();
        return module.isNamed() ? module.getDescriptor().rawVersion().orElse("dev") : "dev";
    }
}
