package io.salestracker.examples;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** So many, worth so much in each currency, exactly. Not thread-safe. */
final class Sums {
    /** The column for amounts in no currency. */
    static final String NO_CURRENCY = "none";

    private static final BigDecimal TOLERANCE = new BigDecimal("1e-9");

    private final Map<String, BigDecimal> worth = new TreeMap<>();
    private long count;

    void add(String currency, BigDecimal amount) {
        add(1, currency, amount);
    }

    void add(long more, String currency, BigDecimal amount) {
        count += more;
        worth.merge(currency, amount, BigDecimal::add);
    }

    Sums plus(Sums other) {
        Sums both = new Sums();
        worth.forEach(both::addWorth);
        other.worth.forEach(both::addWorth);
        both.count = count + other.count;
        return both;
    }

    Sums minus(Sums other) {
        Sums rest = new Sums();
        worth.forEach(rest::addWorth);
        other.worth.forEach((currency, amount) -> rest.addWorth(currency, amount.negate()));
        rest.count = count - other.count;
        return rest;
    }

    private void addWorth(String currency, BigDecimal amount) {
        worth.merge(currency, amount, BigDecimal::add);
    }

    /** Returns the same amounts, of so many. */
    Sums of(long many) {
        Sums same = plus(new Sums());
        same.count = many;
        return same;
    }

    long count() {
        return count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Tells whether it is as many, worth the same, but for amounts far below a cent that rounding at 20 decimals leaves. */
    boolean agrees(Sums other) {
        return count == other.count
                && minus(other).worth.values().stream().allMatch(difference -> isSame(difference, BigDecimal.ZERO));
    }

    static boolean isSame(BigDecimal one, BigDecimal other) {
        return one.subtract(other).abs().compareTo(TOLERANCE) < 0;
    }

    /** Writes the count, and the amount in each of these currencies with the decimals that it has; blank if it has none. */
    List<String> cells(Iterable<String> currencies) {
        List<String> cells = new ArrayList<>(List.of(Table.count(count)));
        for (String currency : currencies) {
            BigDecimal amount = worth.get(currency);
            cells.add(amount == null ? "" : written(currency, amount));
        }
        return cells;
    }

    private static String written(String currency, BigDecimal amount) {
        int digits = NO_CURRENCY.equals(currency)
                ? 2
                : Currency.getInstance(currency).getDefaultFractionDigits();
        return amount.setScale(digits, RoundingMode.HALF_UP).toPlainString();
    }

    @Override
    public String toString() {
        return Table.count(count) + " worth " + worth;
    }
}
