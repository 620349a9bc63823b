package io.salestracker.internal;

import io.salestracker.event.Violations;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the orders of one lane that ended expired, dropped or unconfirmed: the newest of them, and how many there were.
 * An order that is tracked again afterwards stays among them. Not thread-safe: its owner guards it.
 */
final class LostOrders {
    static final int MAX = 20;

    private final @Nullable String[] newest = new String[MAX];
    private long count;

    /**
     * Those of a moment.
     *
     * @param newest the newest ids, oldest first
     * @param count how many there were in all
     */
    record Seen(List<String> newest, long count) {}

    /** Counts an order. Its id is kept unless it is longer than the model allows. Needs no memory. */
    void add(String orderId) {
        newest[(int) (count % MAX)] = orderId.length() <= Violations.MAX_TEXT ? orderId : null;
        count++;
    }

    Seen seen() {
        List<String> ids = new ArrayList<>(MAX);
        for (long i = Math.max(0, count - MAX); i < count; i++) {
            String id = newest[(int) (i % MAX)];
            if (id != null) {
                ids.add(id);
            }
        }
        return new Seen(ids, count);
    }
}
