package io.salestracker.store;

import io.salestracker.Outcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A consistent snapshot of a store: {@code added} is the sum of {@code ended} and {@code held}. Each number is counted
 * by itself; none is computed from the others.
 *
 * @param added the number of entries that were added, refused ones included. A store that found entries when it was
 *     opened counts them too
 * @param ended the number of entries that ended, by kind of outcome and reason
 * @param held the number of entries held: waiting and claimed
 * @param heldBytes the estimated heap of the entries held; 0 for a durable store
 * @param oldest when the oldest entry held was tracked; null if none is held
 * @param endedAmounts the sums of {@link Entry#amount()} over the entries that ended, by kind of outcome and currency
 * @param heldAmounts the sums of {@link Entry#amount()} over the entries held, by currency
 */
public record StoreCounts(
        long added,
        Map<Outcome.Kind, Map<String, Long>> ended,
        long held,
        long heldBytes,
        @Nullable Instant oldest,
        Map<Outcome.Kind, Map<String, BigDecimal>> endedAmounts,
        Map<String, BigDecimal> heldAmounts) {

    /** The counts of a store to which nothing was added. */
    public static final StoreCounts NONE = new StoreCounts(0, Map.of(), 0, 0, null, Map.of(), Map.of());
}
