package io.salestracker.ebbot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.HttpDestination;
import io.salestracker.destination.JsonReader;
import io.salestracker.destination.ResponseClass;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.StatusTable;
import io.salestracker.destination.Verdict;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Violations;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * <p>Made fit: lines of quantity 0 or with a negative price are left out. Ebbot's wire has no total, so what the negative lines
 * take off is taken off the others in proportion, in steps of the smallest decimal of the amounts or the currency; a purchase of which
 * nothing above 0 is left is invalid. A line or an added quantity that is a fraction is one unit of the whole price (that only
 * whole numbers are taken is assumed). A cart change and a visit of a product with a negative price are skipped.
 *
 * <p>Deadlines are 12 hours for purchases, not the usual 24, since Ebbot's wire has no time. For the same reason a purchase that
 * happened more than 7 days before it is tracked is {@code Expired(TOO_OLD)}, and so is any other event after 24 hours.
 *
 * <p>Immutable and thread-safe.
 */
public final class EbbotDestination extends HttpDestination<EbbotIdentity, EbbotEvent> {
    static final String VENDOR = "ebbot";

    private static final int CONFLICT = 409;
    private static final int MAX_BATCH = 10_000;
    private static final int SHORTEST_SECRET = 6;
    private static final Duration DEADLINE = Duration.ofHours(12);
    private static final DeliverySettings SETTINGS = DeliverySettings.builder()
            .deadline(EventKind.PURCHASE, DEADLINE)
            .deadline(EventKind.OTHER, DEADLINE)
            .maxAge(Duration.ofHours(24))
            .maxAge(EventKind.PURCHASE, Duration.ofDays(7))
            .build();
    private static final DeliverySettings SETTINGS_FOR_ARRAYS = SETTINGS.toBuilder()
            .maxInFlight(DeliverySettings.defaultsForArrays().maxInFlight())
            .build();

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

    private final byte[] before;
    private final byte[] after;
    private final byte[] context;
    private final int maxBatchSize;
    private final boolean refusedWhole;
    private final boolean idempotent;
    private final StatusTable statuses;
    private final EbbotEncoder encoder;

    private EbbotDestination(Builder builder) {
        super(EbbotIdentity.TYPE, EbbotEvent.class, builder);
        checkFields(builder);
        // An event alone is JSON. Nothing is parsed then, which would load the parser's classes.
        boolean hasEnvelope = !(builder.before + builder.after).isEmpty();
        if (hasEnvelope && !JsonReader.isJson(builder.before + "{\"type\":\"ecom-visit\"}" + builder.after)) {
            throw new IllegalArgumentException("envelope must give one JSON value when put around an event");
        }
        boolean array = builder.maxBatchSize != null;
        maxBatchSize = builder.maxBatchSize == null ? 1 : builder.maxBatchSize;
        if (maxBatchSize < 1 || maxBatchSize > MAX_BATCH) {
            throw new IllegalArgumentException("maxBatchSize must be 1 to 10,000: " + maxBatchSize);
        }
        before = (builder.before + (array ? "[" : "")).getBytes(UTF_8);
        after = ((array ? "]" : "") + builder.after).getBytes(UTF_8);
        context = context(builder.context);
        refusedWhole = builder.refused == Refused.WHOLE;
        idempotent = builder.idempotent && (!array || builder.eventIdField != null);
        statuses = idempotent ? statuses().withDefault(CONFLICT, ResponseClass.NOT_PROCESSED) : statuses();
        encoder = new EbbotEncoder(builder.singleItemAsObject, builder.chatIdField, builder.eventIdField);
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
            text("context", value);
        });
        checkField("chatIdField", builder.chatIdField, taken);
        checkField("eventIdField", builder.eventIdField, taken);
    }

    private static void checkField(String setting, @Nullable String field, Set<String> taken) {
        if (field != null && !taken.add(text(setting, field))) {
            throw new IllegalArgumentException(setting + " names a field that the event already has; choose another");
        }
    }

    /** The fields as they end every event, from the comma to the closing brace. */
    private byte[] context(Map<String, String> fields) {
        if (fields.isEmpty()) {
            return new byte[] {'}'};
        }
        byte[] bytes = json(json -> json.values(fields));
        bytes[0] = ',';
        return bytes;
    }

    @Override
    protected boolean takes(CommerceEvent event) {
        return EbbotEvents.takes(event);
    }

    @Override
    protected boolean needsIdentity() {
        return false;
    }

    @Override
    protected void check(CommerceEvent event, @Nullable EbbotIdentity identity, Violations violations) {
        EbbotEvents.check(event, violations);
    }

    @Override
    protected List<String> madeFit(CommerceEvent event) {
        return EbbotEvents.madeFit(event);
    }

    @Override
    protected boolean isRepeatable(SalesEvent event) {
        return idempotent;
    }

    @Override
    protected EbbotEvent translate(CommerceEvent event, @Nullable EbbotIdentity identity) {
        return EbbotEvents.of(event, identity == null ? null : identity.chatId());
    }

    @Override
    protected byte[] payload(EbbotEvent own, Stamp stamp) {
        return json(json -> encoder.write(json, own, stamp));
    }

    @Override
    public Request toRequest(List<EncodedEvent> events) {
        if (events.isEmpty() || events.size() > maxBatchSize) {
            throw new IllegalArgumentException("a request carries 1 to " + maxBatchSize + " events: " + events.size());
        }
        if (events.size() > 1) {
            return post(address(), body(events), Map.of()).readingBody();
        }
        String key = IdempotencyKey.of(events.get(0).id());
        return post(address(), body(events), Map.of(IdempotencyKey.HEADER, key));
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

    /** The defaults, but deadlines of 12 hours for purchases and others, and a maximum age: purchases 7 days, all else 24 hours. */
    @Override
    public DeliverySettings settings() {
        return maxBatchSize > 1 ? SETTINGS_FOR_ARRAYS : SETTINGS;
    }

    /** Configures an {@link EbbotDestination}; {@link #build()} checks everything. Not thread-safe. */
    public static final class Builder extends HttpDestination.Builder<Builder> {
        private String before = "";
        private String after = "";
        private final Map<String, String> context = new LinkedHashMap<>();
        private @Nullable String chatIdField;
        private @Nullable String eventIdField;
        private boolean singleItemAsObject;
        private @Nullable Integer maxBatchSize;
        private Refused refused = Refused.WHOLE;
        private boolean idempotent;

        private Builder(URI endpoint) {
            super("endpoint", endpoint);
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
            // A short one is no secret, and masking it would make ordinary words of a response unreadable.
            return value.length() < SHORTEST_SECRET ? this : secret(value);
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

        /** Has no effect: Ebbot's payload has no order id. An endpoint tells orders apart by the id of each event. */
        @Override
        public Builder siteInOrderId() {
            return this;
        }

        /**
         * Sets what the endpoint's status codes mean. Default: {@link StatusTable#standard()}, with 409 as
         * {@code NOT_PROCESSED} where the endpoint de-duplicates; a table with a meaning of its own for 409 keeps that.
         */
        @Override
        public Builder statuses(StatusTable statuses) {
            return super.statuses(statuses);
        }

        @Override
        public EbbotDestination build() {
            reserve(IdempotencyKey.HEADER, "it holds the event's id");
            return new EbbotDestination(this);
        }
    }
}
