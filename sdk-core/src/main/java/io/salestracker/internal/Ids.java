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

    // Versions of UUIDs.
    private static final long RANDOM = 4;
    private static final long HASHED = 8;

    private static final byte[] ORDER = "order\0".getBytes(UTF_8);

    // Kept for the next call: a new digest for each call allocates 264 bytes, nearly as much as all else in track.
    private final AtomicReference<@Nullable Hasher> spare = new AtomicReference<>();

    /** SHA-256, with arrays for a short text and for the result. */
    private static final class Hasher {
        private static final int SHORT_TEXT = 64;

        private final byte[] ascii = new byte[SHORT_TEXT];
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

        /** Adds a text in UTF-8. A short one in ASCII, such as most order ids, is copied without allocation. */
        private void add(String text) {
            if (isAscii(text)) {
                sha.update(ascii, 0, text.length());
            } else {
                sha.update(text.getBytes(UTF_8));
            }
        }

        private boolean isAscii(String text) {
            if (text.length() > SHORT_TEXT) {
                return false;
            }
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c > 0x7F) {
                    return false;
                }
                ascii[i] = (byte) c;
            }
            return true;
        }

        private void finish() {
            try {
                sha.digest(digest, 0, digest.length);
            } catch (DigestException e) {
                throw new IllegalStateException("there is room for it", e);
            }
        }

        /** The first half of the result as a UUID. */
        private long high() {
            return versioned((long) LONGS.get(digest, 0), HASHED);
        }

        private long low() {
            return varied((long) LONGS.get(digest, Long.BYTES));
        }
    }

    /** A random id. It must be unique, not secret, so a fast generator is enough. */
    static EventId random(RandomGenerator random) {
        return EventId.random(versioned(random.nextLong(), RANDOM), varied(random.nextLong()));
    }

    /** The id that each repetition of an event has, given or derived; null if it has none. */
    @Nullable
    EventId stable(SalesEvent event) {
        String given = event.id();
        if (given != null) {
            return EventId.given(given, fingerprint(given));
        }
        String orderId = orderId(event);
        return orderId == null ? null : ofOrder(event.site(), orderId);
    }

    /** The id of the order that an event is about, or null. */
    static @Nullable String orderId(@Nullable SalesEvent event) {
        if (event instanceof Purchase purchase) {
            return purchase.orderId();
        }
        return event instanceof VendorEvent vendors ? vendors.orderId() : null;
    }

    /** The id of a purchase: the same for the same site and order id. */
    EventId ofOrder(@Nullable String site, String orderId) {
        Hasher hasher = take();
        // Neither part can contain a zero, so no two pairs join to the same text.
        hasher.sha.update(ORDER);
        if (site != null) {
            hasher.add(site);
        }
        hasher.sha.update((byte) 0);
        hasher.add(orderId);
        hasher.finish();
        EventId id = EventId.derived(hasher.high(), hasher.low());
        spare.set(hasher);
        return id;
    }

    /** The sixteen bytes that stand for an id. A UUID stands for itself; any other id is hashed. */
    UUID fingerprint(String id) {
        if (isUuid(id)) {
            return UUID.fromString(id);
        }
        Hasher hasher = take();
        hasher.add(id);
        hasher.finish();
        UUID fingerprint = new UUID(hasher.high(), hasher.low());
        spare.set(hasher);
        return fingerprint;
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

    private static long versioned(long high, long version) {
        return (high & 0xFFFF_FFFF_FFFF_0FFFL) | (version << 12);
    }

    private static long varied(long low) {
        return (low & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    }
}
