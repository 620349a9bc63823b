package io.salestracker.store;

import io.salestracker.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of adding an entry to a store.
 *
 * @param refused the outcome if it ended at once; null if the store holds it now
 * @param displaced the entries that gave way to it, each with its outcome; the store has counted them and no longer
 *     holds them
 */
public record AddResult(@Nullable Outcome refused, List<Ended> displaced) {

    /** The result for an entry that the store holds, where nothing gave way. */
    public static final AddResult ADDED = new AddResult(null, List.of());

    /** Copies the list. */
    public AddResult {
        displaced = List.copyOf(displaced);
    }
}
