package io.salestracker.store;

import io.salestracker.Outcome;
import java.util.Map;

/**
 * One consistent look at a store: {@code added} is the sum of what ended and what is held. Each number is counted by
 * itself, none is computed from the others.
 *
 * @param added how many entries the store was given, also those it refused, and what it found when it was opened
 * @param ended how many ended, by kind of outcome and reason
 * @param held how many entries it holds: waiting and claimed
 * @param heldBytes the estimated heap of what it holds; 0 for a durable store
 */
public record StoreCounts(long added, Map<Outcome.Kind, Map<String, Long>> ended, long held, long heldBytes) {}
