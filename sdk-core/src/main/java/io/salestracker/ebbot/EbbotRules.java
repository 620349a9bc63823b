package io.salestracker.ebbot;

import io.salestracker.destination.Acceptance;
import io.salestracker.destination.SkipReason;
import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import org.jspecify.annotations.Nullable;

/**
 * The events that Ebbot is told of, and the fields that it requires beyond the model. An event that is accepted here can be made by
 * {@link EbbotEvents}: the model has checked all else.
 */
record EbbotRules(boolean repeatable) {

    Acceptance accepts(SalesEvent event) {
        if (event instanceof EbbotEvent own) {
            return Acceptance.send(own.orderingKey(), repeatable);
        }
        if (event instanceof CommerceEvent commerce) {
            return accepts(commerce);
        }
        throw new IllegalArgumentException("neither a commerce event nor one of Ebbot's");
    }

    private Acceptance accepts(CommerceEvent event) {
        if (event instanceof CartChange change && change.added() <= 0) {
            return Acceptance.skip(SkipReason.NO_SUCH_EVENT);
        }
        Violations violations = new Violations();
        EbbotIdentity identity = null;
        try {
            identity = EbbotIdentity.in(event.visitor());
        } catch (InvalidEventException unreadable) {
            violations.addAll("", unreadable.violations());
        }
        if (event instanceof CartChange change) {
            require(violations, "product.unitPrice", change.product().unitPrice());
            require(violations, "currency", change.currency());
        } else if (event instanceof ProductVisit visit) {
            require(violations, "product.unitPrice", visit.product().unitPrice());
        } else if (event instanceof Purchase purchase) {
            violations.check(
                    !purchase.items().isEmpty(),
                    "items",
                    Code.REQUIRED,
                    "are required by Ebbot, which counts products and not orders; add the order's lines");
        }
        return Acceptance.sendUnless(violations, identity == null ? null : identity.chatId(), repeatable);
    }

    private static void require(Violations violations, String path, @Nullable Object value) {
        violations.check(value != null, path, Code.REQUIRED, "is required by Ebbot; set it");
    }
}
