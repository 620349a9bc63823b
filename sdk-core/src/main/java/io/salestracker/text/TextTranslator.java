package io.salestracker.text;

import static java.util.Objects.requireNonNullElse;

import io.salestracker.destination.SkipReason;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.Translation;
import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import io.salestracker.event.Visitor;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an event is in Text's terms, and what Text requires beyond the model. */
final class TextTranslator {
    private TextTranslator() {}

    static Translation translate(SalesEvent event, Stamp stamp) {
        try {
            if (event instanceof TextOrderCreated order) {
                return send(order.stamped(stamp));
            }
            if (event instanceof TextCartAdded added) {
                return send(added.stamped(stamp));
            }
            if (event instanceof TextCartRemoved removed) {
                return send(removed.stamped(stamp));
            }
            if (event instanceof CommerceEvent commerce) {
                return translate(commerce, stamp);
            }
        } catch (InvalidEventException e) {
            return Translation.refuse(e);
        }
        throw new IllegalArgumentException("neither a commerce event nor one of Text's");
    }

    private static Translation translate(CommerceEvent event, Stamp stamp) {
        if (event instanceof ProductVisit) {
            return Translation.skip(SkipReason.NO_SUCH_EVENT);
        }
        Visitor visitor = event.visitor();
        Optional<TextIdentity> identity = visitor == null
                ? Optional.empty()
                : visitor.identity(TextDestination.VENDOR, TextIdentity.class, TextIdentity::parse);
        if (identity.isEmpty()) {
            return Translation.skip(SkipReason.NO_IDENTITY);
        }
        String customerId = identity.get().customerId();
        return event instanceof CartChange change
                ? send(cart(change, customerId, stamp))
                : send(order((Purchase) event, customerId, stamp));
    }

    /** The units moved, so that a lowered quantity is a removal of the difference. */
    private static TextEvent cart(CartChange change, String customerId, Stamp stamp) {
        List<TextCartLine> lines = List.of(line(change, Math.abs(change.added())));
        String id = requireNonNullElse(change.id(), stamp.id());
        Instant occurredAt = requireNonNullElse(change.occurredAt(), stamp.occurredAt());
        return change.added() > 0
                ? new TextCartAdded(id, occurredAt, change.site(), customerId, lines)
                : new TextCartRemoved(id, occurredAt, change.site(), customerId, lines);
    }

    @SuppressWarnings("NullAway") // What is missing is refused before the line is made.
    private static TextCartLine line(CartChange change, int units) {
        Product product = change.product();
        BigDecimal price = product.unitPrice();
        Violations violations = new Violations();
        require(violations, "product.name", product.name());
        require(violations, "product.unitPrice", price);
        require(violations, "currency", change.currency());
        BigDecimal total = price == null ? BigDecimal.ZERO : TextCartLine.total(price, units);
        violations
                .check(
                        (long) total.precision() - total.scale() <= Violations.MAX_INTEGER_DIGITS,
                        "product.unitPrice",
                        Code.OUT_OF_RANGE,
                        "times the units moved must be below 10^15")
                .throwIfAny("CartChange");
        return new TextCartLine(
                total,
                change.currency(),
                units,
                product.productId(),
                product.name(),
                price,
                product.sku(),
                product.variantId(),
                product.imageUrl());
    }

    private static TextOrderCreated order(Purchase purchase, String customerId, Stamp stamp) {
        Violations violations = new Violations()
                .check(
                        !purchase.items().isEmpty(),
                        "items",
                        Code.REQUIRED,
                        "must have at least one line, as Text takes no order without; add what was bought");
        TextOrderLine[] lines = new TextOrderLine[purchase.items().size()];
        for (int i = 0; i < lines.length; i++) {
            LineItem item = purchase.items().get(i);
            Product product = item.product();
            String name = product.name();
            if (name == null) {
                require(violations, "items[" + i + "].name", null);
                continue;
            }
            lines[i] = new TextOrderLine(
                    product.productId(),
                    name,
                    item.quantity(),
                    item.unitPrice(),
                    product.sku(),
                    product.variantId(),
                    product.variantTitle(),
                    product.imageUrl());
        }
        violations.throwIfAny("Purchase");
        return new TextOrderCreated(
                requireNonNullElse(purchase.id(), stamp.id()),
                requireNonNullElse(purchase.occurredAt(), stamp.occurredAt()),
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

    private static void require(Violations violations, String path, @Nullable Object value) {
        violations.check(value != null, path, Code.REQUIRED, "is required by Text; set it");
    }

    private static Translation send(TextEvent event) {
        return new Translation.Send(event, event instanceof TextOrderCreated, TextHeap.bytes(event));
    }
}
