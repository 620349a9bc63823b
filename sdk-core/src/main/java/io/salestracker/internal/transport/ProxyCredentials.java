package io.salestracker.internal.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;

/** User and password for an HTTP proxy, by the scheme Basic. Immutable; {@code toString} shows neither. */
public final class ProxyCredentials {
    private final String password;
    private final String encoded;

    public ProxyCredentials(String user, String password) {
        this.password = password;
        this.encoded = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }

    /** The value of the header {@code Proxy-Authorization}. */
    String header() {
        return "Basic " + encoded;
    }

    /** The texts that must not be shown; a proxy may repeat them in its response. */
    List<String> secrets() {
        return List.of(password, encoded);
    }

    @Override
    public String toString() {
        return "ProxyCredentials[...]";
    }
}
