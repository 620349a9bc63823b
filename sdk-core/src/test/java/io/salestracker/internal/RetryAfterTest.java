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

    @Test
    @Timeout(10)
    void anAbsurdNumberIsALongWait() {
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
                "1.5",
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
                "Tue, 04 Mar 2026 05:07:07 GMT"
            })
    void whatIsAbsentOrMalformedNamesNoTime(String value) {
        assertThat(parse(value)).isNull();
    }

    @Test
    void aDateIsReckonedFromNow() {
        assertThat(parse(IN_A_MINUTE)).isEqualTo(Duration.ofMinutes(1));
        assertThat(parse("  " + IN_A_MINUTE + " ")).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aDateIsReckonedFromTheAnswersOwnDateIfItHasOne() {
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
