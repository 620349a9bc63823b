package io.salestracker.destination;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.internal.support.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Looks into JSON: into a response for the vendor's own codes, into a request's body for what was sent. Never throws,
 * whatever the bytes are.
 */
public final class JsonReader {
    private JsonReader() {}

    /**
     * The value at a path of field names, as text.
     *
     * @param json a body of a request or response
     * @param path the names of the fields from the outermost in, such as {@code "error", "type"}
     * @return the text, number or truth value there; null if there is none or the bytes are no JSON
     */
    public static @Nullable String text(byte @Nullable [] json, String... path) {
        JsonNode node = json == null ? null : tree(json);
        for (int i = 0; node != null && i < path.length; i++) {
            node = node.get(path[i]);
        }
        return node == null || !node.isValueNode() || node.isNull() ? null : node.asText();
    }

    /** Tells whether a text is one value of JSON and nothing more. */
    public static boolean isJson(String text) {
        try (JsonParser json = Json.FACTORY.createParser(text)) {
            boolean hasValue = json.nextToken() != null;
            json.skipChildren();
            return hasValue && json.nextToken() == null;
        } catch (IOException notJson) {
            return false;
        }
    }

    /** The root; null if the bytes are no JSON or there are none. */
    static @Nullable JsonNode tree(byte[] json) {
        try {
            return json.length == 0 ? null : Json.mapper().readTree(json);
        } catch (IOException | StackOverflowError notJson) {
            // An older Jackson follows any depth of nesting.
            return null;
        }
    }
}
