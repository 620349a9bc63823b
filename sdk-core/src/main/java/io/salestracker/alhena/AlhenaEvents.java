package io.salestracker.alhena;

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
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Checks the fields that Alhena requires beyond the model, and translates commerce events into Alhena's own. An event without faults
 * can be translated, since the model has checked all else.
 */
record AlhenaEvents(boolean requireFaqFingerprint, boolean requireOrderId, AlhenaLineValue lineValue) {

    /** The faults of an event in Alhena's own terms. */
    Violations faults(AlhenaEvent own) {
        Violations violations = new Violations().person("userFingerprint", own.userFingerprint());
        checkFaq(violations, "userFaqFingerprint", own.userFaqFingerprint());
        return violations.check(
                own.orderId() != null || !requireOrderId || own instanceof AlhenaCartEvent,
                "orderId",
                Code.REQUIRED,
                "is required, as without it a repeated order counts twice; requireOrderId(false) on the destination's"
                        + " builder waives it");
    }

    /** Tells whether Alhena has an event for this one. */
    static boolean takes(CommerceEvent event) {
        return event instanceof Purchase
                || (event instanceof CartChange change
                        && !change.product().hasNegativePrice()
                        && (isWhole(change) || isWholly(change)));
    }

    private static boolean isWhole(CartChange change) {
        return WholeUnits.isWhole(change.quantityBefore()) && WholeUnits.isWhole(change.quantityAfter());
    }

    /** Tells whether the product came into the cart or left it: a fraction in between cannot be told in whole units. */
    private static boolean isWholly(CartChange change) {
        return change.quantityBefore().signum() == 0 || change.quantityAfter().signum() == 0;
    }

    /** Notes the faults of any other event. */
    void check(CommerceEvent event, @Nullable AlhenaIdentity identity, Violations violations) {
        if (identity != null) {
            violations.person("visitor.alhena.chatFingerprint", identity.chatFingerprint());
            checkFaq(violations, "visitor.alhena.faqFingerprint", identity.faqFingerprint());
        }
        if (event instanceof CartChange change) {
            violations
                    .requiredBy("Alhena", "product.unitPrice", change.product().unitPrice())
                    .requiredBy("Alhena", "currency", change.currency());
        }
    }

    static List<String> madeFit(CommerceEvent event) {
        if (event instanceof Purchase purchase) {
            return FitFields.of(purchase);
        }
        CartChange change = (CartChange) event;
        return FitFields.of(change, isWhole(change));
    }

    private void checkFaq(Violations violations, String path, @Nullable String faqFingerprint) {
        violations.check(
                faqFingerprint != null || !requireFaqFingerprint,
                path,
                Code.REQUIRED,
                "is required by Alhena; requireFaqFingerprint(false) on the destination's builder waives it");
    }

    /** @param orderIds the order id of a purchase on the wire */
    AlhenaEvent of(CommerceEvent event, AlhenaIdentity identity, Function<Purchase, String> orderIds) {
        return event instanceof CartChange change
                ? cart(change, identity)
                : checkout((Purchase) event, identity, orderIds.apply((Purchase) event));
    }

    @SuppressWarnings("NullAway") // A missing field was refused before.
    private static AlhenaCartEvent cart(CartChange change, AlhenaIdentity identity) {
        Product product = change.product();
        // A fraction came into the cart whole or left it whole, so its price is that of all of it.
        boolean removed = change.quantityAfter().signum() == 0 && !isWhole(change);
        WholeUnits units =
                WholeUnits.of(removed ? change.quantityBefore() : change.quantityAfter(), product.unitPrice());
        return new AlhenaCartEvent(
                change.id(),
                change.occurredAt(),
                change.site(),
                identity.chatFingerprint(),
                identity.faqFingerprint(),
                type(change),
                product.productId(),
                product.label(),
                units.price(),
                change.currency(),
                removed ? 0 : units.units());
    }

    private static AlhenaCartType type(CartChange change) {
        if (change.quantityBefore().signum() == 0) {
            return AlhenaCartType.ITEM_ADDED;
        }
        if (change.quantityAfter().signum() == 0) {
            return AlhenaCartType.ITEM_REMOVED;
        }
        return change.added().signum() > 0 ? AlhenaCartType.QUANTITY_INCREASED : AlhenaCartType.QUANTITY_DECREASED;
    }

    private AlhenaCheckoutEvent checkout(Purchase purchase, AlhenaIdentity identity, String orderId) {
        List<LineItem> sold = OrderLines.sold(purchase);
        AlhenaLineItem[] lines = new AlhenaLineItem[sold.size()];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = line(sold.get(i), purchase.currency());
        }
        return new AlhenaCheckoutEvent(
                purchase.id(),
                purchase.occurredAt(),
                purchase.site(),
                identity.chatFingerprint(),
                identity.faqFingerprint(),
                orderId,
                purchase.total(),
                purchase.currency(),
                List.of(lines));
    }

    private AlhenaLineItem line(LineItem item, String currency) {
        Product product = item.product();
        int units = WholeUnits.of(item).units();
        return new AlhenaLineItem(product.productId(), product.label(), units, lineValue.of(item), currency);
    }
}
