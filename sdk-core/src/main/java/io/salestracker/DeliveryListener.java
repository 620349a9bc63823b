package io.salestracker;

/**
 * Told how every event ended at every destination, for instance to file what was refused. Called on one thread of the
 * tracker's own, one event after the other, never under a lock. What it throws is logged, without the event. It may
 * call the tracker: {@code track} works as ever, {@code flush} returns at once and {@code close} only starts closing.
 *
 * <p>A listener of any slowness delays callbacks only:
 *
 * <ul>
 *   <li>Up to 10,000 calls wait, receipts' callbacks included; fewer if their events are larger than a kilobyte.
 *   <li>While there is no room, senders wait, but for no more than a second together; {@code track} never waits.
 *   <li>Calls that find no room after that are not made, until half of the room is free again. {@link
 *       TrackerStats#callbacksDropped()} counts them, and the log says so once a minute.
 * </ul>
 *
 * <p>The receipts of all events that a request delivered at their first attempt are complete before the listener is told of
 * one of them; any other event's receipt is complete before the listener is told of that event.
 *
 * <p>It is not told of events that are tracked once the tracker is closed, nor by a disabled tracker.
 */
@FunctionalInterface
public interface DeliveryListener {

    /** An event ended at a destination. */
    void onOutcome(DeliveryReport report);
}
