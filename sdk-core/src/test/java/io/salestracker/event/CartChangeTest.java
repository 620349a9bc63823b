package io.salestracker.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class CartChangeTest {

    @Test
    void theAddedQuantityFollowsFromBeforeAndAfter() {
        assertThat(change(0, 3).added()).isEqualTo(BigDecimal.valueOf(3));
        assertThat(change(1, 3).added()).isEqualTo(BigDecimal.valueOf(2));
        assertThat(change(3, 1).added()).isEqualTo(BigDecimal.valueOf(-2));
        assertThat(change(3, 0).added()).isEqualTo(BigDecimal.valueOf(-3));
        assertThat(change(3, 3).added()).isEqualTo(BigDecimal.ZERO);
        assertThat(change(0, Integer.MAX_VALUE).added()).isEqualTo(BigDecimal.valueOf(Integer.MAX_VALUE));
        assertThat(change(Integer.MAX_VALUE, 0).added()).isEqualTo(BigDecimal.valueOf(-Integer.MAX_VALUE));
    }

    private static CartChange change(int before, int after) {
        return CartChange.builder()
                .product(Product.builder().productId("1"))
                .quantityBefore(before)
                .quantityAfter(after)
                .build();
    }

    @Test
    void everySetterSetsItsComponent() {
        CartChange sample = Samples.change();

        CartChange built = CartChange.builder()
                .id(sample.id())
                .occurredAt(sample.occurredAt())
                .site(sample.site())
                .visitor(sample.visitor())
                .product(sample.product())
                .currency(sample.currency())
                .quantityBefore(sample.quantityBefore())
                .quantityAfter(sample.quantityAfter())
                .build();

        assertThat(built).isEqualTo(sample);
        assertThat(built.kind()).isEqualTo(EventKind.CART_CHANGE);
        assertThat(CartChange.builder().kind()).isEqualTo(EventKind.CART_CHANGE);
    }

    @Test
    void bothQuantitiesAreRequiredAndNeitherIsNegative() {
        assertThat(Faults.of(CartChange.builder()::build))
                .containsExactlyInAnyOrder("product REQUIRED", "quantityBefore REQUIRED", "quantityAfter REQUIRED");
        assertThat(Faults.of(() -> new CartChange(null, null, null, null, null, null, BigDecimal.valueOf(-1), null)))
                .containsExactlyInAnyOrder("product REQUIRED", "quantityBefore OUT_OF_RANGE", "quantityAfter REQUIRED");
        assertThat(Faults.of(CartChange.builder()
                        .product(Samples.product())
                        .quantityBefore(-1)
                        .quantityAfter(-1)::build))
                .containsExactlyInAnyOrder("quantityBefore OUT_OF_RANGE", "quantityAfter OUT_OF_RANGE");
    }

    @Test
    void aBlankCurrencyIsAbsent() {
        assertThat(CartChange.builder()
                        .product(Samples.product())
                        .currency("")
                        .quantityBefore(0)
                        .quantityAfter(1)
                        .build()
                        .currency())
                .isNull();
    }

    @Test
    void faultsOfTheProductAreNamedUnderIt() {
        assertThat(Faults.of(CartChange.builder()
                        .product(Product.builder().unitPrice("1E+15").sku(""))
                        .currency("€")
                        .quantityBefore(0)
                        .quantityAfter(1)::build))
                .containsExactlyInAnyOrder(
                        "product.productId REQUIRED", "product.unitPrice OUT_OF_RANGE", "currency MALFORMED");
    }
}
