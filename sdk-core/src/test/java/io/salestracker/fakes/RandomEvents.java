package io.salestracker.fakes;

import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorIdentity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Neutral events of every kind that the model allows, however odd: what may be missing is missing at times. */
public final class RandomEvents {
    private static final List<String> AMOUNTS = List.of(
            "0",
            "0.00",
            "0E-20",
            "149.99",
            "1E+14",
            "9E+2",
            "100000000000000",
            "999999999999999",
            "999999999999999.99999999999999999999",
            "0.00000000000000000001");
    private static final List<Instant> TIMES = List.of(
            Instant.MIN,
            Instant.parse("1969-12-31T23:59:59.999999999Z"),
            Instant.EPOCH,
            Instant.parse("2026-11-20T10:15:30.123456789Z"),
            Instant.parse("9999-12-31T23:59:59.999999999Z"),
            Instant.parse("+10000-01-01T00:00:00Z"),
            Instant.MAX);
    private static final List<BigDecimal> QUANTITIES = Stream.of(
                    "1",
                    "2",
                    "3.00",
                    "127",
                    "1E+3",
                    "1000000000",
                    "2147483647",
                    "2147483648",
                    "1.85",
                    "0.333",
                    "0.00000000000000000001")
            .map(BigDecimal::new)
            .toList();
    private static final List<String> CURRENCIES = List.of("EUR", "USD", "JPY", "BHD");
    private static final String ODD = "\"\\/<>&'%+=#?{}[]:;,|~ éß£€\u00a0\u2028\u202e\ufeff漢字";
    private static final int MAX_TEXT = 2_000;

    private final Random random;

    public RandomEvents(Random random) {
        this.random = random;
    }

    /** The next one; a cart change changes something. */
    public CommerceEvent next() {
        return switch (random.nextInt(3)) {
            case 0 -> visit();
            case 1 -> change();
            default -> purchase();
        };
    }

    private ProductVisit visit() {
        return ProductVisit.builder()
                .id(maybe(this::text))
                .occurredAt(maybe(() -> one(TIMES)))
                .site(maybe(this::text))
                .visitor(maybe(this::visitor))
                .product(product())
                .currency(maybe(() -> one(CURRENCIES)))
                .build();
    }

    private CartChange change() {
        BigDecimal before = random.nextBoolean() ? BigDecimal.ZERO : one(QUANTITIES);
        BigDecimal after = random.nextBoolean() ? BigDecimal.ZERO : one(QUANTITIES);
        return CartChange.builder()
                .id(maybe(this::text))
                .occurredAt(maybe(() -> one(TIMES)))
                .site(maybe(this::text))
                .visitor(maybe(this::visitor))
                .product(product().unitPrice(maybe(this::price)))
                .currency(maybe(() -> one(CURRENCIES)))
                .quantityBefore(before)
                .quantityAfter(before.compareTo(after) == 0 ? after.add(BigDecimal.ONE) : after)
                .build();
    }

    private Purchase purchase() {
        Purchase.Builder purchase = Purchase.builder()
                .id(maybe(this::text))
                .occurredAt(maybe(() -> one(TIMES)))
                .site(maybe(this::text))
                .visitor(maybe(this::visitor))
                .orderId(text())
                .orderNumber(maybe(this::text))
                .currency(one(CURRENCIES))
                .total(amount())
                .subtotal(maybe(this::amount))
                .shipping(maybe(this::amount))
                .tax(maybe(this::amount))
                .statusPage(maybe(this::text));
        if (random.nextBoolean()) {
            purchase.salesChannel(text(), text()).discountCode(text());
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            purchase.item(LineItem.builder()
                    .product(product().unitPrice(price()).build())
                    .quantity(random.nextInt(8) == 0 ? BigDecimal.ZERO : one(QUANTITIES)));
        }
        return purchase.build();
    }

    private Product.Builder product() {
        return Product.builder()
                .productId(text())
                .name(maybe(this::text))
                .unitPrice(maybe(this::amount))
                .sku(maybe(this::text))
                .variantId(maybe(this::text))
                .variantTitle(maybe(this::text))
                .groupId(maybe(this::text))
                .imageUrl(maybe(this::text));
    }

    /** Each identity is missing, typed, kept as text, or a text that its vendor may not be able to read. */
    private Visitor visitor() {
        Visitor.Builder typed = Visitor.builder();
        if (random.nextInt(3) > 0) {
            typed.identity(AlhenaIdentity.of(uuid(), maybe(this::uuid)));
        }
        if (random.nextInt(3) > 0) {
            typed.identity(TextIdentity.of(text()));
        }
        if (random.nextInt(3) > 0) {
            typed.identity(EbbotIdentity.of(text()));
        }
        if (random.nextInt(3) > 0) {
            String signature = maybe(() -> "0123456789abcdef".repeat(4));
            typed.identity(TracktorIdentity.of(text(), signature));
        }
        return switch (random.nextInt(4)) {
            case 0 -> Visitor.parse(typed.build().write());
            case 1 ->
                Visitor.builder()
                        .identity("alhena", maybe(this::text, uuid()))
                        .identity("text", text())
                        .identity("ebbot", text())
                        .identity("tracktor", maybe(this::text, ":" + "x".repeat(random.nextBoolean() ? 1 : 1_901)))
                        .build();
            default -> typed.build();
        };
    }

    private String uuid() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private BigDecimal amount() {
        return new BigDecimal(one(AMOUNTS));
    }

    /** A price that is an amount times every quantity too, and negative at times. */
    private BigDecimal price() {
        BigDecimal price =
                random.nextInt(4) == 0 ? BigDecimal.valueOf(1, 20) : BigDecimal.valueOf(random.nextInt(40_000_000), 2);
        return random.nextInt(6) == 0 ? price.negate() : price;
    }

    private String text() {
        int length = random.nextInt(20) == 0 ? 1_900 : random.nextInt(12);
        StringBuilder text = new StringBuilder(MAX_TEXT).append((char) ('a' + random.nextInt(26)));
        for (int i = 0; i < length; i++) {
            text.append(ODD.charAt(random.nextInt(ODD.length())));
        }
        // Long enough for every bound of the model, and too long for none.
        return text.substring(0, Math.min(text.length(), 1_900));
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
        return random.nextInt(4) == 0 ? null : value.get();
    }

    private <T> T maybe(Supplier<T> value, T otherwise) {
        return random.nextBoolean() ? value.get() : otherwise;
    }
}
