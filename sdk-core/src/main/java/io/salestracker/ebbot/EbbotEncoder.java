package io.salestracker.ebbot;

import io.salestracker.destination.JsonWriter;
import io.salestracker.destination.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * Ebbot's event as JSON, as the browser would push it, and after its own fields the chat id and the event's id where
 * the caller named fields for them.
 */
record EbbotEncoder(
        boolean singleItemAsObject,
        @Nullable String chatIdField,
        @Nullable String eventIdField) {

    void write(JsonWriter json, EbbotEvent event, Stamp stamp) {
        json.text("type", event.type());
        if (singleItemAsObject && event.items().size() == 1 && !(event instanceof EbbotPurchaseEvent)) {
            json.object("items", fields -> write(fields, event.items().get(0)));
        } else {
            json.array("items", event.items(), EbbotEncoder::write);
        }
        json.text("currency", event.currency());
        if (chatIdField != null) {
            json.text(chatIdField, event.chatId());
        }
        if (eventIdField != null) {
            json.text(eventIdField, stamp.id());
        }
    }

    private static void write(JsonWriter json, EbbotItem item) {
        json.text("id", item.id())
                .text("groupId", item.groupId())
                .amount("quantity", item.quantity())
                .amount("value", item.value())
                .text("value", item.valueText());
    }
}
