package io.salestracker.ebbot;

import io.salestracker.destination.FitFields;
import io.salestracker.destination.OrderLines;
import io.salestracker.destination.WholeUnits;
import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the fields that Ebbot requires beyond the model, and translates commerce events into Ebbot's own. An event without faults
 * can be translated, since the model has checked all else.
 */
final class EbbotEvents {
    private EbbotEvents() {}

    static void check(CommerceEvent event, Violations violations) {
        if (event instanceof CartChange change) {
            violations
                    .requiredBy("Ebbot", "product.unitPrice", change.product().unitPrice())
                    .requiredBy("Ebbot", "currency", change.currency());
        } else if (event instanceof ProductVisit visit) {
            violations.requiredBy("Ebbot", "product.unitPrice", visit.product().unitPrice());
        } else if (event instanceof Purchase purchase) {
            boolean hasSold = OrderLines.hasSold(purchase);
            violations.check(
                    hasSold,
                    "items",
                    Code.REQUIRED,
                    "are required by Ebbot, which counts products and not orders; add the lines that were sold");
            violations.check(
                    !hasSold || EbbotShares.remain(purchase),
                    "items",
                    Code.OUT_OF_RANGE,
                    "are worth nothing without the discounts and gift cards among them, and Ebbot has no other amount");
        }
    }

    /** Tells whether Ebbot has an event for this one. */
    static boolean takes(CommerceEvent event) {
        if (event instanceof CartChange change) {
            return change.added().signum() > 0 && !change.product().hasNegativePrice();
        }
        return !(event instanceof ProductVisit visit) || !visit.product().hasNegativePrice();
    }

    static List<String> madeFit(CommerceEvent event) {
        if (event instanceof Purchase purchase) {
            return FitFields.with(
                    FitFields.ofUnnamed(purchase), EbbotShares.hasNegative(purchase), "items[].unitPrice");
        }
        boolean isFraction = event instanceof CartChange change && !WholeUnits.isWhole(change.added());
        return FitFields.with(List.of(), isFraction, FitFields.QUANTITY);
    }

    static EbbotEvent of(CommerceEvent event, @Nullable String chatId) {
        if (event instanceof CartChange change) {
            return atc(change, chatId);
        }
        if (event instanceof ProductVisit visit) {
            List<EbbotItem> items =
                    List.of(item(visit.product(), null, visit.product().unitPrice()));
            return new EbbotVisitEvent(visit.id(), visit.occurredAt(), visit.site(), chatId, items);
        }
        return purchase((Purchase) event, chatId);
    }

    @SuppressWarnings("NullAway") // A missing currency was refused before.
    private static EbbotAtcEvent atc(CartChange change, @Nullable String chatId) {
        WholeUnits units = WholeUnits.of(change.added(), change.product().unitPrice());
        List<EbbotItem> items = List.of(item(change.product(), units.units(), units.price()));
        return new EbbotAtcEvent(change.id(), change.occurredAt(), change.site(), chatId, items, change.currency());
    }

    private static EbbotPurchaseEvent purchase(Purchase purchase, @Nullable String chatId) {
        List<LineItem> sold = OrderLines.sold(purchase);
        List<BigDecimal> shares = EbbotShares.of(purchase, sold);
        EbbotItem[] items = new EbbotItem[sold.size()];
        for (int i = 0; i < items.length; i++) {
            LineItem line = sold.get(i);
            WholeUnits units = WholeUnits.of(line);
            items[i] = item(line.product(), units.units(), shares.isEmpty() ? units.price() : shares.get(i));
        }
        return new EbbotPurchaseEvent(
                purchase.id(), purchase.occurredAt(), purchase.site(), chatId, List.of(items), purchase.currency());
    }

    private static EbbotItem item(Product product, @Nullable Integer units, @Nullable BigDecimal price) {
        BigDecimal quantity = units == null ? null : BigDecimal.valueOf(units);
        return new EbbotItem(product.productId(), product.groupId(), quantity, price, null);
    }
}
