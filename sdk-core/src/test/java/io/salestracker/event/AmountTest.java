package io.salestracker.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0.00",
                "0.00000000000000000000",
                "149.99",
                "149.990",
                "+1.5",
                ".5",
                "5.",
                "007",
                "1E3",
                "1E+14",
                "999999999999999",
                "999999999999999.99999999999999999999",
                "0.00000000000000000001"
            })
    void amountsWithinTheBoundsAreKeptDigitForDigit(String text) {
        Product product = Product.builder().productId("1").unitPrice(text).build();

        assertThat(product.unitPrice()).isEqualTo(new BigDecimal(text));
        assertThat(Product.builder()
                        .productId("1")
                        .unitPrice(new BigDecimal(text))
                        .build())
                .isEqualTo(product);
    }

    @ParameterizedTest
    @CsvSource({
        "1E-21, 0E-20",
        "1E-1000000, 0",
        "1E-2147483647, 0",
        "0E-1000000, 0",
        "0.000000000000000000009, 0.00000000000000000001",
        "1.000000000000000000000, 1.00000000000000000000"
    })
    @Timeout(10)
    void decimalsBeyondTwentyAreRounded(BigDecimal amount, BigDecimal kept) {
        assertThat(Product.builder().productId("1").unitPrice(amount).build().unitPrice())
                .isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {" 10.00", "10.00 ", "\t10.00\r\n", "10.00                                                    "})
    void blanksAroundAnAmountAreLeftOut(String padded) {
        assertThat(Product.builder().productId("1").unitPrice(padded).build().unitPrice())
                .isEqualTo(new BigDecimal("10.00"));
    }

    @Test
    void aNoBreakSpaceIsNoOrderId() {
        assertThat(Faults.of(Samples.purchase().toBuilder().orderId("\u00a0")::build))
                .containsExactly("orderId REQUIRED");
    }

    @Test
    void aBlankTextIsNoAmount() {
        assertThat(Product.builder().productId("1").unitPrice(" ").build().unitPrice())
                .isNull();
        assertThat(Faults.of(Purchase.builder()
                        .orderId("1")
                        .currency("EUR")
                        .total("")
                        .subtotal("")::build))
                .containsExactly("total REQUIRED");
    }

    @Test
    void onlyThePriceOfAProductAndOptionalAmountsMayBeNegative() {
        assertThat(Product.builder().productId("1").unitPrice("-50").build().hasNegativePrice())
                .isTrue();
        assertThat(Faults.of(Purchase.builder()
                        .orderId("1")
                        .currency("EUR")
                        .total("-1")
                        .subtotal("-1")
                        .shipping("-1")
                        .tax("-1")::build))
                .containsExactly("total OUT_OF_RANGE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1000000000000000",
                "1E15",
                "1E+1000000",
                "1E+2147483647",
                "0E+15",
                "0E+1000000",
                "0E+2147483647",
                "-1E+2147483647"
            })
    @Timeout(10)
    void refusesAmountsBeyondTheBoundsWithoutShowingThem(String text) {
        BigDecimal amount = new BigDecimal(text);

        assertThat(Faults.of(Product.builder().productId("1").unitPrice(text)::build))
                .containsOnly("unitPrice OUT_OF_RANGE");
        assertThat(Faults.of(Product.builder().productId("1").unitPrice(amount)::build))
                .containsOnly("unitPrice OUT_OF_RANGE");
        assertThat(Faults.of(() -> new Product("1", null, amount, null, null, null, null, null)))
                .containsOnly("unitPrice OUT_OF_RANGE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1,99",
                "1.234,56",
                "1_000",
                "$5",
                "5 EUR",
                "five",
                "NaN",
                "Infinity",
                "0x10",
                "1e",
                "--1",
                "1E+2147483649",
                "1E+99999999999",
                "1E-99999999999",
                "\u0000",
                "\uD800"
            })
    void textsThatAreNoPlainNumberAreMalformed(String text) {
        assertThat(Faults.of(Product.builder().productId("1").unitPrice(text)::build))
                .containsExactly("unitPrice MALFORMED");
    }

    @Test
    @Timeout(20)
    void aMillionDigitsAreRefusedFast() {
        String digits = "9".repeat(1_000_000);
        BigDecimal whole = new BigDecimal(BigInteger.TEN.pow(1_000_000).subtract(BigInteger.ONE));
        BigDecimal fraction = new BigDecimal(whole.unscaledValue(), 1_000_000);

        assertThat(Faults.of(Product.builder().productId("1").unitPrice(digits)::build))
                .containsExactly("unitPrice MALFORMED");
        assertThat(Faults.of(Product.builder().productId("1").unitPrice("0." + digits)::build))
                .containsExactly("unitPrice MALFORMED");
        assertThat(Faults.of(Product.builder().productId("1").unitPrice(whole)::build))
                .containsExactly("unitPrice OUT_OF_RANGE");
        assertThat(Faults.of(Product.builder().productId("1").unitPrice(fraction)::build))
                .containsExactly("unitPrice OUT_OF_RANGE");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1_000, 0, 20, 21, 60_000_000})
    @Timeout(10)
    void sixtyMillionDigitsAreNotCounted(int scale) {
        BigDecimal amount = new BigDecimal(BigInteger.ONE.shiftLeft(200_000_000), scale);

        assertThat(Faults.of(Product.builder().productId("1").unitPrice(amount)::build))
                .containsExactly("unitPrice OUT_OF_RANGE");
        assertThat(Faults.of(Product.builder().productId("1").unitPrice(amount.negate())::build))
                .containsExactly("unitPrice OUT_OF_RANGE");
        assertThat(Faults.of(() -> LineItem.builder()
                        .productId("1")
                        .unitPrice("1")
                        .quantity(amount)
                        .build()))
                .containsExactly("quantity OUT_OF_RANGE");
    }

    @Test
    void everyAmountOfAPurchaseIsCheckedUnderItsOwnName() {
        assertThat(Faults.of(Purchase.builder()
                        .orderId("1")
                        .currency("EUR")
                        .total("-1")
                        .subtotal("x")
                        .shipping("1E15")
                        .tax("-1E15")::build))
                .containsExactlyInAnyOrder(
                        "total OUT_OF_RANGE", "subtotal MALFORMED", "shipping OUT_OF_RANGE", "tax OUT_OF_RANGE");
    }

    @Test
    void aRefusedAmountIsNotShown() {
        assertThatThrownBy(Product.builder().productId("1").unitPrice("12345678901234567890")::build)
                .isInstanceOf(InvalidEventException.class)
                .hasMessageNotContaining("12345678901234567890")
                .hasNoCause();
        assertThatThrownBy(Product.builder().productId("1").unitPrice("4,2 secret")::build)
                .isInstanceOf(InvalidEventException.class)
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }
}
