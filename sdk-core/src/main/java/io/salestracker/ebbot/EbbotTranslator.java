package io.salestracker.ebbot;

import static java.util.Objects.requireNonNullElse;

import io.salestracker.destination.HeapBytes;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an event is in Ebbot's terms, and what Ebbot requires beyond the model. */
record EbbotTranslator(boolean repeatable) {

    Translation translate(SalesEvent event, Stamp stamp) {
        try {
            if (event instanceof EbbotAtcEvent atc) {
                return send(atc.stamped(stamp), atc.currency());
            }
            if (event instanceof EbbotVisitEvent visit) {
                return send(visit.stamped(stamp), null);
            }
            if (event instanceof EbbotPurchaseEvent purchase) {
                return send(purchase.stamped(stamp), purchase.currency());
            }
            if (event instanceof CommerceEvent commerce) {
                return translate(commerce, stamp);
            }
        } catch (InvalidEventException e) {
            return Translation.refuse(e);
        }
        throw new IllegalArgumentException("neither a commerce event nor one of Ebbot's");
    }

    private Translation translate(CommerceEvent event, Stamp stamp) {
        if (event instanceof CartChange change && change.added() <= 0) {
            return Translation.skip(SkipReason.NO_SUCH_EVENT);
        }
        String chatId = chatId(event.visitor());
        if (event instanceof CartChange change) {
            return send(atc(change, chatId, stamp), change.currency());
        }
        if (event instanceof Purchase purchase) {
            return send(purchase(purchase, chatId, stamp), purchase.currency());
        }
        return send(visit((ProductVisit) event, chatId, stamp), null);
    }

    private static @Nullable String chatId(@Nullable Visitor visitor) {
        return visitor == null
                ? null
                : visitor.identity(EbbotDestination.VENDOR, EbbotIdentity.class, EbbotIdentity::parse)
                        .map(EbbotIdentity::chatId)
                        .orElse(null);
    }

    @SuppressWarnings("NullAway") // What is missing was refused before the event is made.
    private static EbbotAtcEvent atc(CartChange change, @Nullable String chatId, Stamp stamp) {
        Violations violations = new Violations();
        require(violations, "product.unitPrice", change.product().unitPrice());
        require(violations, "currency", change.currency());
        violations.throwIfAny("CartChange");
        List<EbbotItem> items = List.of(item(change.product(), BigDecimal.valueOf(change.added())));
        return new EbbotAtcEvent(
                requireNonNullElse(change.id(), stamp.id()),
                requireNonNullElse(change.occurredAt(), stamp.occurredAt()),
                change.site(),
                chatId,
                items,
                change.currency());
    }

    private static EbbotVisitEvent visit(ProductVisit visit, @Nullable String chatId, Stamp stamp) {
        Violations violations = new Violations();
        require(violations, "product.unitPrice", visit.product().unitPrice());
        violations.throwIfAny("ProductVisit");
        List<EbbotItem> items = List.of(item(visit.product(), null));
        return new EbbotVisitEvent(
                requireNonNullElse(visit.id(), stamp.id()),
                requireNonNullElse(visit.occurredAt(), stamp.occurredAt()),
                visit.site(),
                chatId,
                items);
    }

    private static EbbotPurchaseEvent purchase(Purchase purchase, @Nullable String chatId, Stamp stamp) {
        new Violations()
                .check(
                        !purchase.items().isEmpty(),
                        "items",
                        Code.REQUIRED,
                        "are required by Ebbot, which counts products and not orders; add the order's lines")
                .throwIfAny("Purchase");
        EbbotItem[] items = new EbbotItem[purchase.items().size()];
        for (int i = 0; i < items.length; i++) {
            LineItem line = purchase.items().get(i);
            items[i] = item(line.product(), BigDecimal.valueOf(line.quantity()));
        }
        return new EbbotPurchaseEvent(
                requireNonNullElse(purchase.id(), stamp.id()),
                requireNonNullElse(purchase.occurredAt(), stamp.occurredAt()),
                purchase.site(),
                chatId,
                List.of(items),
                purchase.currency());
    }

    private static EbbotItem item(Product product, @Nullable BigDecimal quantity) {
        return new EbbotItem(product.productId(), product.groupId(), quantity, product.unitPrice(), null);
    }

    private static void require(Violations violations, String path, @Nullable Object value) {
        violations.check(value != null, path, Code.REQUIRED, "is required by Ebbot; set it");
    }

    private Translation send(EbbotEvent event, @Nullable String currency) {
        long bytes = HeapBytes.object(6 * 4)
                + HeapBytes.of(event.id())
                + HeapBytes.object(12)
                + HeapBytes.of(event.site())
                + HeapBytes.of(event.chatId())
                + HeapBytes.of(currency)
                + HeapBytes.list(event.items());
        for (EbbotItem item : event.items()) {
            bytes += HeapBytes.object(5 * 4)
                    + HeapBytes.of(item.id())
                    + HeapBytes.of(item.groupId())
                    + HeapBytes.of(item.quantity())
                    + HeapBytes.of(item.value())
                    + HeapBytes.of(item.valueText());
        }
        return new Translation.Send(event, repeatable, bytes);
    }
}
