package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.event.CartChange;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import org.junit.jupiter.api.Test;

class DecimalsTest {

    private static Purchase.Builder purchase(String currency, String total) {
        return Purchase.builder().orderId("1").currency(currency).total(total);
    }

    @Test
    void moreDecimalsThanTheCurrencyHasAreFoundInEveryAmount() {
        assertThat(Decimals.exceed(purchase("EUR", "1.999").build())).isTrue();
        assertThat(Decimals.exceed(purchase("EUR", "1").subtotal("1.001").build()))
                .isTrue();
        assertThat(Decimals.exceed(purchase("EUR", "1").shipping("1.001").build()))
                .isTrue();
        assertThat(Decimals.exceed(purchase("EUR", "1").tax("1.001").build())).isTrue();
        assertThat(Decimals.exceed(purchase("EUR", "1")
                        .item(LineItem.builder().productId("1").quantity(1).unitPrice("1"))
                        .item(LineItem.builder().productId("2").quantity(1).unitPrice("0.335"))
                        .build()))
                .isTrue();
        assertThat(Decimals.exceed(purchase("JPY", "100.5").build())).isTrue();
    }

    @Test
    void zerosAtTheEndDoNotCount() {
        assertThat(Decimals.exceed(purchase("EUR", "1.99000").build())).isFalse();
        assertThat(Decimals.exceed(purchase("JPY", "100.00").build())).isFalse();
        assertThat(Decimals.exceed(purchase("EUR", "0.00000").build())).isFalse();
        assertThat(Decimals.exceed(purchase("EUR", "1E+14").build())).isFalse();
        assertThat(Decimals.exceed(purchase("KWD", "1.999").build())).isFalse();
    }

    @Test
    void pricesOfVisitsAndCartsAreLookedAtWhereTheirCurrencyIsKnown() {
        Product.Builder product = Product.builder().productId("1").unitPrice("0.335");

        assertThat(Decimals.exceed(
                        ProductVisit.builder().product(product).currency("EUR").build()))
                .isTrue();
        assertThat(Decimals.exceed(ProductVisit.builder().product(product).build()))
                .isFalse();
        assertThat(Decimals.exceed(CartChange.builder()
                        .product(product)
                        .currency("EUR")
                        .before(0)
                        .after(1)
                        .build()))
                .isTrue();
        assertThat(Decimals.exceed(
                        CartChange.builder().product(product).before(0).after(1).build()))
                .isFalse();
    }
}
