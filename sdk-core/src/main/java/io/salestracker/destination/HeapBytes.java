package io.salestracker.destination;

import io.salestracker.event.HeapSized;
import io.salestracker.event.SalesChannel;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Estimates what values occupy on the heap of a 64-bit JVM with compressed references, for the tracker's budget.
 * Rounded up to eight bytes like the JVM does; strings are taken as two bytes a character only where they must be.
 */
public final class HeapBytes {
    // From Java 21 on; before, a LinkedHashMap has one less.
    private static final int MAP_FIELDS = 12;
    private static final int REFERENCE = 4;

    private HeapBytes() {}

    /** An object with this many bytes of fields: 4 for a reference or an int, 8 for a long or a double. */
    public static long object(int fieldBytes) {
        return align(12L + fieldBytes);
    }

    /** An array of this many elements of this many bytes each. */
    public static long array(int length, int elementBytes) {
        return align(16L + (long) length * elementBytes);
    }

    /** A string with its characters; 0 for null. */
    public static long of(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        int bytesPerChar = 1;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xFF) {
                bytesPerChar = 2;
                break;
            }
        }
        return 24 + array(text.length(), bytesPerChar);
    }

    /** An amount; 0 for null, and for those that the JVM shares among all. */
    public static long of(@Nullable BigDecimal amount) {
        if (amount == null || isShared(amount)) {
            return 0;
        }
        // Beyond 18 digits a BigInteger with its array of ints stands behind it.
        return amount.precision() <= 18 ? 40 : 40 + 40 + array(amount.precision() / 9 + 1, 4);
    }

    /**
     * A record or another object with these fields and what they refer to: texts, amounts, instants, numbers, truth values,
     * sales channels, what is {@link HeapSized}, and lists and maps of these. An enum's constant and null occupy nothing but
     * the field.
     *
     * @param fields the values of all fields, none left out, of which none is a long or a double
     * @throws IllegalArgumentException if there is a value of another class; make that class {@link HeapSized}
     */
    public static long ofFields(@Nullable Object... fields) {
        long bytes = object(fields.length * REFERENCE);
        for (Object field : fields) {
            bytes += value(field);
        }
        return bytes;
    }

    private static long value(@Nullable Object value) {
        if (value == null || value instanceof Enum<?> || value instanceof Boolean) {
            return 0;
        }
        if (value instanceof String text) {
            return of(text);
        }
        if (value instanceof BigDecimal amount) {
            return of(amount);
        }
        if (value instanceof Instant) {
            return object(Long.BYTES + Integer.BYTES);
        }
        if (value instanceof Number number) {
            return of(number);
        }
        if (value instanceof HeapSized sized) {
            return sized.heapBytes();
        }
        if (value instanceof SalesChannel channel) {
            return object(2 * REFERENCE) + of(channel.id()) + of(channel.name());
        }
        if (value instanceof Collection<?> collection) {
            return of(collection);
        }
        if (value instanceof Map<?, ?> map) {
            return of(map);
        }
        throw new IllegalArgumentException("cannot tell what an object of this class occupies, make it HeapSized: "
                + value.getClass().getName());
    }

    /** The JVM shares small whole numbers. */
    private static long of(Number number) {
        if (number instanceof BigInteger integer) {
            return object(7 * Integer.BYTES) + array(integer.bitLength() / Integer.SIZE + 1, Integer.BYTES);
        }
        boolean whole = !(number instanceof Double || number instanceof Float);
        if (whole && number.longValue() >= Byte.MIN_VALUE && number.longValue() <= Byte.MAX_VALUE) {
            return 0;
        }
        return object(number instanceof Integer ? Integer.BYTES : Long.BYTES);
    }

    /** Any list that cannot be changed; some are a view of another. */
    private static long of(Collection<?> collection) {
        if (collection.isEmpty()) {
            return 0;
        }
        long bytes = 2 * object(2 * REFERENCE) + array(collection.size(), REFERENCE);
        for (Object entry : collection) {
            bytes += value(entry);
        }
        return bytes;
    }

    /** Two views, each with a set, of a {@link java.util.LinkedHashMap}, than which no usual map is larger. */
    private static long of(Map<?, ?> map) {
        if (map.isEmpty()) {
            return 0;
        }
        int places = Math.max(16, 2 * Integer.highestOneBit(4 * map.size() / 3));
        long view = object(4 * REFERENCE) + object(REFERENCE);
        long bytes = 2 * view + object(MAP_FIELDS * REFERENCE) + array(places, REFERENCE);
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            bytes += object(6 * REFERENCE) + value(entry.getKey()) + value(entry.getValue());
        }
        return bytes;
    }

    /** What {@link List#of} and {@link List#copyOf} make, without its entries. */
    public static long list(List<?> list) {
        if (list.isEmpty()) {
            return 0;
        }
        return object(2 * REFERENCE) + (list.size() <= 2 ? 0 : array(list.size(), REFERENCE));
    }

    /** Whole numbers from 0 to 10, such as most quantities, are there once if {@link BigDecimal#valueOf} made them. */
    @SuppressWarnings("ReferenceEquality") // Equal ones of another origin are not shared.
    private static boolean isShared(BigDecimal amount) {
        if (amount.scale() != 0 || amount.precision() > 2) {
            return false;
        }
        int whole = amount.intValue();
        return whole >= 0 && whole <= 10 && amount == BigDecimal.valueOf(whole);
    }

    private static long align(long bytes) {
        return (bytes + 7) & ~7L;
    }
}
