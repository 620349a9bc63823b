package io.salestracker.internal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads the header of RFC 9110, 10.2.3: a number of seconds or an HTTP date. */
final class RetryAfter {
    private static final int MAX_DIGITS = 10;

    private RetryAfter() {}

    /**
     * How long to wait; null if the header is absent, malformed, or names no time to come.
     *
     * @param date the answer's own {@code Date}, by which the vendor reckons; null to reckon by {@code now}
     */
    static @Nullable Duration parse(@Nullable String value, @Nullable String date, Instant now) {
        if (value == null || value.isBlank()) {
            return null;
        }
        String text = value.strip();
        Duration wait;
        if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            String number = text.replaceFirst("^0+(?=.)", "");
            // More digits than fit are an absurdly long wait, which the lane caps.
            String digits = number.length() <= MAX_DIGITS ? number : "9".repeat(MAX_DIGITS);
            wait = Duration.ofSeconds(Long.parseLong(digits));
        } else {
            Instant until = instant(text);
            Instant from = date == null ? null : instant(date.strip());
            wait = until == null ? Duration.ZERO : Duration.between(from == null ? now : from, until);
        }
        return wait.isZero() || wait.isNegative() ? null : wait;
    }

    private static @Nullable Instant instant(String httpDate) {
        try {
            return ZonedDateTime.parse(httpDate, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException malformed) {
            return null;
        }
    }
}
