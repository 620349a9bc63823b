package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.salestracker.alhena.AlhenaCartEvent;
import io.salestracker.alhena.AlhenaCartType;
import io.salestracker.alhena.AlhenaCheckoutEvent;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.alhena.AlhenaLineItem;
import io.salestracker.destination.Destination;
import io.salestracker.ebbot.EbbotAtcEvent;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.ebbot.EbbotItem;
import io.salestracker.ebbot.EbbotPurchaseEvent;
import io.salestracker.ebbot.EbbotVisitEvent;
import io.salestracker.event.CartChange;
import io.salestracker.event.EventKind;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.fakes.FakeEvent;
import io.salestracker.internal.FreshValues.Look;
import io.salestracker.testsupport.Allocation;
import io.salestracker.text.TextCartAdded;
import io.salestracker.text.TextCartLine;
import io.salestracker.text.TextCartRemoved;
import io.salestracker.text.TextDestination;
import io.salestracker.text.TextIdentity;
import io.salestracker.text.TextOrderCreated;
import io.salestracker.text.TextOrderLine;
import io.salestracker.tracktor.TracktorAlias;
import io.salestracker.tracktor.TracktorCart;
import io.salestracker.tracktor.TracktorCartEvent;
import io.salestracker.tracktor.TracktorCartProduct;
import io.salestracker.tracktor.TracktorDestination;
import io.salestracker.tracktor.TracktorIdentity;
import io.salestracker.tracktor.TracktorSet;
import io.salestracker.tracktor.TracktorTrack;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An event weighs at least what it occupies by a census of the heap, and at most half as much again. */
class WeightTest {
    private static final double MAX_RATIO = 1.5;

    /** Events of one kind. */
    record Kind(String name, Look look, Function<FreshValues, SalesEvent> maker) {
        @Override
        public String toString() {
            return name + ", " + look;
        }

        SalesEvent make(int number) {
            return maker.apply(new FreshValues(look, number));
        }
    }

    @ParameterizedTest
    @MethodSource({"neutralEvents", "visitors", "vendorsEvents"})
    void anEventWeighsItsHeap(Kind kind) {
        SalesEvent event = kind.make(0);
        long weight = Weight.of(event);
        long bytes = new HeapCensus().bytes(event, kind.make(1));

        assertThat((double) weight / bytes)
                .as("%s: weighs %d B, occupies %d B", kind, weight, bytes)
                .isBetween(1.0, MAX_RATIO);
    }

    @Test
    void weighingAllocatesNothing() {
        Purchase purchase = purchase(new FreshValues(Look.WIDE, 1), 100);
        Weight.of(purchase);

        long allocated = Allocation.bytesOf(() -> {
            for (int i = 0; i < 1_000; i++) {
                Weight.of(purchase);
            }
        });

        // Less than an object each; the first calls make some that are no event's.
        assertThat(allocated).isLessThan(16 * 1_000);
    }

    @Test
    void aStrangersEventThatWeighsLessThanNothingIsAFault() {
        FakeEvent event = FakeEvent.of(EventKind.OTHER, null, "x").weighing(-1);
        assertThatIllegalArgumentException().isThrownBy(() -> Weight.of(event));
    }

    static Stream<Kind> neutralEvents() {
        List<Kind> kinds = new ArrayList<>();
        for (Look look : Look.values()) {
            kinds.add(new Kind("visit", look, WeightTest::visit));
            kinds.add(new Kind("change", look, WeightTest::change));
            for (int lines : new int[] {0, 1, 2, 3, 10, 100, 1_000, 10_000}) {
                kinds.add(new Kind("purchase of " + lines, look, fresh -> purchase(fresh, lines)));
            }
        }
        return kinds.stream();
    }

    private static ProductVisit visit(FreshValues fresh) {
        return ProductVisit.builder()
                .visitor(typed(fresh, 4))
                .id(fresh.optional("id"))
                .site(fresh.optional("site"))
                .occurredAt(fresh.time())
                .product(product(fresh))
                .currency(fresh.optional(fresh::currency))
                .build();
    }

    private static CartChange change(FreshValues fresh) {
        return CartChange.builder()
                .visitor(typed(fresh, 4))
                .id(fresh.optional("id"))
                .site(fresh.optional("site"))
                .occurredAt(fresh.time())
                .product(product(fresh))
                .currency(fresh.optional(fresh::currency))
                .quantityBefore(0)
                .quantityAfter(1)
                .build();
    }

