package io.salestracker.store;

import static java.util.Objects.requireNonNull;

import io.salestracker.destination.HeapBytes;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The total of a purchase in a form that {@link AmountSums} adds up without making anything on the heap: its unscaled value
 * in two halves of 64 bits. Immutable.
 */
public final class Amount {
    /** The heap of an amount, without its currency, which the event holds. */
    public static final long HEAP_BYTES = HeapBytes.object(24);

    private static final int MAX_LONG_DIGITS = 18;

    final String currency;
    final long high;
    final long low;
    final int scale;

    private Amount(String currency, BigDecimal value) {
        this.currency = requireNonNull(currency, "currency");
        this.scale = value.scale();
        if (value.precision() <= MAX_LONG_DIGITS) {
            // The JIT compiler removes this decimal, but not the integer that unscaledValue() makes.
            this.low = value.scaleByPowerOfTen(scale).longValue();
            this.high = low >> (Long.SIZE - 1);
        } else {
            BigInteger unscaled = value.unscaledValue();
            this.low = unscaled.longValue();
            this.high = unscaled.shiftRight(Long.SIZE).longValue();
        }
    }

    /** An amount within the bounds of an event's: below 10^15, with at most 20 decimals. */
    public static Amount of(String currency, BigDecimal value) {
        return new Amount(currency, value.scale() < 0 ? value.setScale(0) : value);
    }

    /** The total of a neutral purchase; null for any other event, since vendors' own events have no common total. */
    public static @Nullable Amount of(@Nullable SalesEvent event) {
        return event instanceof Purchase purchase ? of(purchase.currency(), purchase.total()) : null;
    }

    /** The currency alone. */
    @Override
    public String toString() {
        return "Amount[" + currency + "]";
    }
}
