package io.salestracker.fields;

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
import io.salestracker.event.EventBuilder;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.text.TextCartAdded;
import io.salestracker.text.TextCartLine;
import io.salestracker.text.TextCartRemoved;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Builders of events of every kind, in which any field may have any mess; many events have several, and many none. */
final class MessyEvents {
    private static final List<String> TEXTS = Arrays.asList(
            null,
            "",
            " ",
            "\t\r\n",
            "Crew\tNeck\r\n",
            " Crew Neck ",
            "half \ud83d",
            "\ude00 half",
            "whole \ud83d\ude00",
            "nul\0",
            "x".repeat(2_001),
            "x".repeat(1_999) + "\ud83d\ude00",
            "\u6f22".repeat(900),
            "&amp; <b>\"'\\ %41+#?;|",
            "\u202eright to left\u2028",
            "007",
            "\ufeffAb-c");
    private static final List<String> ADDRESSES = Arrays.asList(
            null,
            "",
            "https://shop.example/1.png",
            "HTTP://shop.example:8080/a?b=c&d#e",
            " https://shop.example/2.png\n",
            "/img/1.png",
            "//cdn.shop.example/1.png",
            "cdn.shop.example/1.png",
            "https://",
            "https://shop.example/a b.png",
            "https://shop.example/" + "x".repeat(2_000),
            "data:image/png;base64,iVBORw0KGgo=",
            "javascript:alert(1)",
            "https://b\u00fccher.example/gr\u00f6\u00dfe.png",
            "https://shop_1.example/\ud83d\ude00.png",
            "https://[::1/1.png");
    private static final List<String> NUMBERS = List.of(
            "0",
            "0.00",
            "-0.01",
            "-50",
            "1E15",
            "-1E15",
            "1E+3",
            "999999999999999.99",
            "0.00000000000000000001",
            "0.000000000000000000001",
            "149.99000000000000909494701772928237915039062500",
            "3.333333333333333333333333333333",
            "1E-1000000",
            "0E+1000000",
            "1E+1000000");
    private static final List<String> QUANTITIES = List.of(
            "0", "0.00", "-1", "1.85", "0.333", "2.00", "1E2", "3000000000", "1E15", "0.5000000000000000000001");
    private static final List<String> CURRENCIES =
            Arrays.asList(null, "", "usd", "XXX", "$", "EURO", "KWD", "JPY", "DEM", "US\ud83d");

    private final Random random;
    private int count;

    MessyEvents(Random random) {
        this.random = random;
    }

