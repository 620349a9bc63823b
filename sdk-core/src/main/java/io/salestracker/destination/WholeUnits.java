package io.salestracker.destination;

import io.salestracker.event.LineItem;
import io.salestracker.event.Tidy;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A quantity in whole units, for vendors that take no others: 1.85 kg of 2.00 become one unit of 3.70, so that sums stay right.
 * The documents of the four vendors speak of numbers or say nothing; that they take only whole ones is assumed.
 *
 * @param units how many units; at least 0
 * @param price the price of one of them, at most 20 decimals; null if the price is not known
 */
public record WholeUnits(int units, @Nullable BigDecimal price) {
    private static final int MAX_DIGITS = 10;

    /** @throws IllegalArgumentException if the units are negative */
    public WholeUnits {
        if (units < 0) {
            throw new IllegalArgumentException("units must not be negative: " + units);
        }
    }

    /**
     * A quantity that is whole stays as it is, and whole is by value: 2.00 is 2. A fraction becomes one unit of the whole
     * price, and so does a quantity above 2,147,483,647.
     *
     * @param quantity how many or how much; at least 0
     * @param price the price of one
     */
    public static WholeUnits of(BigDecimal quantity, @Nullable BigDecimal price) {
        return isWhole(quantity)
                ? new WholeUnits(quantity.intValue(), price)
                : new WholeUnits(1, price == null ? null : Tidy.amount(price.multiply(quantity)));
    }

    /** The units of a line and the price of one. */
    public static WholeUnits of(LineItem line) {
        return of(line.quantity(), line.unitPrice());
    }

    /** Without the price. */
    @Override
    public String toString() {
        return "WholeUnits[...]";
    }

    /** Tells whether a quantity has no fraction and is at most 2,147,483,647. Allocates nothing where it has no decimals. */
    public static boolean isWhole(BigDecimal quantity) {
        boolean isShort = (long) quantity.precision() - quantity.scale() <= MAX_DIGITS;
        return isShort
                && Math.abs(quantity.longValue()) <= Integer.MAX_VALUE
                && (quantity.scale() <= 0 || quantity.compareTo(BigDecimal.valueOf(quantity.longValue())) == 0);
    }
}
