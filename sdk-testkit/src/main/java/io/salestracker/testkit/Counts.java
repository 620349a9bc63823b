package io.salestracker.testkit;

import java.math.BigDecimal;
import java.util.Map;

/**
 * What one vendor received since the sandbox was started or reset. Counts cover everything, also what the journal has let
 * go of.
 *
 * <p>Always: {@code events = accepted + duplicate + ignored + rejected + faulted}, and {@code confirmed + failedResponses =
 * accepted + duplicate + ignored}.
 *
 * @param requests requests for one of the vendor's paths
 * @param events events in them; a request that could not be read counts as one
 * @param accepted events taken as new, whatever became of their response
 * @param duplicate events the vendor already had
 * @param ignored events answered 2xx but without effect
 * @param rejected events rejected by a rule
 * @param faulted events met by a fault before they were looked at
 * @param confirmed events taken (accepted, duplicate or ignored) whose 2xx response went out whole: where no caller gives up
 *     waiting, exactly those that the caller knows to be delivered
 * @param failedResponses events taken whose response was failed
 * @param acceptedThenFailed events accepted whose response was failed: those that a caller may have to call unconfirmed
 * @param letGo events no longer in the journal, because it was full
 * @param throttled of the faulted, those that were asked to slow down, see {@link Received#throttled}
 * @param revenue the sum of the amounts of accepted orders by currency
 */
public record Counts(
        long requests,
        long events,
        long accepted,
        long duplicate,
        long ignored,
        long rejected,
        long faulted,
        long confirmed,
        long failedResponses,
        long acceptedThenFailed,
        long letGo,
        long throttled,
        Map<String, BigDecimal> revenue) {

    /** Copies the revenue. */
    public Counts {
        revenue = Map.copyOf(revenue);
    }
}
