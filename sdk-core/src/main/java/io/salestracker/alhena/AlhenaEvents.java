package io.salestracker.alhena;

import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import java.util.List;

/** What an event is in Alhena's own terms, once {@link AlhenaRules} has accepted it. */
final class AlhenaEvents {
    private AlhenaEvents() {}

    static AlhenaEvent of(SalesEvent event, AlhenaLineValue lineValue) {
        if (event instanceof AlhenaEvent own) {
            return own;
        }
        AlhenaIdentity identity =
                event instanceof CommerceEvent commerce ? AlhenaIdentity.in(commerce.visitor()) : null;
        if (identity != null && event instanceof CartChange change) {
            return cart(change, identity);
        }
        if (identity != null && event instanceof Purchase purchase) {
            return checkout(purchase, identity, lineValue);
        }
        throw new IllegalArgumentException("not an event for Alhena");
    }

    @SuppressWarnings("NullAway") // A missing field was refused before.
    private static AlhenaCartEvent cart(CartChange change, AlhenaIdentity identity) {
        Product product = change.product();
        return new AlhenaCartEvent(
                change.id(),
                change.occurredAt(),
                change.site(),
                identity.chatFingerprint(),
                identity.faqFingerprint(),
                type(change),
                product.productId(),
                product.name(),
                product.unitPrice(),
                change.currency(),
                change.quantityAfter());
    }

    private static AlhenaCartType type(CartChange change) {
        if (change.quantityBefore() == 0) {
            return AlhenaCartType.ITEM_ADDED;
        }
        if (change.quantityAfter() == 0) {
            return AlhenaCartType.ITEM_REMOVED;
        }
        return change.added() > 0 ? AlhenaCartType.QUANTITY_INCREASED : AlhenaCartType.QUANTITY_DECREASED;
    }

    private static AlhenaCheckoutEvent checkout(Purchase purchase, AlhenaIdentity identity, AlhenaLineValue lineValue) {
        AlhenaLineItem[] lines = new AlhenaLineItem[purchase.items().size()];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = line(purchase.items().get(i), purchase.currency(), lineValue);
        }
        return new AlhenaCheckoutEvent(
                purchase.id(),
                purchase.occurredAt(),
                purchase.site(),
                identity.chatFingerprint(),
                identity.faqFingerprint(),
                purchase.orderId(),
                purchase.total(),
                purchase.currency(),
                List.of(lines));
    }

    @SuppressWarnings("NullAway") // A missing name was refused before.
    private static AlhenaLineItem line(LineItem item, String currency, AlhenaLineValue lineValue) {
        Product product = item.product();
        return new AlhenaLineItem(product.productId(), product.name(), item.quantity(), lineValue.of(item), currency);
    }
}
