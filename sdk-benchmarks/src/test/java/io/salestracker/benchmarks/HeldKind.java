package io.salestracker.benchmarks;

import io.salestracker.destination.Destination;
import io.salestracker.event.CartChange;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.event.VisitorIdentity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kind of event at one vendor, and how to make one.
 *
 * @param lined whether it has lines, so that their number matters
 */
record HeldKind(String name, Destination destination, boolean lined, Maker maker) {

    /** Makes an event with so many lines. */
    @FunctionalInterface
    interface Maker {
        SalesEvent make(Fresh fresh, int lines);
    }

    @Override
    public String toString() {
        return destination.name() + " " + name;
    }

    boolean isPurchase() {
        return name.equals("purchase");
    }

    static List<HeldKind> all() {
        List<HeldKind> all = new ArrayList<>();
        EbbotKinds.addTo(all);
        AlhenaKinds.addTo(all);
        TextKinds.addTo(all);
        TracktorKinds.addTo(all);
        return all;
    }

    static ProductVisit visit(Fresh fresh, VisitorIdentity identity) {
        return ProductVisit.builder()
                .visitor(Visitor.of(identity))
                .id(fresh.optional("id"))
                .site(fresh.optional("site"))
                .occurredAt(fresh.optionalTime())
                .product(product(fresh))
                .currency(fresh.currency())
                .build();
    }

    static CartChange cart(Fresh fresh, VisitorIdentity identity) {
        return CartChange.builder()
                .visitor(Visitor.of(identity))
                .id(fresh.optional("id"))
                .site(fresh.optional("site"))
                .occurredAt(fresh.optionalTime())
                .product(product(fresh))
                .currency(fresh.currency())
                .quantityBefore(1)
                .quantityAfter(300)
                .build();
    }

    static Purchase purchase(Fresh fresh, @Nullable VisitorIdentity identity, int lines) {
        Purchase.Builder purchase = Purchase.builder()
                .id(fresh.optional("id"))
                .site(fresh.optional("site"))
                .occurredAt(fresh.optionalTime())
                .visitor(identity == null ? null : Visitor.of(identity))
                .orderId(fresh.digits())
                .orderNumber(fresh.optional("number"))
                .currency(fresh.currency())
                .total(fresh.amount())
                .subtotal(fresh.optionalAmount())
                .shipping(fresh.optionalAmount())
                .tax(fresh.optionalAmount())
                .statusPage(fresh.optional("page"));
        if (fresh.isFull()) {
            purchase.salesChannel(fresh.text("channel"), fresh.text("name"))
                    .discountCode(fresh.text("code"))
                    .discountCode(fresh.text("code"));
        }
        times(
                lines,
                () -> purchase.item(
                        LineItem.builder().product(product(fresh).build()).quantity(fresh.isFull() ? 20 : 2)));
        return purchase.build();
    }

    private static Product.Builder product(Fresh fresh) {
        return Product.builder()
                .productId(fresh.digits())
                .name(fresh.text("name"))
                .unitPrice(fresh.amount())
                .sku(fresh.optional("sku"))
                .variantId(fresh.optionalDigits())
                .variantTitle(fresh.optional("variant"))
                .groupId(fresh.optionalDigits())
                .imageUrl(fresh.optional("picture"));
    }

    static void times(int times, Runnable action) {
        for (int i = 0; i < times; i++) {
            action.run();
        }
    }
}
