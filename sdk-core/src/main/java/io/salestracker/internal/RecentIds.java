package io.salestracker.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The ids that one destination has pending, delivered, stored or unconfirmed, for a bounded time and number, as
 * sixteen-byte hashes. Not thread-safe: the lane guards it.
 *
 * <p>In arrays of numbers, since every purchase comes by here on its caller's thread: in a {@code LinkedHashMap} of a
 * hundred thousand each look costs half a dozen cache misses, which was a third of all that tracking costs.
 */
final class RecentIds {
    static final Duration KEPT = Duration.ofHours(24);
    static final int MOST = 100_000;

    private static final int FEWEST_PLACES = 64;
    private static final long GAP = Long.MIN_VALUE;

    // Odd and secret, so that nobody can make ids that meet in the table, not even where a browser names them.
    private final long mixHigh = ThreadLocalRandom.current().nextLong() | 1;
    private final long mixLow = ThreadLocalRandom.current().nextLong() | 1;

    // A ring in the order they came: two halves of an id, and the millisecond after which it is forgotten.
    private long[] highs = new long[FEWEST_PLACES];
    private long[] lows = new long[FEWEST_PLACES];
    private long[] until = new long[FEWEST_PLACES];
    private int oldest;
    private int used;
    private int ids;
    // A hash table with open addressing, half full at most: where in the ring an id is, plus one; 0 for none.
    private int[] table = new int[2 * FEWEST_PLACES];

    /** Remembers an id; false if it is remembered already. */
    boolean add(UUID id, Instant now) {
        forgetOld(now);
        if (table[slotOf(id.getMostSignificantBits(), id.getLeastSignificantBits())] != 0) {
            return false;
        }
        while (ids >= MOST) {
            forgetOldest();
        }
        if (used == highs.length) {
            makeRoom();
        }
        append(id.getMostSignificantBits(), id.getLeastSignificantBits(), now.toEpochMilli() + KEPT.toMillis());
        return true;
    }

    boolean contains(UUID id, Instant now) {
        forgetOld(now);
        return table[slotOf(id.getMostSignificantBits(), id.getLeastSignificantBits())] != 0;
    }

    void remove(UUID id) {
        int slot = slotOf(id.getMostSignificantBits(), id.getLeastSignificantBits());
        if (table[slot] != 0) {
            forget(slot);
        }
    }

    private void forgetOld(Instant now) {
        while (used > 0 && until[oldest] < now.toEpochMilli()) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        if (until[oldest] != GAP) {
            forget(slotOf(highs[oldest], lows[oldest]));
        }
        oldest = (oldest + 1) & (highs.length - 1);
        used--;
    }

    /** Leaves a gap in the ring, and none in the table: what was put further on for want of this slot moves up. */
    private void forget(int slot) {
        until[table[slot] - 1] = GAP;
        ids--;
        int mask = table.length - 1;
        int free = slot;
        for (int next = (free + 1) & mask; table[next] != 0; next = (next + 1) & mask) {
            int place = table[next] - 1;
            int home = home(highs[place], lows[place]);
            if (((next - home) & mask) >= ((next - free) & mask)) {
                table[free] = table[next];
                free = next;
            }
        }
        table[free] = 0;
    }

    /**
     * Moves the ids to a ring of the same size if it is mostly gaps, else to one of twice the size. All that needs memory
     * comes first: if there is none, nothing has changed.
     */
    private void makeRoom() {
        long[] oldHighs = highs;
        long[] oldLows = lows;
        long[] oldUntil = until;
        int places = ids > oldHighs.length / 2 ? 2 * oldHighs.length : oldHighs.length;
        int from = oldest;
        long[] newHighs = new long[places];
        long[] newLows = new long[places];
        long[] newUntil = new long[places];
        int[] newTable = new int[2 * places];
        highs = newHighs;
        lows = newLows;
        until = newUntil;
        table = newTable;
        oldest = 0;
        used = 0;
        ids = 0;
        for (int i = 0; i < oldHighs.length; i++) {
            int place = (from + i) & (oldHighs.length - 1);
            if (oldUntil[place] != GAP) {
                append(oldHighs[place], oldLows[place], oldUntil[place]);
            }
        }
    }

    private void append(long high, long low, long end) {
        int place = (oldest + used) & (highs.length - 1);
        highs[place] = high;
        lows[place] = low;
        until[place] = end;
        table[slotOf(high, low)] = place + 1;
        used++;
        ids++;
    }

    /** Where the id is in the table, or where it would go. */
    private int slotOf(long high, long low) {
        int mask = table.length - 1;
        int slot = home(high, low);
        while (table[slot] != 0 && (highs[table[slot] - 1] != high || lows[table[slot] - 1] != low)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private int home(long high, long low) {
        long mixed = high * mixHigh + low * mixLow;
        mixed = (mixed ^ (mixed >>> 29)) * mixHigh;
        return (int) (mixed >>> 32) & (table.length - 1);
    }
}
