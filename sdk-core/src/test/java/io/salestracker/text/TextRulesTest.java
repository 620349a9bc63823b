package io.salestracker.text;

import static io.salestracker.text.TextSamples.CUSTOMER;
import static io.salestracker.text.TextSamples.TIME;
import static io.salestracker.text.TextSamples.body;
import static io.salestracker.text.TextSamples.destination;
import static io.salestracker.text.TextSamples.golden;
import static io.salestracker.text.TextSamples.sent;
import static io.salestracker.text.TextSamples.smallOrder;
import static io.salestracker.text.TextSamples.socks;
import static io.salestracker.text.TextSamples.visitor;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextRulesTest {

    @Test
    void aPurchaseIsAnOrderWithUnitPrices() {
        assertThat(body(destination(), purchase().build())).isEqualTo(golden("purchase"));
    }

    @Test
    void aLoweredQuantityIsARemovalOfTheDifferenceWithTheLinesPrice() {
        assertThat(body(destination(), change(5, 2).build())).isEqualTo(golden("cart-change"));
    }

    @Test
    void aCartChangeCarriesTheUnitsMoved() {
        assertThat(moved(0, 1)).isEqualTo("TextCartAdded 1 19.99");
        assertThat(moved(2, 5)).isEqualTo("TextCartAdded 3 59.97");
        assertThat(moved(5, 2)).isEqualTo("TextCartRemoved 3 59.97");
        assertThat(moved(4, 0)).isEqualTo("TextCartRemoved 4 79.96");
    }

    private static TextEvent made(CommerceEvent event) {
        return destination().translate(event, TextIdentity.of(CUSTOMER));
    }

    private static String moved(int before, int after) {
        return moved(change(before, after).build());
    }

    private static String moved(CartChange change) {
        TextEvent event = made(change);
        TextCartLine line = event instanceof TextCartAdded added
                ? added.cartLines().get(0)
                : ((TextCartRemoved) event).cartLines().get(0);
        return event.getClass().getSimpleName() + " " + line.quantity() + " "
                + line.totalPrice().stripTrailingZeros().toPlainString();
    }

    @Test
    void theOrderIdStandsInForAMissingOrderNumber() {
        TextOrderCreated order =
                (TextOrderCreated) made(purchase().orderNumber(null).build());
        assertThat(order.orderNumber()).isEqualTo("1042");
    }

    @Test
    void aMissingOrderNumberLosesNothingAndIsNotCountedAsMadeFit() {
        assertThat(destination().accepts(purchase().orderNumber(null).build()))
                .isInstanceOfSatisfying(
                        Acceptance.Send.class,
                        send -> assertThat(send.madeFit()).isEmpty());
    }

    @Test
    void aVisitIsSkippedAsThereIsNoSuchEvent() {
        ProductVisit visit = ProductVisit.builder()
                .visitor(visitor())
                .product(Product.builder().productId("1").name("Socks"))
                .build();
        assertThat(destination().accepts(visit)).isEqualTo(Acceptance.skip(SkipReason.NO_SUCH_EVENT));
    }

    @Test
    void anEventOfNobodyKnownHereIsSkipped() {
        assertThat(destination().accepts(purchase().visitor((Visitor) null).build()))
                .isEqualTo(Acceptance.skip(SkipReason.NO_IDENTITY));
        assertThat(destination().accepts(change(0, 1).visitor(Visitor.of()).build()))
                .isEqualTo(Acceptance.skip(SkipReason.NO_IDENTITY));
    }

    @Test
    void namesMissingFieldsByTheNeutralEventsPaths() {
        assertThat(refused(Purchase.builder()
                        .visitor(visitor())
                        .orderId("1")
                        .currency("USD")
                        .total("1")
                        .build()))
                .containsExactly("items");
        assertThat(refused(CartChange.builder()
                        .visitor(visitor())
                        .product(Product.builder().productId("1"))
                        .quantityBefore(0)
                        .quantityAfter(1)
                        .build()))
                .containsExactly("product.unitPrice", "currency");
        assertThat(refused(purchase()
                        .occurredAt(Instant.parse("1969-12-31T23:59:59Z"))
                        .visitor(Visitor.of(new Broken()))
                        .build()))
                .containsExactly("visitor.text.customerId", "occurredAt");
    }

    @Test
    void readsAnIdentityKeptAsText() {
        Visitor kept = Visitor.parse(visitor().write());
        assertThat(sent(destination(), purchase().visitor(kept).build()).orderingKey())
                .isEqualTo(CUSTOMER);
    }

    @Test
    void anIdentityThatCannotBeReadIsRefused() {
        Visitor broken = Visitor.of(new Broken());
        assertThat(refused(purchase().visitor(broken).build())).containsExactly("visitor.text.customerId");
    }

    /** An identity that passes the visitor's check, and is unclean when the destination asks. */
    private static final class Broken implements VisitorIdentity {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public String vendor() {
            return "text";
        }

        @Override
        public String write() {
            return asked.getAndIncrement() == 0 ? "fine" : "hush\n";
        }
    }

    @Test
    void aLineWithoutNameIsSentUnderItsSkuElseItsProductId() {
        Purchase nameless = purchase()
                .item(line("3").name(null).sku("SKU-3"))
                .item(line("4").name(" "))
                .build();

        assertThat(order(nameless).lineItems().subList(2, 4))
                .extracting(TextOrderLine::title)
                .containsExactly("SKU-3", "4");
        assertThat(sent(destination(), nameless).madeFit()).containsExactly("items[].name");
    }

    @Test
    void aFractionIsOneUnitOfTheLinesPrice() {
        Purchase purchase = purchase()
                .item(line("3").quantity(new BigDecimal("1.85")).unitPrice("2.00"))
                .build();

        TextOrderLine line = order(purchase).lineItems().get(2);

        assertThat(line.quantity()).isOne();
        assertThat(line.price()).isEqualByComparingTo("3.70");
        assertThat(sent(destination(), purchase).madeFit()).containsExactly("items[].quantity");
    }

    @Test
    void linesThatWereNotSoldAreLeftOutAndTheTotalStays() {
        Purchase purchase = purchase()
                .item(line("3").quantity(0))
                .item(line("4").name("Gift card").unitPrice("-50.00"))
                .build();

        assertThat(body(destination(), purchase)).isEqualTo(golden("purchase"));
        assertThat(sent(destination(), purchase).madeFit()).containsExactly("items");
    }

    @Test
    void anOrderOfWhichNoLineWasSoldHasOneOfItsTotal() {
        Purchase unsold = purchase()
                .clearItems()
                .item(line("4").name("Gift card").unitPrice("-50.00"))
                .build();

        assertThat(order(unsold).lineItems())
                .containsExactly(
                        new TextOrderLine("1042", "#1042", 1, new BigDecimal("149.99"), null, null, null, null));
        assertThat(order(unsold.toBuilder().orderNumber(null).build()).lineItems())
                .extracting(TextOrderLine::title)
                .containsExactly("1042");
        assertThat(sent(destination(), unsold).madeFit()).containsExactly("items");
    }

    @Test
    void negativePartsOfTheTotalAreLeftOut() {
        Purchase purchase =
                purchase().subtotal("-0.01").shipping("-5").tax("-1").build();

        TextOrderCreated order = order(purchase);

        assertThat(order.totalPrice()).isEqualTo(new BigDecimal("149.99"));
        assertThat(order.subtotalPrice()).isNull();
        assertThat(order.shippingPrice()).isNull();
        assertThat(order.taxPrice()).isNull();
        assertThat(sent(destination(), purchase).madeFit()).containsExactly("subtotal", "shipping", "tax");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1.5, TextCartAdded 1 29.985",
        "1.5, 1, TextCartRemoved 1 9.995",
        "0.5, 2.5, TextCartAdded 2 39.98",
        "0, 2.0, TextCartAdded 2 39.98"
    })
    void aMovedFractionIsOneUnitOfThePriceThatMoved(BigDecimal before, BigDecimal after, String moved) {
        CartChange change =
                change(0, 1).quantityBefore(before).quantityAfter(after).build();

        assertThat(moved(change)).isEqualTo(moved);
        assertThat(sent(destination(), change).madeFit()).hasSize(moved.contains(" 1 ") ? 1 : 0);
    }

    @Test
    void aCartChangeOfANegativePriceIsSkipped() {
        assertThat(destination()
                        .accepts(change(0, 1)
                                .product(Product.builder().productId("8").unitPrice("-50"))
                                .build()))
                .isEqualTo(Acceptance.skip(SkipReason.NO_SUCH_EVENT));
    }

    private static TextOrderCreated order(Purchase purchase) {
        return (TextOrderCreated) made(purchase);
    }

    @Test
    void theTimeIsTheStamps() {
        for (SalesEvent event : List.of(
                purchase().occurredAt(null).build(),
                change(1, 2).occurredAt(null).build(),
                smallOrder().build(),
                TextCartAdded.builder().customerId("c").cartLine(socks()).build(),
                TextCartRemoved.builder().customerId("c").cartLine(socks()).build())) {
            assertThat(body(destination(), event)).contains("\"occurred_at\":\"2025-06-24T10:44:24.000Z\"");
        }
    }

    @Test
    void ordersAreRepeatableAndCartEventsAreNot() {
        assertThat(sent(destination(), purchase().build()).repeatable()).isTrue();
        assertThat(sent(destination(), smallOrder().build()).repeatable()).isTrue();
        assertThat(sent(destination(), change(0, 1).build()).repeatable()).isFalse();
        assertThat(sent(destination(), change(1, 0).build()).repeatable()).isFalse();
    }

    @Test
    void ordersByTheCustomer() {
        TextEvent event = made(purchase().build());
        assertThat(event.orderingKey()).isEqualTo(CUSTOMER);
        assertThat(sent(destination(), purchase().build()).orderingKey()).isEqualTo(CUSTOMER);
        assertThat(sent(destination(), smallOrder().build()).orderingKey()).isEqualTo(CUSTOMER);
        assertThat(event.kind()).isEqualTo(EventKind.PURCHASE);
        assertThat(event.orderId()).isEqualTo("1042");
    }

    private static Purchase.Builder purchase() {
        return Purchase.builder()
                .visitor(visitor())
                .occurredAt(TIME)
                .orderId("1042")
                .orderNumber("#1042")
                .currency("USD")
                .total("149.99")
                .subtotal("129.99")
                .shipping("15.00")
                .tax(new BigDecimal("5"))
                .statusPage("https://shop.example/orders/1042?key=a&b=c")
                .salesChannel("web-1", "Online \"Store\"")
                .discountCode("SUMMER")
                .discountCode("WELCOME10")
                .item(line("123456789")
                        .name("Merino Wool Crew Neck")
                        .unitPrice("89.99")
                        .sku("MW-CN-1")
                        .variantId("987654321")
                        .variantTitle("M / Gr\u00fcn")
                        .imageUrl("https://cdn.example/mw.webp"))
                .item(line("223456789").name("Socks").quantity(2).unitPrice("20.00"));
    }

    private static LineItem.Builder line(String productId) {
        return LineItem.builder()
                .productId(productId)
                .name("Some product")
                .quantity(1)
                .unitPrice("1.00");
    }

    private static CartChange.Builder change(int before, int after) {
        return CartChange.builder()
                .visitor(visitor())
                .occurredAt(TIME)
                .product(Product.builder()
                        .productId("223456789")
                        .name("Socks")
                        .unitPrice("19.99")
                        .sku("SO-1")
                        .variantId("987654321")
                        .variantTitle("red")
                        .imageUrl("https://cdn.example/socks.png"))
                .currency("USD")
                .quantityBefore(before)
                .quantityAfter(after);
    }

    private static List<String> refused(SalesEvent event) {
        return ((Acceptance.Refuse) destination().accepts(event))
                .violations().stream().map(violation -> violation.path()).toList();
    }
}
