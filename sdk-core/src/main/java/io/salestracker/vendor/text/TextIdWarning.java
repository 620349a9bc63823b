package io.salestracker.vendor.text;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns once of product or variant ids that are not 64-bit integers, as which Text seems to store them. */
final class TextIdWarning {
    private static final Logger LOG = LoggerFactory.getLogger(TextDestination.class);
    private static final int MAX_DIGITS = 19;

    private final String destination;
    private final AtomicBoolean silent;

    TextIdWarning(String destination, boolean enabled) {
        this.destination = destination;
        this.silent = new AtomicBoolean(!enabled);
    }

    void check(TextEvent event) {
        if (!silent.get() && !isNumeric(event) && silent.compareAndSet(false, true)) {
            LOG.warn(
                    "{}: a product or variant id is not a whole number; Text takes the event but may lose such ids in"
                            + " cart views. This is said once; warnNonNumericIds(false) on the destination's builder"
                            + " silences it",
                    destination);
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
