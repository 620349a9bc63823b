package io.salestracker.delivery;

/**
 * What may be held in memory: queued, in flight and waiting to retry.
 *
 * @param events the most events; 1 or more
 * @param bytes the most bytes of heap they occupy, as estimated when tracked; 1 or more
 */
public record Budget(long events, long bytes) {

    /** The default for a whole tracker: 100,000 events and 64 MB. */
    public static final Budget DEFAULT = new Budget(100_000, 64_000_000);

    /** @throws IllegalArgumentException if either is below 1 */
    public Budget {
        if (events < 1 || bytes < 1) {
            throw new IllegalArgumentException(
                    "a budget must be of at least 1 event and 1 byte: " + events + " events, " + bytes + " bytes");
        }
    }
}
