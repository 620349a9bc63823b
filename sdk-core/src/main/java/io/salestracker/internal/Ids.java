package io.salestracker.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Event ids: derived from the order where there is one, so that every node and every restart makes the same. */
public final class Ids {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int UUID_LENGTH = 36;

    private Ids() {}

    /** A random id. It must be unique, not secret, so the fast generator does. */
    public static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return uuid(random.nextLong(), random.nextLong(), 4).toString();
    }

    /** The id of a purchase: the same for the same site and order id. */
    public static String ofOrder(@Nullable String site, String orderId) {
        // A zero cannot occur in either, so no two pairs join to the same text.
        return hash("order\0" + (site == null ? "" : site) + "\0" + orderId).toString();
    }

    /** Sixteen bytes that stand for an id. An id that is a UUID already, as Java writes it, is taken as it is. */
    static UUID fingerprint(String id) {
        UUID uuid = id.length() == UUID_LENGTH ? parse(id) : null;
        return uuid == null ? hash(id) : uuid;
    }

    private static @Nullable UUID parse(String id) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < UUID_LENGTH; i++) {
            char c = id.charAt(i);
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (c != '-') {
                    return null;
                }
            } else if (!HexFormat.isHexDigit(c) || (c >= 'A' && c <= 'F')) {
                return null;
            } else {
                high = high << 4 | low >>> 60;
                low = low << 4 | HexFormat.fromHexDigit(c);
            }
        }
        return new UUID(high, low);
    }

    private static UUID hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return uuid((long) LONGS.get(digest, 0), (long) LONGS.get(digest, Long.BYTES), 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static UUID uuid(long high, long low, int version) {
        return new UUID(
                (high & 0xFFFF_FFFF_FFFF_0FFFL) | ((long) version << 12),
                (low & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
    }
}
