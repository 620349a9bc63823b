package io.salestracker.benchmarks;

import io.salestracker.destination.Destination;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Visitor;
import io.salestracker.tracktor.TracktorAlias;
import io.salestracker.tracktor.TracktorCart;
import io.salestracker.tracktor.TracktorCartEvent;
import io.salestracker.tracktor.TracktorCartProduct;
import io.salestracker.tracktor.TracktorDestination;
import io.salestracker.tracktor.TracktorIdentity;
import io.salestracker.tracktor.TracktorSet;
import io.salestracker.tracktor.TracktorTrack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The kinds of events at Tracktor. */
final class TracktorKinds {
    private TracktorKinds() {}

    static void addTo(List<HeldKind> all) {
        Destination tracktor = TracktorDestination.builder("site-token")
                .alias(true)
                .maxUrlLength(1_000_000)
                .build();
        all.add(new HeldKind("visit", tracktor, false, (fresh, n) -> HeldKind.visit(fresh, identity(fresh))));
        all.add(new HeldKind(
                "visit of a product without a name",
                tracktor,
                false,
                (fresh, n) -> ProductVisit.builder()
                        .visitor(Visitor.of(identity(fresh)))
                        .product(Product.builder().productId(fresh.digits()))
                        .build()));
        all.add(new HeldKind("cart", tracktor, false, (fresh, n) -> HeldKind.cart(fresh, identity(fresh))));
        all.add(new HeldKind("purchase", tracktor, true, (fresh, n) -> HeldKind.purchase(fresh, identity(fresh), n)));
        all.add(new HeldKind("track", tracktor, true, (fresh, n) -> {
            List<Map<String, Object>> entries = new ArrayList<>();
            HeldKind.times(n, () -> entries.add(json(fresh)));
            return TracktorTrack.builder()
                    .identity(identity(fresh))
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
                        .identity(identity(fresh))
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
                        .identity(identity(fresh))
                        .id(fresh.optional("id"))
                        .site(fresh.optional("site"))
                        .occurredAt(fresh.optionalTime())
                        .sourceId(fresh.text("source"))
                        .build()));
        all.add(new HeldKind("cart call", tracktor, true, (fresh, n) -> {
            TracktorCart.Builder cart = TracktorCart.builder().totalPrice(fresh.amount());
            HeldKind.times(n, () -> {
                TracktorCartProduct.Builder product =
                        TracktorCartProduct.builder().name(fresh.text("name")).price(fresh.amount());
                if (fresh.isFull()) {
                    product.extra(Fresh.copy("sku"), fresh.text("sku")).extra(Fresh.copy("quantity"), 2);
                }
                cart.product(product);
            });
            return TracktorCartEvent.setCart()
                    .identity(identity(fresh))
                    .id(fresh.optional("id"))
                    .site(fresh.optional("site"))
                    .occurredAt(fresh.optionalTime())
                    .cart(cart)
                    .build();
        }));
    }

    private static TracktorIdentity identity(Fresh fresh) {
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
}
