package io.salestracker.text;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.salestracker.destination.FitFields;
import io.salestracker.destination.OrderLines;
import io.salestracker.destination.WholeUnits;
import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.Purchase;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Checks the fields that Text requires beyond the model, and translates commerce events into Text's own. An event without
 * faults can be translated, since the model has checked all else. The translated event has no time: the encoder writes that of
 * the stamp, and the event's own may be one in the future, which Text's own events do not take.
 */
final class TextEvents {
    // Text seems to store ids as 64-bit integers.
    private static final int MAX_ID_DIGITS = 19;

    private TextEvents() {}

    static void check(CommerceEvent event, Violations violations) {
        violations.timeSince1970("occurredAt", event.occurredAt());
        if (event instanceof CartChange change) {
            violations
                    .requiredBy("Text", "product.unitPrice", change.product().unitPrice())
                    .requiredBy("Text", "currency", change.currency());
        } else if (event instanceof Purchase purchase) {
            violations.check(
                    !purchase.items().isEmpty(),
                    "items",
                    Code.REQUIRED,
                    "must have at least one line, as Text takes no order without; add what was bought");
        }
    }

    /** Tells whether Text has an event for this one. */
    static boolean takes(CommerceEvent event) {
        return event instanceof Purchase
                || (event instanceof CartChange change && !change.product().hasNegativePrice());
    }

    static List<String> madeFit(CommerceEvent event) {
        if (event instanceof Purchase purchase) {
            List<String> fields = FitFields.of(purchase);
            fields = FitFields.with(fields, isNegative(purchase.subtotal()), "subtotal");
            fields = FitFields.with(fields, isNegative(purchase.shipping()), "shipping");
            return FitFields.with(fields, isNegative(purchase.tax()), "tax");
        }
        CartChange change = (CartChange) event;
        return FitFields.of(change, WholeUnits.isWhole(change.added()));
    }

    private static boolean isNegative(@Nullable BigDecimal amount) {
        return amount != null && amount.signum() < 0;
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

    /** @param orderIds the order id of a purchase on the wire */
    static TextEvent of(CommerceEvent event, TextIdentity identity, Function<Purchase, String> orderIds) {
        return event instanceof CartChange change
                ? cart(change, identity.customerId())
                : order((Purchase) event, identity.customerId(), orderIds.apply((Purchase) event));
    }

    /** The units moved, so that a lowered quantity is a removal of the difference. */
    private static TextEvent cart(CartChange change, String customerId) {
        List<TextCartLine> lines = List.of(line(change));
        return change.added().signum() > 0
                ? new TextCartAdded(change.id(), null, change.site(), customerId, lines)
                : new TextCartRemoved(change.id(), null, change.site(), customerId, lines);
    }

    @SuppressWarnings("NullAway") // A missing field was refused before.
    private static TextCartLine line(CartChange change) {
        Product product = change.product();
        WholeUnits units = WholeUnits.of(change.added().abs(), product.unitPrice());
        return new TextCartLine(
                TextCartLine.total(units.price(), units.units()),
                change.currency(),
                units.units(),
                product.productId(),
                product.label(),
                units.price(),
                product.sku(),
                product.variantId(),
                product.imageUrl());
    }

    private static TextOrderCreated order(Purchase purchase, String customerId, String orderId) {
        String number = requireNonNullElse(purchase.orderNumber(), purchase.orderId());
        return new TextOrderCreated(
                purchase.id(),
                null,
                purchase.site(),
                customerId,
                orderId,
                number,
                purchase.currency(),
                purchase.total(),
                notNegative(purchase.subtotal()),
                notNegative(purchase.shipping()),
                notNegative(purchase.tax()),
                purchase.statusPage(),
                purchase.salesChannel(),
                purchase.discountCodes(),
                lines(purchase, number));
    }

    private static @Nullable BigDecimal notNegative(@Nullable BigDecimal amount) {
        return isNegative(amount) ? null : amount;
    }

    /** The lines that were sold; if none was, one line of the order's total, since Text takes no order without. */
    private static List<TextOrderLine> lines(Purchase purchase, String number) {
        List<LineItem> sold = OrderLines.sold(purchase);
        if (sold.isEmpty() && !purchase.items().isEmpty()) {
            return List.of(new TextOrderLine(purchase.orderId(), number, 1, purchase.total(), null, null, null, null));
        }
        TextOrderLine[] lines = new TextOrderLine[sold.size()];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = line(sold.get(i));
        }
        return List.of(lines);
    }

    private static TextOrderLine line(LineItem item) {
        Product product = item.product();
        WholeUnits units = WholeUnits.of(item);
        return new TextOrderLine(
                product.productId(),
                product.label(),
                units.units(),
                requireNonNull(units.price()),
                product.sku(),
                product.variantId(),
                product.variantTitle(),
                product.imageUrl());
    }
}
