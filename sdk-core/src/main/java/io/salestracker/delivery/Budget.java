package io.salestracker.delivery;

/**
 * A bound on the events held in memory: queued, in flight and waiting for a retry.
 *
 * @param events the maximum of events; 1 or more
 * @param bytes the maximum of heap that they occupy, in bytes, as estimated when tracked; 1 or more
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
