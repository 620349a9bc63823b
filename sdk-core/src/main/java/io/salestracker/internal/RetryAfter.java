package io.salestracker.internal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Parses the header {@code Retry-After} of RFC 9110, 10.2.3: a number of seconds, or an HTTP date in one of three
 * forms. Decimals of a second are rounded up: the RFC does not allow them, but servers send them.
 */
final class RetryAfter {
    private static final int MAX_DIGITS = 10;
    // RFC 9110, 5.6.7: a two-digit year that seems more than 50 years ahead lies in the past.
    private static final int YEARS_BACK = 49;
    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH);

    private RetryAfter() {}

    /**
     * The time to wait; null if the header is absent or malformed, or names no time in the future.
     *
     * @param date the response's own {@code Date}, against which a date is measured; null to measure against {@code
     *     now}
     */
    static @Nullable Duration parse(@Nullable String value, @Nullable String date, Instant now) {
        if (value == null || value.isBlank()) {
            return null;
        }
        String text = value.strip();
        Duration wait = seconds(text);
        if (wait == null) {
            Instant until = instant(text, now);
            Instant from = date == null ? null : instant(date.strip(), now);
            wait = until == null ? Duration.ZERO : Duration.between(from == null ? now : from, until);
        }
        return wait.isZero() || wait.isNegative() ? null : wait;
    }

    /** A number of seconds, rounded up; null if the text is none. */
    private static @Nullable Duration seconds(String text) {
        int point = text.indexOf('.');
        String whole = point < 0 ? text : text.substring(0, point);
        String decimals = point < 0 ? "0" : text.substring(point + 1);
        if (!isNumber(whole) || !isNumber(decimals)) {
            return null;
        }
        String number = whole.replaceFirst("^0+(?=.)", "");
        // A number with more digits is a wait that the lane caps anyway.
        String digits = number.length() <= MAX_DIGITS ? number : "9".repeat(MAX_DIGITS);
        boolean exact = decimals.chars().allMatch(c -> c == '0');
        return Duration.ofSeconds(Long.parseLong(digits) + (exact ? 0 : 1));
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static @Nullable Instant instant(String httpDate, Instant now) {
        for (DateTimeFormatter form : List.of(DateTimeFormatter.RFC_1123_DATE_TIME, rfc850(now), ASCTIME)) {
            try {
                TemporalAccessor read = form.parseBest(httpDate, OffsetDateTime::from, LocalDateTime::from);
                return read instanceof OffsetDateTime withOffset
                        ? withOffset.toInstant()
                        : LocalDateTime.from(read).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException otherForm) {
                // The loop tries the next form.
            }
        }
        return null;
    }

    private static DateTimeFormatter rfc850(Instant now) {
        int oldest = now.atOffset(ZoneOffset.UTC).getYear() - YEARS_BACK;
        return new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, oldest)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.ENGLISH);
    }
}
