package io.salestracker.internal;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers from which site some recent order ids came, to find two shops of one account that number their orders alike.
 * Thread-safe, without a lock.
 *
 * <p>An order id has one slot, by 12 bits of its hash, and the last order id of a slot is remembered. So an order id that comes
 * from another site is found if no more than some thousand other orders came between; shops that number alike meet again and
 * again. The slot holds 40 more bits of the order id's hash and 24 of the site's. An order id is taken for another once in 10^12
 * orders, and two sites for one once in 10^7 pairs.
 */
final class OrderSites {
    private static final int SLOTS = 1 << 12;
    private static final int SITE_BITS = 24;
    private static final long SITE = (1L << SITE_BITS) - 1;

    // Made for the first order. Two threads may both make one, and one of the two is forgotten with an order or two.
    private volatile @Nullable AtomicLongArray slots;

    /**
     * Notes an order id with its site.
     *
     * @return true if it came from another site before
     * @throws OutOfMemoryError if memory is short for the first one
     */
    boolean isOfTwo(String orderId, @Nullable String site) {
        AtomicLongArray known = slots;
        if (known == null) {
            known = new AtomicLongArray(SLOTS);
            slots = known;
        }
        long order = hash(orderId);
        long noted = (order & ~SITE) | (site == null ? 0 : hash(site) & SITE);
        long before = known.getAndSet((int) order & (SLOTS - 1), noted);
        return before != 0 && before != noted && (before & ~SITE) == (noted & ~SITE);
    }

    /** A hash of 64 bits. Those of {@link String#hashCode()} are too few, and ids that differ little often share them. */
    private static long hash(String text) {
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x9E37_79B9_7F4A_7C15L;
            hash ^= hash >>> 32;
        }
        // The last step of MurmurHash3, after which each bit depends on each character.
        hash = (hash ^ (hash >>> 33)) * 0xFF51_AFD7_ED55_8CCDL;
        hash = (hash ^ (hash >>> 33)) * 0xC4CE_B9FE_1A85_EC53L;
        return hash ^ (hash >>> 33);
    }
}
