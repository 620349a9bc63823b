package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.ReceivedKind;
import java.math.BigDecimal;
import java.time.Instant;

/** What Tracktor.io keeps of a person: what they did and when, and their properties. */
final class TracktorTimeline {

    private TracktorTimeline() {}

    static Card card(String title, Received event, JsonNode payload) {
        Card card = new Card(title, "timeline");
        if (event.kind() == ReceivedKind.ALIAS) {
            return card.fact("Was", Facts.string(payload, "srcid"))
                    .fact("Is now", Facts.string(payload, "destid"))
                    .fact("At", time(payload));
        }
        card.fact("Person", Facts.string(payload, "id"))
                .fact("Action", Facts.string(payload, "action"))
                .fact("At", time(payload));
        JsonNode data = payload.path("data");
        if (event.kind() == ReceivedKind.ORDER) {
            card.number(event.orderId()).total(event.amount(), event.currency());
            for (JsonNode product : data.path("products")) {
                card.item(
                        Facts.string(product, "name"),
                        null,
                        product.path("quantity"),
                        Facts.number(product, "price"),
                        event.currency(),
                        null);
            }
        }
        data.properties().forEach(property -> card.fact(property.getKey(), written(event, property.getValue())));
        return card;
    }

    private static String time(JsonNode payload) {
        return Instant.ofEpochSecond(Long.parseLong(payload.path("ts").asText()))
                .toString();
    }

    /** A property that is set to null is removed. */
    private static String written(Received event, JsonNode value) {
        if (value.isNull() && event.kind() == ReceivedKind.PROPERTIES) {
            return "(removed)";
        }
        BigDecimal number = Facts.plain(value);
        if (number != null) {
            return number.toPlainString();
        }
        return value.isTextual() ? value.textValue() : value.toString();
    }
}
