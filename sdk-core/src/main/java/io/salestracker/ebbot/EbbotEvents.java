package io.salestracker.ebbot;

import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an event is in Ebbot's own terms, once {@link EbbotRules} has accepted it. */
final class EbbotEvents {
    private EbbotEvents() {}

    static EbbotEvent of(SalesEvent event) {
        if (event instanceof EbbotEvent own) {
            return own;
        }
        EbbotIdentity identity = event instanceof CommerceEvent commerce ? EbbotIdentity.in(commerce.visitor()) : null;
        String chatId = identity == null ? null : identity.chatId();
        if (event instanceof CartChange change) {
            return atc(change, chatId);
        }
        if (event instanceof ProductVisit visit) {
            List<EbbotItem> items = List.of(item(visit.product(), null));
            return new EbbotVisitEvent(visit.id(), visit.occurredAt(), visit.site(), chatId, items);
        }
        if (event instanceof Purchase purchase) {
            return purchase(purchase, chatId);
        }
        throw new IllegalArgumentException("not an event for Ebbot");
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
