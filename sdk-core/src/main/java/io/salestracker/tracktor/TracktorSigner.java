package io.salestracker.tracktor;

import java.io.IOException;

/**
 * Signs identities for secure mode where the secret is not at hand, for instance at a key service. Called on sender
 * threads only, several at once; it may block but must have a time-out.
 */
@FunctionalInterface
public interface TracktorSigner {

    /**
     * Signs a person's id.
     *
     * @return the HMAC-SHA256 of the id's UTF-8 bytes as 64 hexadecimal digits; sent in upper case
     * @throws IOException if it cannot be made now; nothing was sent and the event is retried. The message must show
     *     neither identity nor secret
     */
    String sign(String identity) throws IOException;
}
