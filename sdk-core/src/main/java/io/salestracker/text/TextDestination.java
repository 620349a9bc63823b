package io.salestracker.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Acceptance;
import io.salestracker.destination.Destination;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.ResponseClass;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.StatusTable;
import io.salestracker.destination.Verdict;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Violations;
import io.salestracker.event.Visitor;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.internal.support.ConfigChecks;
import io.salestracker.internal.support.Json;
import io.salestracker.internal.support.JsonWriters;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A store at Text (LiveChat). One event is one request, {@code POST} with a JSON body, by default to the endpoint that
 * the vendor's own Shopify pixel uses ({@code https://api.text.com/ecommerce-tracker/v1/event} with the store's UUID in
 * a header), else to the Customer Chat API, see {@link Builder#customerChatApi}. <b>Neither is officially supported by
 * the vendor for custom stores.</b>
 *
 * <p>Of the neutral events a {@code Purchase} becomes {@code store_order_was_created}, a {@code CartChange}
 * {@code store_product_added_to_cart} or, if the quantity was lowered, {@code store_product_removed_from_cart} with the
 * difference. A {@code ProductVisit} is skipped, as Text has no such event, and so is every event without a
 * {@link TextIdentity}. Text requires at least one line of a purchase and the name of each, and product name, price
 * and currency of a cart change; the order id stands in for a missing order number.
 *
 * <p>Orders are repeated after an ambiguous failure, since Text counts an order once (known); a 409 to the repetition
 * means that the order is there. Cart events are not repeated,
 * unless the delivery mode says so. Immutable but for the token it keeps, and thread-safe.
 */
public final class TextDestination implements Destination {
    static final String VENDOR = "text";

    private static final DeliverySettings SETTINGS =
            DeliverySettings.builder().batchSize(1).flushInterval(Duration.ZERO).build();
    private static final int CONFLICT = 409;
    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "Bearer ";

    private final String name;
    private final URI address;
    private final Map<String, String> headers;
    private final byte[] before;
    private final byte[] after;
    private final @Nullable TextTokens tokens;
    private final StatusTable statuses;
    private final StatusTable orderStatuses;
    private final List<String> secrets;
    private final TextIdWarning idWarning;
    private final JsonWriters writers = new JsonWriters();

    private TextDestination(Builder builder) {
        name = ConfigChecks.text("name", builder.name);
        String platform = ConfigChecks.text("platform", builder.platform);
        new Violations().uuid("storeUuid", builder.storeUuid).throwIfAny("TextDestination");
        List<String> masked = new ArrayList<>(ConfigChecks.secrets(builder.headers.values()));
        masked.add(builder.storeUuid);
        ChatApi chatApi = builder.chatApi;
        Map<String, String> all = new LinkedHashMap<>(ConfigChecks.jsonHeaders(builder.headers));
        URI base = ConfigChecks.checked("baseUrl", builder.base(), builder.allowHttp);
        if (chatApi == null) {
            reserve(builder.storeHeader, builder.headers, "storeHeader(...) renames it");
            all.put(builder.storeHeader, builder.storeUuid);
            address = address(base, builder.path(), "", builder.allowHttp);
            before = bytes("{\"platform\":" + quoted(platform) + ",");
            after = bytes("");
            tokens = null;
        } else {
            reserve(AUTHORIZATION, builder.headers, "the token supplier gives it");
            String organization = ConfigChecks.text("organizationId", chatApi.organizationId());
            String website = ConfigChecks.text("websiteUuid", chatApi.websiteUuid());
            masked.add(organization);
            masked.add(website);
            String query =
                    "?organization_id=" + URLEncoder.encode(organization, UTF_8).replace("+", "%20");
            address = address(base, builder.path(), query, builder.allowHttp);
            before = bytes(
                    "{\"website_uuid\":" + quoted(website) + ",\"payload\":{\"platform\":" + quoted(platform) + ",");
            after = bytes("}");
            tokens = new TextTokens(chatApi.tokens());
        }
        headers = Request.checked(all);
        statuses = builder.statuses;
        orderStatuses = statuses.withDefault(CONFLICT, ResponseClass.ALREADY_TAKEN);
        secrets = List.copyOf(masked);
        idWarning = new TextIdWarning(name, builder.warnNonNumericIds);
    }

    /**
     * Starts a destination.
     *
     * @param storeUuid the UUID of the store in Text's system. Where the owner of a custom website reads it is not
     *     known; it is {@code store.uuid} in the system messages Text posts to chats
     */
    public static Builder builder(String storeUuid) {
        return new Builder(storeUuid);
    }

    private static void reserve(String header, Map<String, String> given, String fix) {
        if (given.containsKey(header)) {
            throw new IllegalArgumentException("header " + header + " is the destination's own; " + fix);
        }
    }

    private static URI address(URI base, String path, String query, boolean allowHttp) {
        URI address;
        try {
            address = ConfigChecks.resolve(base, path);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("path must be a path such as /v1/event, and baseUrl have no query", e);
        }
        if (address.getRawQuery() != null) {
            throw new IllegalArgumentException("path must have no query");
        }
        return ConfigChecks.checked("path", URI.create(address + query), allowHttp);
    }

    private static String quoted(String text) {
        return new String(new JsonWriters().write(json -> json.writeString(text)), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
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
        return TextRules.accepts(event);
    }

    @Override
    public @Nullable String orderingKey(Visitor visitor) {
        TextIdentity identity = TextIdentity.in(visitor);
        return identity == null ? null : identity.customerId();
    }

    @Override
    public byte[] encode(SalesEvent event, Stamp stamp) {
        TextEvent own = TextEvents.of(event);
        idWarning.check(own);
        return TextEncoder.encode(own, stamp, writers);
    }

    /** {@inheritDoc} With the Customer Chat API it may wait for the token supplier. */
    @Override
    public Request toRequest(List<EncodedEvent> events) throws IOException {
        if (events.size() != 1) {
            throw new IllegalArgumentException("a request carries one event, not " + events.size());
        }
        byte[] event = events.get(0).bytes();
        int length = event.length - 1;
        ByteBuffer body = ByteBuffer.allocate(before.length + length + after.length)
                .put(before)
                .put(event, 1, length)
                .put(after);
        return Request.post(address, headers(), body.array());
    }

    private Map<String, String> headers() throws IOException {
        if (tokens == null) {
            return headers;
        }
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(AUTHORIZATION, BEARER + tokens.current());
        return all;
    }

    /**
     * Classifies a response by the table of statuses; those of the Customer Chat API by their error type, of which a refused
     * token is renewed once and the request repeated. A 409 to an order says that Text has it already (assumed): where an
     * attempt before may have arrived the event is delivered, else it is refused.
     */
    @Override
    public Verdict classify(Request request, Response response) {
        boolean order = response.status() == CONFLICT && isOrder(request.body());
        StatusTable table = order ? orderStatuses : statuses;
        String authorization = request.header(AUTHORIZATION);
        if (tokens == null || authorization == null) {
            return table.classify(response, true);
        }
        return TextChatApi.classify(tokens, authorization.substring(BEARER.length()), response, table);
    }

    private static boolean isOrder(byte @Nullable [] body) {
        try {
            JsonNode sent = Json.MAPPER.readTree(body == null ? new byte[0] : body);
            JsonNode event = sent.has("payload") ? sent.path("payload") : sent;
            return event.path("event").path("name").asText().equals(TextEncoder.ORDER);
        } catch (IOException notOurs) {
            return false;
        }
    }

    /** The defaults, but one event at a time without waiting. */
    @Override
    public DeliverySettings settings() {
        return SETTINGS;
    }

    @Override
    public Collection<String> secrets() {
        if (tokens == null) {
            return secrets;
        }
        List<String> all = new ArrayList<>(secrets);
        all.addAll(tokens.known());
        return all;
    }

    @Override
    public String toString() {
        return "TextDestination[" + name + "]";
    }

    private record ChatApi(String organizationId, String websiteUuid, TextTokenSupplier tokens) {
        @Override
        public String toString() {
            return "ChatApi[...]";
        }
    }

    /** Configures a {@link TextDestination}; {@link #build()} checks everything. Not thread-safe. */
    public static final class Builder {
        private final String storeUuid;
        private String name = VENDOR;
        private @Nullable URI baseUrl;
        private @Nullable String path;
        private boolean allowHttp;
        private String storeHeader = "X-Store-UUID";
        private String platform = "custom";
        private boolean warnNonNumericIds = true;
        private @Nullable ChatApi chatApi;
        private StatusTable statuses = StatusTable.standard();
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

        private Builder(String storeUuid) {
            this.storeUuid = requireNonNull(storeUuid, "storeUuid");
        }

        /** Sets the destination's name in stats, logs and receipts, unique in a tracker. Default: {@code text}. */
        public Builder name(String name) {
            this.name = requireNonNull(name, "name");
            return this;
        }

        /**
         * Sends through the Customer Chat API, {@code POST
         * https://api.livechatinc.com/v3.6/customer/action/track_sales_event}, in place of the tracker endpoint. The
         * method stands in a draft that the vendor has not published. A refused token is renewed once; if that one is
         * refused too, the lane is.
         *
         * @param organizationId the account's organization; {@code organization_id} in the query
         * @param websiteUuid the website's UUID; {@code website_uuid} in the body. Probably the store's (assumed)
         * @param tokens gives customer access tokens; called on sender threads only
         */
        public Builder customerChatApi(String organizationId, String websiteUuid, TextTokenSupplier tokens) {
            this.chatApi = new ChatApi(
                    requireNonNull(organizationId, "organizationId"),
                    requireNonNull(websiteUuid, "websiteUuid"),
                    requireNonNull(tokens, "tokens"));
            return this;
        }

        /**
         * Sets what the address begins with; with or without a path and final slash. Default:
         * {@code https://api.text.com}, with the Customer Chat API {@code https://api.livechatinc.com}.
         */
        public Builder baseUrl(URI baseUrl) {
            this.baseUrl = requireNonNull(baseUrl, "baseUrl");
            return this;
        }

        /**
         * Sets the path after the base. Default: {@code /ecommerce-tracker/v1/event}, with the Customer Chat API
         * {@code /v3.6/customer/action/track_sales_event}.
         */
        public Builder path(String path) {
            this.path = requireNonNull(path, "path");
            return this;
        }

        /** Lets plain HTTP through to hosts that are not loopback. Default: false. */
        public Builder allowHttp(boolean allowHttp) {
            this.allowHttp = allowHttp;
            return this;
        }

        /** Sets the name of the header with the store's UUID. Default: {@code X-Store-UUID}. */
        public Builder storeHeader(String storeHeader) {
            this.storeHeader = requireNonNull(storeHeader, "storeHeader");
            return this;
        }

        /**
         * Adds a header to every request, or replaces one of that name, such as {@code Origin} if the vendor should
         * check it. Default: the content type and the store only.
         */
        public Builder header(String name, String value) {
            headers.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            return this;
        }

        /** Sets the field {@code platform}. Only {@code shopify} was ever seen. Default: {@code custom} (assumed). */
        public Builder platform(String platform) {
            this.platform = requireNonNull(platform, "platform");
            return this;
        }

        /**
         * Sets what status codes mean. Of those of the Customer Chat API the error type says more, unless this table has a
         * meaning of its own for the code. Default: {@link StatusTable#standard()}, with a 409 to an order as
         * {@code ALREADY_TAKEN}; a table with a meaning of its own for 409 keeps that.
         */
        public Builder statuses(StatusTable statuses) {
            this.statuses = requireNonNull(statuses, "statuses");
            return this;
        }

        /**
         * Says whether to warn, once, of product and variant ids that are not whole numbers. Text's own examples have
         * numbers only, and it seems to store them as 64-bit integers (inferred); such events are sent all the same.
         * Default: true.
         */
        public Builder warnNonNumericIds(boolean warnNonNumericIds) {
            this.warnNonNumericIds = warnNonNumericIds;
            return this;
        }

        /**
         * Builds the destination.
         *
         * @throws IllegalArgumentException if a setting is not usable; the message names it
         * @throws IllegalStateException if a library on the class path does not fit; the message names those found
         */
        public TextDestination build() {
            return new TextDestination(this);
        }

        private URI base() {
            if (baseUrl != null) {
                return baseUrl;
            }
            return URI.create(chatApi == null ? "https://api.text.com" : "https://api.livechatinc.com");
        }

        private String path() {
            if (path != null) {
                return path;
            }
            return chatApi == null ? "/ecommerce-tracker/v1/event" : "/v3.6/customer/action/track_sales_event";
        }
    }
}
