package io.salestracker.ebbot;

import static io.salestracker.ebbot.EbbotSamples.STAMP;
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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.salestracker.destination.SkipReason;
import io.salestracker.destination.Translation;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.event.CartChange;
import io.salestracker.event.EventKind;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.VendorEvent;
import io.salestracker.event.Visitor;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EbbotTranslationTest {
    private final EbbotDestination destination = relay().build();

    @ParameterizedTest
    @CsvSource({"0, 2", "1, 3", "7, 9"})
    void whatIsPutIntoTheCartIsAnAdditionOfThatManyUnits(int before, int after) {
        assertThat(body(destination, change(before, after).build())).isEqualTo(golden("cart-change"));
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "3, 2", "9, 0"})
    void whatIsTakenOutIsSkippedAsEbbotHasNoSuchEvent(int before, int after) {
        assertThat(destination.translate(change(before, after).build(), STAMP))
                .isEqualTo(Translation.skip(SkipReason.NO_SUCH_EVENT));
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
    void whatOnlyEbbotRequiresIsRefusedWhereTheCallerCanMendIt() {
        assertThat(paths(CartChange.builder()
                        .product(Product.builder().productId("1"))
                        .before(0)
                        .after(1)
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
    void anIdentityIsTheKeyAndNoneIsNoReasonToSkip() {
        for (SalesEvent event : List.of(
                change(0, 1).visitor(visitor()).build(),
                productVisit().visitor(visitor()).build(),
                order().visitor(visitor()).build())) {
            assertThat(sent(destination, event).event().orderingKey()).isEqualTo("chat-7");
        }
        Visitor elsewhere = Visitor.builder().identity("text", "x").build();
        for (SalesEvent event : List.of(
                change(0, 1).build(),
                productVisit().build(),
                order().build(),
                order().visitor(elsewhere).build())) {
            assertThat(sent(destination, event).event().orderingKey()).isNull();
        }
    }

    @Test
    void nothingIsRepeatableUnlessTheEndpointDeduplicates() {
        assertThat(repeatable(relay())).isFalse();
        assertThat(repeatable(relay().eventIdField("event_id"))).isFalse();
        assertThat(repeatable(relay().deduplicates(true))).isTrue();
        assertThat(repeatable(relay().deduplicates(true).maxBatchSize(10, Refused.WHOLE)))
                .isFalse();
        assertThat(repeatable(relay().maxBatchSize(10, Refused.WHOLE).eventIdField("event_id")))
                .isFalse();
        assertThat(repeatable(relay().deduplicates(true)
                        .maxBatchSize(10, Refused.WHOLE)
                        .eventIdField("event_id")))
                .isTrue();
    }

    @Test
    void stampsWhatTheCallerLeftOpenAndNothingElse() {
        Instant then = Instant.parse("2026-01-02T03:04:05Z");
        for (SalesEvent open : List.<SalesEvent>of(
                atc().build(),
                visit().build(),
                purchase().build(),
                change(0, 1).build(),
                productVisit().build(),
                order().build())) {
            VendorEvent event = sent(destination, open).event();
            assertThat(event.id()).isEqualTo("stamp-1");
            assertThat(event.occurredAt()).isEqualTo(STAMP.occurredAt());
            assertThat(event.site()).isNull();
        }
        for (SalesEvent given : List.<SalesEvent>of(
                atc().id("mine").occurredAt(then).site("us").build(),
                visit().id("mine").occurredAt(then).site("us").build(),
                purchase().id("mine").occurredAt(then).site("us").build(),
                change(0, 1).id("mine").occurredAt(then).site("us").build(),
                productVisit().id("mine").occurredAt(then).site("us").build(),
                order().id("mine").occurredAt(then).site("us").build())) {
            VendorEvent event = sent(destination, given).event();
            assertThat(event.id()).isEqualTo("mine");
            assertThat(event.occurredAt()).isEqualTo(then);
            assertThat(event.site()).isEqualTo("us");
        }
    }

    @Test
    void itsOwnEventsAreSentAsTheyAre() {
        EbbotPurchaseEvent own = purchase().chatId("chat-7").item(fullItem()).build();
        EbbotPurchaseEvent sent = (EbbotPurchaseEvent) sent(destination, own).event();
        assertThat(sent.items()).isEqualTo(own.items());
        assertThat(sent.currency()).isEqualTo("SEK");
        assertThat(sent.chatId()).isEqualTo("chat-7");
    }

    @Test
    void heapBytesGrowWithTextsAndItems() {
        long small = sent(destination, purchase().build()).heapBytes();
        long wider = sent(
                        destination,
                        purchase().item(fullItem().id("n".repeat(1_000))).build())
                .heapBytes();
        assertThat(small).isBetween(200L, 1_000L);
        assertThat(wider - small).isBetween(1_000L, 1_500L);
        assertThat(sent(destination, visit().build()).heapBytes()).isBetween(200L, 1_000L);
    }

    @Test
    void anotherVendorsEventIsAProgrammingError() {
        assertThatIllegalArgumentException().isThrownBy(() -> destination.translate(new Foreign(), STAMP));
        assertThatIllegalArgumentException().isThrownBy(() -> destination.encode(new Foreign()));
    }

    private static Product.Builder shirt() {
        return Product.builder().productId("123").groupId("g-9").name("Shirt").unitPrice("149.90");
    }

    private static CartChange.Builder change(int before, int after) {
        return CartChange.builder()
                .product(shirt())
                .currency("SEK")
                .before(before)
                .after(after);
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
        Translation.Refuse refused = (Translation.Refuse) destination.translate(event, STAMP);
        return refused.violations().stream()
                .map(violation -> violation.path() + " " + violation.code())
                .toList();
    }

    private record Foreign() implements VendorEvent {
        @Override
        public String vendor() {
            return "foreign";
        }

        @Override
        public String orderingKey() {
            return "key";
        }

        @Override
        public String id() {
            return "1";
        }

        @Override
        public Instant occurredAt() {
            return Instant.EPOCH;
        }

        @Override
        public String site() {
            return "us";
        }

        @Override
        public EventKind kind() {
            return EventKind.OTHER;
        }
    }
}