    EventBuilder<?> next() {
        count++;
        return switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4, 5 -> purchase();
            case 6, 7 -> cartChange();
            case 8 -> visit();
            case 9 -> alhenaCart();
            case 10 -> alhenaCheckout();
            case 11 -> ebbot();
            case 12 -> textOrder();
            case 13 -> textCart();
            case 14 -> tracktor();
            default -> tracktorCart();
        };
    }

    /** How often a field has a mess: seldom, since one strict field is enough to refuse an event. */
    private boolean isMessy(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** A text that is only shown to people, or a code that a vendor can do without. */
    private String shown(String fit) {
        return isMessy(3) ? any(TEXTS) : fit;
    }

    /** A text that is counted or compared. */
    private String strict(String fit) {
        return isMessy(60) ? any(TEXTS) : fit;
    }

    /** An id that no other order has, whatever mess it has. */
    private String orderId(String prefix) {
        String id = strict(prefix);
        return id == null || id.isBlank() ? id : id + count;
    }

    private String address() {
        return any(ADDRESSES);
    }

    private String currency() {
        return isMessy(25) ? any(CURRENCIES) : any(List.of("EUR", "USD", "SEK", "JPY"));
    }

    private BigDecimal price() {
        if (isMessy(12)) {
            return new BigDecimal(any(NUMBERS));
        }
        return isMessy(10)
                ? new BigDecimal(new BigInteger(60, random), random.nextInt(25)).remainder(BigDecimal.valueOf(1_000))
                : BigDecimal.valueOf(random.nextInt(100_000), random.nextInt(4));
    }

    /** The price of a line, which may be a gift card's. */
    private BigDecimal linePrice() {
        return isMessy(8) ? price().negate() : price();
    }

    private BigDecimal quantity() {
        return isMessy(6) ? new BigDecimal(any(QUANTITIES)) : BigDecimal.valueOf(1 + random.nextInt(9));
    }

    private Instant time() {
        return switch (random.nextInt(12)) {
            case 0 -> null;
            case 1 -> TwoJudges.NOW.minus(Duration.ofDays(random.nextInt(3_000)));
            case 2 -> TwoJudges.NOW.plus(Duration.ofMinutes(random.nextInt(10)));
            case 3 -> any(List.of(Instant.MIN, Instant.MAX, Instant.EPOCH, TwoJudges.NOW.plus(Duration.ofDays(400))));
            default -> TwoJudges.NOW.minusNanos(random.nextInt());
        };
    }

    private String site() {
        return strict(any(Arrays.asList(null, "us", "en-us")));
    }

    private String uuid() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private Purchase.Builder purchase() {
        Purchase.Builder purchase = Purchase.builder()
                .id("e-" + count)
                .occurredAt(time())
                .site(site())
                .orderId(orderId("order-"))
                .orderNumber(shown("#" + count))
                .currency(currency())
                .total(price().abs())
                .subtotal(isMessy(3) ? null : price())
                .shipping(isMessy(3) ? null : linePrice())
                .tax(isMessy(3) ? null : price())
                .statusPage(address());
        addVisitor(purchase);
        if (random.nextBoolean()) {
            purchase.salesChannel(shown("web"), shown("Web shop"));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            purchase.discountCode(shown("SUMMER"));
        }
        int lines = isMessy(40) ? 20 + random.nextInt(300) : random.nextInt(7);
        for (int i = 0; i < lines; i++) {
            // A long order has one fault at most, or there would be none without.
            boolean plain = lines > 20 && !isMessy(100);
            purchase.item(LineItem.builder()
                    .productId(plain ? "p-" + i : strict("p-" + i))
                    .name(shown("Wool Socks, 3 pairs"))
                    .unitPrice(plain ? BigDecimal.valueOf(random.nextInt(10_000), 2) : linePrice())
                    .sku(shown("S-" + i))
                    .variantId(shown("11"))
                    .variantTitle(shown("Blue"))
                    .groupId(shown("g"))
                    .imageUrl(address())
                    .quantity(plain ? BigDecimal.ONE : quantity()));
        }
        return purchase;
    }

    private Product.Builder product() {
        return Product.builder()
                .productId(strict("p-" + count))
                .name(shown("Wool Socks, 3 pairs"))
                .unitPrice(isMessy(15) ? null : linePrice())
                .sku(shown("S-1"))
                .variantId(shown("11"))
                .variantTitle(shown("Blue"))
                .groupId(shown("g"))
                .imageUrl(address());
    }

    private CartChange.Builder cartChange() {
        CartChange.Builder change = CartChange.builder()
                .id("e-" + count)
                .occurredAt(time())
                .site(site())
                .product(product())
                .currency(currency())
                .quantityBefore(random.nextBoolean() ? BigDecimal.ZERO : quantity())
                .quantityAfter(random.nextInt(3) == 0 ? BigDecimal.ZERO : quantity());
        addVisitor(change);
        return change;
    }

    private ProductVisit.Builder visit() {
        ProductVisit.Builder visit = ProductVisit.builder()
                .id("e-" + count)
                .occurredAt(time())
                .site(site())
                .product(product())
                .currency(currency());
        addVisitor(visit);
        return visit;
    }

    private void addVisitor(EventBuilder<?> event) {
        String written = visitor();
        if (event instanceof Purchase.Builder purchase) {
            purchase.visitor(written);
        } else if (event instanceof CartChange.Builder change) {
            change.visitor(written);
        } else {
            ((ProductVisit.Builder) event).visitor(written);
        }
    }

    /** A visitor as a column has it: whole or cut, with all identities or some, with consent or without. */
    private String visitor() {
        if (isMessy(20)) {
            return any(Arrays.asList(null, "", " ", "nonsense", "ebbot=chat-7"));
        }
        Visitor.Builder visitor = Visitor.builder();
        if (!isMessy(12)) {
            visitor.identity(AlhenaIdentity.of(uuid(), isMessy(20) ? "" : uuid()));
        }
        if (!isMessy(12)) {
            visitor.identity("text", isMessy(20) ? "not a uuid \u00e9" : uuid());
        }
        if (!isMessy(12)) {
            visitor.identity(EbbotIdentity.of("chat-" + random.nextInt(50)));
        }
        if (!isMessy(12)) {
            visitor.identity(TracktorIdentity.of("Zo\u00eb & " + random.nextInt(50)));
        }
        if (isMessy(25)) {
            visitor.consent(random.nextBoolean()).consent("text", false);
        }
        String written = visitor.build().write();
        return isMessy(25) ? written.substring(0, random.nextInt(written.length())) : written;
    }

    private EventBuilder<?> alhenaCart() {
        AlhenaCartType type = any(List.of(AlhenaCartType.values()));
        return AlhenaCartEvent.builder()
                .id("e-" + count)
                .occurredAt(time())
                .site(site())
                .userFingerprint(strict(uuid()))
                .userFaqFingerprint(strict(uuid()))
                .type(type)
                .productId(strict("p-1"))
                .productName(shown("Black Running Shoes"))
                .value(price())
                .currency(currency())
                .quantity(type == AlhenaCartType.ITEM_REMOVED ? random.nextInt(10) / 9 : random.nextInt(9));
    }

    private EventBuilder<?> alhenaCheckout() {
        AlhenaCheckoutEvent.Builder checkout = AlhenaCheckoutEvent.builder()
                .id("e-" + count)
                .occurredAt(time())
                .userFingerprint(strict(uuid()))
                .userFaqFingerprint(strict(uuid()))
                .orderId(orderId("own-"))
                .value(price())
                .currency(currency());
        for (int i = random.nextInt(4); i > 0; i--) {
            checkout.lineItem(AlhenaLineItem.builder()
                    .productId(strict("p-" + i))
                    .productName(isMessy(9) ? any(TEXTS) : "Running Socks")
                    .quantity(isMessy(20) ? 0 : 1 + random.nextInt(5))
                    .value(price())
                    .currency(random.nextBoolean() ? null : currency()));
        }
        return checkout;
    }

    private EventBuilder<?> ebbot() {
        return switch (random.nextInt(3)) {
            case 0 ->
                EbbotAtcEvent.builder()
                        .id("e-" + count)
                        .occurredAt(time())
                        .chatId(strict("chat"))
                        .item(item())
                        .currency(currency());
            case 1 ->
                EbbotVisitEvent.builder()
                        .id("e-" + count)
                        .occurredAt(time())
                        .site(site())
                        .item(item())
                        .item(item());
            default ->
                EbbotPurchaseEvent.builder()
                        .id("e-" + count)
                        .occurredAt(time())
                        .item(item())
                        .currency(currency());
        };
    }

    private EbbotItem.Builder item() {
        EbbotItem.Builder item = EbbotItem.builder().id(strict("p-1")).groupId(shown("g"));
        if (random.nextBoolean()) {
            item.quantity(isMessy(9) ? new BigDecimal(any(QUANTITIES)) : BigDecimal.valueOf(2));
        }
        return random.nextBoolean() ? item.value(price()) : item.valueText(isMessy(9) ? "99,50" : "99.50");
    }

    private EventBuilder<?> textOrder() {
        TextOrderCreated.Builder order = TextOrderCreated.builder()
                .id("e-" + count)
                .occurredAt(time())
                .customerId(strict(uuid()))
                .orderId(orderId("own-"))
                .orderNumber(isMessy(9) ? any(TEXTS) : "#1042")
                .currency(currency())
                .totalPrice(price())
                .subtotalPrice(random.nextBoolean() ? null : price())
                .statusPageUrl(address())
                .salesChannel(shown("web"), shown("Web shop"))
                .discountCode(shown("VIP"));
        for (int i = random.nextInt(4); i > 0; i--) {
            order.lineItem(TextOrderLine.builder()
                    .productId(strict("1"))
                    .title(isMessy(9) ? any(TEXTS) : "Socks")
                    .quantity(isMessy(20) ? 0 : 1 + random.nextInt(5))
                    .price(price())
                    .sku(shown("S"))
                    .variantId(shown("11"))
                    .variantTitle(shown("Blue"))
                    .thumbnailUrl(address()));
        }
        return order;
    }

    private EventBuilder<?> textCart() {
        TextCartLine.Builder line = TextCartLine.builder()
                .totalPrice(random.nextBoolean() ? null : price())
                .currency(currency())
                .quantity(isMessy(20) ? 0 : 1 + random.nextInt(5))
                .productId(strict("1"))
                .title(isMessy(9) ? any(TEXTS) : "Socks")
                .price(isMessy(5) ? null : price())
                .sku(shown("S"))
                .variantId(shown("11"))
                .thumbnailUrl(address());
        return random.nextBoolean()
                ? TextCartAdded.builder()
                        .id("e-" + count)
                        .occurredAt(time())
                        .customerId(strict(uuid()))
                        .cartLine(line)
                : TextCartRemoved.builder()
                        .id("e-" + count)
                        .occurredAt(time())
                        .customerId(strict(uuid()))
                        .cartLine(line);
    }

    private EventBuilder<?> tracktor() {
        String person = strict("person-" + random.nextInt(20));
        return switch (random.nextInt(3)) {
            case 0 ->
                TracktorTrack.builder()
                        .id("e-" + count)
                        .occurredAt(time())
                        .identity(person)
                        .action(strict("rated item"))
                        .data("text", any(TEXTS))
                        .data("list", Arrays.asList(1, null, price(), Map.of("deep", "\u00e9")))
                        .data("products", Arrays.asList(Map.of("name", "n".repeat(900), "price", price()), "odd"));
            case 1 ->
                TracktorSet.builder()
                        .id("e-" + count)
                        .occurredAt(time())
                        .identity(person)
                        .property("email", isMessy(5) ? 5 : any(TEXTS))
                        .property("worth", price());
            default ->
                TracktorAlias.builder()
                        .id("e-" + count)
                        .occurredAt(time())
                        .sourceId(strict("a-" + count))
                        .identity(person);
        };
    }

    private EventBuilder<?> tracktorCart() {
        TracktorCart.Builder cart = TracktorCart.builder().totalPrice(price()).extra("paid_with", shown("Card"));
        for (int i = random.nextInt(isMessy(10) ? 90 : 4); i >= 0; i--) {
            cart.product(TracktorCartProduct.builder()
                    .name(isMessy(9) ? any(TEXTS) : "Zephir 1kg pack")
                    .price(isMessy(20) ? price() : BigDecimal.valueOf(199, 2))
                    .extra("color", "green"));
        }
        return TracktorCartEvent.purchaseCart()
                .id("e-" + count)
                .occurredAt(time())
                .identity(strict("person-7"))
                .orderId(orderId("own-"))
                .cart(cart);
    }
}
