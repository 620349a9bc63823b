package io.salestracker.testkit.internal;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Customer access tokens of Text's Customer Chat API: one that was given at the start, and those issued since. */
final class TextTokens {
    static final Duration LIFETIME = Duration.ofHours(8);

    private final Map<String, Instant> expiries = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    TextTokens(String first) {
        expiries.put(first, Instant.MAX);
    }

    boolean accepts(String token) {
        Instant expiry = expiries.get(token);
        return expiry != null && Instant.now().isBefore(expiry);
    }

    String issue() {
        Instant now = Instant.now();
        expiries.values().removeIf(expiry -> !now.isBefore(expiry));
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        String token = "sandbox:" + HexFormat.of().formatHex(bytes);
        expiries.put(token, now.plus(LIFETIME));
        return token;
    }

    void expireAll() {
        expiries.clear();
    }
}
