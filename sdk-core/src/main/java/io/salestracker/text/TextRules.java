package io.salestracker.text;

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
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events that Text is told of, and the fields that it requires beyond the model. An event that is accepted here can be made by
 * {@link TextEvents}: the model has checked all else.
 */
final class TextRules {
    private TextRules() {}

    static Acceptance accepts(SalesEvent event) {
        if (event instanceof TextEvent own) {
            return Acceptance.send(own.orderingKey(), own instanceof TextOrderCreated);
        }
        if (event instanceof ProductVisit) {
            return Acceptance.skip(SkipReason.NO_SUCH_EVENT);
        }
        if (event instanceof CommerceEvent commerce) {
            return accepts(commerce);
        }
        throw new IllegalArgumentException("neither a commerce event nor one of Text's");
    }

    private static Acceptance accepts(CommerceEvent event) {
        Violations violations = new Violations();
        TextIdentity identity = null;
        try {
            identity = TextIdentity.in(event.visitor());
            if (identity == null) {
                return Acceptance.skip(SkipReason.NO_IDENTITY);
            }
        } catch (InvalidEventException unreadable) {
            violations.addAll("", unreadable.violations());
        }
        violations.time("occurredAt", event.occurredAt());
        if (event instanceof CartChange change) {
            check(violations, change);
        } else if (event instanceof Purchase purchase) {
            check(violations, purchase.items());
        }
        String key = identity == null ? null : identity.customerId();
        return Acceptance.sendUnless(violations, key, event instanceof Purchase);
    }

    private static void check(Violations violations, CartChange change) {
        BigDecimal price = change.product().unitPrice();
        require(violations, "product.name", change.product().name());
        require(violations, "product.unitPrice", price);
        require(violations, "currency", change.currency());
        violations.check(
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
                require(violations, "items[" + i + "].name", null);
            }
        }
    }

    private static void require(Violations violations, String path, @Nullable Object value) {
        violations.check(value != null, path, Code.REQUIRED, "is required by Text; set it");
    }
}
