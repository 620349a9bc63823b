package io.salestracker.alhena;

import static io.salestracker.alhena.AlhenaSamples.CHAT;
import static io.salestracker.alhena.AlhenaSamples.body;
import static io.salestracker.alhena.AlhenaSamples.cart;
import static io.salestracker.alhena.AlhenaSamples.checkout;
import static io.salestracker.alhena.AlhenaSamples.golden;
import static io.salestracker.alhena.AlhenaSamples.relaxed;
import static io.salestracker.alhena.AlhenaSamples.sent;
import static io.salestracker.alhena.AlhenaSamples.visitor;
import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.destination.Acceptance;
import io.salestracker.destination.SkipReason;
import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Violation;
import io.salestracker.event.Visitor;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlhenaRulesTest {
    private final AlhenaDestination destination =
            AlhenaDestination.builder("acme").build();

    @ParameterizedTest
    @CsvSource({
        "0, 1, ITEM_ADDED",
        "0, 3, ITEM_ADDED",
        "1, 2, QUANTITY_INCREASED",
        "2, 9, QUANTITY_INCREASED",
        "3, 2, QUANTITY_DECREASED",
        "9, 1, QUANTITY_DECREASED",
        "1, 0, ITEM_REMOVED",
        "5, 0, ITEM_REMOVED"
    })
    void aCartChangeIsTheTypeThatFitsWithTheQuantityAfterwards(int before, int after, AlhenaCartType type) {
        assertThat(made(change(before, after).build()))
                .isEqualTo(cart().type(type).quantity(after).build());
    }

    @Test
    void aPurchaseIsACheckoutWithEveryLine() {
        assertThat(body(destination, purchase().build())).isEqualTo(golden("purchase"));
    }

    @Test
    void aLinesValueIsTheLineTotalIfTheAccountWantsThat() {
        AlhenaDestination totals = AlhenaDestination.builder("acme")
                .lineValue(AlhenaLineValue.LINE_TOTAL)
                .build();
        assertThat(body(totals, purchase().build())).contains("\"value\":119.90,", "\"value\":30,");
        assertThat(body(totals, checkout().build())).contains("\"quantity\":2,\"value\":59.99,");
    }

    @Test
    void aLineWithoutNameIsSentUnderItsSkuElseItsProductId() {
        Purchase nameless = purchase()
                .item(line("7", "1", "1.00").sku("SKU-7"))
                .item(line("8", "1", "1.00").name(" \t"))
                .build();

        assertThat(lines(nameless).subList(2, 4))
                .extracting(AlhenaLineItem::productName)
                .containsExactly("SKU-7", "8");
        assertThat(sent(destination, nameless).madeFit()).containsExactly("items[].name");
        assertThat(made(change(0, 1)
                        .product(Product.builder().productId("8").unitPrice("1"))
                        .build()))
                .extracting(event -> ((AlhenaCartEvent) event).productName())
                .isEqualTo("8");
    }

    @Test
    void aFractionIsOneUnitOfTheLinesPrice() {
        Purchase purchase =
                purchase().item(line("7", "1.85", "2.00").name("Rope")).build();

        assertThat(lines(purchase).get(2))
                .isEqualTo(new AlhenaLineItem("7", "Rope", 1, new BigDecimal("3.7000"), "SEK"));
        assertThat(sent(destination, purchase).madeFit()).containsExactly("items[].quantity");
        assertThat(AlhenaLineValue.LINE_TOTAL.of(purchase.items().get(2))).isEqualByComparingTo("3.70");
    }

    @Test
    void linesThatWereNotSoldAreLeftOutAndTheTotalStays() {
        Purchase purchase = purchase()
                .item(line("7", "0", "10.00").name("Backordered"))
                .item(line("8", "1", "-50.00").name("Gift card"))
                .build();
        Purchase unsold = Purchase.builder()
                .visitor(visitor())
                .orderId("1")
                .currency("EUR")
                .total("0")
                .item(line("8", "1", "-50.00"))
                .build();

        assertThat(body(destination, purchase)).isEqualTo(golden("purchase"));
        assertThat(sent(destination, purchase).madeFit()).containsExactly("items");
        assertThat(lines(unsold)).isEmpty();
        assertThat(sent(destination, unsold).madeFit()).containsExactly("items");
    }

    private static List<AlhenaLineItem> lines(Purchase purchase) {
        return ((AlhenaCheckoutEvent) made(purchase)).lineItems();
    }

    private static LineItem.Builder line(String productId, String quantity, String price) {
        return LineItem.builder()
                .productId(productId)
                .quantity(new BigDecimal(quantity))
                .unitPrice(price);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1.5, ITEM_ADDED, 1, 119.985",
        "1.5, 0, ITEM_REMOVED, 0, 119.985",
        "0, 2.0, ITEM_ADDED, 2, 79.99",
        "2.0, 0, ITEM_REMOVED, 0, 79.99",
        "0, 3000000000, ITEM_ADDED, 1, 239970000000.00"
    })
    void aFractionComesAndGoesAtTheWholePrice(
            BigDecimal before, BigDecimal after, AlhenaCartType type, int quantity, BigDecimal value) {
        CartChange change =
                change(0, 1).quantityBefore(before).quantityAfter(after).build();

        AlhenaCartEvent made = (AlhenaCartEvent) made(change);

        assertThat(made.type()).isEqualTo(type);
        assertThat(made.quantity()).isEqualTo(quantity);
        assertThat(made.value()).isEqualByComparingTo(value);
        assertThat(sent(destination, change).madeFit()).hasSize(value.compareTo(new BigDecimal("79.99")) == 0 ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({"1.5, 2.5", "1, 2.5", "2.5, 1", "2.5, 1.5"})
    void aFractionInBetweenIsSkipped(BigDecimal before, BigDecimal after) {
        assertThat(destination.accepts(
                        change(0, 1).quantityBefore(before).quantityAfter(after).build()))
                .isEqualTo(Acceptance.skip(SkipReason.NO_SUCH_EVENT));
    }

    @Test
    void aCartChangeOfANegativePriceIsSkipped() {
        assertThat(destination.accepts(change(0, 1)
                        .product(Product.builder().productId("8").unitPrice("-50"))
                        .build()))
                .isEqualTo(Acceptance.skip(SkipReason.NO_SUCH_EVENT));
    }

    @Test
    void aPurchaseWithoutLinesIsACheckoutWithoutLines() {
        Purchase purchase = Purchase.builder()
                .visitor(visitor())
                .orderId("1")
                .currency("EUR")
                .total("1.00")
                .build();
        assertThat(body(destination, purchase)).endsWith("\"order_id\":\"1\",\"value\":1.00,\"currency\":\"EUR\"}");
    }

    @Test
    void aVisitIsSkippedAsAlhenaHasNoSuchEvent() {
        ProductVisit visit =
                ProductVisit.builder().product(Product.builder().productId("1")).build();
        assertThat(destination.accepts(visit)).isEqualTo(Acceptance.skip(SkipReason.NO_SUCH_EVENT));
    }

    @Test
    void anEventWithoutIdentityIsSkippedBeforeAnythingIsMissed() {
        CartChange unnamed = CartChange.builder()
                .product(Product.builder().productId("1"))
                .quantityBefore(0)
                .quantityAfter(1)
                .build();
        Purchase elsewhere =
                purchase().visitor(Visitor.builder().identity("text", "x")).build();
        assertThat(destination.accepts(unnamed)).isEqualTo(Acceptance.skip(SkipReason.NO_IDENTITY));
        assertThat(destination.accepts(elsewhere)).isEqualTo(Acceptance.skip(SkipReason.NO_IDENTITY));
    }

    @Test
    void namesMissingFieldsByTheCallersPath() {
        Visitor chatOnly = Visitor.of(AlhenaIdentity.of(CHAT, null));
        CartChange bare = CartChange.builder()
                .visitor(chatOnly)
                .product(Product.builder().productId("1"))
                .quantityBefore(0)
                .quantityAfter(1)
                .build();
        assertThat(paths(destination, bare))
                .containsExactly(
                        "visitor.alhena.faqFingerprint REQUIRED", "product.unitPrice REQUIRED", "currency REQUIRED");
        assertThat(paths(destination, purchase().visitor(chatOnly).build()))
                .containsExactly("visitor.alhena.faqFingerprint REQUIRED");
        assertThat(paths(relaxed(), bare)).containsExactly("product.unitPrice REQUIRED", "currency REQUIRED");
    }

    @Test
    void anIdentityThatCannotBeReadIsRefusedWithoutShowingIt() {
        Purchase purchase = purchase()
                .visitor(Visitor.builder().identity("alhena", "hush-hush"))
                .build();
        Acceptance.Refuse refused = (Acceptance.Refuse) destination.accepts(purchase);
        assertThat(refused.violations()).extracting(Violation::path).containsExactly("visitor.alhena.chatFingerprint");
        assertThat(refused.toString()).doesNotContain("hush");
    }

    @Test
    void namesMissingFieldsBesideAnUnreadableIdentity() {
        CartChange bare = change(0, 1)
                .visitor(Visitor.builder().identity("alhena", "hush-hush"))
                .currency(null)
                .build();
        assertThat(paths(destination, bare))
                .containsExactly("visitor.alhena.chatFingerprint MALFORMED", "currency REQUIRED");
    }

    @Test
    void checksItsOwnEventsByTheAccountsRules() {
        assertThat(paths(destination, cart().userFaqFingerprint(null).build()))
                .containsExactly("userFaqFingerprint REQUIRED");
        assertThat(paths(
                        destination,
                        checkout().orderId(null).userFaqFingerprint(null).build()))
                .containsExactly("userFaqFingerprint REQUIRED", "orderId REQUIRED");
        assertThat(sent(relaxed(), cart().userFaqFingerprint(null).build()).orderingKey())
                .isEqualTo(CHAT);
        assertThat(sent(relaxed(), checkout().orderId(null).build()).orderingKey())
                .isEqualTo(CHAT);
    }

    @Test
    void onlyACheckoutWithOrderIdIsRepeatable() {
        assertThat(sent(destination, checkout().build()).repeatable()).isTrue();
        assertThat(sent(destination, purchase().build()).repeatable()).isTrue();
        assertThat(sent(relaxed(), checkout().orderId(null).build()).repeatable())
                .isFalse();
        assertThat(sent(destination, cart().build()).repeatable()).isFalse();
        assertThat(sent(destination, change(0, 1).build()).repeatable()).isFalse();
    }

    @Test
    void theKeyIsTheChatFingerprint() {
        for (SalesEvent event : List.<SalesEvent>of(
                change(0, 1).build(),
                purchase().build(),
                cart().build(),
                checkout().build())) {
            assertThat(sent(destination, event).orderingKey()).isEqualTo(CHAT);
        }
        assertThat(made(purchase().build()).orderId()).isEqualTo("1042");
    }

    private static AlhenaEvent made(CommerceEvent event) {
        return relaxed().translate(event, AlhenaIdentity.of(CHAT, AlhenaSamples.FAQ));
    }

    private static CartChange.Builder change(int before, int after) {
        return CartChange.builder()
                .visitor(visitor())
                .product(Product.builder()
                        .productId("SKU-1234")
                        .name("Black Running Shoes")
                        .unitPrice("79.99"))
                .currency("USD")
                .quantityBefore(before)
                .quantityAfter(after);
    }

    private static Purchase.Builder purchase() {
        return Purchase.builder()
                .visitor(visitor())
                .orderId("1042")
                .currency("SEK")
                .total("149.90")
                .item(LineItem.builder()
                        .productId("123")
                        .name("Merino Wool Crew Neck")
                        .quantity(2)
                        .unitPrice("59.95"))
                .item(LineItem.builder()
                        .productId("456")
                        .name("Socks")
                        .quantity(3)
                        .unitPrice("10"));
    }

    private static List<String> paths(AlhenaDestination destination, SalesEvent event) {
        Acceptance.Refuse refused = (Acceptance.Refuse) destination.accepts(event);
        return refused.violations().stream()
                .map(violation -> violation.path() + " " + violation.code())
                .toList();
    }
}
