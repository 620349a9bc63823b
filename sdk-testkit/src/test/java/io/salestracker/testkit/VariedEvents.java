package io.salestracker.testkit;

import io.salestracker.alhena.AlhenaCartEvent;
import io.salestracker.alhena.AlhenaCartType;
import io.salestracker.alhena.AlhenaCheckoutEvent;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.alhena.AlhenaLineItem;
import io.salestracker.ebbot.EbbotAtcEvent;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.ebbot.EbbotItem;
import io.salestracker.ebbot.EbbotPurchaseEvent;
import io.salestracker.ebbot.EbbotVisitEvent;
import io.salestracker.event.CartChange;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesChannel;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.text.TextCartAdded;
import io.salestracker.text.TextCartLine;
import io.salestracker.text.TextCartRemoved;
import io.salestracker.text.TextIdentity;
import io.salestracker.text.TextOrderCreated;
import io.salestracker.text.TextOrderLine;
import io.salestracker.tracktor.TracktorAlias;
import io.salestracker.tracktor.TracktorCart;
import io.salestracker.tracktor.TracktorCartEvent;
import io.salestracker.tracktor.TracktorCartProduct;
import io.salestracker.tracktor.TracktorIdentity;
import io.salestracker.tracktor.TracktorSet;
import io.salestracker.tracktor.TracktorTrack;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Valid events of every kind with every field there or not, and texts and amounts as odd as are allowed. */
final class VariedEvents {
    private static final List<String> CURRENCIES = List.of("EUR", "USD", "JPY", "BHD", "CHF", "HRK");
    private static final String ODD = "\"\\/<>&'%+=#?{}[]:;,|~ éß£€\u00a0\u2028\u2029\u202e\ufeff漢字😀𝒳";

    private final Random random;
    private int count;

    VariedEvents(Random random) {
        this.random = random;
    }

    SalesEvent next() {
        count++;
        return switch (random.nextInt(14)) {
            case 0, 1 -> visit();
            case 2, 3 -> cartChange();
            case 4, 5 -> purchase();
            case 6 -> alhenaCart();
            case 7 -> alhenaCheckout();
            case 8 -> ebbot();
            case 9 -> textOrder();
            case 10 -> textCart();
            case 11 -> tracktorTrack();
            case 12 -> tracktorSet();
            default -> tracktorCart();
        };
    }

    private SalesEvent visit() {
        return ProductVisit.builder()
                .visitor(visitor())
                .occurredAt(time())
                .product(product().unitPrice(price()))
                .currency(random.nextBoolean() ? currency() : null)
                .build();
    }

    private SalesEvent cartChange() {
        return CartChange.builder()
                .visitor(visitor())
                .occurredAt(time())
                .product(product())
                .currency(random.nextInt(10) == 0 ? null : currency())
                .quantityBefore(random.nextInt(4))
                .quantityAfter(random.nextInt(4))
                .build();
    }

    private SalesEvent purchase() {
        Purchase.Builder purchase = Purchase.builder()
                .visitor(visitor())
                .occurredAt(time())
                .site(maybe())
                .orderId("order-" + count + text(5))
                .orderNumber(maybe())
                .currency(currency())
                .total(amount())
                .statusPage(maybe());
        if (random.nextBoolean()) {
            purchase.subtotal(amount()).shipping(amount()).tax(amount());
        }
        if (random.nextInt(3) == 0) {
            purchase.salesChannel(new SalesChannel(text(10), text(20))).discountCode(text(8));
        }
        for (int i = random.nextInt(6); i > 0; i--) {
            purchase.item(LineItem.builder()
                    .product(product().unitPrice(price()).build())
                    .quantity(1 + random.nextInt(1_000)));
        }
        return purchase.build();
    }

    private Product.Builder product() {
        return Product.builder()
                .productId(text(12))
                .name(random.nextInt(10) == 0 ? null : text(60))
                .unitPrice(random.nextInt(10) == 0 ? null : price())
                .sku(maybe())
                .variantId(maybe())
                .variantTitle(maybe())
                .groupId(maybe())
                .imageUrl(maybe());
    }

    private SalesEvent alhenaCart() {
        AlhenaCartType type = List.of(AlhenaCartType.values()).get(random.nextInt(4));
        return AlhenaCartEvent.builder()
                .userFingerprint(uuid())
                .userFaqFingerprint(uuid())
                .type(type)
                .productId(text(12))
                .productName(text(60))
                .value(amount())
                .currency(currency())
                .quantity(type == AlhenaCartType.ITEM_REMOVED ? 0 : 2 + random.nextInt(5))
                .build();
    }

    private SalesEvent alhenaCheckout() {
        AlhenaCheckoutEvent.Builder checkout = AlhenaCheckoutEvent.builder()
                .userFingerprint(uuid())
                .userFaqFingerprint(uuid())
                .orderId("order-" + count)
                .value(amount())
                .currency(currency());
        for (int i = random.nextInt(4); i > 0; i--) {
            checkout.lineItem(AlhenaLineItem.builder()
                    .productId(text(12))
                    .productName(text(60))
                    .quantity(1 + random.nextInt(9))
                    .value(amount())
                    .currency(random.nextBoolean() ? currency() : null));
        }
        return checkout.build();
    }

