package io.salestracker.tracktor;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as an unmodifiable map that keeps its order and its nulls. It is made of checked values only, so that it
 * need not be checked and copied again.
 */
class TracktorObject extends AbstractMap<String, @Nullable Object> {
    static final TracktorObject EMPTY = of(Map.of());

    private final Map<String, @Nullable Object> fields;

    private TracktorObject(Map<String, @Nullable Object> fields) {
        this.fields = Collections.unmodifiableMap(fields);
    }

    /** A class, since a field would make each object in the data larger. */
    private static final class OfOrder extends TracktorObject {
        OfOrder(Map<String, @Nullable Object> fields) {
            super(fields);
        }
    }

    /** An object of these fields. The map is not copied. */
    static TracktorObject of(Map<String, @Nullable Object> fields) {
        return new TracktorObject(fields);
    }

    /** The same, made of a neutral purchase, whose lines are the products. */
    static TracktorObject ofOrder(Map<String, @Nullable Object> fields) {
        return new OfOrder(fields);
    }

    final boolean isOrder() {
        return this instanceof OfOrder;
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        return fields.entrySet();
    }

    @Override
    public String toString() {
        return "TracktorObject[" + fields.size() + " values]";
    }
}
