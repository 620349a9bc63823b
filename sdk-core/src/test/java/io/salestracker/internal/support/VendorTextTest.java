package io.salestracker.internal.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VendorTextTest {

    private static String clean(String text, String... secrets) {
        return VendorText.clean(text, List.of(secrets));
    }

    @Test
    void ordinaryWordsStayAsTheyAre() {
        String text = "price_total must be a number greater than 0 (was -1.50), see items[2].quantity";

        assertThat(clean(text)).isEqualTo(text);
        assertThat(clean("")).isEmpty();
        assertThat(clean("Ungültiger Preis für Größe 42")).isEqualTo("Ungültiger Preis für Größe 42");
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
    void addressesUuidsAndLongTokensAreMasked(String personal) {
        assertThat(clean("unknown " + personal + " here")).isEqualTo("unknown *** here");
        assertThat(clean("{\"v\":\"" + personal + "\"}")).isEqualTo("{\"v\":\"***\"}");
        assertThat(clean(personal)).isEqualTo("***");
    }

    @Test
    void secretsAndIdentitiesAreMaskedWhereverTheyStand() {
        assertThat(clean("customer cust-77 unknown, cust-77!", "cust-77")).isEqualTo("customer *** unknown, ***!");
        assertThat(clean("John Smith is not known", "John Smith")).isEqualTo("*** is not known");
    }

    @Test
    void aSecretWithinAnotherLeavesNothingOfEither() {
        for (List<String> secrets : List.of(List.of("user-1", "user-12"), List.of("user-12", "user-1"))) {
            assertThat(VendorText.clean("unknown user-12 and user-1", secrets)).isEqualTo("unknown *** and ***");
        }
    }

    @Test
    void textsTooShortToBeASecretAreNotMasked() {
        assertThat(clean("status is not a number", "a", "is", "")).isEqualTo("status is not a number");
    }

    @Test
    void theTextIsOneLineWithoutControlOrDirectionCharacters() {
        assertThat(clean("a\r\nb\tc\u0000d\u001Be\u007Ff\u0085g")).isEqualTo("a??b?c?d?e?f?g");
        assertThat(clean("a\u2028b\u2029c")).isEqualTo("a?b?c");
        assertThat(clean("a\u202Eb\u200Fc\u2066d\uFEFFe\u200Bf")).isEqualTo("a?b?c?d?e?f");
        assertThat(clean("a\uD800b\uDC00c")).isEqualTo("a?b?c");
    }

    @Test
    void theTextIsCutAtThreeHundredCharacters() {
        assertThat(clean("word ".repeat(60))).hasSize(300);
        assertThat(clean("word ".repeat(61))).hasSize(300);
        assertThat(clean("word ".repeat(100_000))).hasSize(300);
    }

    /** What is masked gets shorter, so that what was cut off in its middle could come into view. */
    @Test
    void whatStandsAtAnyCutIsMaskedWholeOrNotShown() {
        String token = "0123456789abcdef0123456789abcdef ";
        for (int filler = 0; filler < 45; filler++) {
            for (int pad = 0; pad < token.length(); pad++) {
                String before = "x".repeat(pad) + " " + token.repeat(filler);
                assertThat(clean(before + "john.doe.the.third@example.com is unknown"))
                        .as("%d tokens, %d characters", filler, pad)
                        .doesNotContain("john", "doe", "third");
                assertThat(clean(before + "S3CRET PHRASE is unknown", "S3CRET PHRASE"))
                        .as("%d tokens, %d characters", filler, pad)
                        .doesNotContain("S3C", "PHRASE");
            }
        }
    }

    @Test
    @Timeout(20)
    void hostileTextsOfAMegabyteAreCleanedFast() {
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
            assertThat(clean(text, "secret", "aaaa", "***")).as(piece).hasSizeLessThanOrEqualTo(300);
        }
    }

    @Test
    void nothingOfARandomSecretIsLeftInARandomText() {
        long seed = 99;
        Random random = new Random(seed);
        for (int run = 0; run < 500; run++) {
            String secret = "key" + Long.toString(random.nextLong() >>> 1, 36);
            StringBuilder text = new StringBuilder();
            int words = random.nextInt(300);
            for (int i = 0; i < words; i++) {
                text.append(random.nextInt(4) == 0 ? secret : "word").append(random.nextBoolean() ? " " : "\n");
            }
            assertThat(clean(text.toString(), secret))
                    .as("seed %d, run %d", seed, run)
                    .doesNotContain("key")
                    .doesNotContain("\n");
        }
    }
}