    private static Purchase purchase(FreshValues fresh, int lines) {
        Purchase.Builder purchase = Purchase.builder()
                .visitor(typed(fresh, 4))
                .id(fresh.optional("id"))
                .site(fresh.optional("site"))
                .occurredAt(fresh.time())
                .orderId(fresh.digits())
                .orderNumber(fresh.optional("number"))
                .currency(fresh.currency())
                .total(fresh.amount())
                .subtotal(fresh.optional(fresh::amount))
                .shipping(fresh.optional(fresh::amount))
                .tax(fresh.optional(fresh::amount))
                .statusPage(fresh.optional("page"));
        if (fresh.full()) {
            purchase.salesChannel(fresh.text("channel"), fresh.text("name"))
                    .discountCode(fresh.text("code"))
                    .discountCode(fresh.text("code"))
                    .discountCode(fresh.text("code"));
        }
        for (int i = 0; i < lines; i++) {
            purchase.item(LineItem.builder()
                    .product(product(fresh).unitPrice(fresh.amount()).build())
                    .quantity(300));
        }
        return purchase.build();
    }

    private static Product.Builder product(FreshValues fresh) {
        return Product.builder()
                .productId(fresh.digits())
                .name(fresh.optional("name"))
                .unitPrice(fresh.optional(fresh::amount))
                .sku(fresh.optional("sku"))
                .variantId(fresh.optional(fresh::digits))
                .variantTitle(fresh.optional("variant"))
                .groupId(fresh.optional(fresh::digits))
                .imageUrl(fresh.optional("picture"));
    }

    // ---- visitors

    static Stream<Kind> visitors() {
        List<Kind> kinds = new ArrayList<>();
        for (Look look : Look.values()) {
            for (int many = 0; many <= 4; many++) {
                int known = many;
                kinds.add(new Kind("visit by typed " + known, look, fresh -> visit(typed(fresh, known))));
                kinds.add(new Kind("visit by text " + known, look, fresh -> visit(text(fresh, known))));
                kinds.add(new Kind("visit by text read " + known, look, fresh -> read(visit(text(fresh, known)))));
            }
            kinds.add(new Kind("visit by damaged text", look, fresh -> visit(Visitor.parse("v1&" + fresh.digits()))));
            kinds.add(new Kind(
                    "visit with consents",
                    look,
                    fresh -> visit(Visitor.parse(
                            typed(fresh, 2).consent(true).consent("text", true).write()))));
        }
        return kinds.stream();
    }

    private static ProductVisit visit(Visitor visitor) {
        return ProductVisit.builder()
                .visitor(visitor)
                .product(Product.builder().productId(FreshValues.copy("1")))
                .build();
    }

    /** The visitor of a bare event has short ids, that of a wide one wide ones. */
    private static Visitor typed(FreshValues fresh, int known) {
        Visitor.Builder visitor = Visitor.builder();
        if (known > 0) {
            visitor.identity(TextIdentity.of(fresh.full() ? fresh.text("customer") : fresh.digits()));
        }
        if (known > 1) {
            visitor.identity(EbbotIdentity.of(fresh.full() ? fresh.uuid() : fresh.digits()));
        }
        if (known > 2) {
            String signature = fresh.full() ? FreshValues.copy("0123456789ABCDEF".repeat(4)) : null;
            visitor.identity(TracktorIdentity.of(fresh.digits(), signature));
        }
        if (known > 3) {
            visitor.identity(AlhenaIdentity.of(fresh.uuid(), fresh.optional(fresh::uuid)));
        }
        return visitor.build();
    }

    private static Visitor text(FreshValues fresh, int known) {
        return Visitor.parse(typed(fresh, known).write());
    }

    private static final List<Destination> DESTINATIONS = List.of(
            AlhenaDestination.builder("acme").build(),
            EbbotDestination.builder(URI.create("https://relay.example/events")).build(),
            TextDestination.builder("11111111-2222-4333-8444-555566667777").build(),
            TracktorDestination.builder("site-token").build());

    /** Asks every destination, which reads the identities of the visitor; Alhena and Text read none of a visit. */
    private static SalesEvent read(ProductVisit visit) {
        SalesEvent asked = CartChange.builder()
                .visitor(visit.visitor())
                .product(visit.product())
                .quantityBefore(0)
                .quantityAfter(1)
                .build();
        DESTINATIONS.forEach(destination -> destination.accepts(asked));
        return visit;
    }

    // ---- vendors' events

