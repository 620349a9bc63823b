package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final String IN_A_MINUTE = "Wed, 04 Mar 2026 05:07:07 GMT";

    private static Duration parse(String value) {
        return RetryAfter.parse(value, null, NOW);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "' 120 ',120", "007,7", "0000000000120,120", "9999999999,9999999999"})
    void aNumberIsInSeconds(String value, long seconds) {
        assertThat(parse(value)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"1.5,2", "1.0,1", "0.2,1", "007.000000001,8", "' 2.50 ',3", "9999999999.9,10000000000"})
    void aFractionOfASecondIsRoundedUp(String value, long seconds) {
        assertThat(parse(value)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Wed, 04 Mar 2026 05:07:07 GMT",
                "Wednesday, 04-Mar-26 05:07:07 GMT",
                "Wed Mar  4 05:07:07 2026",
            })
    void everyFormOfDateThatHttpKnowsIsRead(String value) {
        assertThat(parse(value)).isEqualTo(Duration.ofMinutes(1));
        assertThat(RetryAfter.parse(value, "Wed Mar  4 05:06:57 2026", NOW)).isEqualTo(Duration.ofSeconds(10));
        assertThat(RetryAfter.parse(value, "Wednesday, 04-Mar-26 05:06:57 GMT", NOW))
                .isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aYearOfTwoDigitsIsTheOneWithinFiftyYears() {
        assertThat(parse("Tuesday, 31-Dec-75 23:59:59 GMT")).isGreaterThan(Duration.ofDays(49 * 365));
        assertThat(parse("Sunday, 06-Nov-94 08:49:37 GMT")).isNull();
    }

    @Test
    @Timeout(10)
    void anAbsurdNumberIsALongWait() {
        assertThat(parse("0." + "0".repeat(1_000_000) + "1")).isEqualTo(Duration.ofSeconds(1));
        assertThat(parse("9".repeat(1_000_000) + ".5")).isGreaterThan(Duration.ofDays(365));
        assertThat(parse("99999999999")).isGreaterThan(Duration.ofDays(365));
        assertThat(parse("9223372036854775808")).isGreaterThan(Duration.ofDays(365));
        assertThat(parse("9".repeat(1_000_000))).isGreaterThan(Duration.ofDays(365));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "0",
                "000",
                "-1",
                "+5",
                "0.0",
                "1.",
                ".5",
                "1,5",
                "1.5.1",
                "-1.5",
                "5s",
                "1e3",
                "0x10",
                "ten",
                "５",
                "١٢",
                "NaN",
                "5, 10",
                "\u0000",
                "Wed, 04 Mar 2026",
                "2026-03-04T06:00:00Z",
                "Wed, 32 Mar 2026 05:07:07 GMT",
                "Tue, 04 Mar 2026 05:07:07 GMT",
                "Tuesday, 04-Mar-26 05:07:07 GMT",
                "Wednesday, 04-Mar-26 05:07:07",
                "Tue Mar  4 05:07:07 2026",
                "Wed Mar 32 05:07:07 2026"
            })
    void anAbsentOrMalformedHeaderNamesNoTime(String value) {
        assertThat(parse(value)).isNull();
    }

    @Test
    void aDateIsReckonedFromNow() {
        assertThat(parse(IN_A_MINUTE)).isEqualTo(Duration.ofMinutes(1));
        assertThat(parse("  " + IN_A_MINUTE + " ")).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void measuresADateAgainstTheResponsesDate() {
        String vendorsNow = "Wed, 04 Mar 2026 05:06:57 GMT";

        assertThat(RetryAfter.parse(IN_A_MINUTE, vendorsNow, NOW)).isEqualTo(Duration.ofSeconds(10));
        assertThat(RetryAfter.parse(IN_A_MINUTE, "nonsense", NOW)).isEqualTo(Duration.ofMinutes(1));
        assertThat(RetryAfter.parse("30", vendorsNow, NOW)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aDateThatHasPassedNamesNoTime() {
        assertThat(parse("Wed, 04 Mar 2026 05:06:07 GMT")).isNull();
        assertThat(parse("Thu, 01 Jan 1970 00:00:00 GMT")).isNull();
        assertThat(RetryAfter.parse(IN_A_MINUTE, "Wed, 04 Mar 2026 05:07:07 GMT", NOW))
                .isNull();
    }

    @Test
    void aDateFarAwayIsALongWait() {
        assertThat(parse("Fri, 31 Dec 9999 23:59:59 GMT")).isGreaterThan(Duration.ofDays(365));
    }
}
