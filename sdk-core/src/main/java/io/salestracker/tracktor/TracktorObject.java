package io.salestracker.tracktor;

import io.salestracker.destination.HeapBytes;
import java.math.BigDecimal;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as an unmodifiable map that keeps its order and its nulls. Made of checked values only, so whoever is
 * given one need neither check nor copy it. Two arrays and no hash table: an order's lines are many and small, and the
 * tracker may hold thousands of orders.
 */
final class TracktorObject extends AbstractMap<String, @Nullable Object> {
    static final TracktorObject EMPTY = of(new String[0]);

    private static final int REFERENCE = 4;

    private final String[] names;
    private final @Nullable Object[] values;
    private final boolean namesShared;

    private TracktorObject(String[] names, @Nullable Object[] values, boolean namesShared) {
        this.names = names;
        this.values = values;
        this.namesShared = namesShared;
    }

    /** An object whose names are a constant of ours. Neither array is copied. */
    static TracktorObject of(String[] constantNames, @Nullable Object... values) {
        return new TracktorObject(constantNames, values, true);
    }

    /** An object whose names are the caller's. Neither array is copied. */
    static TracktorObject copied(String[] names, @Nullable Object[] values) {
        return new TracktorObject(names, values, false);
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return names.length;
            }

            @Override
            public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
                return new Iterator<>() {
                    private int next;

                    @Override
                    public boolean hasNext() {
                        return next < names.length;
                    }

                    @Override
                    public Map.Entry<String, @Nullable Object> next() {
                        if (!hasNext()) {
                            throw new NoSuchElementException();
                        }
                        Map.Entry<String, @Nullable Object> entry =
                                new SimpleImmutableEntry<>(names[next], values[next]);
                        next++;
                        return entry;
                    }
                };
            }
        };
    }

    @Override
    public String toString() {
        return "TracktorObject[" + names.length + " values]";
    }

    long heapBytes() {
        long bytes = HeapBytes.object(4 * REFERENCE + 1) + HeapBytes.array(values.length, REFERENCE);
        if (!namesShared) {
            bytes += HeapBytes.array(names.length, REFERENCE);
            for (String name : names) {
                bytes += HeapBytes.of(name);
            }
        }
        for (Object value : values) {
            bytes += heapBytes(value);
        }
        return bytes;
    }

    /** A boxed whole number; the JVM shares the small ones. */
    private static long number(Number number) {
        long whole = number.longValue();
        if (whole >= Byte.MIN_VALUE && whole <= Byte.MAX_VALUE) {
            return 0;
        }
        return HeapBytes.object(number instanceof Long ? Long.BYTES : Integer.BYTES);
    }

    private static long heapBytes(@Nullable Object value) {
        if (value instanceof String text) {
            return HeapBytes.of(text);
        }
        if (value instanceof BigDecimal amount) {
            return HeapBytes.of(amount);
        }
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof TracktorObject object) {
            return object.heapBytes();
        }
        long bytes = 0;
        if (value instanceof List<?> list) {
            bytes = 2 * HeapBytes.object(3 * REFERENCE) + HeapBytes.array(list.size(), REFERENCE);
            for (Object entry : list) {
                bytes += heapBytes(entry);
            }
        }
        return bytes;
    }
}
