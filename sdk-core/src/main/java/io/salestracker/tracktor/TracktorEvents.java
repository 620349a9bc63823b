package io.salestracker.tracktor;

import static java.util.Objects.requireNonNullElse;

import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Translates accepted commerce events into Tracktor's own. The field names are assumed.
 */
record TracktorEvents(TracktorActions actions) {
    private static final List<String> LINE_NAME = List.of("items[].name");
    private static final List<String> PRODUCT_NAME = List.of("product.name");

    /** Names are stripped, and a product's id stands in for a line's missing one. */
    static List<String> madeFit(CommerceEvent event) {
        if (event instanceof Purchase purchase) {
            for (int i = 0; i < purchase.items().size(); i++) {
                String name = purchase.items().get(i).product().name();
                if (name == null || isStripped(name)) {
                    return LINE_NAME;
                }
            }
            return List.of();
        }
        Product product = event instanceof CartChange change ? change.product() : ((ProductVisit) event).product();
        String name = product.name();
        return name != null && isStripped(name) ? PRODUCT_NAME : List.of();
    }

    private static boolean isStripped(String name) {
        return name.length() > name.strip().length();
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
        return TracktorObject.of(product(visit.product(), visit.currency()));
    }

    private static Map<String, @Nullable Object> cartChange(CartChange change) {
        Map<String, @Nullable Object> fields = product(change.product(), change.currency());
        fields.put("quantity", change.added().abs());
        fields.put("quantity_before", change.quantityBefore());
        fields.put("quantity_after", change.quantityAfter());
        return TracktorObject.of(fields);
    }

    /** The known fields of a product. */
    private static Map<String, @Nullable Object> product(Product product, @Nullable String currency) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("productid", product.productId());
        putKnown(fields, "name", product.name() == null ? null : product.name().strip());
        putKnown(fields, "price", product.unitPrice());
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
        if (!purchase.items().isEmpty()) {
            fields.put(
                    "products",
                    purchase.items().stream().map(TracktorEvents::line).toList());
        }
        return TracktorObject.ofOrder(fields);
    }

    private static Map<String, @Nullable Object> line(LineItem item) {
        Product product = item.product();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        // The vendor's products have a name each, so the id stands in for a missing one.
        fields.put(
                "name", requireNonNullElse(product.name(), product.productId()).strip());
        fields.put("price", item.unitPrice());
        fields.put("quantity", item.quantity());
        return TracktorObject.of(fields);
    }
}
