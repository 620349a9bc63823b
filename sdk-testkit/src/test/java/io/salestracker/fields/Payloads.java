package io.salestracker.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Changes payloads by paths such as {@code line_items[0].quantity}; Text's may leave out the envelope that all have. */
final class Payloads {
    private static final String ENVELOPE = "event.data.";

    private Payloads() {}

    static void set(JsonNode payload, String path, JsonNode value) {
        String[] steps = steps(payload, path);
        JsonNode holder = holder(payload, steps);
        String last = steps[steps.length - 1];
        if (holder instanceof ArrayNode list) {
            int index = index(last);
            if (index == list.size()) {
                list.add(value);
            } else {
                list.set(index, value);
            }
        } else {
            ((ObjectNode) holder).set(last, value);
        }
    }

    static void remove(JsonNode payload, String path) {
        String[] steps = steps(payload, path);
        JsonNode holder = holder(payload, steps);
        String last = steps[steps.length - 1];
        JsonNode gone =
                holder instanceof ArrayNode list ? list.remove(index(last)) : ((ObjectNode) holder).remove(last);
        if (gone == null) {
            throw new IllegalArgumentException("nothing to remove at " + path);
        }
    }

    private static JsonNode holder(JsonNode payload, String[] steps) {
        JsonNode holder = payload;
        for (int i = 0; i < steps.length - 1; i++) {
            holder = holder instanceof ArrayNode list ? list.path(index(steps[i])) : holder.path(steps[i]);
        }
        if (!holder.isContainerNode()) {
            throw new IllegalArgumentException("no place " + String.join(".", steps));
        }
        return holder;
    }

    private static String[] steps(JsonNode payload, String path) {
        boolean enveloped = path.startsWith("order.") || path.startsWith("cart_lines[");
        String whole = enveloped && payload.has("event") ? ENVELOPE + path : path;
        return whole.replace("[", ".[").split("\\.", -1);
    }

    private static int index(String step) {
        return Integer.parseInt(step.substring(1, step.length() - 1));
    }
}
