package io.salestracker.destination;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWriterTest {

    private static String written(Consumer<JsonWriter> fields) {
        return new String(new JsonWriter().write(fields), UTF_8);
    }

    @Test
    void fieldsAreWrittenInTheOrderOfTheCalls() {
        assertThat(written(json -> json.text("order", "10\"42")
                        .number("lines", 3_000_000_000L)
                        .amount("total", new BigDecimal("149.90"))
                        .time("at", Instant.parse("2026-11-20T09:30:00Z"))
                        .object("buyer", buyer -> buyer.text("name", "Ada"))
                        .array("lines", List.of("a", "b"), (line, id) -> line.text("id", id))))
                .isEqualTo("{\"order\":\"10\\\"42\",\"lines\":3000000000,\"total\":149.90,"
                        + "\"at\":\"2026-11-20T09:30:00.000Z\",\"buyer\":{\"name\":\"Ada\"},"
                        + "\"lines\":[{\"id\":\"a\"},{\"id\":\"b\"}]}");
    }

    @Test
    void fieldsWithoutValueAreLeftOut() {
        assertThat(written(json -> json.text("a", null).amount("b", null).time("c", null)))
                .isEqualTo("{}");
    }

    @Test
    void anyValueOfJsonIsWritten() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("none", null);
        map.put("list", Arrays.asList("a", 1, 2L, (short) 3, (byte) 4, true, null));
        map.put("map", Map.of("amount", new BigDecimal("1E+3")));

        assertThat(written(json -> json.value("all", map)))
                .isEqualTo("{\"all\":{\"none\":null,\"list\":[\"a\",1,2,3,4,true,null],\"map\":{\"amount\":1000}}}");
        assertThat(written(json -> json.values(map))).startsWith("{\"none\":null,\"list\":[");
    }

    @Test
    void aValueOfAnotherClassIsRefusedByItsName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> written(json -> json.value("x", 1.5)))
                .withMessageEndingWith("java.lang.Double");
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
        assertThat(written(json -> json.amount("a", new BigDecimal(amount))))
                .isEqualTo("{\"a\":" + new BigDecimal(amount).toPlainString() + "}");
    }

    @Test
    void anyAmountIsWrittenAsItsPlainText() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            BigDecimal amount = new BigDecimal(new BigInteger(random.nextInt(80), random), random.nextInt(24) - 2);
            assertThat(written(json -> json.amount("a", amount)))
                    .as("seed %d", seed)
                    .isEqualTo("{\"a\":" + amount.toPlainString() + "}");
        }
    }

    @Test
    void anObjectThatFailedHalfwayIsNotWrittenThoughTheVendorGoesOn() {
        List<Consumer<JsonWriter>> failing = List.of(
                json -> json.value("x", 1.5),
                json -> json.value("x", List.of(1, 1.5)),
                json -> json.object("x", inner -> {
                    throw new IllegalStateException("the vendor's");
                }),
                json -> json.array("x", List.of(1), (inner, one) -> {
                    throw new IllegalStateException("the vendor's");
                }));
        for (Consumer<JsonWriter> one : failing) {
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(() -> written(json -> {
                        json.text("a", "1");
                        try {
                            one.accept(json);
                        } catch (RuntimeException swallowed) {
                            json.text("b", "2");
                        }
                    }));
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(() -> written(json -> {
                        try {
                            one.accept(json);
                        } catch (RuntimeException swallowed) {
                            return;
                        }
                    }));
        }
    }

    @Test
    void eachObjectIsWrittenAlone() {
        JsonWriter writer = new JsonWriter();
        String large = "0123456789".repeat(10_000);

        for (String text : new String[] {"a", large, "b", "", large, "c"}) {
            assertThat(writer.write(json -> json.text("t", text)))
                    .isEqualTo(("{\"t\":\"" + text + "\"}").getBytes(UTF_8));
        }
    }
}
