package io.salestracker.tracktor;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * An encoded event: the call, the identity to sign, the identity's own signature and the query without what is the
 * account's, each on a line. None can have a line break: the query is percent-encoded, identities have no control
 * characters.
 */
final class TracktorFrame {
    private static final int LINES = 4;

    final String call;
    final String identity;
    final @Nullable String signature;
    final String query;

    TracktorFrame(String call, TracktorIdentity identity, String query) {
        this(call, identity.id(), identity.signature(), query);
    }

    private TracktorFrame(String call, String identity, @Nullable String signature, String query) {
        this.call = call;
        this.identity = identity;
        this.signature = signature;
        this.query = query;
    }

    byte[] bytes() {
        return String.join("\n", call, identity, signature == null ? "" : signature, query)
                .getBytes(UTF_8);
    }

    static TracktorFrame parse(byte[] bytes) {
        String[] lines = new String(bytes, UTF_8).split("\n", LINES);
        if (lines.length != LINES) {
            throw new IllegalArgumentException("not encoded by this destination");
        }
        return new TracktorFrame(lines[0], lines[1], lines[2].isEmpty() ? null : lines[2], lines[3]);
    }
}
