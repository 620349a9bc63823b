package io.salestracker.store;

import static java.util.Objects.requireNonNull;

import io.salestracker.Outcome;
import io.salestracker.event.Violations;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sums of purchases' totals by currency: of those that are held, and of those that ended, by kind of outcome. Bounded by the
 * number of currencies. Not thread-safe: its owner guards it.
 *
 * <p>Only {@link #reserve} and looking need memory, so that an event can be counted as ended whatever state the heap is in. A
 * null amount is none, and an amount for which no place was reserved is left out.
 */
public final class AmountSums {
    // For each currency, by the number of decimals.
    private final Map<String, @Nullable Place[]> places = new HashMap<>();
    // That of the last amount, since most of a shop's amounts have the same.
    private @Nullable Place last;

    /** The sums of amounts in one currency with the same number of decimals. */
    private static final class Place {
        private final String currency;
        private final int scale;
        private final Sum held = new Sum();
        private final Map<Outcome.Kind, Sum> ended = new EnumMap<>(Outcome.Kind.class);

        private Place(Amount amount) {
            currency = amount.currency;
            scale = amount.scale;
            for (Outcome.Kind kind : Outcome.Kind.values()) {
                ended.put(kind, new Sum());
            }
        }

        private boolean isOf(Amount amount) {
            return scale == amount.scale && currency.equals(amount.currency);
        }

        private Sum ended(Outcome.Kind kind) {
            return requireNonNull(ended.get(kind));
        }
    }

    /**
     * A sum of unscaled values, in two halves. There is room for 10^21 amounts of the max size with two decimals, and for
     * 1,700 with 20.
     */
    private static final class Sum {
        private long high;
        private long low;

        private void add(long otherHigh, long otherLow) {
            low += otherLow;
            high += otherHigh + (Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0);
        }

        private void subtract(long otherHigh, long otherLow) {
            high -= otherHigh + (Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0);
            low -= otherLow;
        }

        private boolean isZero() {
            return (high | low) == 0;
        }

        private BigDecimal value(int scale) {
            byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(high)
                    .putLong(low)
                    .array();
            return new BigDecimal(new BigInteger(bytes), scale);
        }
    }

    /** Makes the place where this amount is added up. */
    public void reserve(@Nullable Amount amount) {
        if (amount != null && placeOf(amount) == null) {
            Place place = new Place(amount);
            places.computeIfAbsent(amount.currency, currency -> new Place[Violations.MAX_DECIMALS + 1])[amount.scale] =
                    place;
        }
    }

    /** One more is held. */
    public void hold(@Nullable Amount amount) {
        Place place = placeOf(amount);
        if (amount != null && place != null) {
            place.held.add(amount.high, amount.low);
        }
    }

    /** One less is held. */
    public void letGo(@Nullable Amount amount) {
        Place place = placeOf(amount);
        if (amount != null && place != null) {
            place.held.subtract(amount.high, amount.low);
        }
    }

    /** One more ended with an outcome of this kind. */
    public void end(@Nullable Amount amount, Outcome.Kind kind) {
        Place place = placeOf(amount);
        if (amount != null && place != null) {
            place.ended(kind).add(amount.high, amount.low);
        }
    }

    private @Nullable Place placeOf(@Nullable Amount amount) {
        if (amount == null) {
            return null;
        }
        if (last != null && last.isOf(amount)) {
            return last;
        }
        @Nullable Place[] ofCurrency = places.get(amount.currency);
        last = ofCurrency == null ? null : ofCurrency[amount.scale];
        return last;
    }

    /** The sums of what is held, by currency; a sum of zero is absent. */
    public Map<String, BigDecimal> held() {
        return byCurrency(place -> place.held);
    }

    /** The sums of what ended, by kind of outcome and currency; a sum of zero is absent. */
    public Map<Outcome.Kind, Map<String, BigDecimal>> ended() {
        Map<Outcome.Kind, Map<String, BigDecimal>> ended = new EnumMap<>(Outcome.Kind.class);
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            Map<String, BigDecimal> ofKind = byCurrency(place -> place.ended(kind));
            if (!ofKind.isEmpty()) {
                ended.put(kind, ofKind);
            }
        }
        return ended;
    }

    private Map<String, BigDecimal> byCurrency(Function<Place, Sum> which) {
        Map<String, BigDecimal> sums = new TreeMap<>();
        places.forEach((currency, ofCurrency) -> {
            for (int scale = 0; scale < ofCurrency.length; scale++) {
                Place place = ofCurrency[scale];
                if (place != null && !which.apply(place).isZero()) {
                    sums.merge(currency, which.apply(place).value(scale), BigDecimal::add);
                }
            }
        });
        return sums;
    }

    /** Adds up by currency; a sum of zero is absent. */
    public static Map<String, BigDecimal> sum(Map<String, BigDecimal> one, Map<String, BigDecimal> other) {
        Map<String, BigDecimal> sum = new TreeMap<>(one);
        other.forEach((currency, amount) -> sum.merge(currency, amount, BigDecimal::add));
        sum.values().removeIf(amount -> amount.signum() == 0);
        return sum;
    }

    /** Adds up by kind of outcome and currency. */
    public static Map<Outcome.Kind, Map<String, BigDecimal>> sumByKind(
            Map<Outcome.Kind, Map<String, BigDecimal>> one, Map<Outcome.Kind, Map<String, BigDecimal>> other) {
        Map<Outcome.Kind, Map<String, BigDecimal>> sum = new EnumMap<>(Outcome.Kind.class);
        sum.putAll(one);
        other.forEach((kind, amounts) -> sum.merge(kind, amounts, AmountSums::sum));
        return sum;
    }
}
