package io.salestracker.testkit;

import static java.util.Objects.requireNonNull;

import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.CartChange;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorIdentity;
import java.io.IOException;
import java.time.Duration;

/**
 * A few minutes of a shop in a second or two, so that there is something to look at: what a shop sends through a tracker,
 * and then, by {@link DemoMistakes}, what it should not have sent. The same events each time; sent again, the orders are
 * duplicates where the vendor knows them by their ids.
 *
 * <p>Some requests meet a fault and are repeated. At a vendor for which faults are set already, those are left as they are.
 */
final class DemoShop {
    /** How long the vendors may take, with whatever faults the user has set; what is left then is dropped. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Visitor ADA = Visitor.of(
            EbbotIdentity.of("1718022384-4f2a"),
            AlhenaIdentity.of("5b0f2a6e-9c1d-4c53-8f0a-7d0c5b1f2e11", "0d9b4c77-2f1e-4a38-b6a5-91c3e8d7f602"),
            TextIdentity.of(DemoMistakes.ADA_AT_TEXT),
            TracktorIdentity.of("customer-1815"));
    private static final Visitor BRUNO = Visitor.of(
            EbbotIdentity.of("1718025511-91cc"),
            TextIdentity.of("8f5d2f0e-3b7a-4c44-9a3f-52c1f6d1b0a2"),
            TracktorIdentity.of("customer-2077"));
    private static final Visitor CHIYO = Visitor.of(
            AlhenaIdentity.of("e27c1f80-64d1-4b0f-8b5e-3c9a7f2d6b41", "71a9d3c4-5e02-4f86-a1b7-0c8d9e2f3a54"),
            TextIdentity.of("b91e6c3a-0d57-4e28-8c6f-7a2b5d4e1f90"));
    private static final Visitor EVE = Visitor.of(
            EbbotIdentity.of("1718027777-00ff"),
            TextIdentity.of("d4c8b7a6-1f2e-4d3c-b5a4-968778695a4b"),
            TracktorIdentity.of("customer-1337"));

    private final VendorSandbox sandbox;
    private final DemoMistakes mistakes;

    DemoShop(VendorSandbox sandbox) {
        this.sandbox = requireNonNull(sandbox, "sandbox");
        this.mistakes = new DemoMistakes(sandbox);
    }

    /**
     * Sends everything, and waits until it has been answered.
     *
     * @return how many events the tracker could not deliver: none, unless the user has set faults that last
     * @throws IOException if the sandbox does not answer, such as when it is closed meanwhile
     */
    long send() throws IOException, InterruptedException {
        long undelivered;
        SalesTracker tracker = sandbox.trackerBuilder().build();
        try {
            browse(tracker);
            order(tracker);
        } finally {
            undelivered = tracker.close(Duration.ofSeconds(1)).stats().destinations().values().stream()
                    .mapToLong(one -> one.tracked() - one.delivered() - one.skipped())
                    .sum();
        }
        mistakes.send();
        return undelivered;
    }

    private void browse(SalesTracker tracker) throws InterruptedException {
        tracker.track(visit(ADA, shoes(), "USD"));
        tracker.track(cart(ADA, shoes(), "USD", 0, 1));
        tracker.track(cart(ADA, tote(), "USD", 0, 3));
        tracker.track(cart(ADA, tote(), "USD", 3, 2));
        tracker.track(cart(BRUNO, sweater(), "EUR", 0, 1));
        tracker.track(cart(BRUNO, sweater(), "EUR", 1, 0));
        tracker.track(cart(BRUNO, bottle(), "EUR", 0, 2));
        tracker.track(cart(CHIYO, teapot(), "JPY", 0, 1));
        tracker.track(visit(EVE, hostile(), "EUR"));
        tracker.flush(PATIENCE);
    }

    private void order(SalesTracker tracker) throws InterruptedException {
        // Each order alone, so that the fault meets it and no other.
        fault(Vendor.ALHENA, Fault.statusAfterAccepting(500));
        tracker.track(purchase(CHIYO, "2114", "JPY", "14300").item(line(teapot(), 1)));
        tracker.flush(PATIENCE);

        fault(Vendor.TEXT, Fault.throttle(Duration.ofSeconds(1)));
        fault(Vendor.EBBOT, Fault.status(503));
        tracker.track(purchase(ADA, DemoMistakes.ADAS_ORDER, "USD", "176.85")
                .subtotal("169.95")
                .shipping("6.90")
                .tax("13.10")
                .discountCode("WELCOME10")
                .statusPage("https://shop.example/orders/1042")
                .salesChannel("web", "Online shop")
                .item(line(shoes(), 1))
                .item(line(tote(), 2)));
        tracker.flush(PATIENCE);

        tracker.track(purchase(BRUNO, "1043", "EUR", "53.90")
                .shipping("4.90")
                .tax("8.61")
                .item(line(bottle(), 2)));
        tracker.track(purchase(EVE, "1044", "EUR", "0.01").item(line(hostile(), 1)));
        tracker.flush(PATIENCE);
    }

    /** Lets the next request to a vendor fail, unless the user has set faults there. */
    private void fault(Vendor vendor, Fault fault) {
        if (sandbox.faults(vendor).isEmpty()) {
            sandbox.faults(vendor).script(fault);
        }
    }

    private static ProductVisit.Builder visit(Visitor visitor, Product.Builder product, String currency) {
        return ProductVisit.builder().visitor(visitor).product(product).currency(currency);
    }

    private static CartChange.Builder cart(
            Visitor visitor, Product.Builder product, String currency, int before, int after) {
        return CartChange.builder()
                .visitor(visitor)
                .product(product)
                .currency(currency)
                .quantityBefore(before)
                .quantityAfter(after);
    }

    private static Purchase.Builder purchase(Visitor visitor, String order, String currency, String total) {
        return Purchase.builder()
                .visitor(visitor)
                .orderId(order)
                .orderNumber("#" + order)
                .currency(currency)
                .total(total);
    }

    private static LineItem line(Product.Builder product, int quantity) {
        return LineItem.builder().product(product.build()).quantity(quantity).build();
    }

    private Product.Builder shoes() {
        return product("1003", "Trail Running Shoes", "129.95", "shoes").variantTitle("Blue, 42");
    }

    private Product.Builder tote() {
        return product("1002", "Canvas Tote Bag", "20.00", "tote");
    }

    private Product.Builder sweater() {
        return product("1001", "Merino Wool Crew Neck", "89.99", "sweater").variantTitle("Forest green, M");
    }

    private Product.Builder bottle() {
        return product("1004", "Stainless Bottle 0.5 l", "24.50", "bottle");
    }

    private Product.Builder teapot() {
        return product("2001", "南部鉄器 急須 (Cast Iron Teapot)", "14300", "teapot");
    }

    /** Somebody always calls a product this; whoever shows it must show it as text. */
    private static Product.Builder hostile() {
        return Product.builder()
                .productId("6666")
                .name("<img src=x onerror=alert(1)>")
                .unitPrice("0.01");
    }

    private Product.Builder product(String id, String name, String price, String picture) {
        return Product.builder()
                .productId(id)
                .name(name)
                .sku("SKU-" + id)
                .unitPrice(price)
                .imageUrl(sandbox.root() + "/sandbox/page/demo/" + picture + ".svg");
    }
}
