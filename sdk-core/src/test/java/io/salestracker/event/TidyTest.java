package io.salestracker.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TidyTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", " ", "\t", "\n \r", "\u2003", "\u0000", "\u00a0", "\u202f\u2007", "\u200b", "\ufeff\u2060 "})
    void anOptionalTextOfBlanksIsAbsent(String text) {
        assertThat(Tidy.title(text)).isNull();
        assertThat(Tidy.code(text)).isNull();
        assertThat(Tidy.address(text)).isNull();
    }

    @Test
    void aTextIsNotBlankIfAnythingOfItIsShown() {
        assertThat(List.of("\u00a0-", "\u200ba", "\ufeff\uD83D\uDE00", "\u0301", "\u3164x"))
                .noneMatch(Tidy::isBlank);
    }

    @Test
    void aFitTextStaysTheSameObject() {
        String text = "Wool \uD83D\uDE00 \u00e9 <b>\"&amp;";

        assertThat(Tidy.title(text)).isSameAs(text);
        assertThat(Tidy.code(text)).isSameAs(text);
        assertThat(Tidy.optional(text)).isSameAs(text);
    }

    @Test
    void controlCharactersOfATitleBecomeBlanks() {
        assertThat(Tidy.title("a\tb\r\nc\u0000d\u0085e\u007f")).isEqualTo("a b  c d e ");
    }

    @Test
    void halfACharacterOfATitleBecomesTheReplacementCharacter() {
        assertThat(Tidy.title("a\uD83D")).isEqualTo("a\uFFFD");
        assertThat(Tidy.title("\uDE00b")).isEqualTo("\uFFFDb");
        assertThat(Tidy.title("\uDE00\uD83D\uD83D\uDE00")).isEqualTo("\uFFFD\uFFFD\uD83D\uDE00");
    }

    @Test
    void aLongTitleIsCutButNeverInsideACharacter() {
        String most = "x".repeat(2_000);

        assertThat(Tidy.title(most)).isSameAs(most);
        assertThat(Tidy.title(most + "y")).isEqualTo(most);
        assertThat(Tidy.title("x".repeat(1_999) + "\uD83D\uDE00")).isEqualTo("x".repeat(1_999));
        assertThat(Tidy.title("x".repeat(1_998) + "\uD83D\uDE00y")).isEqualTo("x".repeat(1_998) + "\uD83D\uDE00");
        assertThat(Tidy.title(" ".repeat(2_000) + "y")).isNull();
    }

    @Test
    void everyTitleIsFitAfterwards() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int run = 0; run < 20_000; run++) {
            char[] characters = new char[random.nextInt(30) == 0 ? 1_990 + random.nextInt(30) : random.nextInt(8)];
            for (int i = 0; i < characters.length; i++) {
                characters[i] = "a \t\n\u0000\u009f\uD83D\uDE00\uFFFF\u00e9".charAt(random.nextInt(10));
            }
            String text = new String(characters);
            String title = Tidy.title(text);

            if (title != null) {
                assertThat(new Violations().text("title", title).found())
                        .as(String.valueOf(seed))
                        .isEmpty();
                assertThat(Tidy.title(title)).as(String.valueOf(seed)).isSameAs(title);
            } else {
                assertThat(text.chars().allMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c)))
                        .as(String.valueOf(seed))
                        .isTrue();
            }
        }
    }

    @Test
    void freeTextKeepsLinesAndLength() {
        String text = "line\r\n\ttabbed ";

        assertThat(Tidy.freeText(text)).isEqualTo(text);
        assertThat(Tidy.freeText(" ")).isEqualTo(" ");
        assertThat(Tidy.freeText("\u0000\n\ud83d" + "x".repeat(3_000))).isEqualTo(" \n\ufffd" + "x".repeat(3_000));
    }

    @Test
    void anUncleanOrLongCodeIsAbsentAndNeverChanged() {
        assertThat(Tidy.code("SKU-1\n")).isNull();
        assertThat(Tidy.code("a\uD83D")).isNull();
        assertThat(Tidy.code("x".repeat(2_001))).isNull();
        assertThat(Tidy.code(" 007 ")).isEqualTo(" 007 ");
    }

    @Test
    void codesKeepTheFitOnesInOrder() {
        assertThat(Tidy.codes(Arrays.asList("B", null, "", "A\t", "A", "B"))).containsExactly("B", "A", "B");
        assertThat(Tidy.codes(null)).isEmpty();
        assertThat(Tidy.codes(Collections.nCopies(10_005, "A"))).hasSize(10_000);
        assertThat(Tidy.codes(List.of("x".repeat(2_001)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/img/1.jpg",
                "img/1.jpg",
                "//cdn.example/1.jpg",
                "www.shop.example/1.jpg",
                "https:",
                "https://",
                "https:///1.jpg",
                "https:1.jpg",
                "https://:443/1.jpg",
                "https://user@/1.jpg",
                "https://user:word@:443/1.jpg",
                "ftp://shop.example/1.jpg",
                "data:image/png;base64,AAAA",
                "javascript:alert(1)",
                "https://shop.example/a b.jpg",
                "https://shop.example/a|b.jpg",
                "https://shop.example/%zz.jpg",
                "https://shop.example/\n1.jpg",
                "{{imageUrl}}",
                "null"
            })
    void anAddressThatCannotBeFetchedIsAbsent(String address) {
        assertThat(Tidy.address(address)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop.example/1.jpg",
                "HTTP://shop.example:8080/a?b=c&d#e",
                "https://shop_1.example/1.jpg",
                "https://shop.example/gr\u00f6\u00dfe.jpg",
                "https://user@shop.example/1.jpg",
                "https://[::1]/1.jpg"
            })
    void aWebAddressIsTakenWithoutTheBlanksAroundIt(String address) {
        assertThat(Tidy.address(address)).isEqualTo(address);
        assertThat(Tidy.address(" " + address + "\n")).isEqualTo(address);
    }

    @Test
    void anAddressOverTheBoundIsAbsent() {
        String start = "https://shop.example/";

        assertThat(Tidy.address(start + "x".repeat(2_000 - start.length()))).hasSize(2_000);
        assertThat(Tidy.address(start + "x".repeat(2_001 - start.length()))).isNull();
    }

    @Test
    void moreThanTwentyDecimalsAreRounded() {
        assertThat(Tidy.amount(new BigDecimal("149.990000000000009094947017729282379150390625")))
                .isEqualTo(new BigDecimal("149.99000000000000909495"));
        assertThat(Tidy.amount(new BigDecimal("0.000000000000000000005")))
                .isEqualTo(new BigDecimal("0.00000000000000000001"));
        assertThat(Tidy.amount(new BigDecimal("-0.000000000000000000005")))
                .isEqualTo(new BigDecimal("-0.00000000000000000001"));
        assertThat(Tidy.amount(new BigDecimal("1E-20"))).isEqualTo(new BigDecimal("0.00000000000000000001"));
        assertThat(Tidy.amount(null)).isNull();
    }

    @Test
    void decimalsThatFitStayTheSameObject() {
        BigDecimal amount = new BigDecimal("149.90");

        assertThat(Tidy.amount(amount)).isSameAs(amount);
    }

    @Test
    @Timeout(10)
    void numbersOfMillionsOfDigitsAreNotWorkedOut() {
        assertThat(Tidy.amount(new BigDecimal("1E-1000000000"))).isEqualByComparingTo("0");
        assertThat(Tidy.amount(new BigDecimal("1E+1000000000"))).isEqualTo(new BigDecimal("1E+1000000000"));
        BigDecimal digits = new BigDecimal("1".repeat(200_000)).movePointLeft(199_990);
        assertThat(new Violations().amount("total", Tidy.amount(digits)).found())
                .hasSize(1);
    }
}
