package io.salestracker.locks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The monitors that instrumented classes entered, by thread and in order, each by the method that entered it. */
public final class LockCounts {
    private static final Map<Thread, List<String>> ENTERED = new ConcurrentHashMap<>();

    private LockCounts() {}

    /** Called by instrumented code. */
    public static void entered(String where) {
        ENTERED.computeIfAbsent(Thread.currentThread(), thread -> new CopyOnWriteArrayList<>())
                .add(where);
    }

    /** What a thread entered since the last reset. */
    public static List<String> of(Thread thread) {
        return ENTERED.getOrDefault(thread, List.of());
    }

    /** Forgets everything. */
    public static void reset() {
        ENTERED.clear();
    }
}
