package io.salestracker.tracktor;

import static java.util.Objects.requireNonNullElse;

import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an event is in Tracktor's own terms, once {@link TracktorRules} has accepted it. The field names of what is made of
 * neutral events are assumed.
 */
record TracktorEvents(TracktorActions actions) {
    private static final String[] PRODUCT = {"productid", "name", "price", "currency"};
    private static final String[] CART_CHANGE = {
        "productid", "name", "price", "currency", "quantity", "quantity_before", "quantity_after"
    };
    private static final String[] ORDER = {"orderid", "totalprice", "currency", "products"};
    private static final String[] ORDER_WITHOUT_LINES = {"orderid", "totalprice", "currency"};
    private static final String[] LINE = {"name", "price", "quantity"};

    TracktorEvent of(SalesEvent event) {
        if (event instanceof TracktorEvent own) {
            return own;
        }
        if (event instanceof CommerceEvent commerce) {
            TracktorIdentity identity = TracktorIdentity.in(commerce.visitor());
            if (identity != null) {
                return track(commerce, identity);
            }
        }
        throw new IllegalArgumentException("not an event for Tracktor");
    }

    private TracktorTrack track(CommerceEvent event, TracktorIdentity identity) {
        String action;
        Map<String, @Nullable Object> data;
        String orderId = null;
        if (event instanceof ProductVisit visit) {
            action = actions.productViewed();
            data = visit(visit);
        } else if (event instanceof CartChange change) {
            action = change.added() > 0 ? actions.productAdded() : actions.productRemoved();
            data = cartChange(change);
        } else {
            Purchase purchase = (Purchase) event;
            action = actions.orderPlaced();
            data = order(purchase);
            orderId = purchase.orderId();
        }
        return new TracktorTrack(
                event.id(), event.occurredAt(), event.site(), identity, action, data, event.kind(), orderId);
    }

    private static TracktorObject visit(ProductVisit visit) {
        Product product = visit.product();
        return known(PRODUCT, product.productId(), trimmed(product.name()), product.unitPrice(), visit.currency());
    }

    private static TracktorObject cartChange(CartChange change) {
        Product product = change.product();
        return known(
                CART_CHANGE,
                product.productId(),
                trimmed(product.name()),
                product.unitPrice(),
                change.currency(),
                Math.abs(change.added()),
                change.quantityBefore(),
                change.quantityAfter());
    }

    private static TracktorObject order(Purchase purchase) {
        if (purchase.items().isEmpty()) {
            return TracktorObject.of(ORDER_WITHOUT_LINES, purchase.orderId(), purchase.total(), purchase.currency());
        }
        Object[] lines = new Object[purchase.items().size()];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = line(purchase.items().get(i));
        }
        return TracktorObject.of(ORDER, purchase.orderId(), purchase.total(), purchase.currency(), List.of(lines));
    }

    private static TracktorObject line(LineItem item) {
        Product product = item.product();
        // The vendor's products have a name each, so the id stands in for a missing one.
        String name = trimmed(requireNonNullElse(product.name(), product.productId()));
        return TracktorObject.of(LINE, name, item.unitPrice(), item.quantity());
    }

    /** An object of those values that are there. */
    private static TracktorObject known(String[] names, @Nullable Object... values) {
        String[] knownNames = new String[names.length];
        Object[] knownValues = new Object[names.length];
        int count = 0;
        for (int i = 0; i < names.length; i++) {
            Object value = values[i];
            if (value != null) {
                knownNames[count] = names[i];
                knownValues[count++] = value;
            }
        }
        return count == names.length
                ? TracktorObject.of(names, values)
                : TracktorObject.of(Arrays.copyOf(knownNames, count), Arrays.copyOf(knownValues, count));
    }

    private static @Nullable String trimmed(@Nullable String name) {
        return name == null ? null : name.strip();
    }
}
