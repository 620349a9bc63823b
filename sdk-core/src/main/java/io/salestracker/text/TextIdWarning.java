package io.salestracker.text;

import io.salestracker.internal.support.Log;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Warns once if product or variant ids are not 64-bit integers, as which Text seems to store them. */
final class TextIdWarning {
    private static final int MAX_DIGITS = 19;

    private final String destination;
    private final AtomicBoolean silent;

    TextIdWarning(String destination, boolean enabled) {
        this.destination = destination;
        this.silent = new AtomicBoolean(!enabled);
    }

    void check(TextEvent event) {
        if (!silent.get() && !isNumeric(event) && silent.compareAndSet(false, true)) {
            Log.warn(destination
                    + ": a product or variant id is not a whole number; Text takes the event but may lose such ids in"
                    + " cart views. This is said once; warnNonNumericIds(false) on the destination's builder"
                    + " silences it");
        }
    }

    private static boolean isNumeric(TextEvent event) {
        if (event instanceof TextOrderCreated order) {
            return order.lineItems().stream().allMatch(line -> areNumeric(line.productId(), line.variantId()));
        }
        if (event instanceof TextCartAdded added) {
            return added.cartLines().stream().allMatch(line -> areNumeric(line.productId(), line.variantId()));
        }
        return !(event instanceof TextCartRemoved removed)
                || removed.cartLines().stream().allMatch(line -> areNumeric(line.productId(), line.variantId()));
    }

    private static boolean areNumeric(String productId, @Nullable String variantId) {
        return isNumeric(productId) && (variantId == null || isNumeric(variantId));
    }

    private static boolean isNumeric(String id) {
        return id.length() <= MAX_DIGITS && id.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
