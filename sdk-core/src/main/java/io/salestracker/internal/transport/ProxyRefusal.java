package io.salestracker.internal.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Thrown where a proxy refuses or cannot be used. Nothing was sent. Its message may be shown: it names the proxy and no
 * secret.
 */
final class ProxyRefusal extends IOException {
    static final int WANTS_CREDENTIALS = 407;

    private static final long serialVersionUID = 1L;
    private static final int DEPTH = 8;

    private ProxyRefusal(String message) {
        super(message);
    }

    /** The proxy answered 407 to CONNECT. */
    static ProxyRefusal wantsCredentials(@Nullable SocketAddress proxy, boolean given) {
        return new ProxyRefusal("the proxy" + named(proxy)
                + (given
                        ? " refuses the user and password of HttpTransport.Builder.proxyCredentials (407)"
                        : " wants a user and a password (407): set HttpTransport.Builder.proxyCredentials"));
    }

    /** The JDK's client would connect directly. */
    static ProxyRefusal socks(@Nullable SocketAddress proxy) {
        return new ProxyRefusal("the proxy" + named(proxy)
                + " is of type SOCKS, which the JDK's client cannot use: take HttpTransport.okHttp() or an HTTP proxy");
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

    private static String named(@Nullable SocketAddress proxy) {
        return proxy instanceof InetSocketAddress address
                ? " " + address.getHostString() + ":" + address.getPort()
                : "";
    }
}
