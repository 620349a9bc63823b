package io.salestracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.examples.RetailRow.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetailRowTest {

    @ParameterizedTest
    @CsvSource({
        "560050, 6, 2.55, SALE",
        "560050, 1, 0.001, SALE",
        "C560050, -6, 2.55, CANCELLATION",
        "C560050, 6, 2.55, CANCELLATION",
        "A563186, 1, -11062.06, ADJUSTMENT",
        "A563185, 1, 11062.06, ADJUSTMENT",
        "560050, -6, 0, NEGATIVE_QUANTITY",
        "560050, 0, 2.55, NEGATIVE_QUANTITY",
        "560050, 6, 0, NO_PRICE",
        "560050, 6, -1.00, NO_PRICE"
    })
    void readsARowByNumberQuantityAndPrice(String invoiceNo, String quantity, String price, Kind kind) {
        assertThat(RetailRow.read(fields(invoiceNo, quantity, "2011-07-14 15:07:00", price)))
                .hasValueSatisfying(row -> assertThat(row.kind()).isEqualTo(kind));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "' ', 6, 2011-07-14 15:07:00, 2.55",
                "560050, six, 2011-07-14 15:07:00, 2.55",
                "560050, 6.0, 2011-07-14 15:07:00, 2.55",
                "560050, 3000000000, 2011-07-14 15:07:00, 2.55",
                "560050, '', 2011-07-14 15:07:00, 2.55",
                "560050, 6, 2011-02-30 15:07:00, 2.55",
                "560050, 6, 14/07/2011 15:07, 2.55",
                "560050, 6, '', 2.55",
                "560050, 6, 2011-07-14 15:07:00, ''",
                "560050, 6, 2011-07-14 15:07:00, '2,55'",
                "560050, 6, 2011-07-14 15:07:00, 1E+999999",
                "560050, 6, 2011-07-14 15:07:00, NaN"
            })
    void refusesARowWithoutNumberOrDate(String invoiceNo, String quantity, String date, String price) {
        assertThat(RetailRow.read(fields(invoiceNo, quantity, date, price))).isEmpty();
    }

    @Test
    void worthIsExact() {
        assertThat(RetailRow.read(fields("560050", "3", "2011-07-14 15:07:00", "0.001")))
                .hasValueSatisfying(row -> assertThat(row.worth()).isEqualTo("0.003"));
    }

    private static List<String> fields(String invoiceNo, String quantity, String date, String price) {
        return List.of(invoiceNo, "85099B", "JUMBO BAG", quantity, date, price, "17850", "United Kingdom");
    }
}
