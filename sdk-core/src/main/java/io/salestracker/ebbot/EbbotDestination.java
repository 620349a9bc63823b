package io.salestracker.ebbot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.DeserializationFeature;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Acceptance;
import io.salestracker.destination.Destination;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.ResponseClass;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.StatusTable;
import io.salestracker.destination.Verdict;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.internal.support.ConfigChecks;
import io.salestracker.internal.support.Json;
import io.salestracker.internal.support.JsonWriters;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint of the caller's that takes Ebbot's events. <strong>Ebbot has no public endpoint</strong>: the address is
 * a relay or gateway of the caller's own, or one obtained from the vendor, and has no default.
 *
 * <p>By default every event is one {@code POST} whose JSON body is the event exactly as the browser would push it, with
 * the event's id in the header {@code Idempotency-Key}. An id that is not of 1 to 255 printable ASCII characters
 * without blanks is sent there as {@code sha256-} and the hash of its UTF-8 bytes in hexadecimal.
 *
 * <p>Of the neutral events a {@code CartChange} that adds becomes {@code ecom-atc} with the units added, a
 * {@code ProductVisit} {@code ecom-visit} and a {@code Purchase} {@code ecom-purchase}; a {@code CartChange} that takes
 * out is skipped, as Ebbot has no such event. An item's id is the product id, which must be the one in the product feed
 * given to Ebbot (known). The unit price is required everywhere, the currency of a cart change too, and a purchase
 * needs at least one line (assumed). A visitor without {@link EbbotIdentity} is no reason to skip.
 *
 * <p>Immutable and thread-safe.
 */
public final class EbbotDestination implements Destination {
    static final String VENDOR = "ebbot";

    private static final int CONFLICT = 409;
    private static final int MAX_BATCH = 10_000;
    private static final int BATCH = 500;
    private static final Duration FLUSH_INTERVAL = Duration.ofSeconds(1);

    /** How much of an array an endpoint refuses that refuses one for a bad event in it. */
    public enum Refused {
        /** All of it: none of its events was taken, so the good ones are sent again, in any delivery mode. */
        WHOLE,
        /**
         * Only the bad events, the others being taken or not: those that the response names by index are refused. The
         * others follow their delivery mode; at most once they end as {@code Unconfirmed(BATCH_REFUSED)}.
         */
        IN_PART
    }

    private final String name;
    private final URI endpoint;
    private final Map<String, String> headers;
    private final List<String> secrets;
    private final byte[] before;
    private final byte[] after;
    private final byte[] context;
    private final int maxBatchSize;
    private final boolean array;
    private final boolean refusedWhole;
    private final StatusTable statuses;
    private final DeliverySettings settings;
    private final EbbotEncoder encoder;
    private final JsonWriters writers = new JsonWriters();
    private final EbbotRules rules;

    private EbbotDestination(Builder builder) {
        name = ConfigChecks.text("name", builder.name);
        endpoint = ConfigChecks.checked("endpoint", builder.endpoint, builder.allowHttp);
        headers = ConfigChecks.jsonHeaders(builder.headers);
        if (builder.headers.containsKey(IdempotencyKey.HEADER)) {
            throw new IllegalArgumentException("header idempotency-key is the event's; leave it out");
        }
        checkFields(builder);
        checkEnvelope(builder.before, builder.after);
        Integer most = builder.maxBatchSize;
        array = most != null;
        maxBatchSize = most == null ? 1 : most;
        if (maxBatchSize < 1 || maxBatchSize > MAX_BATCH) {
            throw new IllegalArgumentException("maxBatchSize must be 1 to 10,000: " + maxBatchSize);
        }
        before = (builder.before + (array ? "[" : "")).getBytes(UTF_8);
        after = ((array ? "]" : "") + builder.after).getBytes(UTF_8);
        context = context(builder.context);
        refusedWhole = builder.refused == Refused.WHOLE;
        boolean idempotent = builder.idempotent && (!array || builder.eventIdField != null);
        statuses = idempotent ? builder.statuses.withDefault(CONFLICT, ResponseClass.NOT_PROCESSED) : builder.statuses;
        settings = DeliverySettings.builder()
                .batchSize(Math.min(BATCH, maxBatchSize))
                .flushInterval(array ? FLUSH_INTERVAL : Duration.ZERO)
                .build();
        secrets = secrets(builder);
        encoder = new EbbotEncoder(builder.singleItemAsObject, builder.chatIdField, builder.eventIdField);
        rules = new EbbotRules(idempotent);
    }

