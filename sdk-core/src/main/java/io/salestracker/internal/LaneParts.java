package io.salestracker.internal;

import io.salestracker.delivery.DeliverySettings;
import io.salestracker.event.EventKind;
import java.time.Instant;

/**
 * The parts of a lane that its classes share.
 *
 * @param number the index among the tracker's lanes
 * @param name the destination's name
 * @param vendor the destination's vendor
 * @param settings the settings of this destination
 * @param batchSize the maximum of events in one request
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

    /** The time until which an event tracked then may be sent. */
    Instant deadline(EventKind kind, Instant trackedAt) {
        return trackedAt.plus(settings.deadline(kind));
    }

    /** Logs a fault in code outside the engine. Its message is left out, since it may quote the event. Never throws. */
    void report(String where, Throwable thrown) {
        log.fault(name, where, thrown);
    }
}
