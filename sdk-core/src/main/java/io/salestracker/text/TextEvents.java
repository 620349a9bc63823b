package io.salestracker.text;

import static java.util.Objects.requireNonNullElse;

import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import java.math.BigDecimal;
import java.util.List;

/** What an event is in Text's own terms, once {@link TextRules} has accepted it. */
final class TextEvents {
    private TextEvents() {}

    static TextEvent of(SalesEvent event) {
        if (event instanceof TextEvent own) {
            return own;
        }
        TextIdentity identity = event instanceof CommerceEvent commerce ? TextIdentity.in(commerce.visitor()) : null;
        if (identity != null && event instanceof CartChange change) {
            return cart(change, identity.customerId());
        }
        if (identity != null && event instanceof Purchase purchase) {
            return order(purchase, identity.customerId());
        }
        throw new IllegalArgumentException("not an event for Text");
    }

    /** The units moved, so that a lowered quantity is a removal of the difference. */
    private static TextEvent cart(CartChange change, String customerId) {
        List<TextCartLine> lines = List.of(line(change, Math.abs(change.added())));
        return change.added() > 0
                ? new TextCartAdded(change.id(), change.occurredAt(), change.site(), customerId, lines)
                : new TextCartRemoved(change.id(), change.occurredAt(), change.site(), customerId, lines);
    }

    @SuppressWarnings("NullAway") // A missing field was refused before.
    private static TextCartLine line(CartChange change, int units) {
        Product product = change.product();
        BigDecimal price = product.unitPrice();
        return new TextCartLine(
                TextCartLine.total(price, units),
                change.currency(),
                units,
                product.productId(),
                product.name(),
                price,
                product.sku(),
                product.variantId(),
                product.imageUrl());
    }

    private static TextOrderCreated order(Purchase purchase, String customerId) {
        TextOrderLine[] lines = new TextOrderLine[purchase.items().size()];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = line(purchase.items().get(i));
        }
        return new TextOrderCreated(
                purchase.id(),
                purchase.occurredAt(),
                purchase.site(),
                customerId,
                purchase.orderId(),
                requireNonNullElse(purchase.orderNumber(), purchase.orderId()),
                purchase.currency(),
                purchase.total(),
                purchase.subtotal(),
                purchase.shipping(),
                purchase.tax(),
                purchase.statusPage(),
                purchase.salesChannel(),
                purchase.discountCodes(),
                List.of(lines));
    }

    @SuppressWarnings("NullAway") // A missing name was refused before.
    private static TextOrderLine line(LineItem item) {
        Product product = item.product();
        return new TextOrderLine(
                product.productId(),
                product.name(),
                item.quantity(),
                item.unitPrice(),
                product.sku(),
                product.variantId(),
                product.variantTitle(),
                product.imageUrl());
    }
}
