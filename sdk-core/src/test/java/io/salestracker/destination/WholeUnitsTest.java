package io.salestracker.destination;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WholeUnitsTest {

    @ParameterizedTest
    @CsvSource({
        "1, 9.99, 1, 9.99",
        "2.00, 9.99, 2, 9.99",
        "1E+3, 9.99, 1000, 9.99",
        "0, 9.99, 0, 9.99",
        "0.00, 9.99, 0, 9.99",
        "2147483647, 9.99, 2147483647, 9.99",
        "2147483648, 2, 1, 4294967296",
        "9999999999, 2, 1, 19999999998",
        "1E+14, 2, 1, 2E+14",
        "1.85, 2, 1, 3.70",
        "1.85, 2.00, 1, 3.7000",
        "0.333, 10, 1, 3.330",
        "0.00000000000000000001, 1, 1, 0.00000000000000000001",
        "0.00000000000000000001, 0.1, 1, 0",
        "1.5, 0.33333333333333333333, 1, 0.50000000000000000000"
    })
    void aFractionIsOneUnitOfTheWholePrice(BigDecimal quantity, BigDecimal price, int units, BigDecimal each) {
        WholeUnits whole = WholeUnits.of(quantity, price);

        assertThat(whole.units()).isEqualTo(units);
        assertThat(whole.price()).isEqualByComparingTo(each);
        assertThat(whole.price().scale()).isLessThanOrEqualTo(20);
    }

    @Test
    void aPriceThatIsNotKnownStaysSo() {
        assertThat(WholeUnits.of(new BigDecimal("1.85"), null)).isEqualTo(new WholeUnits(1, null));
        assertThat(WholeUnits.of(new BigDecimal("2"), null)).isEqualTo(new WholeUnits(2, null));
    }

    @ParameterizedTest
    @CsvSource({"3, true", "-3, true", "-3.0, true", "-0.5, false", "-2147483648, false", "1E-1000000, false"})
    void wholeIsByValueAndSize(BigDecimal quantity, boolean whole) {
        assertThat(WholeUnits.isWhole(quantity)).isEqualTo(whole);
    }
}
