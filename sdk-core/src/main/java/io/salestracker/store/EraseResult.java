package io.salestracker.store;

import java.util.List;

/**
 * The entries that {@link EventStore#erase} found under a key.
 *
 * @param ended the entries that waited, which the store has ended
 * @param claimed how many claimed entries it marked, which {@link EventStore#release} ends when they come back
 */
public record EraseResult(List<Ended> ended, int claimed) {

    /** There was nothing under the key. */
    public static final EraseResult NOTHING = new EraseResult(List.of(), 0);

    /** Copies the list. */
    public EraseResult {
        ended = List.copyOf(ended);
    }
}
