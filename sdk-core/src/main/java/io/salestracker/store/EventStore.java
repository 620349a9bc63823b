package io.salestracker.store;

import io.salestracker.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Holds the events of one destination until each is settled: the memory, or a durable module's bounded window on a table
 * or a topic. Entries are claimed in batches, and each claimed entry is settled or released until a time.
 *
 * <p>Thread-safe. A lane calls it without holding a lock of its own, so {@link #settle} and {@link #release} may block
 * until that is written. What a store promises:
 *
 * <ul>
 *   <li>Order: entries with the same key are claimed in the order they were added. While one of them is claimed or waits for
 *       its time, those added after it are not claimable. One claim may hand out several of a key, in order.
 *   <li>Every added entry is settled at most once. A claim ends by {@link #settle} or {@link #release}; a claim that has
 *       ended, or that another has replaced, changes nothing any more.
 *   <li>What is handed out stands for the entry that was added: its header is the one kept at the last release, and
 *       {@link Entry#complete} reaches the added entry and counts it as ended for the flushes that wait for it.
 *   <li>{@link #counts()} is consistent at any moment.
 * </ul>
 */
public interface EventStore extends AutoCloseable {

    /**
     * Takes an entry in, or refuses it. Where this method throws, the event ends as {@code Dropped(NOT_STORED)}; the store
     * must not have taken it then.
     *
     * @return what became of it
     */
    AddResult add(Entry entry);

    /**
     * Asks the rule how many entries to hand out, and claims as many that are due, oldest first as far as the order per
     * key allows. A claim ends early at about a megabyte of {@link Entry#heapBytes()}.
     *
     * @param rule is asked once, while nothing else can be claimed
     */
    List<Entry> claim(Instant now, ClaimRule rule);

    /** Decides about a claim. Called under the store's lock, so it must be quick and must not call the store. */
    @FunctionalInterface
    interface ClaimRule {

        /** How many entries to claim at most, 0 for none. */
        int max(StoreStatus status);
    }

    /**
     * Claims entries whose deadline has passed and that are not claimed, due or not, to be settled; they are not released
     * again.
     *
     * @param max how many at most
     */
    List<Entry> claimExpired(int max, Instant now);

    /**
     * Claims entries that are not claimed and that end with this process, due or not, to be settled at close. A store that
     * {@linkplain #outlives() outlives} the process returns none.
     *
     * @param max how many at most
     */
    List<Entry> claimRest(int max);

    /**
     * Ends claimed entries that ended alike, such as those of a delivered request, and forgets them. An implementation that
     * throws must have settled none of them; it is asked again after a while.
     *
     * @return those that the caller still held, in order; entries whose claim has ended are ignored
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

    /** Gives claimed entries back to wait. Entries whose claim has ended are ignored. */
    void release(List<Release> releases);

    /**
     * A claimed entry that waits again.
     *
     * @param entry the entry, as it was claimed
     * @param header the header to keep from now on
     * @param notBefore when it is due again; {@link Instant#MIN} for at once
     */
    record Release(Entry entry, EntryHeader header, Instant notBefore) {}

    /**
     * Tells whether a request that may take so long can begin now without outliving the claim of its entry. Asked before
     * each request; where the response is no, the entry is released unsent. In memory a claim does not run out.
     */
    default boolean holds(Entry entry, Duration callTimeout) {
        return true;
    }

    /** Tells whether the entries outlive the process: closing then gives them back in place of dropping them. */
    default boolean outlives() {
        return false;
    }

    /**
     * Begins a flush of all that is held now. Until everything that can be sent is handed out, and as long as one is waited
     * for, {@link StoreStatus#flushPending()} tells claims not to wait for a batch to fill.
     *
     * @param waits false for a flush that only asks; it needs no {@link Flush#end}
     */
    Flush flush(boolean waits);

    /** A flush under way. Thread-safe. */
    interface Flush {

        /** Waits until all that was held when the flush began has completed, or until {@code System.nanoTime()} is this. */
        void await(long deadlineNanos) throws InterruptedException;

        /** Ends the flush. */
        Result end();

        /**
         * The result of a flush.
         *
         * @param settled how many of its entries have completed since it began
         * @param pending how many have not; for a flush that only asked, how many are held now
         */
        record Result(long settled, long pending) {}
    }

    /** One consistent look at what was added, what ended and what is held; also after {@link #close}. */
    StoreCounts counts();

    /** Gives back what the store holds of the outside world. Entries are settled before, or stay in the store. */
    @Override
    void close();
}
