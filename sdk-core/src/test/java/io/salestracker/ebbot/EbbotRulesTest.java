package io.salestracker.ebbot;

import static io.salestracker.ebbot.EbbotSamples.atc;
import static io.salestracker.ebbot.EbbotSamples.body;
import static io.salestracker.ebbot.EbbotSamples.fullItem;
import static io.salestracker.ebbot.EbbotSamples.golden;
import static io.salestracker.ebbot.EbbotSamples.purchase;
import static io.salestracker.ebbot.EbbotSamples.relay;
import static io.salestracker.ebbot.EbbotSamples.sent;
import static io.salestracker.ebbot.EbbotSamples.visit;
import static io.salestracker.ebbot.EbbotSamples.visitor;
import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.destination.Acceptance;
import io.salestracker.destination.SkipReason;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.event.CartChange;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.event.VisitorIdentity;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EbbotRulesTest {
    private final EbbotDestination destination = relay().build();

    @ParameterizedTest
    @CsvSource({"0, 2", "1, 3", "7, 9"})
    void aRaisedQuantityIsAnAdditionOfTheDifference(int before, int after) {
        assertThat(body(destination, change(before, after).build())).isEqualTo(golden("cart-change"));
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "3, 2", "9, 0"})
    void skipsRemovalsForWhichEbbotHasNoEvent(int before, int after) {
        assertThat(destination.accepts(change(before, after).build()))
                .isEqualTo(Acceptance.skip(SkipReason.NO_SUCH_EVENT));
    }

    @Test
    void aVisitIsAVisitWithoutCurrency() {
        assertThat(body(destination, productVisit().build())).isEqualTo(golden("product-visit"));
    }

    @Test
    void aPurchaseHasEveryLineWithItsUnitPrice() {
        assertThat(body(destination, order().build())).isEqualTo(golden("purchase"));
    }

    @Test
    void namesMissingFieldsByTheCallersPath() {
        assertThat(paths(CartChange.builder()
                        .product(Product.builder().productId("1"))
                        .quantityBefore(0)
                        .quantityAfter(1)
                        .build()))
                .containsExactly("product.unitPrice REQUIRED", "currency REQUIRED");
        assertThat(paths(ProductVisit.builder()
                        .product(Product.builder().productId("1"))
                        .build()))
                .containsExactly("product.unitPrice REQUIRED");
        assertThat(paths(Purchase.builder()
                        .orderId("1")
                        .currency("EUR")
                        .total("1")
                        .build()))
                .containsExactly("items REQUIRED");
    }

    @Test
    void aPurchaseOfWhichNothingWasSoldIsInvalid() {
        assertThat(paths(order().clearItems().item(line("0", "10.00")).build())).containsExactly("items REQUIRED");
        assertThat(paths(order().clearItems()
                        .item(line("1", "50.00"))
                        .item(line("1", "-50.00"))
                        .build()))
                .containsExactly("items OUT_OF_RANGE");
    }

    @Test
    void negativeLinesAreTakenOffTheOthers() {
        Purchase purchase = order().clearItems()
                .item(line("2", "50.00"))
                .item(line("1", "300.00"))
                .item(line("0", "7.00"))
                .item(line("1", "-40.00"))
                .build();

        assertThat(body(destination, purchase))
                .contains("\"quantity\":2,\"value\":45.00}", "\"quantity\":1,\"value\":270.00}")
                .doesNotContain("7.00", "-40");
        assertThat(sent(destination, purchase).madeFit()).containsExactly("items", "items[].unitPrice");
    }

    @Test
    void aFractionIsOneUnitOfTheWholePrice() {
        Purchase purchase = order().clearItems().item(line("1.85", "2.00")).build();
        CartChange change = change(0, 1)
                .quantityBefore(BigDecimal.ONE)
                .quantityAfter(new BigDecimal("1.5"))
                .build();

        assertThat(body(destination, purchase)).contains("\"quantity\":1,\"value\":3.7000}");
        assertThat(sent(destination, purchase).madeFit()).containsExactly("items[].quantity");
        assertThat(body(destination, change)).contains("\"quantity\":1,\"value\":74.950}");
        assertThat(sent(destination, change).madeFit()).containsExactly("quantity");
    }

    @Test
    void aNegativePriceInCartOrVisitIsSkipped() {
        Product.Builder card = Product.builder().productId("8").unitPrice("-50");
        assertThat(destination.accepts(change(0, 1).product(card).build()))
                .isEqualTo(Acceptance.skip(SkipReason.NO_SUCH_EVENT));
        assertThat(destination.accepts(productVisit().product(card).build()))
                .isEqualTo(Acceptance.skip(SkipReason.NO_SUCH_EVENT));
    }

    private static LineItem.Builder line(String quantity, String price) {
        return LineItem.builder()
                .productId("9")
                .quantity(new BigDecimal(quantity))
                .unitPrice(price);
    }

    @Test
    void anIdentityIsTheKeyAndNoneIsNoReasonToSkip() {
        for (SalesEvent event : List.of(
                change(0, 1).visitor(visitor()).build(),
                productVisit().visitor(visitor()).build(),
                order().visitor(visitor()).build())) {
            assertThat(sent(destination, event).orderingKey()).isEqualTo("chat-7");
        }
        Visitor elsewhere = Visitor.builder().identity("text", "x").build();
        for (SalesEvent event : List.of(
                change(0, 1).build(),
                productVisit().build(),
                order().build(),
                order().visitor(elsewhere).build())) {
            assertThat(sent(destination, event).orderingKey()).isNull();
        }
    }

    @Test
    void onlyADeduplicatingEndpointMakesEventsRepeatable() {
        assertThat(repeatable(relay())).isFalse();
        assertThat(repeatable(relay().eventIdField("event_id"))).isFalse();
        assertThat(repeatable(relay().idempotent(true))).isTrue();
        assertThat(repeatable(relay().idempotent(true).maxBatchSize(10, Refused.WHOLE)))
                .isFalse();
        assertThat(repeatable(relay().maxBatchSize(10, Refused.WHOLE).eventIdField("event_id")))
                .isFalse();
        assertThat(repeatable(
                        relay().idempotent(true).maxBatchSize(10, Refused.WHOLE).eventIdField("event_id")))
                .isTrue();
    }

    @Test
    void theIdIsTheStamps() {
        EbbotDestination naming = relay().eventIdField("event_id").build();
        for (SalesEvent event : List.of(
                atc().build(),
                visit().build(),
                purchase().build(),
                change(0, 1).build(),
                productVisit().build(),
                order().build())) {
            assertThat(body(naming, event)).endsWith(",\"event_id\":\"stamp-1\"}");
        }
        assertThat(body(naming, order().id("mine").build())).endsWith(",\"event_id\":\"mine\"}");
    }

    @Test
    void namesMissingFieldsBesideAnUnreadableIdentity() {
        Visitor unread = Visitor.builder().identity(new Broken()).build();
        assertThat(paths(change(0, 1).visitor(unread).currency(null).build()))
                .containsExactly("visitor.ebbot.chatId MALFORMED", "currency REQUIRED");
    }

    /** An identity that passes the visitor's check, and is unclean when the destination asks. */
    private static final class Broken implements VisitorIdentity {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public String vendor() {
            return "ebbot";
        }

        @Override
        public String write() {
            return asked.getAndIncrement() == 0 ? "fine" : "hush\n";
        }
    }

    @Test
    void itsOwnEventsAreSentAsTheyAre() {
        EbbotPurchaseEvent own = purchase().chatId("chat-7").item(fullItem()).build();
        assertThat(sent(destination, own).orderingKey()).isEqualTo("chat-7");
    }

    private static Product.Builder shirt() {
        return Product.builder().productId("123").groupId("g-9").name("Shirt").unitPrice("149.90");
    }

    private static CartChange.Builder change(int before, int after) {
        return CartChange.builder()
                .product(shirt())
                .currency("SEK")
                .quantityBefore(before)
                .quantityAfter(after);
    }

    private static ProductVisit.Builder productVisit() {
        return ProductVisit.builder().product(shirt()).currency("SEK");
    }

    private static Purchase.Builder order() {
        return Purchase.builder()
                .orderId("1042")
                .currency("SEK")
                .total("149.90")
                .item(LineItem.builder()
                        .productId("123")
                        .groupId("g-9")
                        .quantity(2)
                        .unitPrice("59.95"))
                .item(LineItem.builder().productId("456").quantity(3).unitPrice("10"));
    }

    private static boolean repeatable(EbbotDestination.Builder builder) {
        EbbotDestination built = builder.build();
        boolean own = sent(built, purchase().build()).repeatable();
        assertThat(sent(built, order().build()).repeatable()).isEqualTo(own);
        assertThat(sent(built, visit().build()).repeatable()).isEqualTo(own);
        return own;
    }

    private List<String> paths(SalesEvent event) {
        Acceptance.Refuse refused = (Acceptance.Refuse) destination.accepts(event);
        return refused.violations().stream()
                .map(violation -> violation.path() + " " + violation.code())
                .toList();
    }
}
