package io.salestracker.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The ids of events that lanes have pending, delivered, stored or unconfirmed, for a bounded time and number, each with
 * two bits for each lane. One table for the tracker. Not thread-safe: its monitor guards it.
 *
 * <p>The bits of a lane stand for four states: unknown; taken, which means pending, delivered or stored; unconfirmed; and taken
 * again after it was unconfirmed. If an event that was taken again ends without a trace at the vendor, its id is unconfirmed
 * as before.
 *
 * <p>The ids are in arrays of numbers, because every purchase is looked up on its caller's thread. In a {@code LinkedHashMap}
 * of a hundred thousand entries a look-up costs about six cache misses, which was a third of the cost of tracking.
 */
final class RecentIds {
    static final Duration KEPT = Duration.ofHours(24);
    static final int MAX_IDS = 100_000;

    private static final int MIN_ROWS = 64;
    private static final long GAP = Long.MIN_VALUE;
    // Lanes that add an id within this time after the first lane are taken to belong to the same call of track.
    private static final long SAME_TIME_MILLIS = 60_000;

    // A row is an id's two halves, the millisecond after which it is forgotten, and the bits of the lanes.
    private static final int LOW = 1;
    private static final int UNTIL = 2;
    private static final int LANES = 3;

    private static final int BITS = 2;
    private static final int LANES_OF_A_WORD = Long.SIZE / BITS;
    private static final long TAKEN = 1;
    private static final long UNCONFIRMED = 2;

    private static final int ROW_BITS = 20;
    private static final long ROW = (1L << ROW_BITS) - 1;

    // Odd and secret, so that a browser that names ids cannot make them collide in the table.
    private final long mixHigh = ThreadLocalRandom.current().nextLong() | 1;
    private final long mixLow = ThreadLocalRandom.current().nextLong() | 1;
    private final int width;

    // A ring of rows in the order of their arrival.
    private long[] rows;
    private int capacity = MIN_ROWS;
    private int oldest;
    private int used;
    private int ids;
    // A hash table with open addressing, at most half full. A slot has upper bits of an id's hash, and below them the
    // number
    // of its row plus one; 0 for none. The bits tell ids apart without a read of their rows, which are seldom in the
    // cache.
    private long[] table = new long[2 * MIN_ROWS];

    // Of the id looked up last: its slot, and the time until which it is remembered if a lane takes it.
    private EventId looked = EventId.random("none");

    private int lookedSlot;
    private long lookedUntil;

    /** @param lanes how many lanes there are */
    RecentIds(int lanes) {
        width = LANES + Math.max(1, (lanes + LANES_OF_A_WORD - 1) / LANES_OF_A_WORD);
        rows = new long[capacity * width];
    }

    /**
     * Looks an id up once for all lanes that take it by the next calls of {@link #take}. No other method may be called in
     * between.
     */
    void lookUp(EventId id, Instant now) {
        long millis = now.toEpochMilli();
        forgetOld(millis);
        while (ids >= MAX_IDS) {
            forgetOldest();
        }
        if (used == capacity) {
            makeRoom();
        }
        // The slot is valid from here on: growing and forgetting, which move ids, are done.
        looked = id;
        lookedSlot = slotOf(id.high, id.low);
        lookedUntil = millis + KEPT.toMillis();
    }

    /**
     * Remembers that a lane has taken an event with the id looked up; false if it knows one already.
     *
     * @param again true if one that ended unconfirmed may be taken again
     */
    boolean take(int lane, boolean again) {
        int row = rowAt(lookedSlot);
        long known = row < 0 ? 0 : bits(row, lane);
        if (known != 0 && !(again && known == UNCONFIRMED)) {
            return false;
        }
        // The first lane makes a row. It has room, and so young a row serves the other lanes too.
        if (row < 0 || lookedUntil - rows[row * width + UNTIL] >= SAME_TIME_MILLIS) {
            row = append(lookedSlot, looked.high, looked.low, lookedUntil, row);
        }
        rows[wordOf(row, lane)] |= TAKEN << shift(lane);
        return true;
    }

    /** Tells whether a lane knows an event with this id. */
    boolean contains(EventId id, int lane, Instant now) {
        forgetOld(now.toEpochMilli());
        int row = rowAt(slotOf(id.high, id.low));
        return row >= 0 && bits(row, lane) != 0;
    }

    /** The event that a lane took with this id ended without a trace at the vendor. */
    void remove(EventId id, int lane) {
        int slot = slotOf(id.high, id.low);
        int row = rowAt(slot);
        if (row >= 0) {
            rows[wordOf(row, lane)] &= ~(TAKEN << shift(lane));
            if (hasNone(row)) {
                forget(slot);
            }
        }
    }

