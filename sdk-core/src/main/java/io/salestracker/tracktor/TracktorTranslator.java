package io.salestracker.tracktor;

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
import io.salestracker.event.Visitor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an event is in Tracktor's terms. The field names of translated events are assumed. */
record TracktorTranslator(TracktorActions actions, boolean alias) {
    private static final String[] PRODUCT = {"productid", "name", "price", "currency"};
    private static final String[] CART_CHANGE = {
        "productid", "name", "price", "currency", "quantity", "quantity_before", "quantity_after"
    };
    private static final String[] ORDER = {"orderid", "totalprice", "currency", "products"};
    private static final String[] ORDER_WITHOUT_LINES = {"orderid", "totalprice", "currency"};
    private static final String[] LINE = {"name", "price", "quantity"};

    Translation translate(SalesEvent event, Stamp stamp) {
        try {
            if (event instanceof TracktorTrack track) {
                return send(track.stamped(stamp), false);
            }
            if (event instanceof TracktorCartEvent cart) {
                return send(cart.stamped(stamp), false);
            }
            if (event instanceof TracktorSet set) {
                return send(set.stamped(stamp), true);
            }
            if (event instanceof TracktorAlias merge) {
                return alias ? send(merge.stamped(stamp), true) : Translation.skip(SkipReason.DISABLED);
            }
            if (event instanceof CommerceEvent commerce) {
                return translate(commerce, stamp);
            }
        } catch (InvalidEventException e) {
            return Translation.refuse(e);
        }
        throw new IllegalArgumentException("neither a commerce event nor one of Tracktor's");
    }

    private Translation translate(CommerceEvent event, Stamp stamp) {
        Visitor visitor = event.visitor();
        Optional<TracktorIdentity> identity = visitor == null
                ? Optional.empty()
                : visitor.identity(TracktorDestination.VENDOR, TracktorIdentity.class, TracktorIdentity::parse);
        return identity.isEmpty()
                ? Translation.skip(SkipReason.NO_IDENTITY)
                : send(track(event, identity.get(), stamp), false);
    }

    private TracktorTrack track(CommerceEvent event, TracktorIdentity identity, Stamp stamp) {
        String action;
        Map<String, @Nullable Object> data;
        String orderId = null;
        if (event instanceof ProductVisit visit) {
            action = actions.productViewed();
            data = visit(visit);
        } else if (event instanceof CartChange change) {
            action = change.added() > 0 ? actions.productAdded() : actions.productRemoved();
            data = cartChange(change);
        } else {
            Purchase purchase = (Purchase) event;
            action = actions.orderPlaced();
            data = order(purchase);
            orderId = purchase.orderId();
        }
        return new TracktorTrack(
                requireNonNullElse(event.id(), stamp.id()),
                requireNonNullElse(event.occurredAt(), stamp.occurredAt()),
                event.site(),
                identity,
                action,
                data,
                event.kind(),
                orderId);
    }

    private static TracktorObject visit(ProductVisit visit) {
        Product product = visit.product();
        return known(PRODUCT, product.productId(), trimmed(product.name()), product.unitPrice(), visit.currency());
    }

    private static TracktorObject cartChange(CartChange change) {
        Product product = change.product();
        return known(
                CART_CHANGE,
                product.productId(),
                trimmed(product.name()),
                product.unitPrice(),
                change.currency(),
                Math.abs(change.added()),
                change.before(),
                change.after());
    }

    private static TracktorObject order(Purchase purchase) {
        if (purchase.items().isEmpty()) {
            return TracktorObject.of(ORDER_WITHOUT_LINES, purchase.orderId(), purchase.total(), purchase.currency());
        }
        Object[] lines = new Object[purchase.items().size()];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = line(purchase.items().get(i));
        }
        return TracktorObject.of(ORDER, purchase.orderId(), purchase.total(), purchase.currency(), List.of(lines));
    }

    private static TracktorObject line(LineItem item) {
        Product product = item.product();
        // The vendor's products have a name each, so the id stands in for a missing one.
        String name = trimmed(requireNonNullElse(product.name(), product.productId()));
        return TracktorObject.of(LINE, name, item.unitPrice(), item.quantity());
    }

    /** An object of those values that are there. */
    private static TracktorObject known(String[] names, @Nullable Object... values) {
        String[] knownNames = new String[names.length];
        Object[] knownValues = new Object[names.length];
        int count = 0;
        for (int i = 0; i < names.length; i++) {
            Object value = values[i];
            if (value != null) {
                knownNames[count] = names[i];
                knownValues[count++] = value;
            }
        }
        return count == names.length
                ? TracktorObject.of(names, values)
                : TracktorObject.of(Arrays.copyOf(knownNames, count), Arrays.copyOf(knownValues, count));
    }

    private static @Nullable String trimmed(@Nullable String name) {
        return name == null ? null : name.strip();
    }

    private static Translation send(TracktorEvent event, boolean repeatable) {
        return new Translation.Send(event, repeatable, TracktorHeap.bytes(event));
    }
}
