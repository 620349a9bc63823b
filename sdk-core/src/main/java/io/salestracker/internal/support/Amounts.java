package io.salestracker.internal.support;

import io.salestracker.event.Violations;
import java.math.BigDecimal;

/** What vendors want to know of amounts beyond the model. */
public final class Amounts {
    private static final int MAX_INT_DIGITS = 10;

    private Amounts() {}

    /** Tells whether a price times so many is still an amount: below 10^15. */
    public static boolean fits(BigDecimal price, int units) {
        // Most are so far below that nothing need be multiplied, which would allocate.
        return integerDigits(price) + MAX_INT_DIGITS <= Violations.MAX_INTEGER_DIGITS
                || integerDigits(price.multiply(BigDecimal.valueOf(units))) <= Violations.MAX_INTEGER_DIGITS;
    }

    private static long integerDigits(BigDecimal amount) {
        return (long) amount.precision() - amount.scale();
    }
}
