package io.salestracker.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.VendorEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes event ids. An order's id is derived from the order, so every node and every restart makes the same. Thread-safe. */
final class Ids {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final byte[] ORDER = "order\0".getBytes(UTF_8);

    // Kept for the next call: a new digest for each call allocates 264 bytes, nearly as much as all else in track.
    private final AtomicReference<@Nullable Hasher> spare = new AtomicReference<>();

    /** SHA-256, with an array for its result. */
    private static final class Hasher {
        private final MessageDigest sha;
        private final byte[] digest;

        private Hasher() {
            try {
                sha = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
            digest = new byte[sha.getDigestLength()];
        }
    }

    /** A random id. It must be unique, not secret, so a fast generator is enough. */
    static UUID random(RandomGenerator random) {
        return uuid(random.nextLong(), random.nextLong(), 4);
    }

    /** The id that each repetition of an event has, given or derived; null if it has none. */
    @Nullable
    EventId stable(SalesEvent event) {
        String given = event.id();
        if (given != null) {
            return EventId.given(given, fingerprint(given));
        }
        String orderId = orderId(event);
        return orderId == null ? null : EventId.derived(ofOrder(event.site(), orderId));
    }

    /** The id of the order that an event is about, or null. */
    static @Nullable String orderId(@Nullable SalesEvent event) {
        if (event instanceof Purchase purchase) {
            return purchase.orderId();
        }
        return event instanceof VendorEvent vendors ? vendors.orderId() : null;
    }

    /** The id of a purchase: the same for the same site and order id. */
    UUID ofOrder(@Nullable String site, String orderId) {
        Hasher hasher = take();
        MessageDigest sha = hasher.sha;
        // Neither part can contain a zero, so no two pairs join to the same text.
        sha.update(ORDER);
        if (site != null) {
            sha.update(site.getBytes(UTF_8));
        }
        sha.update((byte) 0);
        return finish(hasher, orderId);
    }

    /** The sixteen bytes that stand for an id. A UUID stands for itself; any other id is hashed. */
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

    private Hasher take() {
        Hasher hasher = spare.getAndSet(null);
        return hasher == null ? new Hasher() : hasher;
    }

    private UUID finish(Hasher hasher, String text) {
        byte[] digest = hasher.digest;
        hasher.sha.update(text.getBytes(UTF_8));
        try {
            hasher.sha.digest(digest, 0, digest.length);
        } catch (DigestException e) {
            throw new IllegalStateException("there is room for it", e);
        }
        UUID id = uuid((long) LONGS.get(digest, 0), (long) LONGS.get(digest, Long.BYTES), 8);
        spare.set(hasher);
        return id;
    }

    private static UUID uuid(long high, long low, int version) {
        return new UUID(
                (high & 0xFFFF_FFFF_FFFF_0FFFL) | ((long) version << 12),
                (low & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
    }
}
