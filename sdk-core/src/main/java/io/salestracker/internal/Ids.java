package io.salestracker.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Event ids: derived from the order where there is one, so that every node and every restart makes the same. Thread-safe. */
public final class Ids {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final byte[] ORDER = "order\0".getBytes(UTF_8);

    // Making one costs more than using it.
    private final AtomicReference<@Nullable MessageDigest> spare = new AtomicReference<>();

    /** A random id. It must be unique, not secret, so the fast generator does. */
    public static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return uuid(random.nextLong(), random.nextLong(), 4).toString();
    }

    /** The id of a purchase: the same for the same site and order id. */
    UUID ofOrder(@Nullable String site, String orderId) {
        MessageDigest sha = take();
        // A zero cannot occur in either, so no two pairs join to the same text.
        sha.update(ORDER);
        if (site != null) {
            sha.update(site.getBytes(UTF_8));
        }
        sha.update((byte) 0);
        return finish(sha, orderId);
    }

    /** Sixteen bytes that stand for an id. An id that is a UUID already is taken as it is. */
    UUID fingerprint(String id) {
        return isUuid(id) ? UUID.fromString(id) : finish(take(), id);
    }

    /** Tells whether an id is written as {@link UUID#toString()} writes it. */
    private static boolean isUuid(String id) {
        if (id.length() != 36) {
            return false;
        }
        for (int i = 0; i < 36; i++) {
            char c = id.charAt(i);
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            if (hyphen ? c != '-' : (c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private MessageDigest take() {
        MessageDigest sha = spare.getAndSet(null);
        try {
            return sha == null ? MessageDigest.getInstance("SHA-256") : sha;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private UUID finish(MessageDigest sha, String text) {
        byte[] digest = sha.digest(text.getBytes(UTF_8));
        spare.set(sha);
        return uuid((long) LONGS.get(digest, 0), (long) LONGS.get(digest, Long.BYTES), 8);
    }

    private static UUID uuid(long high, long low, int version) {
        return new UUID(
                (high & 0xFFFF_FFFF_FFFF_0FFFL) | ((long) version << 12),
                (low & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
    }
}
