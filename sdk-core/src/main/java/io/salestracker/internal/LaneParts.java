package io.salestracker.internal;

import io.salestracker.delivery.DeliverySettings;
import io.salestracker.event.EventKind;
import java.time.Instant;

/**
 * The parts that a lane works with.
 *
 * @param number its place among the tracker's lanes
 * @param name the destination's name
 * @param vendor the destination's vendor
 * @param settings as they hold for this destination
 * @param batchSize how many events go into one request at most
 * @param ids the tracker's remembered ids; guarded by their own monitor
 */
record LaneParts(
        int number,
        String name,
        String vendor,
        DeliverySettings settings,
        int batchSize,
        GuardedDestination destination,
        GuardedStore store,
        GuardedTransport transport,
        RetryPolicy retries,
        RecentIds ids,
        Clocks clocks,
        ThrottledLogger log) {

    /** Until when an event may be sent that was tracked then. */
    Instant deadline(EventKind kind, Instant trackedAt) {
        return trackedAt.plus(settings.deadline(kind));
    }

    /** Reports a fault in code outside the engine, without its message, which may quote the event. Never throws. */
    void report(String where, Throwable thrown) {
        log.fault(name, where, thrown);
    }
}
