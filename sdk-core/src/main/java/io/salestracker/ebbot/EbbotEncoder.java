package io.salestracker.ebbot;

import com.fasterxml.jackson.core.JsonGenerator;
import io.salestracker.destination.Stamp;
import io.salestracker.internal.support.Json;
import io.salestracker.internal.support.JsonWriters;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Ebbot's event as JSON, as the browser would push it, and after its own fields the chat id and the event's id where
 * the caller named fields for them.
 */
record EbbotEncoder(
        boolean singleItemAsObject,
        @Nullable String chatIdField,
        @Nullable String eventIdField) {

    byte[] encode(EbbotEvent event, Stamp stamp, JsonWriters writers) {
        return writers.write(json -> write(json, event, stamp));
    }

    private void write(JsonGenerator json, EbbotEvent event, Stamp stamp) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", event.type());
        json.writeFieldName("items");
        writeItems(json, event);
        Json.optional(json, "currency", currency(event));
        if (chatIdField != null) {
            Json.optional(json, chatIdField, event.chatId());
        }
        if (eventIdField != null) {
            json.writeStringField(eventIdField, stamp.id());
        }
        json.writeEndObject();
    }

    private void writeItems(JsonGenerator json, EbbotEvent event) throws IOException {
        if (singleItemAsObject && event.items().size() == 1 && !(event instanceof EbbotPurchaseEvent)) {
            write(json, event.items().get(0));
            return;
        }
        json.writeStartArray();
        for (EbbotItem item : event.items()) {
            write(json, item);
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, EbbotItem item) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", item.id());
        Json.optional(json, "groupId", item.groupId());
        Json.optional(json, "quantity", item.quantity());
        Json.optional(json, "value", item.value());
        Json.optional(json, "value", item.valueText());
        json.writeEndObject();
    }

    private static @Nullable String currency(EbbotEvent event) {
        if (event instanceof EbbotAtcEvent atc) {
            return atc.currency();
        }
        return event instanceof EbbotPurchaseEvent purchase ? purchase.currency() : null;
    }
}
