package io.salestracker.vendor.ebbot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** An event's id as the value of a header, the same for the same id on every node. */
final class IdempotencyKey {
    static final String HEADER = "Idempotency-Key";

    private static final Pattern SAFE = Pattern.compile("[!-~]{1,255}");

    private IdempotencyKey() {}

    /** The id itself if it is of 1 to 255 printable ASCII characters without blanks, else a hash of it. */
    static String of(String id) {
        if (SAFE.matcher(id).matches()) {
            return id;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(id.getBytes(UTF_8));
            return "sha256-" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
