package io.salestracker.alhena;

import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.Purchase;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the fields that Alhena requires beyond the model, and translates commerce events into Alhena's own. An event without faults
 * can be translated, since the model has checked all else.
 */
record AlhenaEvents(boolean requireFaqFingerprint, boolean requireOrderId, AlhenaLineValue lineValue) {

    /** The faults of an event in Alhena's own terms. */
    Violations faults(AlhenaEvent own) {
        Violations violations = new Violations();
        checkFaq(violations, "userFaqFingerprint", own.userFaqFingerprint());
        return violations.check(
                own.orderId() != null || !requireOrderId || own instanceof AlhenaCartEvent,
                "orderId",
                Code.REQUIRED,
                "is required, as without it a repeated order counts twice; requireOrderId(false) on the destination's"
                        + " builder waives it");
    }

    /** Notes the faults of any other event. */
    void check(CommerceEvent event, @Nullable AlhenaIdentity identity, Violations violations) {
        if (identity != null) {
            checkFaq(violations, "visitor.alhena.faqFingerprint", identity.faqFingerprint());
        }
        if (event instanceof CartChange change) {
            violations
                    .requiredBy("Alhena", "product.name", change.product().name())
                    .requiredBy("Alhena", "product.unitPrice", change.product().unitPrice())
                    .requiredBy("Alhena", "currency", change.currency());
        } else if (event instanceof Purchase purchase) {
            check(violations, purchase.items());
        }
    }

    private void check(Violations violations, List<LineItem> items) {
        for (int i = 0; i < items.size(); i++) {
            LineItem item = items.get(i);
            // The paths are made at a fault only, since this runs for every line of every order.
            if (item.product().name() == null) {
                violations.requiredBy("Alhena", "items[" + i + "].name", null);
            } else if (lineValue == AlhenaLineValue.LINE_TOTAL
                    && !Violations.isAmount(item.unitPrice(), item.quantity())) {
                violations.check(
                        false, "items[" + i + "].unitPrice", Code.OUT_OF_RANGE, "times quantity must be below 10^15");
            }
        }
    }

    private void checkFaq(Violations violations, String path, @Nullable String faqFingerprint) {
        violations.check(
                faqFingerprint != null || !requireFaqFingerprint,
                path,
                Code.REQUIRED,
                "is required by Alhena; requireFaqFingerprint(false) on the destination's builder waives it");
    }

    AlhenaEvent of(CommerceEvent event, AlhenaIdentity identity) {
        return event instanceof CartChange change ? cart(change, identity) : checkout((Purchase) event, identity);
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

    private AlhenaCheckoutEvent checkout(Purchase purchase, AlhenaIdentity identity) {
        AlhenaLineItem[] lines = new AlhenaLineItem[purchase.items().size()];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = line(purchase.items().get(i), purchase.currency());
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
    private AlhenaLineItem line(LineItem item, String currency) {
        Product product = item.product();
        return new AlhenaLineItem(product.productId(), product.name(), item.quantity(), lineValue.of(item), currency);
    }
}