    private SalesEvent ebbot() {
        return switch (random.nextInt(3)) {
            case 0 -> EbbotAtcEvent.builder().item(item()).currency(currency()).build();
            case 1 -> EbbotVisitEvent.builder().item(item()).item(item()).build();
            default ->
                EbbotPurchaseEvent.builder()
                        .item(item())
                        .item(item())
                        .currency(currency())
                        .build();
        };
    }

    private EbbotItem.Builder item() {
        EbbotItem.Builder item = EbbotItem.builder().id(text(12)).groupId(maybe());
        if (random.nextBoolean()) {
            item.quantity(1 + random.nextInt(9));
        }
        return random.nextBoolean() ? item.value(amount()) : item.valueText("149.99");
    }

    private SalesEvent textOrder() {
        TextOrderCreated.Builder order = TextOrderCreated.builder()
                .customerId(uuid())
                .occurredAt(time())
                .orderId("order-" + count)
                .orderNumber(text(10))
                .currency(currency())
                .totalPrice(amount())
                .statusPageUrl(maybe())
                .lineItem(textLine());
        if (random.nextBoolean()) {
            order.subtotalPrice(amount())
                    .shippingPrice(amount())
                    .taxPrice(amount())
                    .salesChannel(text(5), text(10))
                    .discountCode(text(8))
                    .lineItem(textLine());
        }
        return order.build();
    }

    private TextOrderLine.Builder textLine() {
        return TextOrderLine.builder()
                .productId(text(12))
                .title(text(60))
                .quantity(1 + random.nextInt(9))
                .price(amount())
                .sku(maybe())
                .variantId(maybe())
                .variantTitle(maybe())
                .thumbnailUrl(maybe());
    }

    private SalesEvent textCart() {
        TextCartLine.Builder line = TextCartLine.builder()
                .totalPrice(amount())
                .currency(currency())
                .quantity(1 + random.nextInt(9))
                .productId(text(12))
                .title(text(60))
                .price(random.nextBoolean() ? amount() : null)
                .sku(maybe())
                .variantId(maybe())
                .thumbnailUrl(maybe());
        return random.nextBoolean()
                ? TextCartAdded.builder().customerId(uuid()).cartLine(line).build()
                : TextCartRemoved.builder().customerId(uuid()).cartLine(line).build();
    }

    private SalesEvent tracktorTrack() {
        return TracktorTrack.builder()
                .identity(TracktorIdentity.of(text(20)))
                .occurredAt(time())
                .action(text(20))
                .data("any", Arrays.asList(text(5), null, amount(), true, Map.of(text(3), 7)))
                .build();
    }

    private SalesEvent tracktorSet() {
        if (random.nextInt(4) == 0) {
            return TracktorAlias.builder().sourceId(text(20)).identity(text(20)).build();
        }
        return TracktorSet.builder()
                .identity(TracktorIdentity.of(text(20)))
                .property("email", "someone@example.com")
                .property(text(10), amount())
                .remove("delete_me")
                .build();
    }

    private SalesEvent tracktorCart() {
        TracktorCart.Builder cart = TracktorCart.builder()
                .totalPrice(amount())
                .product(TracktorCartProduct.builder()
                        .name(text(20))
                        .price(amount())
                        .extra("color", text(5)))
                .extra("paid_with", text(5));
        return switch (random.nextInt(3)) {
            case 0 -> TracktorCartEvent.setCart().identity(text(20)).cart(cart).build();
            case 1 ->
                TracktorCartEvent.cancelCart().identity(text(20)).cart(cart).build();
            default ->
                TracktorCartEvent.purchaseCart().identity(text(20)).cart(cart).build();
        };
    }

    private @Nullable Visitor visitor() {
        if (random.nextInt(10) == 0) {
            return null;
        }
        Visitor visitor = Visitor.of(
                AlhenaIdentity.of(uuid(), uuid()),
                TextIdentity.of(uuid()),
                EbbotIdentity.of(text(20)),
                TracktorIdentity.of(text(20)));
        // As it comes back from a session.
        return random.nextBoolean() ? Visitor.parse(visitor.write()) : visitor;
    }

    private Instant time() {
        return Instant.ofEpochMilli(1_700_000_000_000L + random.nextInt());
    }

    private String uuid() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private String currency() {
        return CURRENCIES.get(random.nextInt(CURRENCIES.size()));
    }

    /** An amount that is one times a thousand too. */
    private BigDecimal price() {
        return amount().min(new BigDecimal("999999999999.99"));
    }

    private BigDecimal amount() {
        return switch (random.nextInt(6)) {
            case 0 -> BigDecimal.ZERO;
            case 1 -> new BigDecimal("1E+3");
            case 2 -> new BigDecimal(new BigInteger(60, random), 20);
            case 3 -> new BigDecimal("999999999999999.99");
            case 4 -> new BigDecimal("0.10");
            default -> BigDecimal.valueOf(random.nextInt(1_000_000), random.nextInt(4));
        };
    }

    private @Nullable String maybe() {
        return random.nextBoolean() ? null : text(30);
    }

    /** A text that is not blank, half the time of odd characters. */
    private String text(int length) {
        StringBuilder text = new StringBuilder().append((char) ('a' + random.nextInt(26)));
        int[] odd = ODD.codePoints().toArray();
        boolean plain = random.nextBoolean();
        for (int i = random.nextInt(length); i > 0; i--) {
            text.appendCodePoint(plain ? 'a' + random.nextInt(26) : odd[random.nextInt(odd.length)]);
        }
        return text.toString();
    }
}
