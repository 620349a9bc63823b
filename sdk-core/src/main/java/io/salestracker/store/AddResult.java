package io.salestracker.store;

import io.salestracker.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of an entry that a store was given.
 *
 * @param refused how it ended at once, or null if the store holds it now
 * @param displaced the entries that gave way to it, each with its outcome; no longer held, and counted by the store
 */
public record AddResult(@Nullable Outcome refused, List<Displaced> displaced) {

    /** The store holds it and nothing gave way. */
    public static final AddResult ADDED = new AddResult(null, List.of());

    /** Copies the list. */
    public AddResult {
        displaced = List.copyOf(displaced);
    }

    /**
     * An entry that gave way.
     *
     * @param entry the entry
     * @param outcome how it ended
     */
    public record Displaced(Entry entry, Outcome outcome) {}
}