    static Stream<Kind> vendorsEvents() {
        List<Kind> kinds = new ArrayList<>();
        for (Look look : Look.values()) {
            kinds.add(new Kind("alhena cart", look, WeightTest::alhenaCart));
            kinds.add(new Kind("tracktor set", look, WeightTest::tracktorSet));
            kinds.add(new Kind("tracktor alias", look, WeightTest::tracktorAlias));
            kinds.add(new Kind("alhena checkout", look, fresh -> alhenaCheckout(fresh, 3)));
            kinds.add(new Kind("text order", look, fresh -> textOrder(fresh, 3)));
            kinds.add(new Kind("ebbot purchase", look, fresh -> ebbotPurchase(fresh, 3)));
            kinds.add(new Kind("tracktor cart", look, fresh -> tracktorCart(fresh, 3)));
            kinds.add(new Kind("tracktor track", look, fresh -> tracktorTrack(fresh, 3)));
            kinds.add(new Kind("text added", look, fresh -> textAdded(fresh, 2)));
            kinds.add(new Kind("text removed", look, fresh -> textRemoved(fresh, 2)));
            kinds.add(new Kind("ebbot visit", look, fresh -> ebbotVisit(fresh, 2)));
            kinds.add(new Kind("ebbot atc", look, fresh -> ebbotAtc(fresh, 2)));
        }
        return kinds.stream();
    }

    private static AlhenaCartEvent alhenaCart(FreshValues fresh) {
        return AlhenaCartEvent.builder()
                .userFingerprint(fresh.uuid())
                .userFaqFingerprint(fresh.optional(fresh::uuid))
                .id(fresh.optional("id"))
                .site(fresh.optional("site"))
                .occurredAt(fresh.time())
                .type(AlhenaCartType.ITEM_ADDED)
                .productId(fresh.digits())
                .productName(fresh.text("name"))
                .value(fresh.amount())
                .currency(fresh.currency())
                .quantity(300)
                .build();
    }

    private static AlhenaCheckoutEvent alhenaCheckout(FreshValues fresh, int lines) {
        AlhenaCheckoutEvent.Builder event = AlhenaCheckoutEvent.builder()
                .userFingerprint(fresh.uuid())
                .userFaqFingerprint(fresh.optional(fresh::uuid))
                .id(fresh.optional("id"))
                .site(fresh.optional("site"))
                .occurredAt(fresh.time())
                .orderId(fresh.optional(fresh::digits))
                .value(fresh.amount())
                .currency(fresh.currency());
        times(
                lines,
                () -> event.lineItem(AlhenaLineItem.builder()
                        .productId(fresh.digits())
                        .productName(fresh.text("name"))
                        .quantity(300)
                        .value(fresh.amount())
                        .currency(fresh.optional(fresh::currency))));
        return event.build();
    }

    private static TextOrderCreated textOrder(FreshValues fresh, int lines) {
        TextOrderCreated.Builder event = TextOrderCreated.builder()
                .customerId(fresh.uuid())
                .id(fresh.optional("id"))
                .site(fresh.optional("site"))
                .occurredAt(fresh.time())
                .orderId(fresh.digits())
                .orderNumber(fresh.text("number"))
                .currency(fresh.currency())
                .totalPrice(fresh.amount())
                .subtotalPrice(fresh.optional(fresh::amount))
                .shippingPrice(fresh.optional(fresh::amount))
                .taxPrice(fresh.optional(fresh::amount))
                .statusPageUrl(fresh.optional("page"));
        if (fresh.full()) {
            event.salesChannel(fresh.text("channel"), fresh.text("name")).discountCode(fresh.text("code"));
        }
        times(
                lines,
                () -> event.lineItem(TextOrderLine.builder()
                        .productId(fresh.digits())
                        .title(fresh.text("title"))
                        .quantity(300)
                        .price(fresh.amount())
                        .sku(fresh.optional("sku"))
                        .variantId(fresh.optional(fresh::digits))
                        .variantTitle(fresh.optional("variant"))
                        .thumbnailUrl(fresh.optional("picture"))));
        return event.build();
    }

    private static TextCartAdded textAdded(FreshValues fresh, int lines) {
        TextCartAdded.Builder event = TextCartAdded.builder()
                .customerId(fresh.uuid())
                .id(fresh.optional("id"))
                .site(fresh.optional("site"))
                .occurredAt(fresh.time());
        times(lines, () -> event.cartLine(textCartLine(fresh)));
        return event.build();
    }

    private static TextCartRemoved textRemoved(FreshValues fresh, int lines) {
        TextCartRemoved.Builder event = TextCartRemoved.builder()
                .customerId(fresh.uuid())
                .id(fresh.optional("id"))
                .site(fresh.optional("site"))
                .occurredAt(fresh.time());
        times(lines, () -> event.cartLine(textCartLine(fresh)));
        return event.build();
    }

    private static TextCartLine.Builder textCartLine(FreshValues fresh) {
        return TextCartLine.builder()
                .productId(fresh.digits())
                .title(fresh.text("title"))
                .quantity(300)
                .currency(fresh.currency())
                .totalPrice(fresh.amount())
                .price(fresh.optional(fresh::amount))
                .sku(fresh.optional("sku"))
                .variantId(fresh.optional(fresh::digits))
                .thumbnailUrl(fresh.optional("picture"));
    }

