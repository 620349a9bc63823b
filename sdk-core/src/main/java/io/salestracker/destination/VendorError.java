package io.salestracker.destination;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.destination.Verdict.Refusal;
import io.salestracker.http.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * Code, message and indices of a refusal, read leniently from a response's body. Vendors do not document their bodies, so every
 * form that was seen or is usual is tried. Of any other body the beginning is the message.
 */
record VendorError(String code, String message, List<Refusal> which) {
    // Too long to be shown: it is masked as a whole first, and then cut.
    private static final int MAX_MESSAGE = 64 << 10;

    static VendorError read(Response response) {
        String status = Integer.toString(response.status());
        JsonNode body = JsonReader.tree(response.body());
        if (body == null || !body.isObject()) {
            return new VendorError(status, beginning(response.body()), List.of());
        }
        JsonNode error = body.path("error").isObject() ? body.path("error") : body;
        List<Refusal> which = new ArrayList<>();
        for (JsonNode entry : body.path("errors")) {
            JsonNode index = entry.path("index");
            if (index.isInt() && index.intValue() >= 0) {
                which.add(new Refusal(index.intValue(), code(entry, status), message(entry)));
            }
        }
        return new VendorError(code(error, status), message(error), List.copyOf(which));
    }

    private static String beginning(byte[] body) {
        return new String(body, 0, Math.min(body.length, MAX_MESSAGE), UTF_8);
    }

    private static String code(JsonNode error, String status) {
        return first(error, status, "error_code", "code", "type");
    }

    private static String message(JsonNode error) {
        return first(error, "", "message", "error_description", "error", "detail");
    }

    private static String first(JsonNode error, String otherwise, String... names) {
        for (String name : names) {
            JsonNode value = error.path(name);
            if (value.isValueNode() && !value.isNull() && !value.asText().isBlank()) {
                String text = value.asText();
                return text.substring(0, Math.min(text.length(), MAX_MESSAGE));
            }
        }
        return otherwise;
    }

    @Override
    public String toString() {
        return "VendorError[which=" + which + "]";
    }
}
