package io.salestracker.destination;

import io.salestracker.event.SalesChannel;
import io.salestracker.event.Visitor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Estimates what values occupy on the heap of a 64-bit JVM with compressed references, for the tracker's budget.
 * Rounded up to eight bytes like the JVM does; strings are taken as two bytes a character only where they must be.
 */
public final class HeapBytes {
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
     * The values of an object's fields, together: texts, amounts, instants, boxed numbers and truth values, sales channels,
     * visitors, and lists and maps of these. An enum's constant and null occupy nothing. The object itself and its
     * primitive fields are {@link #object}'s to count.
     *
     * @throws IllegalArgumentException if there is a value of another kind, whose bytes are to be added
     */
    public static long of(@Nullable Object... values) {
        long bytes = 0;
        for (Object value : values) {
            bytes += value(value);
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
        if (value instanceof Visitor visitor) {
            return visitor.heapBytes();
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
        throw new IllegalArgumentException("cannot tell what an object of this class occupies, add its bytes: "
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
        return object(Long.BYTES);
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

    /** A map that cannot be changed, as {@link Map#copyOf} makes it or more thrifty. */
    private static long of(Map<?, ?> map) {
        if (map.isEmpty()) {
            return 0;
        }
        long bytes = object(8 * REFERENCE) + array(4 * map.size(), REFERENCE);
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            bytes += value(entry.getKey()) + value(entry.getValue());
        }
        return bytes;
    }

    /**
     * A list of {@link List#of} or {@link List#copyOf}, with its entries.
     *
     * @param entryBytes what an entry occupies
     */
    public static <T> long list(List<? extends T> list, ToLongFunction<? super T> entryBytes) {
        long bytes = list(list);
        for (T entry : list) {
            bytes += entryBytes.applyAsLong(entry);
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
