package io.salestracker.examples;

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
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * One visitor in the shop: looks at products, fills a cart, takes things out again, and perhaps orders the rest. No two
 * events are of the same second, and none does the same to the same product twice, so that each can be told at every
 * vendor (see {@link EventKey}). Some visitors are unknown to some vendors, or refused consent.
 */
final class ShopVisit {
    private static final List<Product> CATALOGUE = List.of(
            product("1001", "Merino Wool Crew Neck", "89.99"),
            product("1002", "Canvas Tote Bag", "20.00"),
            product("1003", "Trail Running Shoes", "129.95"),
            product("1004", "Stainless Bottle 0.5 l", "24.50"),
            product("1005", "Linen Shirt \"Côte d'Azur\"", "59.99"),
            product("1006", "Rain Jacket", "149.00"),
            product("1007", "Wool Socks, 3 pairs", "17.99"),
            product("1008", "Leather Belt", "39.90"));
    private static final BigDecimal SHIPPING = new BigDecimal("4.90");
    private static final BigDecimal TAX_PART_OF_GROSS = new BigDecimal("6");

    private final SplittableRandom random;
    private final int number;
    private final boolean american;
    private final Visitor visitor;
    private final Map<Product, Integer> cart = new LinkedHashMap<>();
    private final List<CommerceEvent> events = new ArrayList<>();
    private Instant now;

    ShopVisit(SplittableRandom random, int number, Instant arrival) {
        this.random = random;
        this.number = number;
        this.now = arrival;
        this.american = happens(0.3);
        this.visitor = visitor();
    }

    private static Product product(String id, String name, String price) {
        return Product.builder()
                .productId(id)
                .name(name)
                .sku("SKU-" + id)
                .unitPrice(price)
                .build();
    }

    /** Returns what happens, in order. */
    List<CommerceEvent> events() {
        List<Product> liked = new ArrayList<>(CATALOGUE);
        do {
            Product product = liked.remove(random.nextInt(liked.size()));
            look(product);
            if (happens(0.5)) {
                int quantity = 1 + random.nextInt(2);
                change(product, 0, quantity);
                if (happens(0.25)) {
                    change(product, quantity, quantity + 1 + random.nextInt(2));
                }
            }
        } while (!liked.isEmpty() && happens(0.7));
        new LinkedHashMap<>(cart).forEach(this::reconsider);
        if (!cart.isEmpty() && happens(0.5)) {
            order();
        }
        return events;
    }

    private void reconsider(Product product, int quantity) {
        if (happens(0.1)) {
            change(product, quantity, 0);
        } else if (quantity > 1 && happens(0.3)) {
            change(product, quantity, quantity - 1);
        } else if (happens(0.05)) {
            // Confirms the quantity without having changed it, of which no vendor is told.
            change(product, quantity, quantity);
        }
    }

    private Visitor visitor() {
        Visitor.Builder known = Visitor.builder();
        if (happens(0.4)) {
            known.identity(EbbotIdentity.of("chat-" + number));
        }
        if (happens(0.7)) {
            known.identity(AlhenaIdentity.of(uuid(), uuid()));
        }
        if (happens(0.7)) {
            known.identity(TextIdentity.of(uuid()));
        }
        if (happens(0.9)) {
            known.identity(TracktorIdentity.of("a-" + number));
        }
        if (happens(0.03)) {
            known.consent(false);
        } else if (happens(0.03)) {
            known.consent("tracktor", false);
        }
        return known.build();
    }

    private void look(Product product) {
        events.add(ProductVisit.builder()
                .site(site())
                .visitor(visitor)
                .occurredAt(later())
                .product(product)
                .currency(currency())
                .build());
    }

    private void change(Product product, int before, int after) {
        events.add(CartChange.builder()
                .site(site())
                .visitor(visitor)
                .occurredAt(later())
                .product(product)
                .currency(currency())
                .quantityBefore(before)
                .quantityAfter(after)
                .build());
        if (after == 0) {
            cart.remove(product);
        } else {
            cart.put(product, after);
        }
    }

    private void order() {
        BigDecimal subtotal = BigDecimal.ZERO;
        List<LineItem> items = new ArrayList<>();
        for (Map.Entry<Product, Integer> line : cart.entrySet()) {
            LineItem item = LineItem.builder()
                    .product(line.getKey())
                    .quantity(line.getValue())
                    .build();
            subtotal = subtotal.add(item.unitPrice().multiply(item.quantity()));
            items.add(item);
        }
        BigDecimal total = subtotal.add(SHIPPING);
        String orderId = Integer.toString(100_000 + number);
        Purchase purchase = Purchase.builder()
                .site(site())
                .visitor(visitor)
                .occurredAt(later())
                .orderId(orderId)
                .orderNumber("#" + orderId)
                .currency(currency())
                .total(total)
                .subtotal(subtotal)
                .shipping(SHIPPING)
                .tax(total.divide(TAX_PART_OF_GROSS, 2, RoundingMode.HALF_UP))
                .statusPage("https://shop.example/orders/" + orderId)
                .items(items)
                .build();
        events.add(purchase);
        if (happens(0.05)) {
            // The visitor reloads the page that confirms the order: every vendor hears of it once.
            events.add(purchase);
        }
    }

    private boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    private String uuid() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private Instant later() {
        now = now.plusSeconds(1 + random.nextInt(90));
        return now;
    }

    private String site() {
        return american ? "us" : "eu";
    }

    private String currency() {
        return american ? "USD" : "EUR";
    }
}
