package io.salestracker.store;

import io.salestracker.Outcome;
import io.salestracker.destination.TooLargeException;
import io.salestracker.event.SalesEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event for one destination, as a store keeps it. No store ever reads the bytes back into a type.
 *
 * <p>Between claim and settlement an entry belongs to the sender that claimed it.
 */
public interface Entry {

    /** The data that a store has of the event besides its bytes. */
    EntryHeader header();

    /**
     * The encoded event: opaque, and the same at every call. In memory a sender encodes it, at each call; a durable
     * store calls this when it writes.
     *
     * @throws TooLargeException if the destination finds that its vendor cannot take the event
     */
    byte[] bytes() throws TooLargeException;

    /** The heap of the entry and its event in bytes, as estimated when it was tracked. */
    long heapBytes();

    /** The total of a purchase, for the sums; null for other events. The default is null. */
    default @Nullable Amount amount() {
        return null;
    }

    /** The event, where the store still has it: always in memory, never from a durable store. */
    default @Nullable SalesEvent event() {
        return null;
    }

    /**
     * The fields that the destination makes fit, as it said when the event was tracked in this process; they are counted. The
     * default, for durable stores, is none.
     */
    default List<String> madeFit() {
        return List.of();
    }

    /** Completes the receipt of an event that was tracked in this process. The default, for durable stores, does nothing. */
    default void complete(Outcome outcome) {}
}
