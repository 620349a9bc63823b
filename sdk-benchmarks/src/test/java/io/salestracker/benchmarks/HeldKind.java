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
import io.salestracker.vendor.alhena.AlhenaCartEvent;
import io.salestracker.vendor.alhena.AlhenaCartType;
import io.salestracker.vendor.alhena.AlhenaCheckoutEvent;
import io.salestracker.vendor.alhena.AlhenaDestination;
import io.salestracker.vendor.alhena.AlhenaIdentity;
import io.salestracker.vendor.alhena.AlhenaLineItem;
import io.salestracker.vendor.ebbot.EbbotAtcEvent;
import io.salestracker.vendor.ebbot.EbbotDestination;
import io.salestracker.vendor.ebbot.EbbotIdentity;
import io.salestracker.vendor.ebbot.EbbotItem;
import io.salestracker.vendor.ebbot.EbbotPurchaseEvent;
import io.salestracker.vendor.ebbot.EbbotVisitEvent;
import io.salestracker.vendor.text.TextCartAdded;
import io.salestracker.vendor.text.TextCartLine;
import io.salestracker.vendor.text.TextCartRemoved;
import io.salestracker.vendor.text.TextDestination;
import io.salestracker.vendor.text.TextIdentity;
import io.salestracker.vendor.text.TextOrderCreated;
import io.salestracker.vendor.text.TextOrderLine;
import io.salestracker.vendor.tracktor.TracktorAlias;
import io.salestracker.vendor.tracktor.TracktorCart;
import io.salestracker.vendor.tracktor.TracktorCartEvent;
import io.salestracker.vendor.tracktor.TracktorCartProduct;
import io.salestracker.vendor.tracktor.TracktorDestination;
import io.salestracker.vendor.tracktor.TracktorIdentity;
import io.salestracker.vendor.tracktor.TracktorSet;
import io.salestracker.vendor.tracktor.TracktorTrack;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One kind of event at one vendor, and how to make one. Text's two routes hold the same, so one stands for both.
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
        ebbot(all);
        alhena(all);
        text(all);
        tracktor(all);
        return all;
    }

    private static void ebbot(List<HeldKind> all) {
        Destination ebbot = EbbotDestination.builder(URI.create("https://relay.example/events"))
                .build();
        all.add(new HeldKind("visit", ebbot, false, (fresh, n) -> visit(fresh, EbbotIdentity.of(fresh.visitor()))));
        all.add(new HeldKind("cart", ebbot, false, (fresh, n) -> cart(fresh, EbbotIdentity.of(fresh.visitor()))));
        all.add(new HeldKind(
                "purchase", ebbot, true, (fresh, n) -> purchase(fresh, EbbotIdentity.of(fresh.visitor()), n)));
        all.add(new HeldKind("purchase of nobody", ebbot, true, (fresh, n) -> purchase(fresh, null, n)));
        all.add(new HeldKind("ecom-visit", ebbot, true, (fresh, n) -> {
            EbbotVisitEvent.Builder event = EbbotVisitEvent.builder()
                    .chatId(fresh.visitor())
                    .id(fresh.optional("id"))
                    .site(fresh.optional("site"))
                    .occurredAt(fresh.optionalTime());
            times(n, () -> event.item(ebbotItem(fresh)));
            return event.build();
        }));
        all.add(new HeldKind("ecom-atc", ebbot, true, (fresh, n) -> {
            EbbotAtcEvent.Builder event = EbbotAtcEvent.builder()
                    .chatId(fresh.visitor())
                    .id(fresh.optional("id"))
                    .site(fresh.optional("site"))
                    .occurredAt(fresh.optionalTime())
                    .currency(fresh.currency());
            times(n, () -> event.item(ebbotItem(fresh)));
            return event.build();
        }));
        all.add(new HeldKind("ecom-purchase", ebbot, true, (fresh, n) -> {
            EbbotPurchaseEvent.Builder event = EbbotPurchaseEvent.builder()
                    .chatId(fresh.visitor())
                    .id(fresh.optional("id"))
                    .site(fresh.optional("site"))
                    .occurredAt(fresh.optionalTime())
                    .currency(fresh.currency());
            times(n, () -> event.item(ebbotItem(fresh)));
            return event.build();
        }));
    }

    private static EbbotItem.Builder ebbotItem(Fresh fresh) {
        EbbotItem.Builder item = EbbotItem.builder()
                .id(fresh.digits())
                .groupId(fresh.optionalDigits())
                .quantity(fresh.amount());
        return fresh.isFull() ? item.valueText(Fresh.copy("149.99")) : item.value(fresh.amount());
    }

    private static void alhena(List<HeldKind> all) {
        Destination alhena = AlhenaDestination.builder("acme")
                .baseUrl(URI.create("https://alhena.example"))
                .requireFaqFingerprint(false)
                .build();
        all.add(new HeldKind("cart", alhena, false, (fresh, n) -> cart(fresh, alhena(fresh))));
        all.add(new HeldKind("purchase", alhena, true, (fresh, n) -> purchase(fresh, alhena(fresh), n)));
        all.add(new HeldKind(
                "cart event",
                alhena,
                false,
                (fresh, n) -> AlhenaCartEvent.builder()
                        .identity(alhena(fresh))
                        .id(fresh.optional("id"))
                        .site(fresh.optional("site"))
                        .occurredAt(fresh.optionalTime())
                        .type(AlhenaCartType.ITEM_ADDED)
                        .productId(fresh.digits())
                        .productName(fresh.text("name"))
                        .value(fresh.amount())
                        .currency(fresh.currency())
                        .quantity(2)
                        .build()));
        all.add(new HeldKind("checkout event", alhena, true, (fresh, n) -> {
            AlhenaCheckoutEvent.Builder event = AlhenaCheckoutEvent.builder()
                    .identity(alhena(fresh))
                    .id(fresh.optional("id"))
                    .site(fresh.optional("site"))
                    .occurredAt(fresh.optionalTime())
                    .orderId(fresh.digits())
                    .value(fresh.amount())
                    .currency(fresh.currency());
            times(
                    n,
                    () -> event.lineItem(AlhenaLineItem.builder()
                            .productId(fresh.digits())
                            .productName(fresh.text("name"))
                            .quantity(1)
                            .value(fresh.amount())
                            .currency(fresh.isFull() ? fresh.currency() : null)));
            return event.build();
        }));
    }

    private static AlhenaIdentity alhena(Fresh fresh) {
        return AlhenaIdentity.of(fresh.visitor(), fresh.isFull() ? fresh.visitor() : null);
    }

    private static void text(List<HeldKind> all) {
        Destination text =
                TextDestination.builder("11111111-2222-4333-8444-555566667777").build();
        all.add(new HeldKind("cart", text, false, (fresh, n) -> cart(fresh, TextIdentity.of(fresh.visitor()))));
        all.add(new HeldKind(
                "purchase", text, true, (fresh, n) -> purchase(fresh, TextIdentity.of(fresh.visitor()), n)));
        all.add(new HeldKind("store_product_added_to_cart", text, true, (fresh, n) -> {
            TextCartAdded.Builder event = TextCartAdded.builder()
                    .customerId(fresh.visitor())
                    .id(fresh.optional("id"))
                    .site(fresh.optional("site"))
                    .occurredAt(fresh.optionalTime());
            times(n, () -> event.cartLine(textCartLine(fresh)));
            return event.build();
        }));
        all.add(new HeldKind("store_product_removed_from_cart", text, true, (fresh, n) -> {
            TextCartRemoved.Builder event = TextCartRemoved.builder()
                    .customerId(fresh.visitor())
                    .id(fresh.optional("id"))
                    .site(fresh.optional("site"))
                    .occurredAt(fresh.optionalTime());
            times(n, () -> event.cartLine(textCartLine(fresh)));
            return event.build();
        }));
        all.add(new HeldKind("store_order_was_created", text, true, (fresh, n) -> {
            TextOrderCreated.Builder event = TextOrderCreated.builder()
                    .customerId(fresh.visitor())
                    .id(fresh.optional("id"))
                    .site(fresh.optional("site"))
                    .occurredAt(fresh.optionalTime())
                    .orderId(fresh.digits())
                    .orderNumber(fresh.text("number"))
                    .currency(fresh.currency())
                    .totalPrice(fresh.amount())
                    .subtotalPrice(fresh.optionalAmount())
                    .shippingPrice(fresh.optionalAmount())
                    .taxPrice(fresh.optionalAmount())
                    .statusPageUrl(fresh.optional("page"));
            if (fresh.isFull()) {
                event.salesChannel(fresh.text("channel"), fresh.text("name"))
                        .discountCode(fresh.text("code"))
                        .discountCode(fresh.text("code"));
            }
            times(
                    n,
                    () -> event.lineItem(TextOrderLine.builder()
                            .productId(fresh.digits())
                            .title(fresh.text("title"))
                            .quantity(1)
                            .price(fresh.amount())
                            .sku(fresh.optional("sku"))
                            .variantId(fresh.optionalDigits())
                            .variantTitle(fresh.optional("variant"))
                            .thumbnailUrl(fresh.optional("picture"))));
            return event.build();
        }));
    }

    private static TextCartLine.Builder textCartLine(Fresh fresh) {
        return TextCartLine.builder()
                .productId(fresh.digits())
                .title(fresh.text("title"))
                .quantity(1)
                .currency(fresh.currency())
                .totalPrice(fresh.amount())
                .price(fresh.optionalAmount())
                .sku(fresh.optional("sku"))
                .variantId(fresh.optionalDigits())
                .thumbnailUrl(fresh.optional("picture"));
    }

    private static void tracktor(List<HeldKind> all) {
        Destination tracktor = TracktorDestination.builder("site-token")
                .alias(true)
                .maxUrlLength(1_000_000)
                .build();
        all.add(new HeldKind("visit", tracktor, false, (fresh, n) -> visit(fresh, tracktor(fresh))));
        all.add(new HeldKind("cart", tracktor, false, (fresh, n) -> cart(fresh, tracktor(fresh))));
        all.add(new HeldKind("purchase", tracktor, true, (fresh, n) -> purchase(fresh, tracktor(fresh), n)));
        all.add(new HeldKind("track", tracktor, true, (fresh, n) -> {
            List<Map<String, Object>> entries = new ArrayList<>();
            times(n, () -> entries.add(json(fresh)));
            return TracktorTrack.builder()
                    .identity(tracktor(fresh))
                    .id(fresh.optional("id"))
                    .site(fresh.optional("site"))
                    .occurredAt(fresh.optionalTime())
                    .action(fresh.text("action"))
                    .data("entries", entries)
                    .build();
        }));
        all.add(new HeldKind(
                "set",
                tracktor,
                false,
                (fresh, n) -> TracktorSet.builder()
                        .identity(tracktor(fresh))
                        .id(fresh.optional("id"))
                        .site(fresh.optional("site"))
                        .occurredAt(fresh.optionalTime())
                        .properties(json(fresh))
                        .build()));
        all.add(new HeldKind(
                "alias",
                tracktor,
                false,
                (fresh, n) -> TracktorAlias.builder()
                        .identity(tracktor(fresh))
                        .id(fresh.optional("id"))
                        .site(fresh.optional("site"))
                        .occurredAt(fresh.optionalTime())
                        .sourceId(fresh.text("source"))
                        .build()));
        all.add(new HeldKind("cart call", tracktor, true, (fresh, n) -> {
            TracktorCart.Builder cart = TracktorCart.builder().totalPrice(fresh.amount());
            times(n, () -> {
                TracktorCartProduct.Builder product =
                        TracktorCartProduct.builder().name(fresh.text("name")).price(fresh.amount());
                if (fresh.isFull()) {
                    product.extra(Fresh.copy("sku"), fresh.text("sku")).extra(Fresh.copy("quantity"), 2);
                }
                cart.product(product);
            });
            return TracktorCartEvent.setCart()
                    .identity(tracktor(fresh))
                    .id(fresh.optional("id"))
                    .site(fresh.optional("site"))
                    .occurredAt(fresh.optionalTime())
                    .cart(cart)
                    .build();
        }));
    }

    private static TracktorIdentity tracktor(Fresh fresh) {
        return TracktorIdentity.of(fresh.visitor(), fresh.isFull() ? Fresh.copy("0123456789abcdef".repeat(4)) : null);
    }

    /** Any JSON value in it, so that none is counted wrongly. */
    private static Map<String, Object> json(Fresh fresh) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(Fresh.copy("sku"), fresh.text("sku"));
        json.put(Fresh.copy("price"), fresh.amount());
        json.put(Fresh.copy("quantity"), 2);
        if (fresh.isFull()) {
            json.put(Fresh.copy("stock"), 1_000_000);
            json.put(Fresh.copy("weight"), 1_000_000_000_000L);
            json.put(Fresh.copy("gift"), true);
            json.put(Fresh.copy("colors"), List.of(fresh.text("color"), fresh.text("color")));
            Map<String, Object> more = new HashMap<>();
            more.put(Fresh.copy("maker"), fresh.text("maker"));
            json.put(Fresh.copy("more"), more);
        }
        return json;
    }

    private static ProductVisit visit(Fresh fresh, VisitorIdentity identity) {
        return ProductVisit.builder()
                .visitor(Visitor.of(identity))
                .id(fresh.optional("id"))
                .site(fresh.optional("site"))
                .occurredAt(fresh.optionalTime())
                .product(product(fresh))
                .currency(fresh.currency())
                .build();
    }

    private static CartChange cart(Fresh fresh, VisitorIdentity identity) {
        return CartChange.builder()
                .visitor(Visitor.of(identity))
                .id(fresh.optional("id"))
                .site(fresh.optional("site"))
                .occurredAt(fresh.optionalTime())
                .product(product(fresh))
                .currency(fresh.currency())
                .before(1)
                .after(300)
                .build();
    }

    private static Purchase purchase(Fresh fresh, @Nullable VisitorIdentity identity, int lines) {
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

    private static void times(int times, Runnable action) {
        for (int i = 0; i < times; i++) {
            action.run();
        }
    }
}
