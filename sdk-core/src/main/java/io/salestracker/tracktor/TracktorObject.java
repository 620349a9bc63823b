package io.salestracker.tracktor;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
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

    private final String[] names;
    private final @Nullable Object[] values;

    private TracktorObject(String[] names, @Nullable Object[] values) {
        this.names = names;
        this.values = values;
    }

    /** An object of these fields. Neither array is copied. */
    static TracktorObject of(String[] names, @Nullable Object... values) {
        return new TracktorObject(names, values);
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
}
