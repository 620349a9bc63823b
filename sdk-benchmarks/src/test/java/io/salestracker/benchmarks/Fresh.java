package io.salestracker.benchmarks;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The values of one event as they come out of a request: no two are the same object, even where they are equal. */
final class Fresh {
    private final Look look;
    private final int number;
    private int given;

    /** What is unusual about an event. */
    enum Look {
        /** Only what is required. */
        BARE,
        /** Every optional field is set. */
        FULL,
        /** As full, with texts beyond Latin-1. */
        WIDE,
        /** As full, with amounts of 30 digits. */
        BIG,
        /** As bare, with all events of one visitor. */
        ONE_KEY
    }

    Fresh(Look look, int number) {
        this.look = look;
        this.number = number;
    }

    /** A text of a usual length. */
    String text(String about) {
        return (look == Look.WIDE ? "Шерсть " : "Wool ") + about + " " + number + "." + given++;
    }

    /** An id in digits. */
    String digits() {
        return Integer.toString(100_000_000 + number * 1_000 + given++);
    }

    BigDecimal amount() {
        return new BigDecimal(look == Look.BIG ? "1234567890.12345678901234567891" : "149.99");
    }

    String currency() {
        return copy("USD");
    }

    /** Who it is: another for each event, or the same. */
    String visitor() {
        return new UUID(0x1234_5678_9abc_4defL, 0x8000_0000_0000_0000L | (look == Look.ONE_KEY ? 0 : number))
                .toString();
    }

    boolean isFull() {
        return look != Look.BARE && look != Look.ONE_KEY;
    }

    @Nullable
    String optional(String about) {
        return isFull() ? text(about) : null;
    }

    @Nullable
    String optionalDigits() {
        return isFull() ? digits() : null;
    }

    @Nullable
    BigDecimal optionalAmount() {
        return isFull() ? amount() : null;
    }

    @Nullable
    Instant optionalTime() {
        return isFull() ? Instant.ofEpochSecond(1_800_000_000, number) : null;
    }

    /** Equal to this text, but another object. */
    static String copy(String text) {
        return String.valueOf(text.toCharArray());
    }
}
