package io.salestracker.text;

import static java.util.Objects.requireNonNullElse;

import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.Purchase;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the fields that Text requires beyond the model, and translates commerce events into Text's own. An event without
 * faults can be translated, since the model has checked all else.
 */
final class TextEvents {
    // Text seems to store ids as 64-bit integers.
    private static final int MAX_ID_DIGITS = 19;

    private TextEvents() {}

    static void check(CommerceEvent event, Violations violations) {
        violations.time("occurredAt", event.occurredAt());
        if (event instanceof CartChange change) {
            check(violations, change);
        } else if (event instanceof Purchase purchase) {
            check(violations, purchase.items());
        }
    }

    private static void check(Violations violations, CartChange change) {
        BigDecimal price = change.product().unitPrice();
        violations
                .requiredBy("Text", "product.name", change.product().name())
                .requiredBy("Text", "product.unitPrice", price)
                .requiredBy("Text", "currency", change.currency())
                .check(
                        price == null || Violations.isAmount(price, Math.abs(change.added())),
                        "product.unitPrice",
                        Code.OUT_OF_RANGE,
                        "times the units moved must be below 10^15");
    }

    private static void check(Violations violations, List<LineItem> items) {
        violations.check(
                !items.isEmpty(),
                "items",
                Code.REQUIRED,
                "must have at least one line, as Text takes no order without; add what was bought");
        for (int i = 0; i < items.size(); i++) {
            // The path is made at a fault only, since this runs for every line of every order.
            if (items.get(i).product().name() == null) {
                violations.requiredBy("Text", "items[" + i + "].name", null);
            }
        }
    }

    /** Tells whether the ids of products and variants are whole numbers, as all in the vendor's examples are. */
    static boolean hasNumericIds(TextEvent event) {
        if (event instanceof TextOrderCreated order) {
            return order.lineItems().stream().allMatch(line -> areNumeric(line.productId(), line.variantId()));
        }
        List<TextCartLine> lines =
                event instanceof TextCartAdded added ? added.cartLines() : ((TextCartRemoved) event).cartLines();
        return lines.stream().allMatch(line -> areNumeric(line.productId(), line.variantId()));
    }

    private static boolean areNumeric(String productId, @Nullable String variantId) {
        return isNumeric(productId) && (variantId == null || isNumeric(variantId));
    }

    private static boolean isNumeric(String id) {
        return id.length() <= MAX_ID_DIGITS && id.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    static TextEvent of(CommerceEvent event, TextIdentity identity) {
        return event instanceof CartChange change
                ? cart(change, identity.customerId())
                : order((Purchase) event, identity.customerId());
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
