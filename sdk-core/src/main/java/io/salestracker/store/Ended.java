package io.salestracker.store;

import io.salestracker.Outcome;

/**
 * An entry that a store ended by itself: it holds it no longer, and has counted its end.
 *
 * @param entry the entry
 * @param outcome how it ended
 */
public record Ended(Entry entry, Outcome outcome) {}