    /** The event that a lane took with this id ended unconfirmed. */
    void unconfirmed(EventId id, int lane) {
        int row = rowAt(slotOf(id.high, id.low));
        if (row >= 0 && bits(row, lane) != 0) {
            rows[wordOf(row, lane)] &= ~(TAKEN << shift(lane));
            rows[wordOf(row, lane)] |= UNCONFIRMED << shift(lane);
        }
    }

    private int wordOf(int row, int lane) {
        return row * width + LANES + lane / LANES_OF_A_WORD;
    }

    private static int shift(int lane) {
        return lane % LANES_OF_A_WORD * BITS;
    }

    private long bits(int row, int lane) {
        return rows[wordOf(row, lane)] >>> shift(lane) & (TAKEN | UNCONFIRMED);
    }

    private boolean hasNone(int row) {
        for (int word = LANES; word < width; word++) {
            if (rows[row * width + word] != 0) {
                return false;
            }
        }
        return true;
    }

    private void forgetOld(long millis) {
        while (used > 0 && rows[oldest * width + UNTIL] < millis) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        if (rows[oldest * width + UNTIL] != GAP) {
            forget(slotOf(rows[oldest * width], rows[oldest * width + LOW]));
        }
        oldest = (oldest + 1) & (capacity - 1);
        used--;
    }

    /** Leaves a gap in the ring, but none in the table: an id that was displaced past this slot moves back into it. */
    private void forget(int slot) {
        rows[rowAt(slot) * width + UNTIL] = GAP;
        ids--;
        int mask = table.length - 1;
        int free = slot;
        for (int next = (free + 1) & mask; table[next] != 0; next = (next + 1) & mask) {
            int home = home(table[next]);
            if (((next - home) & mask) >= ((next - free) & mask)) {
                table[free] = table[next];
                free = next;
            }
        }
        table[free] = 0;
    }

    /**
     * Moves the ids to a ring of the same size if an eighth of it is gaps, else to one of twice the size. It allocates first and
     * changes afterwards, so a failed allocation changes nothing.
     */
    private void makeRoom() {
        long[] oldRows = rows;
        int oldCapacity = capacity;
        int from = oldest;
        int newCapacity = ids > oldCapacity / 8 * 7 ? 2 * oldCapacity : oldCapacity;
        long[] newRows = new long[newCapacity * width];
        long[] newTable = new long[2 * newCapacity];
        rows = newRows;
        capacity = newCapacity;
        table = newTable;
        oldest = 0;
        used = 0;
        ids = 0;
        for (int i = 0; i < oldCapacity; i++) {
            int row = (from + i) & (oldCapacity - 1);
            int at = row * width;
            if (oldRows[at + UNTIL] != GAP) {
                int slot = slotOf(oldRows[at], oldRows[at + LOW]);
                int moved = append(slot, oldRows[at], oldRows[at + LOW], oldRows[at + UNTIL], -1);
                System.arraycopy(oldRows, at + LANES, rows, moved * width + LANES, width - LANES);
            }
        }
    }

    /**
     * Adds a row.
     *
     * @param slot where the id is in the table, or where it goes
     * @param before the former row of the id, whose lanes the new row takes over; negative if there is none
     * @return the row's number
     */
    private int append(int slot, long high, long low, long until, int before) {
        int row = (oldest + used) & (capacity - 1);
        int at = row * width;
        rows[at] = high;
        rows[at + LOW] = low;
        rows[at + UNTIL] = until;
        for (int word = LANES; word < width; word++) {
            rows[at + word] = before < 0 ? 0 : rows[before * width + word];
        }
        used++;
        table[slot] = (hash(high, low) & ~ROW) | (row + 1);
        if (before < 0) {
            ids++;
        } else {
            rows[before * width + UNTIL] = GAP;
        }
        return row;
    }

    /** The slot of the id in the table, or the free slot for it. */
    private int slotOf(long high, long low) {
        long hash = hash(high, low);
        int mask = table.length - 1;
        int slot = home(hash);
        while (table[slot] != 0 && (((table[slot] ^ hash) & ~ROW) != 0 || !isAt(rowAt(slot), high, low))) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** The row that a slot of the table names; negative if none. */
    private int rowAt(int slot) {
        return (int) (table[slot] & ROW) - 1;
    }

    private boolean isAt(int row, long high, long low) {
        return rows[row * width] == high && rows[row * width + LOW] == low;
    }

    private long hash(long high, long low) {
        long mixed = high * mixHigh + low * mixLow;
        mixed = (mixed ^ (mixed >>> 29)) * mixHigh;
        return mixed ^ (mixed >>> 32);
    }

    /** The first slot for a hash, by its upper bits. */
    private int home(long hash) {
        return (int) (hash >>> (Long.SIZE - 24)) & (table.length - 1);
    }
}
