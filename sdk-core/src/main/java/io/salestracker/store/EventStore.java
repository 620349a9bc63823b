package io.salestracker.store;

import io.salestracker.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Holds the events of one destination until each is settled. It is the memory, or a durable module's bounded window on a
 * table or a topic. Entries are claimed in batches, and each claimed entry is settled, or released until a time.
 *
 * <p>Thread-safe. A lane calls it without holding a lock of its own, so {@link #settle} and {@link #release} may block
 * until they have written. A store promises:
 *
 * <ul>
 *   <li>Order: entries with the same key are claimed in the order they were added. While one of them is claimed or waits for
 *       its time, those added after it are not claimable. One claim may hand out several of a key, in order.
 *   <li>Every added entry is settled at most once. A claim ends by {@link #settle} or {@link #release}; a claim that has
 *       ended, or that another has replaced, changes nothing any more.
 *   <li>A claimed entry stands for the added one. Its header is that of the last release. {@link Entry#complete} reaches
 *       the added entry and counts it as ended for the flushes that wait for it.
 *   <li>{@link #counts()} is consistent at any moment.
 * </ul>
 */
public interface EventStore extends AutoCloseable {

    /**
     * Adds an entry, or refuses it. If this method throws, the event ends as {@code Dropped(NOT_STORED)}; the store
     * must not have added it then.
     *
     * @return the result
     */
    AddResult add(Entry entry);

    /**
     * Asks the rule for a maximum, and claims that many due entries. The oldest come first, as far as the order per key
     * allows. A claim ends at about a megabyte of {@link Entry#heapBytes()}.
     *
     * @param rule is asked once, while nothing else can be claimed
     */
    List<Entry> claim(Instant now, ClaimRule rule);

    /** Decides about a claim. Called under the store's lock, so it must be quick and must not call the store. */
    @FunctionalInterface
    interface ClaimRule {

        /** The maximum of entries to claim, 0 for none. */
        int max(StoreStatus status);
    }

    /**
     * Claims entries whose deadline has passed, due or not, to be settled; they are not released again. Entries that
     * are claimed already are left out.
     *
     * @param max the maximum of entries
     */
    List<Entry> claimExpired(int max, Instant now);

    /**
     * Claims entries that end with this process, due or not, to be settled at close. Entries that are claimed already
     * are left out. A store that {@linkplain #outlives() outlives} the process returns none.
     *
     * @param max the maximum of entries
     */
    List<Entry> claimRest(int max);

    /**
     * Ends claimed entries with the same outcome, such as those of a delivered request, and forgets them. An
     * implementation that throws must have settled none of them; it is called again after a while.
     *
     * @return the entries that the caller still held, in order; entries whose claim has ended are ignored
     */
    List<Entry> settle(List<Entry> entries, Outcome outcome);

    /**
     * Ends one claimed entry.
     *
     * @return false if the caller no longer held it
     */
    default boolean settle(Entry entry, Outcome outcome) {
        return !settle(List.of(entry), outcome).isEmpty();
    }

    /**
     * Releases claimed entries until a time. Entries whose claim has ended are ignored. An entry that {@link #erase} marked
     * while it was claimed ends as its header's {@link EntryHeader#whenErased()}.
     *
     * @return the erased entries that ended instead of waiting again; each names the entry that the caller released
     */
    List<Ended> release(List<Release> releases);

    /**
     * Ends the entries under a key that wait, due or not, each as its header's {@link EntryHeader#whenErased()}, and marks
     * those that are claimed: they are settled as ever, but never wait again. Covers every entry whose {@link #add} had
     * returned.
     *
     * @param key an ordering key, which is an identity and must not be logged
     */
    EraseResult erase(String key);

    /**
     * A claimed entry to be released.
     *
     * @param entry the entry, as it was claimed
     * @param header the header to keep from now on
     * @param notBefore when it is due again; {@link Instant#MIN} for at once
     */
    record Release(Entry entry, EntryHeader header, Instant notBefore) {}

    /**
     * Tells whether a request of at most this time may begin: it can end before the claim of its entry does, and the entry was
     * not erased. It is asked before each request; where it says false, the entry is released unsent. After a request that failed it
     * is asked with no time at all, whether the entry is going to wait again, so that retries are counted.
     */
    boolean holds(Entry entry, Duration callTimeout);

    /** Tells whether the entries outlive the process. Closing then releases them and does not drop them. */
    default boolean outlives() {
        return false;
    }

    /**
     * Begins a flush of all entries held now. {@link StoreStatus#flushPending()} is true, so that claims do not wait
     * for a full batch, until all sendable entries are claimed and no flush waits.
     *
     * @param waits false for a flush that only asks; it needs no {@link Flush#end}
     */
    Flush flush(boolean waits);

    /** A flush under way. Thread-safe. */
    interface Flush {

        /** Waits until all entries of the flush have completed, or until {@code System.nanoTime()} is the deadline. */
        void await(long deadlineNanos) throws InterruptedException;

        /** Ends the flush. */
        Result end();

        /**
         * The result of a flush.
         *
         * @param settled the number of its entries that have completed since it began
         * @param pending the number that have not; for a flush that only asked, all entries held now
         */
        record Result(long settled, long pending) {}
    }

    /** A consistent snapshot of the counts: added, ended and held. Also after {@link #close}. */
    StoreCounts counts();

    /** Closes files and connections of the store. Entries are settled before, or stay in the store. */
    @Override
    void close();
}
