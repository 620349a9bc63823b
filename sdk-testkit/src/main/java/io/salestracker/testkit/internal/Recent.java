package io.salestracker.testkit.internal;

import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers keys, at most so many: the oldest goes first. Guarded by the journal's lock. */
final class Recent {
    private final Map<String, Boolean> keys;

    Recent(int most) {
        keys = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > most;
            }
        };
    }

    /** Adds a key; false if it was there. */
    boolean add(String key) {
        return keys.putIfAbsent(key, Boolean.TRUE) == null;
    }

    boolean contains(String key) {
        return keys.containsKey(key);
    }

    boolean remove(String key) {
        return keys.remove(key) != null;
    }

    void clear() {
        keys.clear();
    }

    /** Joins parts to a key that no other parts give. */
    static String key(String... parts) {
        StringBuilder key = new StringBuilder();
        for (String part : parts) {
            key.append(part.length()).append(':').append(part);
        }
        return key.toString();
    }
}