    /**
     * Starts a destination.
     *
     * @param endpoint the whole address events are posted to; Ebbot has no public one, so there is no default
     */
    public static Builder builder(URI endpoint) {
        return new Builder(endpoint);
    }

    private static void checkFields(Builder builder) {
        Set<String> taken = new HashSet<>(Set.of("type", "items", "currency"));
        builder.context.forEach((field, value) -> {
            checkField("context", field, taken);
            ConfigChecks.text("context", value);
        });
        checkField("chatIdField", builder.chatIdField, taken);
        checkField("eventIdField", builder.eventIdField, taken);
    }

    private static void checkField(String setting, @Nullable String field, Set<String> taken) {
        if (field != null && !taken.add(ConfigChecks.text(setting, field))) {
            throw new IllegalArgumentException(setting + " names a field that the event already has; choose another");
        }
    }

    private static void checkEnvelope(String before, String after) {
        try {
            Json.MAPPER
                    .reader(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(before + "{\"type\":\"ecom-visit\"}" + after);
        } catch (IOException e) {
            // Without the cause, whose message shows the envelope.
            throw new IllegalArgumentException("envelope must give one JSON value when put around an event");
        }
    }

    /** The fields as they end every event, from the comma to the closing brace. */
    private static byte[] context(Map<String, String> fields) {
        byte[] bytes = new JsonWriters().write(json -> {
            json.writeStartObject();
            for (Map.Entry<String, String> field : fields.entrySet()) {
                json.writeStringField(field.getKey(), field.getValue());
            }
            json.writeEndObject();
        });
        bytes[0] = ',';
        return fields.isEmpty() ? new byte[] {'}'} : bytes;
    }

    private static List<String> secrets(Builder builder) {
        List<String> account = new ArrayList<>(builder.headers.values());
        account.addAll(builder.context.values());
        String query = builder.endpoint.getRawQuery();
        if (query != null) {
            Arrays.stream(query.split("&", -1))
                    .map(pair -> pair.substring(pair.indexOf('=') + 1))
                    .forEach(account::add);
        }
        return ConfigChecks.secrets(account);
    }

    @Override
    public String vendor() {
        return VENDOR;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Acceptance accepts(SalesEvent event) {
        return rules.accepts(event);
    }

    @Override
    public @Nullable String orderingKey(Visitor visitor) {
        EbbotIdentity identity = EbbotIdentity.in(visitor);
        return identity == null ? null : identity.chatId();
    }

    @Override
    public byte[] encode(SalesEvent event, Stamp stamp) {
        return encoder.encode(EbbotEvents.of(event), stamp, writers);
    }

    @Override
    public Request toRequest(List<EncodedEvent> events) {
        if (events.isEmpty() || events.size() > maxBatchSize) {
            throw new IllegalArgumentException("a request carries 1 to " + maxBatchSize + " events: " + events.size());
        }
        if (events.size() > 1) {
            return Request.post(endpoint, headers, body(events)).readingBody();
        }
        Map<String, String> keyed = new LinkedHashMap<>(headers);
        keyed.put(IdempotencyKey.HEADER, IdempotencyKey.of(events.get(0).id()));
        return Request.post(endpoint, keyed, body(events));
    }

    private byte[] body(List<EncodedEvent> events) {
        // Each event has a comma before it, but the first, and the context in place of its closing brace.
        int length = before.length + events.size() * context.length - 1 + after.length;
        for (EncodedEvent event : events) {
            length += event.bytes().length;
        }
        ByteBuffer body = ByteBuffer.allocate(length).put(before);
        for (int i = 0; i < events.size(); i++) {
            if (i > 0) {
                body.put((byte) ',');
            }
            byte[] event = events.get(i).bytes();
            body.put(event, 0, event.length - 1).put(context);
        }
        return body.put(after).array();
    }

    /** Classifies by the table of statuses; a refused request with one event was refused whole in any case. */
    @Override
    public Verdict classify(Request request, Response response) {
        boolean alone = request.header(IdempotencyKey.HEADER) != null;
        return alone ? statuses.classify(response, true) : statuses.classifyBatch(response, refusedWhole);
    }

    @Override
    public int maxBatchSize() {
        return maxBatchSize;
    }

    /** The defaults; without {@link Builder#maxBatchSize} one event at a time without waiting. */
    @Override
    public DeliverySettings settings() {
        return settings;
    }

    @Override
    public Collection<String> secrets() {
        return secrets;
    }

    @Override
    public String toString() {
        return "EbbotDestination[" + name + "]";
    }

    /** Configures an {@link EbbotDestination}; {@link #build()} checks everything. Not thread-safe. */
    public static final class Builder {
        private final URI endpoint;
        private String name = VENDOR;
        private boolean allowHttp;
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private String before = "";
        private String after = "";
        private final Map<String, String> context = new LinkedHashMap<>();
        private @Nullable String chatIdField;
        private @Nullable String eventIdField;
        private boolean singleItemAsObject;
        private @Nullable Integer maxBatchSize;
        private Refused refused = Refused.WHOLE;
        private boolean idempotent;
        private StatusTable statuses = StatusTable.standard();

        private Builder(URI endpoint) {
            this.endpoint = requireNonNull(endpoint, "endpoint");
        }

        /** Sets the destination's name in stats, logs and receipts, unique in a tracker. Default: {@code ebbot}. */
        public Builder name(String name) {
            this.name = requireNonNull(name, "name");
            return this;
        }

        /** Lets plain HTTP through to hosts that are not loopback. Default: false. */
        public Builder allowHttp(boolean allowHttp) {
            this.allowHttp = allowHttp;
            return this;
        }

        /**
         * Adds a header to every request, such as one for authentication, or replaces one of that name. Default: the
         * content type only.
         */
        public Builder header(String name, String value) {
            headers.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            return this;
        }

        /**
         * Sets what is put around the event, or around the array with {@link #maxBatchSize}, to make the body: for instance
         * <code>{"events":</code> and <code>}</code>. Together with an event it must be one JSON value. Default:
         * nothing, the body is the bare event.
         */
        public Builder envelope(String before, String after) {
            this.before = requireNonNull(before, "before");
            this.after = requireNonNull(after, "after");
            return this;
        }

        /** Adds a field with the same text to every event, such as {@code botId}. Default: none. */
        public Builder context(String field, String value) {
            context.put(requireNonNull(field, "field"), requireNonNull(value, "value"));
            return this;
        }

        /** Writes the visitor's chat id, where it is known, into every event under this name. Default: not sent. */
        public Builder chatIdField(String field) {
            this.chatIdField = requireNonNull(field, "field");
            return this;
        }

        /** Writes each event's id into it under this name, such as {@code event_id}. Default: not sent. */
        public Builder eventIdField(String field) {
            this.eventIdField = requireNonNull(field, "field");
            return this;
        }

        /**
         * Says whether {@code items} of a visit or addition with a single item is that item instead of an array of one;
         * the vendor takes both (known). A purchase always has an array. Default: false.
         */
        public Builder singleItemAsObject(boolean singleItemAsObject) {
            this.singleItemAsObject = singleItemAsObject;
            return this;
        }

        /**
         * Says that the endpoint takes a JSON array of 1 to {@code max} events, at most 10,000; every body is then an
         * array, also of one, up to 500 events are claimed at once and wait up to 1 second for each other. Default: one
         * event, no array, at once.
         *
         * @param refused how much of an array is refused where one event in it is bad. {@code WHOLE} only if that is
         *     certain: an endpoint that takes events one after the other until it meets a bad one would count those before
         *     it twice
         */
        public Builder maxBatchSize(int max, Refused refused) {
            this.maxBatchSize = max;
            this.refused = requireNonNull(refused, "refused");
            return this;
        }

        /**
         * Says that the endpoint processes an {@code Idempotency-Key} once, so that events are repeated after an
         * ambiguous failure; a 409 then says that the event is being processed, and it is sent again. With
         * {@link #maxBatchSize} the key of each event is the field {@link #eventIdField} names; without that field this
         * has no effect there. Default: false.
         */
        public Builder idempotent(boolean idempotent) {
            this.idempotent = idempotent;
            return this;
        }

        /**
         * Sets what the endpoint's status codes mean. Default: {@link StatusTable#standard()}, with 409 as
         * {@code NOT_PROCESSED} where the endpoint de-duplicates; a table with a meaning of its own for 409 keeps that.
         */
        public Builder statuses(StatusTable statuses) {
            this.statuses = requireNonNull(statuses, "statuses");
            return this;
        }

        /**
         * Builds the destination.
         *
         * @throws IllegalArgumentException if a setting is not usable; the message names it
         * @throws IllegalStateException if a library on the class path does not fit; the message names those found
         */
        public EbbotDestination build() {
            return new EbbotDestination(this);
        }
    }
}
