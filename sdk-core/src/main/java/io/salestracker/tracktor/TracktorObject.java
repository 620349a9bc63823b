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
final class TracktorObject extends AbstractMap<String, @Nullable Object> {
    static final TracktorObject EMPTY = of(Map.of());

    private final Map<String, @Nullable Object> fields;
    private final boolean order;

    private TracktorObject(Map<String, @Nullable Object> fields, boolean order) {
        this.fields = Collections.unmodifiableMap(fields);
        this.order = order;
    }

    /** An object of these fields. The map is not copied. */
    static TracktorObject of(Map<String, @Nullable Object> fields) {
        return new TracktorObject(fields, false);
    }

    /** The same, made of a neutral purchase, whose lines are the products. */
    static TracktorObject ofOrder(Map<String, @Nullable Object> fields) {
        return new TracktorObject(fields, true);
    }

    boolean isOrder() {
        return order;
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
