package io.salestracker.internal.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Thrown where a proxy refuses or cannot be used. Nothing was sent. Its message may be shown: it names the proxy and no
 * secret.
 */
final class ProxyRefusal extends IOException {
    static final int WANTS_CREDENTIALS = 407;

    // OkHttp and the JDK's client tell the status of any other response to CONNECT in a message only.
    private static final Pattern NO_TUNNEL =
            Pattern.compile("(?:Unexpected response code for CONNECT:|Tunnel failed, got:) (\\d{3})");

    private static final long serialVersionUID = 1L;
    private static final int DEPTH = 8;

    private ProxyRefusal(String message) {
        super(message);
    }

    /** The proxy answered 407 to CONNECT. */
    static ProxyRefusal wantsCredentials(@Nullable SocketAddress proxy, boolean given) {
        // The fix comes first, since a log may cut the end of the line.
        return new ProxyRefusal(WANTS_CREDENTIALS + ": " + (given ? "correct" : "set")
                + " HttpTransport.Builder.proxyCredentials for " + the(proxy));
    }

    /** Names the proxy in a failure by which a client tells that it answered CONNECT by another status; else the failure. */
    static @Nullable Throwable named(@Nullable Throwable failure, @Nullable SocketAddress proxy) {
        Matcher told = NO_TUNNEL.matcher(failure == null ? "" : String.valueOf(failure.getMessage()));
        return told.matches()
                ? new ProxyRefusal(
                        told.group(1) + " to CONNECT: have the vendor's host and port allowed at " + the(proxy))
                : failure;
    }

    /** The JDK's client would connect directly. */
    static ProxyRefusal socks(@Nullable SocketAddress proxy) {
        return new ProxyRefusal(
                "the JDK's client cannot use SOCKS: take HttpTransport.okHttp() or an HTTP proxy in place of "
                        + the(proxy));
    }

    /** The refusal among a failure's causes, or null. */
    static @Nullable ProxyRefusal in(@Nullable Throwable failure) {
        Throwable at = failure;
        for (int i = 0; at != null && i < DEPTH; i++) {
            if (at instanceof ProxyRefusal refusal) {
                return refusal;
            }
            at = at.getCause();
        }
        return null;
    }

    private static String the(@Nullable SocketAddress proxy) {
        String name = name(proxy);
        return name == null ? "the proxy" : "the proxy " + name;
    }

    /** Host and port of a proxy; null if it has none. */
    static @Nullable String name(@Nullable SocketAddress proxy) {
        return proxy instanceof InetSocketAddress address ? address.getHostString() + ":" + address.getPort() : null;
    }
}
