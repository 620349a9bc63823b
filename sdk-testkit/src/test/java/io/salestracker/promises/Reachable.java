package io.salestracker.promises;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** All objects of the SDK that can be reached from some, by whatever fields, public or not. */
final class Reachable {
    private final Set<Object> ours = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Object> met = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> toDo = new ArrayDeque<>();

    /** Adds this and what it leads to. */
    void addFrom(Object root) {
        meet(root);
        for (Object next = toDo.poll(); next != null; next = toDo.poll()) {
            visit(next);
        }
    }

    Set<Object> objects() {
        return ours;
    }

    private void meet(Object object) {
        if (object != null && met.add(object)) {
            toDo.add(object);
        }
    }

    private void visit(Object object) {
        if (object instanceof Object[] || object.getClass().isArray()) {
            for (int i = 0; !object.getClass().getComponentType().isPrimitive() && i < Array.getLength(object); i++) {
                meet(Array.get(object, i));
            }
        } else if (object instanceof Map<?, ?> map && isOfTheJdk(object)) {
            copy(map.entrySet()).forEach(entry -> {
                meet(((Map.Entry<?, ?>) entry).getKey());
                meet(((Map.Entry<?, ?>) entry).getValue());
            });
        } else if (object instanceof Iterable<?> many && isOfTheJdk(object)) {
            copy(many).forEach(this::meet);
        } else if (object instanceof Optional<?> maybe) {
            meet(maybe.orElse(null));
        } else if (object instanceof AtomicReference<?> reference) {
            meet(reference.get());
        } else if (isOfTheSdk(object.getClass())) {
            ours.add(object);
            fields(object);
        }
    }

    private static boolean isOfTheJdk(Object object) {
        return object.getClass().getName().startsWith("java.util.");
    }

    /** Ours are the SDK's, without its tests. */
    private static boolean isOfTheSdk(Class<?> type) {
        String name = type.getName();
        return name.startsWith("io.salestracker.")
                && !name.startsWith("io.salestracker.promises.")
                && !name.startsWith("io.salestracker.testkit.");
    }

    /** Others may change it meanwhile. */
    private static List<Object> copy(Iterable<?> many) {
        List<Object> copy = new ArrayList<>();
        try {
            many.forEach(copy::add);
        } catch (ConcurrentModificationException e) {
            // What was copied will do.
            return copy;
        }
        return copy;
    }

    private void fields(Object object) {
        for (Class<?> type = object.getClass(); type != null && isOfTheSdk(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
                    try {
                        field.setAccessible(true);
                        meet(field.get(object));
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                }
            }
        }
    }
}
