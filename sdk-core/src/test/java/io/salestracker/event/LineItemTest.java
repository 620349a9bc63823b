package io.salestracker.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

class LineItemTest {

    @Test
    void aLineWithItsThreeRequiredFieldsIsEnough() {
        LineItem line =
                LineItem.builder().productId("1").quantity(1).unitPrice("0").build();

        assertThat(line.product().productId()).isEqualTo("1");
        assertThat(line.quantity()).isEqualTo(BigDecimal.ONE);
        assertThat(line.unitPrice()).isEqualByComparingTo("0");
        assertThat(line.product().name()).isNull();
    }

    @Test
    void everySetterReachesTheProduct() {
        LineItem line = LineItem.builder()
                .productId("product-1")
                .name("Merino Wool Crew Neck")
                .quantity(2)
                .unitPrice(new BigDecimal("149.99"))
                .sku("sku-1")
                .variantId("variant-1")
                .variantTitle("Blue, L")
                .groupId("group-1")
                .imageUrl("https://shop.example/1.jpg")
                .build();

        assertThat(line).isEqualTo(Samples.line());
        assertThat(LineItem.builder().product(Samples.product()).quantity(2).build())
                .isEqualTo(line);
    }

    @Test
    void namesAMissingFieldOnce() {
        assertThat(Faults.of(LineItem.builder()::build))
                .containsExactlyInAnyOrder("productId REQUIRED", "unitPrice REQUIRED", "quantity REQUIRED");
        assertThat(Faults.of(LineItem.builder().quantity(1).unitPrice("1")::build))
                .containsExactly("productId REQUIRED");
        assertThat(Faults.of(LineItem.builder().quantity(-1).productId(" ").unitPrice("1E+15")::build))
                .containsExactlyInAnyOrder("productId REQUIRED", "quantity OUT_OF_RANGE", "unitPrice OUT_OF_RANGE");
        assertThat(Faults.of(LineItem.builder().productId("1").quantity(1).unitPrice("abc")::build))
                .containsExactly("unitPrice MALFORMED");
    }

    @Test
    void aProductWithoutPriceIsNoLine() {
        Product free = Product.builder().productId("1").build();

        assertThat(Faults.of(() -> new LineItem(free, BigDecimal.ONE))).containsExactly("unitPrice REQUIRED");
        assertThat(Faults.of(LineItem.builder().product(free).quantity(1)::build))
                .containsExactly("unitPrice REQUIRED");
        assertThat(Faults.of(LineItem.builder().product(free)::build))
                .containsExactlyInAnyOrder("quantity REQUIRED", "unitPrice REQUIRED");
    }

    @Test
    void theConstructorChecksTheSame() {
        assertThat(Faults.of(() -> new LineItem(null, null)))
                .containsExactlyInAnyOrder("product REQUIRED", "quantity REQUIRED");
        assertThat(Faults.of(() -> new LineItem(Samples.product(), new BigDecimal("-0.1"))))
                .containsExactly("quantity OUT_OF_RANGE");
        assertThat(Faults.of(() -> new LineItem(Samples.product(), new BigDecimal("1E+15"))))
                .containsExactly("quantity OUT_OF_RANGE");
        assertThat(Faults.of(() -> new LineItem(Samples.product(), new BigDecimal("1E+13"))))
                .containsExactly("quantity OUT_OF_RANGE");
        assertThat(Faults.of(() -> new LineItem(Samples.product(), new BigDecimal("1E+12"))))
                .isEmpty();
    }

    @Test
    void aLineMayHaveAFractionOrNothingOrTakeSomethingOff() {
        assertThat(line("1.85", "2").isSold()).isTrue();
        assertThat(line("1", "0").isSold()).isTrue();
        assertThat(line("0", "2").isSold()).isFalse();
        assertThat(line("0.00", "2").isSold()).isFalse();
        assertThat(line("1", "-50").isSold()).isFalse();
        assertThat(line("1.85", "2").quantity()).isEqualTo(new BigDecimal("1.85"));
    }

    @Test
    void aThirdOfSomethingIsRoundedToTwentyDecimals() {
        BigDecimal third = BigDecimal.ONE.divide(BigDecimal.valueOf(3), MathContext.DECIMAL128);

        LineItem line = LineItem.builder()
                .productId("1")
                .quantity(third)
                .unitPrice(third)
                .build();

        assertThat(line.quantity()).isEqualTo(new BigDecimal("0.33333333333333333333"));
        assertThat(line.unitPrice()).isEqualTo(line.quantity());
        assertThat(new LineItem(line.product(), third)).isEqualTo(line);
    }

    @Test
    void aQuantityComesAsNumberOrText() {
        LineItem.Builder line = LineItem.builder().productId("1").unitPrice("1");

        assertThat(line.quantity("1.8500").build().quantity()).isEqualTo(new BigDecimal("1.8500"));
        assertThat(line.quantity(3_000_000_000L).build().quantity()).isEqualTo(new BigDecimal("3000000000"));
        assertThat(Faults.of(line.quantity("two")::build)).contains("quantity MALFORMED");
    }

    private static LineItem line(String quantity, String price) {
        return LineItem.builder()
                .productId("1")
                .quantity(quantity)
                .unitPrice(price)
                .build();
    }
}
