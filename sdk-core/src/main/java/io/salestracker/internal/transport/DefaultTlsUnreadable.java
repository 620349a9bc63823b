package io.salestracker.internal.transport;

import java.security.NoSuchAlgorithmException;

/** The JVM's trust store or a system property for TLS is wrong. A failed request's message has the name of this class. */
final class DefaultTlsUnreadable extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    DefaultTlsUnreadable(NoSuchAlgorithmException cause) {
        super("the JVM's default TLS set-up cannot be read; set an SSLContext", cause);
    }
}
