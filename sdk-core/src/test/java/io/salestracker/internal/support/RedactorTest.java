package io.salestracker.internal.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.http.Request;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {

    private static String shown(String text, String... hidden) {
        return new Redactor(List.of(hidden)).shown(text);
    }

    private static Redactor after(String uri, List<String> secrets, List<String> identities) {
        return Redactor.of(Request.get(URI.create(uri), Map.of()), secrets, identities);
    }

    @Test
    void leavesOrdinaryWordsAsTheyAre() {
        String text = "price_total must be a number greater than 0 (was -1.50), see items[2].quantity";

        assertThat(shown(text)).isEqualTo(text);
        assertThat(shown("")).isEmpty();
        assertThat(shown("Ungültiger Preis für Größe 42")).isEqualTo("Ungültiger Preis für Größe 42");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "john.doe@example.com",
                "JOHN+tag@sub.example.co.uk",
                "o'brien@example.com",
                "jörg@müller.de",
                "用户@例子.公司",
                "john%40example.com",
                "john.doe%2Btag%40example.com",
                "john@localhost",
                "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
                "3F2504E0-4F89-11D3-9A0C-0305E82C3301",
                "0123456789abcdef0123456789abcdef",
                "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
                "AKIA_0123456789-ABCDEFGHIJ_KLMNOPQ"
            })
    void masksAddressesUuidsAndLongTokens(String personal) {
        assertThat(shown("unknown " + personal + " here")).isEqualTo("unknown *** here");
        assertThat(shown("{\"v\":\"" + personal + "\"}")).isEqualTo("{\"v\":\"***\"}");
        assertThat(shown(personal)).isEqualTo("***");
    }

    @Test
    void masksSecretsAndIdentitiesAnywhere() {
        assertThat(shown("customer cust-77 unknown, cust-77!", "cust-77")).isEqualTo("customer *** unknown, ***!");
        assertThat(shown("John Smith is not known", "John Smith")).isEqualTo("*** is not known");
    }

    @Test
    void masksASecretWithinAnother() {
        for (List<String> secrets : List.of(List.of("user-1", "user-12"), List.of("user-12", "user-1"))) {
            assertThat(new Redactor(secrets).shown("unknown user-12 and user-1"))
                    .isEqualTo("unknown *** and ***");
        }
    }

    @Test
    void masksSecretsThatOverlap() {
        assertThat(shown("unknown user-12345-token here", "user-12345", "12345-token"))
                .isEqualTo("unknown *** here");
        assertThat(shown("unknown ababab here", "abab")).isEqualTo("unknown *** here");
        assertThat(shown("user-1user-2", "user-1", "user-2")).isEqualTo("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab\"c/d\\e &ü",
                "ab\\\"c/d\\\\e &ü",
                "ab\\\"c\\/d\\\\e &\\u00fc",
                "ab%22c%2Fd%5Ce+%26%C3%BC",
                "ab%22c%2fd%5ce%20%26%c3%bc"
            })
    void masksSecretsAndIdentitiesAsJsonAndUrlsWriteThem(String written) {
        String plain = "ab\"c/d\\e &ü";
        String text = "got [" + written + "]";

        assertThat(after("https://a.example/", List.of(plain), List.of()).shown(text))
                .isEqualTo("got [***]");
        assertThat(after("https://a.example/", List.of(), List.of(plain)).shown(text))
                .isEqualTo("got [***]");
    }

    @Test
    void leavesTextsThatAreTooShortForASecret() {
        assertThat(shown("status is not a number", "a", "is", "")).isEqualTo("status is not a number");
    }

    @Test
    void escapesControlAndDirectionCharacters() {
        assertThat(shown("a\r\nb\tc\u0000d\u001Be\u007Ff\u0085g"))
                .isEqualTo("a\\r\\nb\\tc\\u0000d\\u001be\\u007ff\\u0085g");
        assertThat(shown("a\u2028b\u2029c")).isEqualTo("a\\u2028b\\u2029c");
        assertThat(shown("a\u202Eb\u200Fc\u2066d\uFEFFe\u200Bf"))
                .isEqualTo("a\\u202eb\\u200fc\\u2066d\\ufeffe\\u200bf");
        assertThat(shown("a\uD800b\uDC00c")).isEqualTo("a\\ud800b\\udc00c");
        assertThat(shown("a\uDB40\uDC01b")).isEqualTo("a\\udb40\\udc01b");
        assertThat(shown("nice \uD83D\uDE00")).isEqualTo("nice \uD83D\uDE00");
    }

    @Test
    void cutsAnOutcomesTextAt300AndALogsAt120() {
        Redactor redactor = new Redactor(List.of());
        for (int words : List.of(60, 61, 100_000)) {
            assertThat(redactor.shown("word ".repeat(words))).hasSize(300);
            assertThat(redactor.logged("word ".repeat(words))).hasSize(120);
        }
    }

    @Test
    void cutsNeitherAnEscapeNorACharacterInHalf() {
        assertThat(shown("a ".repeat(149) + "b" + "\n")).isEqualTo("a ".repeat(149) + "b");
        assertThat(shown("a ".repeat(149) + "b" + "\uD83D\uDE00")).isEqualTo("a ".repeat(149) + "b");
    }

    @Test
    void masksTheValuesInTheAddressEncodedAndDecoded() {
        Redactor redactor = after(
                "https://vendor.example/track?sid=account-77&cur=EUR&id=K%C3%B6ln%20am%20Rhein&bad",
                List.of(), List.of());

        assertThat(redactor.shown("no K\u00f6ln am Rhein in K%C3%B6ln%20am%20Rhein of account-77, but EUR is bad"))
                .isEqualTo("no *** in *** of ***, but EUR is bad");
    }

    @Test
    void masksAnIdentityThatJsonQuotes() {
        Redactor redactor = after("https://vendor.example/", List.of("s3cret"), List.of("the \"one\""));

        assertThat(redactor.shown("the \"one\" is {\"id\":\"the \\\"one\\\"\"} with s3cret"))
                .isEqualTo("*** is {\"id\":\"***\"} with ***");
    }

    @Test
    void showsNothingWhereTheSecretsAreNotKnown() {
        assertThat(Redactor.NOTHING_SHOWN.shown("any text")).isEmpty();
        assertThat(Redactor.NOTHING_SHOWN.logged("any text")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"E-1042", "not_found", "a.b", "7"})
    void knowsACode(String code) {
        assertThat(Redactor.isCode(code)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "***", "a b", "a\n", "{\"code\":1}", "caf\u00e9"})
    void aTextIsNotTakenForACode(String text) {
        assertThat(Redactor.isCode(text)).isFalse();
    }

    @Test
    void aCodeHasAtMost64Characters() {
        assertThat(Redactor.isCode("x".repeat(64))).isTrue();
        assertThat(Redactor.isCode("x".repeat(65))).isFalse();
    }

    /** What is masked gets shorter, so that what was cut off in its middle could come into view. */
    @Test
    void masksWholeOrHidesATextAtAnyCut() {
        String token = "0123456789abcdef0123456789abcdef ";
        for (int filler = 0; filler < 45; filler++) {
            for (int pad = 0; pad < token.length(); pad++) {
                String before = "x".repeat(pad) + " " + token.repeat(filler);
                assertThat(shown(before + "john.doe.the.third@example.com is unknown"))
                        .as("%d tokens, %d characters", filler, pad)
                        .doesNotContain("john", "doe", "third");
                assertThat(shown(before + "S3CRET PHRASE is unknown", "S3CRET PHRASE"))
                        .as("%d tokens, %d characters", filler, pad)
                        .doesNotContain("S3C", "PHRASE");
            }
        }
    }

    @Test
    @Timeout(20)
    void redactsHostileTextsOfAMegabyteFast() {
        int size = 1_000_000;
        for (String piece : List.of(
                "a",
                "a@",
                "@",
                ".",
                "a.",
                "%40",
                "-",
                "0-",
                "00000000-0000-",
                " ",
                "\u0000",
                "\uD83D\uDE00",
                "a b@",
                "***")) {
            String text = piece.repeat(size / piece.length());
            assertThat(shown(text, "secret", "aaaa", "***")).as(piece).hasSizeLessThanOrEqualTo(300);
        }
    }

    @Test
    void leavesNothingOfARandomSecretInARandomText() {
        long seed = 99;
        Random random = new Random(seed);
        for (int run = 0; run < 500; run++) {
            String secret = "key" + Long.toString(random.nextLong() >>> 1, 36);
            StringBuilder text = new StringBuilder();
            int words = random.nextInt(300);
            for (int i = 0; i < words; i++) {
                text.append(random.nextInt(4) == 0 ? secret : "word").append(random.nextBoolean() ? " " : "\n");
            }
            assertThat(shown(text.toString(), secret))
                    .as("seed %d, run %d", seed, run)
                    .doesNotContain("key")
                    .doesNotContain("\n");
        }
    }
}
