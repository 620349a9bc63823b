package io.salestracker;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What {@code track} gives back: how the event ends at each destination it is meant for, once that is known. It
 * completes exactly once, refers to the event by id and holds no payload. Thread-safe.
 */
public interface Receipt {

    /** The event's id, given by the caller or made by the tracker. */
    String eventId();

    /** Tells whether every destination has its outcome. */
    boolean isComplete();

    /**
     * The outcomes known so far, by the destination's name, in the order the destinations were configured. Empty for
     * an event that no destination is meant for.
     */
    Map<String, Outcome> outcomes();

    /**
     * Waits until every destination has its outcome. Not for the thread that serves a checkout. From one of the
     * tracker's own callbacks it does not wait.
     *
     * @param timeout the longest wait; zero asks without waiting
     * @return true if the receipt is complete
     * @throws IllegalArgumentException if {@code timeout} is negative
     * @throws InterruptedException if interrupted while waiting
     */
    boolean await(Duration timeout) throws InterruptedException;

    /**
     * Has {@code callback} called once, when the receipt completes or soon if it has, on a thread of the tracker and
     * never under a lock. A receipt takes several. What one throws is logged, without the event.
     *
     * <p>A disabled tracker has no thread, and a closed one has none any more. Then the callback is called on the thread that
     * completes the receipt. That is this thread, before this method returns, if the receipt is complete.
     *
     * <p>All callbacks share one thread and a queue with the {@link DeliveryListener}, which says what happens if they are
     * slow. Only so, or where there is no memory, is a callback missed, and {@link TrackerStats#callbacksDropped()} counts
     * it.
     */
    void onComplete(Consumer<? super Receipt> callback);
}
