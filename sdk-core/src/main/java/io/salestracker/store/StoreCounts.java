package io.salestracker.store;

import io.salestracker.Outcome;
import java.util.Map;

/**
 * A consistent snapshot of a store: {@code added} is the sum of {@code ended} and {@code held}. Each number is counted
 * by itself; none is computed from the others.
 *
 * @param added the number of entries that were added, refused ones included, and of those found when the store was
 *     opened
 * @param ended the number that ended, by kind of outcome and reason
 * @param held the number of entries held: waiting and claimed
 * @param heldBytes the estimated heap of the entries held; 0 for a durable store
 */
public record StoreCounts(long added, Map<Outcome.Kind, Map<String, Long>> ended, long held, long heldBytes) {}
