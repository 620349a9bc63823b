package io.salestracker.promises;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Remembers what goes through the interfaces it stands before: arguments, results, what is thrown. Thread-safe. */
final class Spy {
    private final Queue<Object> seen = new ConcurrentLinkedQueue<>();

    Queue<Object> seen() {
        return seen;
    }

    void add(@Nullable Object object) {
        if (object != null) {
            seen.add(object);
        }
    }

    /** The same as the target, overheard. */
    <T> T before(Class<T> type, T target) {
        Object spied =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    for (Object argument : arguments == null ? new Object[0] : arguments) {
                        add(argument);
                    }
                    try {
                        Object result = method.invoke(target, arguments);
                        add(result);
                        return result;
                    } catch (InvocationTargetException e) {
                        add(e.getCause());
                        throw e.getCause();
                    }
                });
        return type.cast(spied);
    }
}
