package io.salestracker.internal.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static String written(BigDecimal amount) {
        return new String(new JsonWriters().write(json -> Json.amount(json, amount)), UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0.00",
                "0E-18",
                "0E-20",
                "0E+3",
                "7",
                "149.99",
                "0.05",
                "1.0500",
                "1E+3",
                "1E-18",
                "1E-20",
                "999999999999999999",
                "9999999999999999999",
                "0.999999999999999999",
                "9223372036854775807.1",
                "999999999999999.99999999999999999999",
                "-1",
                "-149.99"
            })
    void anAmountIsWrittenAsItsPlainText(String amount) {
        assertThat(written(new BigDecimal(amount))).isEqualTo(new BigDecimal(amount).toPlainString());
    }

    @Test
    void anyAmountIsWrittenAsItsPlainText() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            BigDecimal amount = new BigDecimal(new BigInteger(random.nextInt(80), random), random.nextInt(24) - 2);
            assertThat(written(amount)).as("seed %d", seed).isEqualTo(amount.toPlainString());
        }
    }

    @Test
    void whatIsLongerThanTheBufferIsWrittenInFull() {
        String text = "0123456789".repeat(10_000);

        assertThat(new JsonWriters().write(json -> json.writeString(text)))
                .isEqualTo(("\"" + text + "\"").getBytes(UTF_8));
    }
}
