package io.salestracker.internal;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts what an object occupies with all that it refers to, one object after the other, by the layout of a 64-bit HotSpot
 * with compressed references.
 */
final class HeapCensus {
    private static final int HEADER = 12;
    private static final int ARRAY_HEADER = 16;
    private static final int REFERENCE = 4;
    private static final Map<Class<?>, Integer> PRIMITIVES = Map.of(
            boolean.class,
            1,
            byte.class,
            1,
            char.class,
            2,
            short.class,
            2,
            int.class,
            4,
            float.class,
            4,
            long.class,
            8,
            double.class,
            8);

    private final Map<Class<?>, List<Field>> fields = new HashMap<>();

    /** The bytes of one object, without what it shares with another that was made alike: constants and small numbers. */
    long bytes(Object one, Object another) {
        Set<Object> shared = reachable(another);
        long bytes = 0;
        for (Object object : reachable(one)) {
            bytes += shared.contains(object) ? 0 : size(object);
        }
        return bytes;
    }

    private Set<Object> reachable(Object root) {
        Set<Object> found = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>();
        found.add(root);
        open.add(root);
        while (!open.isEmpty()) {
            for (Object next : references(open.remove())) {
                if (next != null && found.add(next)) {
                    open.add(next);
                }
            }
        }
        return found;
    }

    private List<Object> references(Object object) {
        List<Object> references = new ArrayList<>();
        if (object instanceof Object[] array) {
            Collections.addAll(references, array);
        } else if (!object.getClass().isArray()) {
            for (Field field : fields(object.getClass())) {
                if (!field.getType().isPrimitive()) {
                    references.add(value(field, object));
                }
            }
        }
        return references;
    }

    private static Object value(Field field, Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new AssertionError(field + " is not open to the tests", e);
        }
    }

    private long size(Object object) {
        Class<?> type = object.getClass();
        if (type.isArray()) {
            return align(ARRAY_HEADER + (long) Array.getLength(object) * width(type.getComponentType()));
        }
        long bytes = HEADER;
        for (Field field : fields(type)) {
            bytes += width(field.getType());
        }
        return align(bytes);
    }

    private static int width(Class<?> type) {
        return PRIMITIVES.getOrDefault(type, REFERENCE);
    }

    private static long align(long bytes) {
        return (bytes + 7) & ~7L;
    }

    private List<Field> fields(Class<?> type) {
        return fields.computeIfAbsent(type, HeapCensus::find);
    }

    private static List<Field> find(Class<?> type) {
        List<Field> found = new ArrayList<>();
        for (Class<?> its = type; its != null; its = its.getSuperclass()) {
            for (Field field : its.getDeclaredFields()) {
                // An enum's constant and a class are there once, whoever refers to them.
                if (!Modifier.isStatic(field.getModifiers())
                        && !Enum.class.isAssignableFrom(type)
                        && type != Class.class) {
                    field.setAccessible(true);
                    found.add(field);
                }
            }
        }
        return found;
    }
}
