package io.salestracker.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.salestracker.event.Violation.Code;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViolationsTest {

    private static List<String> faults(Violations violations) {
        return Faults.of(() -> {
            violations.throwIfAny("It");
            return violations;
        });
    }

    private static List<String> faultsOfText(String text) {
        return faults(new Violations().text("field", text));
    }

    @Test
    void textsUpToTheBoundAreTaken() {
        assertThat(faultsOfText(null)).isEmpty();
        assertThat(faultsOfText("x")).isEmpty();
        assertThat(faultsOfText("x".repeat(2_000))).isEmpty();
        assertThat(faultsOfText("x".repeat(2_001))).containsExactly("field TOO_LARGE");
        assertThat(faultsOfText("x".repeat(10_000_000))).containsExactly("field TOO_LARGE");
        assertThat(faultsOfText("\uD83D\uDE00".repeat(1_000))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "   ", "\u2003"})
    void aBlankTextIsMissing(String text) {
        assertThat(faultsOfText(text)).containsExactly("field REQUIRED");
        assertThat(faults(new Violations().requiredText("field", text))).containsExactly("field REQUIRED");
    }

    @Test
    void aMissingTextIsRequiredOnlyWhereItMustBe() {
        assertThat(faults(new Violations().requiredText("field", null))).containsExactly("field REQUIRED");
        assertThat(faults(new Violations().text("field", null))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\rb",
                "a\nb",
                "a\r\nb",
                "a\tb",
                "a\u0000",
                "\u001Ba",
                "a\u007F",
                "a\u0085b",
                "\uD800",
                "\uDC00",
                "a\uD800b",
                "\uDC00\uD800",
                "a\uD83D",
                "\uD83D\uD83D\uDE00",
                "\uD83D\uDE00\uDE00"
            })
    void controlCharactersAndHalvesOfSurrogatePairsAreMalformed(String text) {
        assertThat(faultsOfText(text)).containsExactly("field MALFORMED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Jörg", "日本語", "👩‍👩‍👧", "a\u2028b", "\"quoted\" \\ 'single'", "<b>&amp;</b>", "\u202Eabc"})
    void acceptsTheRestOfUnicode(String text) {
        assertThat(faultsOfText(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EUR", "USD", "JPY", "KWD", "CLF", "SEK"})
    @NullSource
    void currenciesOfMoneyAreTaken(String code) {
        assertThat(faults(new Violations().currency("currency", code))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "eur", "Usd", "€", "$", "EURO", "EU", "XXX", "XAU", "XTS", "QQQ", "EUR ", " EUR", "ЕUR",
                "E\nR", "123", "ＥＵＲ"
            })
    void aCodeThatIsNoCurrencyIsMalformed(String code) {
        assertThat(faults(new Violations().currency("currency", code))).containsExactly("currency MALFORMED");
        assertThat(faults(new Violations().requiredCurrency("currency", code))).containsExactly("currency MALFORMED");
    }

    @Test
    void aMissingCurrencyIsRequiredOnlyWhereItMustBe() {
        assertThat(faults(new Violations().requiredCurrency("currency", null))).containsExactly("currency REQUIRED");
    }

    @Test
    void currenciesDoNotDependOnTheHostsLanguage() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            assertThat(faults(new Violations().currency("currency", "INR"))).isEmpty();
            assertThat(faults(new Violations().currency("currency", "inr"))).containsExactly("currency MALFORMED");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void uuidsAreTakenInTheirUsualFormOnly() {
        String uuid = UUID.nameUUIDFromBytes(new byte[] {1}).toString();
        assertThat(faults(new Violations().uuid("field", null))).isEmpty();
        assertThat(faults(new Violations().uuid("field", uuid))).isEmpty();
        assertThat(faults(new Violations().uuid("field", uuid.toUpperCase(Locale.ROOT))))
                .isEmpty();
        for (String wrong : List.of(
                "",
                "1-1-1-1-1",
                uuid.substring(1),
                uuid + "0",
                uuid.replace('-', '_'),
                "{" + uuid.substring(2) + "}",
                uuid.substring(0, 35) + "g",
                uuid.substring(0, 35) + "\n",
                uuid.substring(0, 35) + "１",
                "00000000-0000-0000-0000-00000000000\uD800")) {
            assertThat(faults(new Violations().uuid("field", wrong)))
                    .as("%s characters", wrong.length())
                    .containsExactly("field MALFORMED");
        }
    }

    @Test
    void faultsOfNestedValuesAreNamedUnderTheirPlace() {
        Violations inner = new Violations().required("field", null).check(false, "", Code.CONFLICT, "is odd");
        List<Violation> nested = List.of(
                new Violation("field", Code.REQUIRED, "is required"), new Violation("", Code.CONFLICT, "is odd"));

        assertThat(faults(inner)).containsExactly("field REQUIRED", " CONFLICT");
        assertThat(faults(new Violations().addAll("parent", nested)))
                .containsExactly("parent.field REQUIRED", "parent CONFLICT");
        assertThat(faults(new Violations().addAll("", nested))).containsExactly("field REQUIRED", " CONFLICT");
    }

    @Test
    void ofTwoFaultsAtOnePathTheBuildersIsKept() {
        Violations ofBuilder = new Violations()
                .check(false, "amount", Code.MALFORMED, "first")
                .check(false, "list[3]", Code.MALFORMED, "bad entry")
                .check(false, "nested.field", Code.MALFORMED, "bad field");

        // The builder left out what was at fault, so the constructor finds it missing. That is not told again.
        assertThat(Faults.of(() -> ofBuilder.complete("It", () -> {
                    new Violations()
                            .required("amount", null)
                            .required("list", null)
                            .required("nested", null)
                            .required("nest", null)
                            .check(false, "nested", Code.CONFLICT, "contradicts itself")
                            .throwIfAny("It");
                    return "never";
                })))
                .containsExactly(
                        "amount MALFORMED",
                        "list[3] MALFORMED",
                        "nested.field MALFORMED",
                        "nest REQUIRED",
                        "nested CONFLICT");
    }

    @Test
    void messagesSayTheRuleAndNotTheValue() {
        assertThatCode(() -> new Violations()
                        .text("field", "secret\n")
                        .currency("currency", "SECRET")
                        .uuid("uuid", "secret")
                        .throwIfAny("It"))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("field must have no control characters")
                .hasMessageContaining("currency must be an ISO 4217 currency code")
                .hasMessageContaining("uuid must be a UUID")
                .hasMessageNotContainingAny("secret", "SECRET");
    }

    @Test
    void aFaultNamesTheVendorThatRequiresTheField() {
        Violations violations =
                new Violations().requiredBy("Acme", "product.name", "Socks").requiredBy("Acme", "currency", null);

        assertThat(violations.found()).hasToString("[currency is required by Acme; set it]");
    }

    @Test
    void timesLieInTheYears1970To9999() {
        assertThat(faultsOfTime(null)).isEmpty();
        assertThat(faultsOfTime("1970-01-01T00:00:00Z")).isEmpty();
        assertThat(faultsOfTime("1969-12-31T23:59:59.999Z")).containsExactly("at OUT_OF_RANGE");
        assertThat(faultsOfTime("9999-12-31T23:59:59.999Z")).isEmpty();
        assertThat(faultsOfTime("+10000-01-01T00:00:00Z")).containsExactly("at OUT_OF_RANGE");
    }

    private static List<String> faultsOfTime(String time) {
        return faults(new Violations().time("at", time == null ? null : Instant.parse(time)));
    }

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
        "1E+14, 10, false",
        "1E+14, 9.99999999999999999999, true",
        // Vendors get the price of the whole line with 20 decimals, where this one is 10^15.
        "129870129870129.87012987012987012987, 7.7, false"
    })
    void aPriceTimesItsUnitsIsAnAmountBelowTenToTheFifteenth(BigDecimal price, BigDecimal units, boolean holds) {
        assertThat(Violations.isAmount(price, units)).isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "undefined",
                "null",
                "NULL",
                "\"null\"",
                " None ",
                "NaN",
                "'-1'",
                "false",
                "anonymous",
                "Guest",
                "[object Object]",
                "00000000-0000-0000-0000-000000000000"
            })
    void aWordForAMissingIdIsNoPerson(String id) {
        assertThat(faults(new Violations().person("id", id))).containsExactly("id MALFORMED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "00", "10", "nullius", "guest-7", "undefined@shop.example", "a-0", "\"", ""})
    void anyOtherIdMayBeAPerson(String id) {
        assertThat(faults(new Violations().person("id", id).person("id", null))).isEmpty();
    }

    @Test
    void theBoundsAreAsDocumented() {
        assertThat(Map.of(
                        "MAX_TEXT",
                        Violations.MAX_TEXT,
                        "MAX_LINES",
                        Violations.MAX_LINES,
                        "MAX_INTEGER_DIGITS",
                        Violations.MAX_INTEGER_DIGITS,
                        "MAX_DECIMALS",
                        Violations.MAX_DECIMALS))
                .isEqualTo(
                        Map.of("MAX_TEXT", 2_000, "MAX_LINES", 10_000, "MAX_INTEGER_DIGITS", 15, "MAX_DECIMALS", 20));
    }
}