    private static EbbotPurchaseEvent ebbotPurchase(FreshValues fresh, int lines) {
        EbbotPurchaseEvent.Builder event = EbbotPurchaseEvent.builder()
                .chatId(fresh.optional(fresh::uuid))
                .id(fresh.optional("id"))
                .site(fresh.optional("site"))
                .occurredAt(fresh.time())
                .currency(fresh.currency());
        times(lines, () -> event.item(ebbotItem(fresh)));
        return event.build();
    }

    private static EbbotAtcEvent ebbotAtc(FreshValues fresh, int lines) {
        EbbotAtcEvent.Builder event = EbbotAtcEvent.builder()
                .chatId(fresh.optional(fresh::uuid))
                .id(fresh.optional("id"))
                .site(fresh.optional("site"))
                .occurredAt(fresh.time())
                .currency(fresh.currency());
        times(lines, () -> event.item(ebbotItem(fresh)));
        return event.build();
    }

    private static EbbotVisitEvent ebbotVisit(FreshValues fresh, int lines) {
        EbbotVisitEvent.Builder event = EbbotVisitEvent.builder()
                .chatId(fresh.optional(fresh::uuid))
                .id(fresh.optional("id"))
                .site(fresh.optional("site"))
                .occurredAt(fresh.time());
        times(lines, () -> event.item(ebbotItem(fresh)));
        return event.build();
    }

    private static EbbotItem.Builder ebbotItem(FreshValues fresh) {
        EbbotItem.Builder item = EbbotItem.builder()
                .id(fresh.digits())
                .groupId(fresh.optional(fresh::digits))
                .quantity(fresh.amount());
        return fresh.full() ? item.valueText(FreshValues.copy("149.99")) : item.value(fresh.amount());
    }

    private static TracktorTrack tracktorTrack(FreshValues fresh, int entries) {
        List<Map<String, Object>> list = new ArrayList<>();
        times(entries, () -> list.add(json(fresh)));
        return TracktorTrack.builder()
                .identity(tracktorIdentity(fresh))
                .id(fresh.optional("id"))
                .site(fresh.optional("site"))
                .occurredAt(fresh.time())
                .action(fresh.text("action"))
                .data(FreshValues.copy("entries"), list)
                .build();
    }

    private static TracktorSet tracktorSet(FreshValues fresh) {
        return TracktorSet.builder()
                .identity(tracktorIdentity(fresh))
                .id(fresh.optional("id"))
                .site(fresh.optional("site"))
                .occurredAt(fresh.time())
                .properties(json(fresh))
                .build();
    }

    private static TracktorAlias tracktorAlias(FreshValues fresh) {
        return TracktorAlias.builder()
                .identity(tracktorIdentity(fresh))
                .id(fresh.optional("id"))
                .site(fresh.optional("site"))
                .occurredAt(fresh.time())
                .sourceId(fresh.text("source"))
                .build();
    }

    private static TracktorCartEvent tracktorCart(FreshValues fresh, int products) {
        TracktorCart.Builder cart = TracktorCart.builder().totalPrice(fresh.amount());
        times(products, () -> {
            TracktorCartProduct.Builder product =
                    TracktorCartProduct.builder().name(fresh.text("name")).price(fresh.amount());
            if (fresh.full()) {
                product.extra(FreshValues.copy("sku"), fresh.text("sku")).extra(FreshValues.copy("quantity"), 2);
            }
            cart.product(product);
        });
        return TracktorCartEvent.purchaseCart()
                .identity(tracktorIdentity(fresh))
                .id(fresh.optional("id"))
                .site(fresh.optional("site"))
                .occurredAt(fresh.time())
                .orderId(fresh.optional(fresh::digits))
                .cart(cart)
                .build();
    }

    private static TracktorIdentity tracktorIdentity(FreshValues fresh) {
        return TracktorIdentity.of(fresh.uuid(), fresh.full() ? FreshValues.copy("0123456789ABCDEF".repeat(4)) : null);
    }

    /** Any JSON value in it, so that none is weighed wrongly. */
    private static Map<String, Object> json(FreshValues fresh) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(FreshValues.copy("sku"), fresh.text("sku"));
        json.put(FreshValues.copy("price"), fresh.amount());
        json.put(FreshValues.copy("quantity"), 2);
        if (fresh.full()) {
            json.put(FreshValues.copy("stock"), 1_000_000);
            json.put(FreshValues.copy("weight"), 1_000_000_000_000L);
            json.put(FreshValues.copy("gift"), true);
            json.put(FreshValues.copy("none"), null);
            json.put(FreshValues.copy("colors"), Arrays.asList(fresh.text("color"), null));
            json.put(FreshValues.copy("more"), Map.of(FreshValues.copy("maker"), fresh.text("maker")));
        }
        return json;
    }

    private static void times(int times, Runnable action) {
        for (int i = 0; i < times; i++) {
            action.run();
        }
    }
}
