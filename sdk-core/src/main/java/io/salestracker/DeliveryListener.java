package io.salestracker;

/**
 * Told how every event ended at every destination, for instance to file what was refused. Called on threads of the
 * tracker, several at once, never under a lock; it should be quick, for it holds up a sender. What it throws is logged,
 * without the event. It may call the tracker: {@code track} works as ever, {@code flush} returns at once and
 * {@code close} only starts closing.
 *
 * <p>Outcomes decided in {@code track} itself are handed over through a queue of 10,000; if the listener falls behind
 * that far, the further ones are not told, which is counted in {@link TrackerStats#untold()} and warned of.
 */
@FunctionalInterface
public interface DeliveryListener {

    /** An event ended at a destination. */
    void ended(Delivery delivery);
}
