package io.salestracker.tracktor;

import io.salestracker.destination.JsonWriter;
import io.salestracker.destination.Stamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tracktor's wire format: which call an event is, with which parameters.
 *
 * @param json writes a JSON object
 */
record TracktorEncoder(
        TracktorActions actions, ChronoUnit timestampUnit, Function<Consumer<? super JsonWriter>, byte[]> json) {
    static final String SET = "/set";
    static final String TRACK = "/track";
    static final String ALIAS = "/alias";

    private static final String PRODUCTS = "products";

    /** Encodes an event, if so told without the products of a track call. */
    TracktorFrame encode(TracktorEvent event, Stamp stamp, boolean withProducts) {
        TracktorIdentity identity = event.identity();
        TracktorQuery query = new TracktorQuery().add("ts", timestamp(stamp));
        if (event instanceof TracktorAlias alias) {
            query.add("srcid", alias.sourceId()).add("destid", identity.id());
            return new TracktorFrame(ALIAS, identity, query.toString());
        }
        query.add("id", identity.id());
        if (event instanceof TracktorSet set) {
            query.add("data", json.apply(data -> data.values(set.properties())));
            return new TracktorFrame(SET, identity, query.toString());
        }
        if (event instanceof TracktorTrack track) {
            query.add("action", track.action());
            if (!track.data().isEmpty()) {
                query.add("data", json.apply(data -> writeData(data, track.data(), withProducts)));
            }
        } else if (event instanceof TracktorCartEvent cart) {
            query.add("action", actions.of(cart.call()));
            query.add("data", json.apply(data -> writeCart(data, cart.cart(), withProducts)));
        }
        return new TracktorFrame(TRACK, identity, query.toString());
    }

    private String timestamp(Stamp stamp) {
        Instant time = stamp.occurredAt();
        return Long.toString(timestampUnit == ChronoUnit.MILLIS ? time.toEpochMilli() : time.getEpochSecond());
    }

    private static void writeData(JsonWriter json, Map<String, @Nullable Object> data, boolean withProducts) {
        data.forEach((name, value) -> {
            if (withProducts || !name.equals(PRODUCTS)) {
                json.value(name, value);
            }
        });
    }

    private static void writeCart(JsonWriter json, TracktorCart cart, boolean withProducts) {
        json.amount("totalprice", cart.totalPrice());
        if (withProducts) {
            json.array(
                    PRODUCTS,
                    cart.products(),
                    (fields, product) -> fields.text("name", product.name())
                            .amount("price", product.price())
                            .values(product.extra()));
        }
        json.values(cart.extra());
    }
}
