package io.salestracker.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PurchaseTest {

    private static Purchase.Builder minimal() {
        return Purchase.builder().orderId("1042").currency("USD").total("149.99");
    }

    private static LineItem.Builder line() {
        return LineItem.builder().productId("1").quantity(1).unitPrice("1");
    }

    @Test
    void orderIdCurrencyAndTotalAreEnough() {
        Purchase purchase = minimal().build();

        assertThat(purchase.kind()).isEqualTo(EventKind.PURCHASE);
        assertThat(purchase.total()).isEqualByComparingTo("149.99");
        assertThat(purchase.items()).isEmpty();
        assertThat(purchase.discountCodes()).isEmpty();
        assertThat(purchase.visitor()).isNull();
        assertThat(purchase.id()).isNull();
        assertThat(purchase.occurredAt()).isNull();
        assertThat(purchase.site()).isNull();
    }

    @Test
    void everySetterSetsItsComponent() {
        Purchase sample = Samples.purchase();

        Purchase built = Purchase.builder()
                .id(sample.id())
                .occurredAt(sample.occurredAt())
                .site(sample.site())
                .visitor(sample.visitor())
                .orderId(sample.orderId())
                .orderNumber(sample.orderNumber())
                .currency(sample.currency())
                .total(sample.total())
                .subtotal(sample.subtotal())
                .shipping(sample.shipping())
                .tax(sample.tax())
                .discountCode("SPRING")
                .discountCode("VIP")
                .statusPage(sample.statusPage())
                .salesChannel(sample.salesChannel())
                .items(sample.items())
                .build();
        Purchase fromTexts = Purchase.builder()
                .id("event-3")
                .occurredAt(Samples.WHEN)
                .site("site-1")
                .visitor(Samples.visitor().write())
                .orderId("order-1042")
                .orderNumber("#1042")
                .currency("EUR")
                .total("321.97")
                .subtotal("299.98")
                .shipping("4.95")
                .tax("17.04")
                .discountCode("SPRING")
                .discountCode("VIP")
                .statusPage("https://shop.example/orders/1042")
                .salesChannel("channel-9", "Web shop")
                .item(LineItem.builder().product(Samples.product()).quantity(2))
                .build();

        assertThat(built).isEqualTo(sample);
        assertThat(fromTexts).isEqualTo(sample);
    }

    @Test
    void allFaultsAreNamedAtOnceWithNestedPaths() {
        Purchase.Builder purchase = Purchase.builder()
                .id("")
                .site("a\nb")
                .visitor(Visitor.builder()
                        .identity("Text", "a")
                        .identity("text", "a")
                        .identity("text", "b"))
                .orderId(null)
                .orderNumber("x".repeat(2_001))
                .currency("usd")
                .total("abc")
                .subtotal("1E+15")
                .shipping("one")
                .item(line())
                .item(line().productId("\uDC00"))
                .item(line().quantity(-1))
                .item((LineItem) null);

        assertThat(Faults.of(purchase::build))
                .containsExactlyInAnyOrder(
                        "site MALFORMED",
                        "visitor.identities[0].vendor MALFORMED",
                        "visitor.identities[2] CONFLICT",
                        "orderId REQUIRED",
                        "currency MALFORMED",
                        "total MALFORMED",
                        "subtotal OUT_OF_RANGE",
                        "shipping MALFORMED",
                        "items[1].productId MALFORMED",
                        "items[2].quantity OUT_OF_RANGE",
                        "items[3] REQUIRED");
    }

    @Test
    void aWrittenVisitorThatCannotBeReadIsNamed() {
        assertThat(Faults.of(minimal().visitor("%%%")::build)).containsExactly("visitor MALFORMED");
        assertThat(minimal().visitor((String) null).build().visitor()).isNull();
    }

    @Test
    void aNullBuilderOfWhatIsOptionalLeavesItOut() {
        assertThat(minimal().visitor((Visitor.Builder) null).build().visitor()).isNull();
        assertThat(minimal().salesChannel(null).build().salesChannel()).isNull();
    }

    @Test
    void aNullBuilderOfWhatIsRequiredIsAFaultOfBuild() {
        assertThat(Faults.of(minimal().item((LineItem.Builder) null)::build)).containsExactly("items[0] REQUIRED");
        assertThat(Faults.of(ProductVisit.builder().product((Product.Builder) null)::build))
                .containsExactly("product REQUIRED");
        assertThat(Faults.of(CartChange.builder()
                        .product((Product.Builder) null)
                        .quantityBefore(0)
                        .quantityAfter(1)::build))
                .containsExactly("product REQUIRED");
    }

    @Test
    void nullInAListIsNamedByTheConstructorToo() {
        assertThat(Faults.of(() -> new Purchase(
                        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null)))
                .containsExactlyInAnyOrder("orderId REQUIRED", "currency REQUIRED", "total REQUIRED", "items REQUIRED");
        Purchase ok = Samples.purchase();
        assertThat(Faults.of(() -> withLists(ok, Collections.singletonList(null), Collections.singletonList(null))))
                .containsExactly("items[0] REQUIRED");
    }

    private static Purchase withLists(Purchase from, List<String> codes, List<LineItem> items) {
        return new Purchase(
                from.id(),
                from.occurredAt(),
                from.site(),
                from.visitor(),
                from.orderId(),
                from.orderNumber(),
                from.currency(),
                from.total(),
                from.subtotal(),
                from.shipping(),
                from.tax(),
                codes,
                from.statusPage(),
                from.salesChannel(),
                items);
    }

    @Test
    void tenThousandLinesAreTakenAndOneMoreIsNot() {
        Purchase.Builder most = minimal();
        for (int i = 0; i < 10_000; i++) {
            most.item(line()).discountCode("CODE");
        }
        assertThat(most.build().items()).hasSize(10_000);

        assertThat(Faults.of(most.item(line())::build)).containsExactly("items TOO_LARGE");
        assertThat(most.clearItems().build().discountCodes()).hasSize(10_000);
        assertThat(most.discountCode("CODE").build().discountCodes()).hasSize(10_000);
        assertThat(Faults.of(() -> withLists(
                        Samples.purchase(),
                        Collections.nCopies(10_001, "CODE"),
                        Collections.nCopies(10_001, Samples.line()))))
                .containsExactly("items TOO_LARGE");
    }

    @Test
    @Timeout(10)
    void aPurchaseWithThousandsOfFaultsIsRefusedInLinearTime() {
        Purchase.Builder purchase = minimal();
        for (int i = 0; i < 10_000; i++) {
            purchase.item(LineItem.builder());
        }

        assertThat(Faults.of(purchase::build)).hasSize(30_000);
    }

    @Test
    @Timeout(10)
    void aListOfMillionsOfNullsDoesNotGiveMillionsOfFaults() {
        List<LineItem> nulls = Collections.nCopies(5_000_000, null);

        assertThat(Faults.of(() -> withLists(Samples.purchase(), List.of(), nulls)))
                .hasSizeLessThanOrEqualTo(10_001)
                .contains("items TOO_LARGE", "items[0] REQUIRED");
    }

    @Test
    void theListsOfAPurchaseAreCopiedAndCannotBeChanged() {
        List<String> codes = new ArrayList<>(List.of("A"));
        List<LineItem> items = new ArrayList<>(List.of(Samples.line()));
        Purchase purchase = withLists(Samples.purchase(), codes, items);

        codes.add("B");
        items.clear();

        assertThat(purchase.discountCodes()).containsExactly("A");
        assertThat(purchase.items()).containsExactly(Samples.line());
        assertThatThrownBy(() -> purchase.items().add(Samples.line()))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> purchase.discountCodes().add("B")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aBuiltEventStaysWhenItsBuilderChanges() {
        Purchase.Builder builder = minimal().item(line()).discountCode("A");
        Purchase first = builder.build();

        Purchase second = builder.orderId("2").item(line()).discountCode("B").build();

        assertThat(first.orderId()).isEqualTo("1042");
        assertThat(first.items()).hasSize(1);
        assertThat(first.discountCodes()).containsExactly("A");
        assertThat(second.items()).hasSize(2);
    }

    @Test
    void linesAreReadWhenThePurchaseIsBuilt() {
        LineItem.Builder line = line();
        Purchase.Builder purchase = minimal().item(line);

        line.quantity(7);

        assertThat(purchase.build().items().get(0).quantity()).isEqualTo(BigDecimal.valueOf(7));
    }

    @Test
    void aCorrectedBuilderCanBuildAfterAll() {
        Purchase.Builder purchase = minimal().total("no number");
        assertThat(Faults.of(purchase::build)).containsExactly("total MALFORMED");

        assertThat(purchase.total("1").build().total()).isEqualByComparingTo("1");
    }
}
