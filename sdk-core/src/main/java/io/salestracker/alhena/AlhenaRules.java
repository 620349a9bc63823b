package io.salestracker.alhena;

import io.salestracker.destination.Acceptance;
import io.salestracker.destination.SkipReason;
import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.LineItem;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events that Alhena is told of, and the fields that it requires beyond the model. An event that is accepted here can be made by
 * {@link AlhenaEvents}: the model has checked all else.
 */
record AlhenaRules(boolean requireFaqFingerprint, boolean requireOrderId, AlhenaLineValue lineValue) {

    Acceptance accepts(SalesEvent event) {
        if (event instanceof AlhenaEvent own) {
            return accepts(own);
        }
        if (event instanceof ProductVisit) {
            return Acceptance.skip(SkipReason.NO_SUCH_EVENT);
        }
        if (event instanceof CommerceEvent commerce) {
            return accepts(commerce);
        }
        throw new IllegalArgumentException("neither a commerce event nor one of Alhena's");
    }

    private Acceptance accepts(AlhenaEvent own) {
        Violations violations = new Violations();
        checkFaq(violations, "userFaqFingerprint", own.userFaqFingerprint());
        if (own instanceof AlhenaCheckoutEvent) {
            violations.check(
                    own.orderId() != null || !requireOrderId,
                    "orderId",
                    Code.REQUIRED,
                    "is required, as without it a repeated order counts twice; requireOrderId(false) on the"
                            + " destination's builder waives it");
        }
        return Acceptance.sendUnless(violations, own.orderingKey(), own.orderId() != null);
    }

    private Acceptance accepts(CommerceEvent event) {
        Violations violations = new Violations();
        AlhenaIdentity identity = null;
        try {
            identity = AlhenaIdentity.in(event.visitor());
            if (identity == null) {
                return Acceptance.skip(SkipReason.NO_IDENTITY);
            }
            checkFaq(violations, "visitor.alhena.faqFingerprint", identity.faqFingerprint());
        } catch (InvalidEventException unreadable) {
            violations.addAll("", unreadable.violations());
        }
        if (event instanceof CartChange change) {
            require(violations, "product.name", change.product().name());
            require(violations, "product.unitPrice", change.product().unitPrice());
            require(violations, "currency", change.currency());
        } else if (event instanceof Purchase purchase) {
            check(violations, purchase.items());
        }
        String key = identity == null ? null : identity.chatFingerprint();
        return Acceptance.sendUnless(violations, key, event instanceof Purchase);
    }

    private void check(Violations violations, List<LineItem> items) {
        for (int i = 0; i < items.size(); i++) {
            LineItem item = items.get(i);
            // The paths are made at a fault only, since this runs for every line of every order.
            if (item.product().name() == null) {
                require(violations, "items[" + i + "].name", null);
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

    private static void require(Violations violations, String path, @Nullable Object value) {
        violations.check(value != null, path, Code.REQUIRED, "is required by Alhena; set it");
    }
}
