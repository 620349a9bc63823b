package io.salestracker.tracktor;

import com.fasterxml.jackson.core.JsonGenerator;
import io.salestracker.destination.Stamp;
import io.salestracker.internal.support.Json;
import io.salestracker.internal.support.JsonWriters;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tracktor's wire format: which call an event is, with which parameters. */
record TracktorEncoder(TracktorActions actions, ChronoUnit timestampUnit) {
    static final String SET = "/set";
    static final String TRACK = "/track";
    static final String ALIAS = "/alias";

    private static final String PRODUCTS = "products";

    /** Encodes an event, if so told without the products of a track call. */
    TracktorFrame encode(TracktorEvent event, Stamp stamp, boolean withProducts, JsonWriters writers) {
        TracktorIdentity identity = event.identity();
        TracktorQuery query = new TracktorQuery().add("ts", timestamp(stamp));
        if (event instanceof TracktorAlias alias) {
            query.add("srcid", alias.sourceId()).add("destid", identity.id());
            return new TracktorFrame(ALIAS, identity, query.toString());
        }
        query.add("id", identity.id());
        if (event instanceof TracktorSet set) {
            query.add("data", writers.write(json -> writeValue(json, set.properties())));
            return new TracktorFrame(SET, identity, query.toString());
        }
        if (event instanceof TracktorTrack track) {
            query.add("action", track.action());
            if (!track.data().isEmpty()) {
                query.add("data", writers.write(json -> writeData(json, track.data(), withProducts)));
            }
        } else if (event instanceof TracktorCartEvent cart) {
            query.add("action", actions.of(cart.call()));
            query.add("data", writers.write(json -> writeCart(json, cart.cart(), withProducts)));
        }
        return new TracktorFrame(TRACK, identity, query.toString());
    }

    private String timestamp(Stamp stamp) {
        Instant time = stamp.occurredAt();
        return Long.toString(timestampUnit == ChronoUnit.MILLIS ? time.toEpochMilli() : time.getEpochSecond());
    }

    private static void writeData(JsonGenerator json, Map<String, @Nullable Object> data, boolean withProducts)
            throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, @Nullable Object> field : data.entrySet()) {
            if (withProducts || !field.getKey().equals(PRODUCTS)) {
                json.writeFieldName(field.getKey());
                writeValue(json, field.getValue());
            }
        }
        json.writeEndObject();
    }

    private static void writeCart(JsonGenerator json, TracktorCart cart, boolean withProducts) throws IOException {
        json.writeStartObject();
        Json.amount(json, "totalprice", cart.totalPrice());
        if (withProducts) {
            json.writeArrayFieldStart(PRODUCTS);
            for (TracktorCartProduct product : cart.products()) {
                json.writeStartObject();
                json.writeStringField("name", product.name());
                Json.amount(json, "price", product.price());
                writeFields(json, product.extra());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        writeFields(json, cart.extra());
        json.writeEndObject();
    }

    private static void writeFields(JsonGenerator json, Map<?, ?> fields) throws IOException {
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            json.writeFieldName(String.valueOf(field.getKey()));
            writeValue(json, field.getValue());
        }
    }

    private static void writeValue(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof BigDecimal number) {
            Json.amount(json, number);
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            writeFields(json, map);
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object entry : list) {
                writeValue(json, entry);
            }
            json.writeEndArray();
        }
    }
}
