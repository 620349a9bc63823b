package io.salestracker.ebbot;

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
            violations.check(
                    !purchase.items().isEmpty(),
                    "items",
                    Code.REQUIRED,
                    "are required by Ebbot, which counts products and not orders; add the order's lines");
        }
    }

    static EbbotEvent of(CommerceEvent event, @Nullable String chatId) {
        if (event instanceof CartChange change) {
            return atc(change, chatId);
        }
        if (event instanceof ProductVisit visit) {
            List<EbbotItem> items = List.of(item(visit.product(), null));
            return new EbbotVisitEvent(visit.id(), visit.occurredAt(), visit.site(), chatId, items);
        }
        return purchase((Purchase) event, chatId);
    }

    @SuppressWarnings("NullAway") // A missing currency was refused before.
    private static EbbotAtcEvent atc(CartChange change, @Nullable String chatId) {
        List<EbbotItem> items = List.of(item(change.product(), BigDecimal.valueOf(change.added())));
        return new EbbotAtcEvent(change.id(), change.occurredAt(), change.site(), chatId, items, change.currency());
    }

    private static EbbotPurchaseEvent purchase(Purchase purchase, @Nullable String chatId) {
        EbbotItem[] items = new EbbotItem[purchase.items().size()];
        for (int i = 0; i < items.length; i++) {
            LineItem line = purchase.items().get(i);
            items[i] = item(line.product(), BigDecimal.valueOf(line.quantity()));
        }
        return new EbbotPurchaseEvent(
                purchase.id(), purchase.occurredAt(), purchase.site(), chatId, List.of(items), purchase.currency());
    }

    private static EbbotItem item(Product product, @Nullable BigDecimal quantity) {
        return new EbbotItem(product.productId(), product.groupId(), quantity, product.unitPrice(), null);
    }
}
