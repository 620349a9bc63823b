package io.salestracker.tracktor;

import io.salestracker.destination.FitFields;
import io.salestracker.destination.OrderLines;
import io.salestracker.destination.WholeUnits;
import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Translates accepted commerce events into Tracktor's own. The field names are assumed.
 */
record TracktorEvents(TracktorActions actions) {
    /** Tells whether Tracktor gets such an event: a product that is moved or looked at has no negative price. */
    static boolean takes(CommerceEvent event) {
        if (event instanceof CartChange change) {
            return !change.product().hasNegativePrice();
        }
        return !(event instanceof ProductVisit visit) || !visit.product().hasNegativePrice();
    }

    static List<String> madeFit(CommerceEvent event) {
        if (event instanceof Purchase purchase) {
            return withName(FitFields.of(purchase), hasPadded(purchase.items()), FitFields.LINE_NAME);
        }
        if (event instanceof CartChange change) {
            return withName(FitFields.of(change, isWhole(change)), isPadded(change.product()), FitFields.PRODUCT_NAME);
        }
        ProductVisit visit = (ProductVisit) event;
        return withName(FitFields.of(visit), isPadded(visit.product()), FitFields.PRODUCT_NAME);
    }

    private static List<String> withName(List<String> fields, boolean isPadded, String field) {
        return FitFields.with(fields, isPadded && !fields.contains(field), field);
    }

    private static boolean hasPadded(List<LineItem> items) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).isSold() && isPadded(items.get(i).product())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPadded(Product product) {
        String label = product.label();
        return label.length() > label.strip().length();
    }

    private static boolean isWhole(CartChange change) {
        return WholeUnits.isWhole(change.added())
                && WholeUnits.isWhole(change.quantityBefore())
                && WholeUnits.isWhole(change.quantityAfter());
    }

    /** @param orderIds the order id of a purchase on the wire */
    TracktorTrack of(CommerceEvent event, TracktorIdentity identity, Function<Purchase, String> orderIds) {
        String action;
        Map<String, @Nullable Object> data;
        String orderId = null;
        if (event instanceof ProductVisit visit) {
            action = actions.productViewed();
            data = visit(visit);
        } else if (event instanceof CartChange change) {
            action = change.added().signum() > 0 ? actions.productAdded() : actions.productRemoved();
            data = cartChange(change);
        } else {
            Purchase purchase = (Purchase) event;
            action = actions.orderPlaced();
            orderId = orderIds.apply(purchase);
            data = order(purchase, orderId);
        }
        // The encoder writes the time of the stamp. The event's own may be one in the future, of which the stamp has
        // none.
        return new TracktorTrack(event.id(), null, event.site(), identity, action, data, event.kind(), orderId);
    }

    private static Map<String, @Nullable Object> visit(ProductVisit visit) {
        return TracktorObject.of(product(visit.product(), visit.product().unitPrice(), visit.currency()));
    }

    /** The units moved. Quantities that are not whole are left out, and moved ones are one unit of their price. */
    private static Map<String, @Nullable Object> cartChange(CartChange change) {
        WholeUnits moved = WholeUnits.of(change.added().abs(), change.product().unitPrice());
        Map<String, @Nullable Object> fields = product(change.product(), moved.price(), change.currency());
        fields.put("quantity", moved.units());
        putWhole(fields, "quantity_before", change.quantityBefore());
        putWhole(fields, "quantity_after", change.quantityAfter());
        return TracktorObject.of(fields);
    }

    private static void putWhole(Map<String, @Nullable Object> fields, String name, BigDecimal quantity) {
        if (WholeUnits.isWhole(quantity)) {
            fields.put(name, quantity.intValue());
        }
    }

    /** The known fields of a product. */
    private static Map<String, @Nullable Object> product(
            Product product, @Nullable BigDecimal price, @Nullable String currency) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("productid", product.productId());
        fields.put("name", product.label().strip());
        putKnown(fields, "price", price);
        putKnown(fields, "currency", currency);
        return fields;
    }

    private static void putKnown(Map<String, @Nullable Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    private static Map<String, @Nullable Object> order(Purchase purchase, String orderId) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("orderid", orderId);
        fields.put("totalprice", purchase.total());
        fields.put("currency", purchase.currency());
        List<LineItem> sold = OrderLines.sold(purchase);
        if (!sold.isEmpty()) {
            fields.put("products", sold.stream().map(TracktorEvents::line).toList());
        }
        return TracktorObject.ofOrder(fields);
    }

    private static Map<String, @Nullable Object> line(LineItem item) {
        WholeUnits units = WholeUnits.of(item);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", item.product().label().strip());
        fields.put("price", units.price());
        fields.put("quantity", units.units());
        return TracktorObject.of(fields);
    }
}
