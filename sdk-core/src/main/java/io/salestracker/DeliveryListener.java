package io.salestracker;

/**
 * Told how every event ended at every destination, for instance to file what was refused. Called on one thread of the
 * tracker's own, one event after the other, never under a lock. What it throws is logged, without the event. It may
 * call the tracker: {@code track} works as ever, {@code flush} returns at once and {@code close} only starts closing.
 *
 * <p>Outcomes wait for it in a queue of 10,000, together with the callbacks of receipts; of fewer if their events are
 * larger than a kilobyte. While that is full, senders wait, so a slow listener slows delivery and misses nothing of it;
 * but {@code track} never waits, so an outcome that was decided there is then not told, which is counted in {@link
 * TrackerStats#untold()} and warned of. A listener that does not come back within 10 seconds is not waited for either:
 * delivery goes on without it until it does.
 */
@FunctionalInterface
public interface DeliveryListener {

    /** An event ended at a destination. */
    void ended(Delivery delivery);
}
