package io.salestracker.alhena;

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
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import io.salestracker.event.Visitor;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an event is in Alhena's terms, and what Alhena requires beyond the model. */
record AlhenaTranslator(boolean requireFaqFingerprint, boolean requireOrderId, AlhenaLineValue lineValue) {
    private static final BigDecimal TOO_MUCH = BigDecimal.ONE.scaleByPowerOfTen(Violations.MAX_INTEGER_DIGITS);

    Translation translate(SalesEvent event, Stamp stamp) {
        try {
            if (event instanceof AlhenaCartEvent cart) {
                checkFaq("userFaqFingerprint", cart.userFaqFingerprint()).throwIfAny("AlhenaCartEvent");
                return send(cart.stamped(stamp));
            }
            if (event instanceof AlhenaCheckoutEvent checkout) {
                return send(checked(checkout).stamped(stamp));
            }
            if (event instanceof CommerceEvent commerce) {
                return translate(commerce, stamp);
            }
        } catch (InvalidEventException e) {
            return Translation.refuse(e);
        }
        throw new IllegalArgumentException("neither a commerce event nor one of Alhena's");
    }

    private Translation translate(CommerceEvent event, Stamp stamp) {
        boolean known = event instanceof CartChange || event instanceof Purchase;
        if (!known) {
            return Translation.skip(SkipReason.NO_SUCH_EVENT);
        }
        Visitor visitor = event.visitor();
        Optional<AlhenaIdentity> identity = visitor == null
                ? Optional.empty()
                : visitor.identity(AlhenaDestination.VENDOR, AlhenaIdentity.class, AlhenaIdentity::parse);
        if (identity.isEmpty()) {
            return Translation.skip(SkipReason.NO_IDENTITY);
        }
        return event instanceof CartChange change
                ? send(cart(change, identity.get(), stamp))
                : send(checkout((Purchase) event, identity.get(), stamp));
    }

    @SuppressWarnings("NullAway") // What is missing was refused before the event is made.
    private AlhenaCartEvent cart(CartChange change, AlhenaIdentity identity, Stamp stamp) {
        Product product = change.product();
        Violations violations = checkFaq("visitor.alhena.faqFingerprint", identity.faqFingerprint());
        require(violations, "product.name", product.name());
        require(violations, "product.unitPrice", product.unitPrice());
        require(violations, "currency", change.currency());
        violations.throwIfAny("CartChange");
        return new AlhenaCartEvent(
                requireNonNullElse(change.id(), stamp.id()),
                requireNonNullElse(change.occurredAt(), stamp.occurredAt()),
                change.site(),
                identity.chatFingerprint(),
                identity.faqFingerprint(),
                type(change),
                product.productId(),
                product.name(),
                product.unitPrice(),
                change.currency(),
                change.after());
    }

    private static AlhenaCartType type(CartChange change) {
        if (change.before() == 0) {
            return AlhenaCartType.ITEM_ADDED;
        }
        if (change.after() == 0) {
            return AlhenaCartType.ITEM_REMOVED;
        }
        return change.added() > 0 ? AlhenaCartType.QUANTITY_INCREASED : AlhenaCartType.QUANTITY_DECREASED;
    }

    private AlhenaCheckoutEvent checkout(Purchase purchase, AlhenaIdentity identity, Stamp stamp) {
        Violations violations = checkFaq("visitor.alhena.faqFingerprint", identity.faqFingerprint());
        AlhenaLineItem[] lines = new AlhenaLineItem[purchase.items().size()];
        for (int i = 0; i < lines.length; i++) {
            LineItem item = purchase.items().get(i);
            String name = item.product().name();
            BigDecimal value = value(item);
            if (name == null) {
                require(violations, "items[" + i + "].name", null);
            } else if (value.compareTo(TOO_MUCH) >= 0) {
                violations.check(
                        false, "items[" + i + "].unitPrice", Code.OUT_OF_RANGE, "times quantity must be below 10^15");
            } else {
                lines[i] = new AlhenaLineItem(
                        item.product().productId(), name, item.quantity(), value, purchase.currency());
            }
        }
        violations.throwIfAny("Purchase");
        return new AlhenaCheckoutEvent(
                requireNonNullElse(purchase.id(), stamp.id()),
                requireNonNullElse(purchase.occurredAt(), stamp.occurredAt()),
                purchase.site(),
                identity.chatFingerprint(),
                identity.faqFingerprint(),
                purchase.orderId(),
                purchase.total(),
                purchase.currency(),
                List.of(lines));
    }

    private BigDecimal value(LineItem item) {
        return lineValue == AlhenaLineValue.UNIT_PRICE
                ? item.unitPrice()
                : item.unitPrice().multiply(BigDecimal.valueOf(item.quantity()));
    }

    private AlhenaCheckoutEvent checked(AlhenaCheckoutEvent event) {
        checkFaq("userFaqFingerprint", event.userFaqFingerprint())
                .check(
                        event.orderId() != null || !requireOrderId,
                        "orderId",
                        Code.REQUIRED,
                        "is required, as without it a repeated order counts twice; requireOrderId(false) on the"
                                + " destination's builder waives it")
                .throwIfAny("AlhenaCheckoutEvent");
        return event;
    }

    private Violations checkFaq(String path, @Nullable String faqFingerprint) {
        return new Violations()
                .check(
                        faqFingerprint != null || !requireFaqFingerprint,
                        path,
                        Code.REQUIRED,
                        "is required by Alhena; requireFaqFingerprint(false) on the destination's builder waives it");
    }

    private static void require(Violations violations, String path, @Nullable Object value) {
        violations.check(value != null, path, Code.REQUIRED, "is required by Alhena; set it");
    }

    private static Translation send(AlhenaCartEvent event) {
        long bytes = HeapBytes.object(11 * 4)
                + common(event)
                + HeapBytes.of(event.productId())
                + HeapBytes.of(event.productName())
                + HeapBytes.of(event.value())
                + HeapBytes.of(event.currency());
        return new Translation.Send(event, false, bytes);
    }

    private static Translation send(AlhenaCheckoutEvent event) {
        long bytes = HeapBytes.object(9 * 4)
                + common(event)
                + HeapBytes.of(event.orderId())
                + HeapBytes.of(event.value())
                + HeapBytes.of(event.currency())
                + HeapBytes.list(event.lineItems());
        for (AlhenaLineItem line : event.lineItems()) {
            bytes += HeapBytes.object(5 * 4)
                    + HeapBytes.of(line.productId())
                    + HeapBytes.of(line.productName())
                    + HeapBytes.of(line.value());
            bytes += isSame(event.currency(), line.currency()) ? 0 : HeapBytes.of(line.currency());
        }
        return new Translation.Send(event, event.orderId() != null, bytes);
    }

    /** A line of a translated purchase has the order's own text; one that a caller made may have an equal one. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(String text, @Nullable String other) {
        return text == other;
    }

    private static long common(AlhenaEvent event) {
        return HeapBytes.of(event.id())
                + HeapBytes.object(12)
                + HeapBytes.of(event.site())
                + HeapBytes.of(event.userFingerprint())
                + HeapBytes.of(event.userFaqFingerprint());
    }
}
