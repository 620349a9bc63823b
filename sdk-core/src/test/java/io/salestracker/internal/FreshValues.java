package io.salestracker.internal;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The values of one event as they come out of a request: no two are the same object, even where they are equal. */
final class FreshValues {
    private final Look look;
    private final int number;
    private int given;

    /** What an event looks like. */
    enum Look {
        /** Only what is required, all of it short. */
        BARE,
        /** Every optional field is set. */
        FULL,
        /** As full, with texts beyond Latin-1. */
        WIDE,
        /** As full, with amounts of 30 digits. */
        BIG
    }

    FreshValues(Look look, int number) {
        this.look = look;
        this.number = number;
    }

    boolean full() {
        return look != Look.BARE;
    }

    String text(String about) {
        return (look == Look.WIDE ? "Шерсть " : "Wool ") + about + " " + number + "." + given++;
    }

    String digits() {
        return Integer.toString(100_000_000 + number * 1_000 + given++);
    }

    String uuid() {
        return new UUID(number, given++).toString();
    }

    BigDecimal amount() {
        return new BigDecimal(look == Look.BIG ? "1234567890.12345678901234567891" : "149.99");
    }

    /** Equal to this text, but another object. */
    static String copy(String text) {
        return String.valueOf(text.toCharArray());
    }

    String currency() {
        return copy("USD");
    }

    <T> @Nullable T optional(Supplier<T> value) {
        return full() ? value.get() : null;
    }

    @Nullable
    String optional(String about) {
        return full() ? text(about) : null;
    }

    @Nullable
    Instant time() {
        return full() ? Instant.ofEpochSecond(1_800_000_000, number) : null;
    }
}
