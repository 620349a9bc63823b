package io.salestracker.internal.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 2147483647, true",
        "99999.99, 2147483647, true",
        "100000, 2147483647, true",
        "465661.28, 2147483647, true",
        "465661.29, 2147483647, false",
        "999999999999999, 1, true",
        "999999999999999.99999999999999999999, 1, true",
        "500000000000000, 2, false",
        "499999999999999.99, 2, true",
        "1E+14, 9, true",
        "1E+14, 10, false"
    })
    void aPriceTimesSoManyFitsBelowTenToTheFifteenth(BigDecimal price, int units, boolean fits) {
        assertThat(Amounts.fits(price, units)).isEqualTo(fits);
    }
}
