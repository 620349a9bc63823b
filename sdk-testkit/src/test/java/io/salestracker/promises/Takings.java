package io.salestracker.promises;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What a vendor took: which events, how often and in which order. Thread-safe. */
final class Takings {
    /** The field that holds an event's id. */
    static final String ID = "event_id";

    private static final JsonMapper JSON = new JsonMapper();

    private final List<String> taken = new ArrayList<>();
    private final Map<String, Integer> times = new HashMap<>();

    /** The ids of the events in a body, one or an array, in order. */
    static List<String> ids(byte[] body) {
        try {
            JsonNode read = JSON.readTree(body);
            List<String> ids = new ArrayList<>();
            if (read.isArray()) {
                read.forEach(event -> ids.add(event.path(ID).asText()));
            } else if (read.isObject()) {
                ids.add(read.path(ID).asText());
            }
            return ids;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the events in a body. */
    void take(byte[] body) {
        take(ids(body));
    }

    synchronized void take(List<String> ids) {
        taken.addAll(ids);
        ids.forEach(id -> times.merge(id, 1, Integer::sum));
    }

    /** The ids, in order, repetitions included. */
    synchronized List<String> taken() {
        return List.copyOf(taken);
    }

    /** How often each id was taken. */
    synchronized Map<String, Integer> times() {
        return Map.copyOf(times);
    }

    /**
     * Which first takings came out of order: for ids such as {@code visitor7-12} the number must grow for each visitor.
     *
     * @param counted which ids are looked at
     */
    List<String> outOfOrder(Predicate<String> counted) {
        Map<String, Integer> last = new HashMap<>();
        Set<String> seen = new HashSet<>();
        List<String> wrong = new ArrayList<>();
        for (String id : taken()) {
            if (seen.add(id) && counted.test(id)) {
                int dash = id.lastIndexOf('-');
                int number = Integer.parseInt(id.substring(dash + 1));
                Integer before = last.put(id.substring(0, dash), number);
                if (before != null && before > number) {
                    wrong.add(id + " after " + before);
                }
            }
        }
        return wrong;
    }
}
