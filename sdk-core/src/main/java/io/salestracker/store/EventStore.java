package io.salestracker.store;

import io.salestracker.Outcome;
import java.time.Instant;
import java.util.List;

/**
 * Holds the events of one destination until each is settled. The in-memory store is the default; the shape lets a table
 * or a topic take its place: entries are claimed in batches, settled one by one, or released until a time.
 *
 * <p>Thread-safe. A lane never calls it under a lock of its own, so a durable store may block. What it promises:
 *
 * <ul>
 *   <li>Order: entries with the same key are claimed in the order they were added; while one is claimed by somebody or
 *       waits for its time, those added after it are not claimable. One claim may hand out several of a key, in order.
 *   <li>Every added entry is settled at most once. A claim ends by {@link #settle} or {@link #release}.
 *   <li>In a store that outlives the process a claim is a lease. An entry whose lease ran out, or whose process died, is
 *       claimable again, with {@link EntryHeader#ambiguous()} true (see {@link EntryHeader#failed}), since it may have
 *       been sent. Who held that claim cannot settle or release it any more.
 *   <li>{@link #counts()} is consistent at any moment.
 * </ul>
 */
public interface EventStore extends AutoCloseable {

    /**
     * Takes an entry in, or refuses it. Called on the thread that tracks. A store that writes the bytes at once and
     * finds that there are none, since {@link Entry#bytes()} throws, refuses with {@code Invalid(TOO_LARGE)}. Where this
     * method throws, the event ends as {@code Dropped(NOT_STORED)}; the store must not have taken it then.
     *
     * @return what became of it; a durable store that other processes drain answers with {@code Stored}
     */
    AddResult add(Entry entry);

    /** Tells what could be claimed now and when that may change. Cheap. */
    StoreStatus due(Instant now);

    /**
     * Claims entries that are due, oldest first as far as the order per key allows.
     *
     * @param max how many at most
     */
    List<Entry> claim(int max, Instant now);

    /**
     * Claims entries whose deadline has passed and which nobody has claimed, due or not, to be settled; they are not
     * released again.
     *
     * @param max how many at most
     */
    List<Entry> claimExpired(int max, Instant now);

    /**
     * Claims entries that nobody has claimed and that end with this process, due or not, to be settled at close. A
     * durable store returns none.
     *
     * @param max how many at most
     */
    List<Entry> claimRest(int max);

    /**
     * Ends claimed entries that ended alike, such as those of a delivered request, and forgets them. An
     * implementation that throws must have settled none of them; it is asked again after a while.
     *
     * @return those that were still claimed by the caller, in order; the others count for nothing
     */
    List<Entry> settle(List<Entry> entries, Outcome outcome);

    /**
     * Ends one claimed entry.
     *
     * @return false if the entry is not claimed by the caller any more; it then counts for nothing
     */
    default boolean settle(Entry entry, Outcome outcome) {
        return !settle(List.of(entry), outcome).isEmpty();
    }

    /**
     * Gives a claimed entry back.
     *
     * @param header the header to keep from now on
     * @param notBefore when it is due again; {@link Instant#MIN} for at once
     * @return false if the entry is not claimed by the caller any more
     */
    boolean release(Entry entry, EntryHeader header, Instant notBefore);

    /** One consistent look at what was added, what ended and what is held; also after {@link #close}. */
    StoreCounts counts();

    /** Gives back what the store holds of the outside world. Entries are settled before, or stay in a durable store. */
    @Override
    void close();
}
