package io.salestracker.tracktor;

import static io.salestracker.tracktor.TracktorSamples.TIME;
import static io.salestracker.tracktor.TracktorSamples.golden;
import static io.salestracker.tracktor.TracktorSamples.query;
import static io.salestracker.tracktor.TracktorSamples.rated;
import static io.salestracker.tracktor.TracktorSamples.sent;
import static io.salestracker.tracktor.TracktorSamples.sweets;
import static io.salestracker.tracktor.TracktorSamples.tracktor;
import static io.salestracker.tracktor.TracktorSamples.url;
import static io.salestracker.tracktor.TracktorSamples.visitor;
import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.destination.Acceptance;
import io.salestracker.destination.SkipReason;
import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.EventKind;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.event.VisitorIdentity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TracktorRulesTest {
    private final TracktorDestination destination = tracktor().build();

    @Test
    void aVisitIsAnActionAboutOneProduct() throws Exception {
        assertThat(url(destination, visit().build())).isEqualTo(golden("product-visit"));
    }

    @Test
    void aVisitHasTheKnownFieldsOfTheProduct() throws Exception {
        ProductVisit little = visit().product(Product.builder().productId("33156"))
                .currency(null)
                .build();
        assertThat(url(destination, little)).isEqualTo(golden("product-visit-minimal"));
    }

    @Test
    void aCartChangeIsAnActionAboutOneProduct() throws Exception {
        assertThat(url(destination, change(5, 2).build())).isEqualTo(golden("cart-change"));
    }

    @Test
    void aRaisedQuantityIsAddedAndALoweredOneRemoved() throws Exception {
        assertThat(action(destination, change(0, 1).build())).isEqualTo("Product added");
        assertThat(action(destination, change(1, 3).build())).isEqualTo("Product added");
        assertThat(action(destination, change(3, 1).build())).isEqualTo("Product removed");
        assertThat(action(destination, change(1, 0).build())).isEqualTo("Product removed");
    }

    @Test
    void aPurchaseIsAnActionWithTrimmedNamesOrTheProductId() throws Exception {
        assertThat(url(destination, purchase().build())).isEqualTo(golden("purchase"));
    }

    @Test
    void aMissingNameIsTheSkuElseTheProductId() throws Exception {
        assertThat(data(order().item(line(null).sku(" S-1 ")).build())).contains("\"name\":\"S-1\"");
        assertThat(data(visit().product(Product.builder().productId("7").sku("S-1"))
                        .build()))
                .contains("\"name\":\"S-1\"");
        assertThat(data(change(0, 1).product(Product.builder().productId("7")).build()))
                .contains("\"name\":\"7\"");
    }

    @Test
    void aMissingOrPaddedNameIsToldAsMadeFit() {
        assertThat(madeFit(order().item(line(" Socks ")).build())).containsExactly("items[].name");
        assertThat(madeFit(order().item(line(null)).build())).containsExactly("items[].name");
        assertThat(madeFit(order().item(line(null).sku(" padded ")).build())).containsExactly("items[].name");
        assertThat(madeFit(order().item(line("Socks")).build())).isEmpty();
        assertThat(madeFit(order().item(line(" Socks ").quantity(0)).build())).containsExactly("items");
        Product.Builder product = Product.builder().productId("1");
        assertThat(madeFit(visit().product(product.name("Socks ")).build())).containsExactly("product.name");
        assertThat(madeFit(change(0, 1).product(product).build())).containsExactly("product.name");
        assertThat(madeFit(visit().product(product.name(null)).build())).containsExactly("product.name");
        assertThat(madeFit(change(0, 1).product(product).build())).containsExactly("product.name");
        assertThat(madeFit(visit().product(product.name("Socks")).build())).isEmpty();
    }

    @Test
    void linesThatWereNotSoldAreLeftOutAndTheTotalStays() throws Exception {
        SalesEvent order = order().item(line("Gift card").unitPrice("-50.00"))
                .item(line("Socks"))
                .item(line("Backordered").quantity(0))
                .item(line("Free").unitPrice("0.00"))
                .build();
        assertThat(url(destination, order)).isEqualTo(golden("purchase-with-lines-not-sold"));
        assertThat(madeFit(order)).containsExactly("items");
        assertThat(url(
                        destination,
                        order().item(line("Gift card").unitPrice("-50.00")).build()))
                .isEqualTo(golden("purchase-without-products"));
    }

    @Test
    void aFractionIsOneUnitOfTheLinesPrice() throws Exception {
        SalesEvent order = order().item(
                        line("Cheese").quantity(new BigDecimal("1.85")).unitPrice("2.00"))
                .item(line("Wine").quantity(new BigDecimal("2.00")).unitPrice("9.50"))
                .item(line("Screws").quantity(new BigDecimal("2147483648")).unitPrice("0.01"))
                .item(line("Thread")
                        .quantity(new BigDecimal("0.33333333333333333333"))
                        .unitPrice("0.1"))
                .build();
        assertThat(url(destination, order)).isEqualTo(golden("purchase-with-fractions"));
        assertThat(madeFit(order)).containsExactly("items[].quantity");
        assertThat(madeFit(order().item(line("Wine").quantity(new BigDecimal("2.00")))
                        .build()))
                .isEmpty();
    }

    @Test
    void movedUnitsThatAreNotWholeAreOneUnitOfThePriceThatMoved() throws Exception {
        assertThat(data(change("0", "1.85").build()))
                .isEqualTo("{\"productid\":\"33156\",\"name\":\"Zephir 1kg pack\",\"price\":3.6815,"
                        + "\"currency\":\"EUR\",\"quantity\":1,\"quantity_before\":0}");
        assertThat(data(change("2.5", "1.0").build()))
                .endsWith("\"price\":2.985,\"currency\":\"EUR\",\"quantity\":1,\"quantity_after\":1}");
        assertThat(data(change("0.5", "2.5").build())).endsWith("\"price\":1.99,\"currency\":\"EUR\",\"quantity\":2}");
        assertThat(data(change("2.00", "5.0").build()))
                .endsWith(
                        "\"price\":1.99,\"currency\":\"EUR\",\"quantity\":3,\"quantity_before\":2,\"quantity_after\":5}");
        assertThat(data(change("0.5", "0.25")
                        .product(Product.builder().productId("7"))
                        .build()))
                .isEqualTo("{\"productid\":\"7\",\"name\":\"7\",\"currency\":\"EUR\",\"quantity\":1}");
    }

    @Test
    void quantitiesThatAreNotWholeAreToldAsMadeFit() {
        Product.Builder named = Product.builder().productId("1").name("Socks").unitPrice("1.00");
        assertThat(madeFit(change("0", "1.85").product(named).build())).containsExactly("quantity");
        assertThat(madeFit(change("0.5", "2.5").product(named).build())).containsExactly("quantity");
        assertThat(madeFit(change("2.5", "0.5").product(named.name(" Socks")).build()))
                .containsExactlyInAnyOrder("quantity", "product.name");
        assertThat(madeFit(change("2.00", "5.0").product(named.name("Socks")).build()))
                .isEmpty();
    }

    @Test
    void aVisitOrCartChangeOfANegativePriceIsSkipped() {
        Product.Builder giftCard = Product.builder().productId("1").unitPrice("-0.01");
        for (SalesEvent event : List.of(
                visit().product(giftCard).build(),
                change(0, 1).product(giftCard).build())) {
            assertThat(destination.accepts(event)).isEqualTo(Acceptance.skip(SkipReason.NO_SUCH_EVENT));
        }
    }

    private String data(SalesEvent event) throws Exception {
        return query(url(destination, event)).get("data");
    }

    private static CartChange.Builder change(String before, String after) {
        return change(0, 0).quantityBefore(new BigDecimal(before)).quantityAfter(new BigDecimal(after));
    }

    private List<String> madeFit(SalesEvent event) {
        return ((Acceptance.Send) destination.accepts(event)).madeFit();
    }

    private static LineItem.Builder line(String name) {
        return LineItem.builder().productId("1").name(name).quantity(1).unitPrice("1.00");
    }

    @Test
    void aPurchaseWithoutLinesHasNoProducts() throws Exception {
        assertThat(url(destination, order().build())).isEqualTo(golden("purchase-without-products"));
    }

    @Test
    void theActionsCanBeNamed() throws Exception {
        TracktorDestination own = tracktor()
                .productViewedAction("seen")
                .productAddedAction("in")
                .productRemovedAction("out")
                .orderPlacedAction("bought")
                .build();
        assertThat(action(own, visit().build())).isEqualTo("seen");
        assertThat(action(own, change(0, 1).build())).isEqualTo("in");
        assertThat(action(own, change(1, 0).build())).isEqualTo("out");
        assertThat(action(own, purchase().build())).isEqualTo("bought");
    }

    @Test
    void anEventOfNobodyKnownHereIsSkipped() {
        for (SalesEvent event : List.of(
                visit().visitor((Visitor) null).build(),
                change(0, 1).visitor(Visitor.of()).build(),
                purchase().visitor(Visitor.of()).build())) {
            assertThat(destination.accepts(event)).isEqualTo(Acceptance.skip(SkipReason.NO_IDENTITY));
        }
    }

    @Test
    void readsAnIdentityKeptAsText() {
        Visitor kept = Visitor.parse(visitor().write());
        assertThat(sent(destination, purchase().visitor(kept).build()).orderingKey())
                .isEqualTo("unicorn");
    }

    @Test
    void anIdentityThatCannotBeReadIsRefused() {
        Visitor foreign = Visitor.builder().identity("tracktor", "no colon").build();
        assertThat(refused(purchase().visitor(foreign).build())).containsExactly("visitor.tracktor");
        assertThat(refused(purchase().visitor(Visitor.of(new Broken())).build()))
                .containsExactly("visitor.tracktor.id");
    }

    /** An identity that passes the visitor's check, and is unclean when the destination asks. */
    private static final class Broken implements VisitorIdentity {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public String vendor() {
            return "tracktor";
        }

        @Override
        public String write() {
            return asked.getAndIncrement() == 0 ? "fine" : ":hush\n";
        }
    }

    @Test
    void aTimeThatTheWireCannotTellIsRefused() {
        assertThat(refused(purchase()
                        .occurredAt(Instant.parse("1969-12-31T23:59:59Z"))
                        .build()))
                .containsExactly("occurredAt");
    }

    @Test
    void mergingProfilesIsDisabledUnlessAllowed() {
        TracktorAlias alias =
                TracktorAlias.builder().sourceId("a-1").identity("unicorn").build();
        assertThat(destination.accepts(alias)).isEqualTo(Acceptance.skip(SkipReason.DISABLED));
        assertThat(sent(tracktor().alias(true).build(), alias).orderingKey()).isEqualTo("unicorn");
    }

    @Test
    void setAndAliasAreRepeatableAndTrackIsNot() {
        TracktorDestination merging = tracktor().alias(true).build();
        assertThat(sent(merging, set()).repeatable()).isTrue();
        assertThat(sent(
                                merging,
                                TracktorAlias.builder()
                                        .sourceId("a-1")
                                        .identity("u")
                                        .build())
                        .repeatable())
                .isTrue();
        assertThat(sent(merging, rated().build()).repeatable()).isFalse();
        assertThat(sent(merging, purchase().build()).repeatable()).isFalse();
        assertThat(sent(merging, cartEvent()).repeatable()).isFalse();
    }

    @Test
    void keepsKindOrderAndKeyOfTheNeutralEvent() {
        TracktorEvent bought = made(purchase().build());
        assertThat(bought.kind()).isEqualTo(EventKind.PURCHASE);
        assertThat(bought.orderId()).isEqualTo("1042");
        assertThat(bought.orderingKey()).isEqualTo("unicorn");
        assertThat(made(visit().build()).kind()).isEqualTo(EventKind.VISIT);
        assertThat(made(change(0, 1).build()).kind()).isEqualTo(EventKind.CART_CHANGE);
    }

    @Test
    void theTimeIsTheStamps() throws Exception {
        TracktorDestination merging = tracktor().alias(true).build();
        for (SalesEvent event : List.of(
                purchase().build(),
                visit().build(),
                rated().build(),
                set(),
                cartEvent(),
                TracktorAlias.builder().sourceId("a-1").identity("u").build())) {
            assertThat(query(url(merging, event))).containsEntry("ts", "1429186474");
        }
        assertThat(query(url(
                        merging, purchase().occurredAt(TIME.minusSeconds(60)).build())))
                .containsEntry("ts", "1429186414");
    }

    private TracktorEvent made(CommerceEvent event) {
        return destination.translate(event, TracktorIdentity.of("unicorn"));
    }

    private static TracktorSet set() {
        return TracktorSet.builder().identity("u").property("a", 1).build();
    }

    private static TracktorCartEvent cartEvent() {
        return TracktorCartEvent.setCart().identity("u").cart(sweets()).build();
    }

    private static ProductVisit.Builder visit() {
        return ProductVisit.builder().visitor(visitor()).product(zephir()).currency("EUR");
    }

    private static CartChange.Builder change(int before, int after) {
        return CartChange.builder()
                .visitor(visitor())
                .product(zephir())
                .currency("EUR")
                .quantityBefore(before)
                .quantityAfter(after);
    }

    private static Product.Builder zephir() {
        return Product.builder()
                .productId("33156")
                .name("  Zephir 1kg pack \u2003")
                .unitPrice("1.99");
    }

    private static Purchase.Builder order() {
        return Purchase.builder()
                .visitor(visitor())
                .orderId("1042")
                .orderNumber("#1042")
                .currency("EUR")
                .total("5.970");
    }

    private static Purchase.Builder purchase() {
        return order().item(line().name(" Marshmallows 1kg pack ").quantity(2)).item(line());
    }

    private static LineItem.Builder line() {
        return LineItem.builder().productId("SKU-7").quantity(1).unitPrice("1.99");
    }

    private static String action(TracktorDestination destination, SalesEvent event) throws Exception {
        return query(url(destination, event)).get("action");
    }

    private List<String> refused(SalesEvent event) {
        return ((Acceptance.Refuse) destination.accepts(event))
                .violations().stream().map(violation -> violation.path()).toList();
    }
}
