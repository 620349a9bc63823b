package io.salestracker.destination;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.destination.Verdict.Refusal;
import io.salestracker.http.Response;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VendorErrorTest {

    private static VendorError read(String body) {
        return VendorError.read(Response.of(422, body));
    }

    private static VendorError read(byte[] body) {
        return VendorError.read(Response.of(422, Map.of(), body));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"error_code":"BAD","message":"no price"}              | BAD | no price
                    {"error":{"error_code":"BAD","message":"no price"}}    | BAD | no price
                    {"error":{"type":"BAD","message":"no price"}}          | BAD | no price
                    {"code":"BAD","error_description":"no price"}          | BAD | no price
                    {"code":17,"detail":"no price"}                        | 17  | no price
                    {"error":"no price"}                                   | 422 | no price
                    {"message":"no price"}                                 | 422 | no price
                    {"error_code":null,"code":"","type":"BAD"}             | BAD | ``
                    {"error_code":{"a":1},"message":["x"]}                 | 422 | ``
                    {"error_code":true,"message":1.5}                      | true | 1.5
                    {"message":"first","message":"second"}                 | 422 | second
                    {}                                                     | 422 | ``
                    not json at all                                        | 422 | not json at all
                    {"message":"cut of                                     | 422 | {"message":"cut of
                    """)
    void readsCodeAndMessageFromEveryKnownForm(String body, String code, String message) {
        VendorError error = read(body);

        assertThat(error.code()).isEqualTo(code);
        assertThat(error.message()).isEqualTo(message);
        assertThat(error.which()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"\"no price\"", "[\"no price\"]", "[{\"message\":\"no price\"}]", "42", "true", "null"})
    void ofJsonThatIsNoObjectTheBeginningIsTheMessage(String body) {
        assertThat(read(body)).isEqualTo(new VendorError("422", body, List.of()));
    }

    @Test
    void anEmptyBodySaysNothing() {
        assertThat(read("")).isEqualTo(new VendorError("422", "", List.of()));
        assertThat(read("  \n").message()).isBlank();
    }

    @Test
    void indicesThatAreNumbersOfEventsAreRead() {
        VendorError error = read("""
                {"error_code":"SOME","message":"some are bad","errors":[
                  {"index":0,"code":"A","message":"first"},
                  {"index":"1","code":"B"},
                  {"index":-1}, {"index":1.5}, {"index":99999999999}, {"index":null}, {"code":"C"}, 7, null, [1],
                  {"index":2147483647}]}
                """);

        assertThat(error)
                .isEqualTo(new VendorError(
                        "SOME",
                        "some are bad",
                        List.of(new Refusal(0, "A", "first"), new Refusal(Integer.MAX_VALUE, "422", ""))));
    }

    @Test
    @Timeout(20)
    void hostileJsonIsNotJson() {
        int deep = 100_000;
        List<String> hostile = List.of(
                "[".repeat(deep),
                "{\"a\":".repeat(deep),
                "[".repeat(deep) + "]".repeat(deep),
                "{\"errors\":" + "[".repeat(deep) + "]".repeat(deep) + "}",
                "{\"message\":" + "9".repeat(1_000_000) + "}",
                "{\"code\":1" + "0".repeat(100_000) + "e999999999}",
                "{\"index\":1e1000000000}",
                "{\"message\":\"" + "x".repeat(30_000_000) + "\"}",
                "{\"" + "k".repeat(1_000_000) + "\":1}",
                "\"\\uD800\"",
                "{\"message\":\"\\u0000\\uD800\"}",
                "{\"message\":NaN}",
                "{'message':'x'}",
                "{\"message\":\"a\nb\"}");

        for (String body : hostile) {
            VendorError error = read(body);
            assertThat(error.code()).isEqualTo("422");
            assertThat(error.message()).hasSizeLessThanOrEqualTo(100_000);
            assertThat(error.which()).isEmpty();
        }
    }

    @Test
    @Timeout(20)
    void anyNumberOfErrorsIsRead() {
        String body = "{\"errors\":[" + "{\"index\":1},".repeat(100_000) + "{\"index\":2}]}";

        assertThat(read(body).which()).hasSize(100_001);
    }

    @Test
    void readsInvalidTextLeniently() {
        assertThat(read(new byte[] {(byte) 0xC3, (byte) 0x28, (byte) 0xFF, 0, 1, 2})
                        .message())
                .isNotNull();
        assertThat(read("{\"message\":\"größer\"}".getBytes(ISO_8859_1)).message())
                .contains("gr");
        assertThat(read("{\"message\":\"no price\"}".getBytes(UTF_16)).message())
                .contains("no price");
        assertThat(read("\uFEFF{\"message\":\"no price\"}".getBytes(UTF_8)).message())
                .contains("no price");
    }

    @Test
    void randomBytesNeverDoHarm() {
        long seed = 5;
        Random random = new Random(seed);
        String alphabet = "{}[]\":,0123456789eE+-.truefalsn \\u\"message\"\"errors\"\"index\"";
        for (int run = 0; run < 20_000; run++) {
            StringBuilder body = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                body.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(read(body.toString()).code())
                    .as("seed %d, run %d", seed, run)
                    .isNotNull();
        }
    }
}
