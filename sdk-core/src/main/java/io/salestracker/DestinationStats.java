package io.salestracker;

import io.salestracker.Outcome.Kind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one destination, consistent in itself: tracked is the sum of all outcomes and pending, each counted by
 * itself.
 *
 * @param name the destination's name
 * @param vendor the vendor's name
 * @param tracked events meant for it, also those refused on arrival
 * @param outcomes how many ended, by kind of outcome and reason; a kind that did not occur is absent
 * @param pending events held: queued, in flight, or waiting to retry
 * @param pendingBytes the heap they are estimated to occupy
 * @param requests requests sent
 * @param retries events given back to be sent again after an attempt that failed
 * @param throttled responses that asked to slow down
 * @param state the state of the destination
 * @param pausedUntil when a paused or misconfigured destination is tried again, else null. Null too while a misconfigured one
 *     is being tried, so while that request is under way, and while the try is due and waits for an event
 * @param retries503 of the retries, those after a 503 without {@code Retry-After}. That such a response was not processed is
 *     an assumption: where it is wrong, these events count twice at the vendor
 * @param oldestPending how long ago the oldest pending event was tracked; null if none is pending
 * @param lastDelivered when the vendor last took an event, by the tracker's clock; null if it has not yet
 * @param amounts the totals of purchases that ended, by kind of outcome and ISO 4217 currency; what is zero is absent. They
 *     are those of neutral {@link io.salestracker.event.Purchase purchases}; vendors' own events have none in common
 * @param pendingAmounts the totals of pending purchases by currency. Together with {@code amounts} they are the totals of
 *     all purchases tracked
 * @param madeFit by field, such as {@code items[].name}: events of which it was changed, filled in or left out to fit the
 *     vendor; each is also warned of once a minute, without its value
 */
public record DestinationStats(
        String name,
        String vendor,
        long tracked,
        Map<Kind, Map<String, Long>> outcomes,
        long pending,
        long pendingBytes,
        long requests,
        long retries,
        long throttled,
        DestinationState state,
        @Nullable Instant pausedUntil,
        long retries503,
        @Nullable Duration oldestPending,
        @Nullable Instant lastDelivered,
        Map<Kind, Map<String, BigDecimal>> amounts,
        Map<String, BigDecimal> pendingAmounts,
        Map<String, Long> madeFit) {

    /** How many events ended in this way. */
    public long count(Kind kind) {
        return reasons(kind).values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many events ended in this way, by reason. */
    public Map<String, Long> reasons(Kind kind) {
        return outcomes.getOrDefault(kind, Map.of());
    }

    /** The totals of purchases that ended in this way, by currency; what is zero is absent. */
    public Map<String, BigDecimal> amounts(Kind kind) {
        return amounts.getOrDefault(kind, Map.of());
    }

    /** Events the vendor took. */
    public long delivered() {
        return count(Kind.DELIVERED);
    }

    /** Events the vendor refused for good. */
    public long rejected() {
        return count(Kind.REJECTED);
    }

    /** Events our own check refused. */
    public long invalid() {
        return count(Kind.INVALID);
    }

    /** Events not meant to be sent after all. */
    public long skipped() {
        return count(Kind.SKIPPED);
    }

    /** Events whose deadline passed. */
    public long expired() {
        return count(Kind.EXPIRED);
    }

    /** Events given up unsent. */
    public long dropped() {
        return count(Kind.DROPPED);
    }

    /** Events that may have arrived. */
    public long unconfirmed() {
        return count(Kind.UNCONFIRMED);
    }

    /** Events handed to a durable store. */
    public long stored() {
        return count(Kind.STORED);
    }

    /** Tells whether tracked is the sum of all outcomes and pending. */
    public boolean balanced() {
        long sum = pending;
        for (Kind kind : Kind.values()) {
            sum += count(kind);
        }
        return tracked == sum;
    }
}
