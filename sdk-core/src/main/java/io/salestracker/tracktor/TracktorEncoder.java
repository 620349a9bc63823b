package io.salestracker.tracktor;

import io.salestracker.destination.JsonWriter;
import io.salestracker.destination.Stamp;
import io.salestracker.tracktor.TracktorFrame.Product;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private static final String ITEMS = "items";
    private static final String WRAPPING = "{\"\":";

    TracktorFrame encode(TracktorEvent event, Stamp stamp) {
        TracktorIdentity identity = event.identity();
        TracktorQuery query = new TracktorQuery().add("ts", timestamp(stamp));
        if (event instanceof TracktorAlias alias) {
            query.add("srcid", alias.sourceId()).add("destid", identity.id());
            return new TracktorFrame(ALIAS, identity, query.toString());
        }
        query.add("id", identity.id());
        if (event instanceof TracktorSet set) {
            query.add("data", object(set.properties()));
            return new TracktorFrame(SET, identity, query.toString());
        }
        if (event instanceof TracktorTrack track) {
            return track(identity, query.add("action", track.action()), track.data());
        }
        TracktorCartEvent cart = (TracktorCartEvent) event;
        return track(identity, query.add("action", actions.of(cart.call())), data(cart.cart()));
    }

    private String timestamp(Stamp stamp) {
        Instant time = stamp.occurredAt();
        return Long.toString(timestampUnit == ChronoUnit.MILLIS ? time.toEpochMilli() : time.getEpochSecond());
    }

    private static Map<String, @Nullable Object> data(TracktorCart cart) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("totalprice", cart.totalPrice());
        data.put(
                PRODUCTS, cart.products().stream().map(TracktorEncoder::product).toList());
        data.putAll(cart.extra());
        return data;
    }

    private static Map<String, @Nullable Object> product(TracktorCartProduct product) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", product.name());
        fields.put("price", product.price());
        fields.putAll(product.extra());
        return fields;
    }

    /** A call of {@code /track}. Products in its data stay apart from the rest, so that the request can leave some out. */
    private TracktorFrame track(TracktorIdentity identity, TracktorQuery query, Map<String, @Nullable Object> data) {
        if (!(data.get(PRODUCTS) instanceof List<?> products) || products.isEmpty()) {
            return new TracktorFrame(
                    TRACK, identity, (data.isEmpty() ? query : query.add("data", object(data))).toString());
        }
        Map<String, @Nullable Object> before = new LinkedHashMap<>();
        Map<String, @Nullable Object> after = new LinkedHashMap<>();
        Map<String, @Nullable Object> fields = before;
        for (Map.Entry<String, @Nullable Object> field : data.entrySet()) {
            if (field.getKey().equals(PRODUCTS)) {
                fields = after;
            } else {
                fields.put(field.getKey(), field.getValue());
            }
        }
        byte[] head = object(before);
        byte[] tail = object(after);
        return new TracktorFrame(
                TRACK,
                identity,
                query.add("data", head, 0, head.length - 1).toString(),
                data instanceof TracktorObject object && object.isOrder() ? ITEMS : PRODUCTS,
                encoded(tail, 1, tail.length),
                ranked(products));
    }

    private byte[] object(Map<String, @Nullable Object> fields) {
        return json.apply(data -> data.values(fields));
    }

    /**
     * Encodes products from the most valuable on; of two of one value the later is worth less. Those that come after more
     * than the longest address holds are left out of any request, and are not encoded.
     */
    private List<Product> ranked(List<?> products) {
        List<Place> byValue = new ArrayList<>(products.size());
        for (int i = 0; i < products.size(); i++) {
            byValue.add(new Place(i, value(products.get(i))));
        }
        byValue.sort(Comparator.comparing(Place::value).reversed());
        @Nullable Product[] inOrder = new Product[products.size()];
        int length = 0;
        for (int rank = 0; rank < byValue.size() && length <= TracktorDestination.LONGEST_URL; rank++) {
            int index = byValue.get(rank).index;
            byte[] wrapped = json.apply(writer -> writer.value("", products.get(index)));
            String encoded = encoded(wrapped, WRAPPING.length(), wrapped.length - 1);
            inOrder[index] = new Product(rank, encoded);
            length += encoded.length();
        }
        return Arrays.stream(inOrder).filter(Objects::nonNull).toList();
    }

    private static String encoded(byte[] json, int from, int to) {
        return new TracktorQuery(2 * json.length).add(json, from, to).toString();
    }

    private record Place(int index, BigDecimal value) {}

    /** The price times the quantity, or times 1 where that is no number; 0 without a price. */
    private static BigDecimal value(@Nullable Object product) {
        if (!(product instanceof Map<?, ?> fields) || !(fields.get("price") instanceof Number price)) {
            return BigDecimal.ZERO;
        }
        return fields.get("quantity") instanceof Number quantity
                ? decimal(price).multiply(decimal(quantity))
                : decimal(price);
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(number.longValue());
    }
}
