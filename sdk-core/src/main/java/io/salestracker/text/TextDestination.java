package io.salestracker.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.salestracker.destination.Acceptance;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.HttpDestination;
import io.salestracker.destination.JsonReader;
import io.salestracker.destination.ResponseClass;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.StatusTable;
import io.salestracker.destination.Verdict;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.Violations;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
 * {@link TextIdentity}. Text requires at least one line of a purchase, and price and currency of a cart change; the order id
 * stands in for a missing order number.
 *
 * <p>Made fit: a missing product name is the sku, else the product id. Lines of quantity 0 or with a negative price are left
 * out, and so are a negative subtotal, shipping and tax; an order of which no line is left has one of quantity 1 with the order
 * id, the order number and the total, since Text wants a line (known). A line or a cart change whose quantity is a fraction is one
 * unit of the whole price (that only whole numbers are taken is inferred). A cart change of a product with a negative price
 * is skipped.
 *
 * <p>Orders are repeated after an ambiguous failure, since Text counts an order once (known); a 409 to the repetition
 * means that the order is there. Cart events are not repeated,
 * unless the delivery mode says so. Immutable but for the token it keeps, and thread-safe.
 */
public final class TextDestination extends HttpDestination<TextIdentity, TextEvent> {
    static final String VENDOR = "text";

    private static final int CONFLICT = 409;
    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "Bearer ";

    private final URI target;
    private final byte[] before;
    private final byte[] after;
    private final @Nullable TextTokens tokens;
    private final StatusTable orderStatuses;
    private final boolean warnNonNumericIds;

    private TextDestination(Builder builder) {
        super(TextIdentity.TYPE, TextEvent.class, builder, builder.ownHeaders());
        String platform = text("platform", builder.platform);
        new Violations().uuid("storeUuid", builder.storeUuid).throwIfAny("TextDestination");
        String path = builder.path();
        if (path.indexOf('?') >= 0) {
            throw new IllegalArgumentException("path must have no query");
        }
        ChatApi chatApi = builder.chatApi;
        if (chatApi == null) {
            target = resolve("path", path);
            before = opened(json(json -> json.text("platform", platform)), 1);
            after = new byte[0];
            tokens = null;
        } else {
            String organization = text("organizationId", chatApi.organizationId());
            String website = text("websiteUuid", chatApi.websiteUuid());
            target = resolve(
                    "path",
                    path + "?organization_id="
                            + URLEncoder.encode(organization, UTF_8).replace("+", "%20"));
            before = opened(
                    json(json -> json.text("website_uuid", website)
                            .object("payload", payload -> payload.text("platform", platform))),
                    2);
            after = new byte[] {'}'};
            tokens = new TextTokens(chatApi.tokens());
        }
        orderStatuses = statuses().withDefault(CONFLICT, ResponseClass.ALREADY_TAKEN);
        warnNonNumericIds = builder.warnNonNumericIds;
    }

    /** An object without so many closing braces at its end, where the event's own fields follow. */
    private static byte[] opened(byte[] json, int braces) {
        byte[] opened = Arrays.copyOf(json, json.length - braces + 1);
        opened[opened.length - 1] = ',';
        return opened;
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

    @Override
    protected boolean takes(CommerceEvent event) {
        return TextEvents.takes(event);
    }

    @Override
    protected void check(CommerceEvent event, @Nullable TextIdentity identity, Violations violations) {
        violations.person("visitor.text.customerId", identity == null ? null : identity.customerId());
        TextEvents.check(event, violations);
    }

    @Override
    protected Acceptance acceptsOwn(TextEvent own) {
        Violations violations = new Violations().person("customerId", own.customerId());
        return Acceptance.sendUnless(violations, own.orderingKey(), isRepeatable(own));
    }

    @Override
    protected List<String> madeFit(CommerceEvent event) {
        return TextEvents.madeFit(event);
    }

    @Override
    protected boolean countsOrderIdOnce() {
        return true;
    }

    @Override
    protected TextEvent translate(CommerceEvent event, TextIdentity identity) {
        return TextEvents.of(event, identity, this::orderId);
    }

    @Override
    protected byte[] payload(TextEvent own, Stamp stamp) {
        if (warnNonNumericIds && !TextEvents.hasNumericIds(own)) {
            warnOnce("a product or variant id is not a whole number; Text takes the event but may lose such ids in cart"
                    + " views. This is said once; warnNonNumericIds(false) on the destination's builder silences it");
        }
        return json(json -> TextEncoder.write(json, own, stamp));
    }

    /** {@inheritDoc} With the Customer Chat API it may wait for the token supplier. */
    @Override
    protected Request toRequest(EncodedEvent encoded) throws IOException {
        byte[] event = encoded.bytes();
        int length = event.length - 1;
        ByteBuffer body = ByteBuffer.allocate(before.length + length + after.length)
                .put(before)
                .put(event, 1, length)
                .put(after);
        Map<String, String> token = tokens == null ? Map.of() : Map.of(AUTHORIZATION, BEARER + tokens.current());
        return post(target, body.array(), token);
    }

    /**
     * Classifies a response by the table of statuses; those of the Customer Chat API by their error type, of which a refused
     * token is renewed once and the request repeated. A 409 to an order says that Text has it already (assumed): where an
     * attempt before may have arrived the event is delivered, else it is refused.
     */
    @Override
    public Verdict classify(Request request, Response response) {
        StatusTable table = response.status() == CONFLICT && isOrder(request) ? orderStatuses : statuses();
        String authorization = request.header(AUTHORIZATION);
        if (tokens == null || authorization == null) {
            return table.classify(response, true);
        }
        return TextChatApi.classify(tokens, authorization.substring(BEARER.length()), response, table);
    }

    private static boolean isOrder(Request request) {
        return TextEncoder.ORDER.equals(JsonReader.text(request.body(), "event", "name"))
                || TextEncoder.ORDER.equals(JsonReader.text(request.body(), "payload", "event", "name"));
    }

    @Override
    public Collection<String> secrets() {
        if (tokens == null) {
            return super.secrets();
        }
        List<String> all = new ArrayList<>(super.secrets());
        all.addAll(tokens.known());
        return all;
    }

    private record ChatApi(String organizationId, String websiteUuid, TextTokenSupplier tokens) {
        @Override
        public String toString() {
            return "ChatApi[...]";
        }
    }

    /** Configures a {@link TextDestination}; {@link #build()} checks everything. Not thread-safe. */
    public static final class Builder extends HttpDestination.Builder<Builder> {
        private final String storeUuid;
        private @Nullable String path;
        private String storeHeader = "X-Store-UUID";
        private String platform = "custom";
        private boolean warnNonNumericIds = true;
        private @Nullable ChatApi chatApi;

        private Builder(String storeUuid) {
            super("baseUrl", URI.create("https://api.text.com"));
            this.storeUuid = requireNonNull(storeUuid, "storeUuid");
            secret(storeUuid);
        }

        /**
         * Sends through the Customer Chat API, {@code POST
         * https://api.livechatinc.com/v3.6/customer/action/track_sales_event}, in place of the tracker endpoint. The
         * method stands in a draft that the vendor has not published. A refused token is renewed once; if that one is
         * refused too, the destination is misconfigured.
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
            return secret(organizationId)
                    .secret(websiteUuid)
                    .standardAddress(URI.create("https://api.livechatinc.com"));
        }

        /**
         * Sets what the address begins with; with or without a path and final slash. Default:
         * {@code https://api.text.com}, with the Customer Chat API {@code https://api.livechatinc.com}.
         */
        public Builder baseUrl(URI baseUrl) {
            return address(baseUrl);
        }

        /**
         * Sets the path after the base. Default: {@code /ecommerce-tracker/v1/event}, with the Customer Chat API
         * {@code /v3.6/customer/action/track_sales_event}.
         */
        public Builder path(String path) {
            this.path = requireNonNull(path, "path");
            return this;
        }

        /** Sets the name of the header with the store's UUID. Default: {@code X-Store-UUID}. */
        public Builder storeHeader(String storeHeader) {
            this.storeHeader = requireNonNull(storeHeader, "storeHeader");
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
        @Override
        public Builder statuses(StatusTable statuses) {
            return super.statuses(statuses);
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

        @Override
        public TextDestination build() {
            if (chatApi == null) {
                reserve(storeHeader, "storeHeader(...) renames it");
            } else {
                reserve(AUTHORIZATION, "the token supplier gives it");
            }
            return new TextDestination(this);
        }

        private String path() {
            if (path != null) {
                return path;
            }
            return chatApi == null ? "/ecommerce-tracker/v1/event" : "/v3.6/customer/action/track_sales_event";
        }

        private Map<String, String> ownHeaders() {
            return chatApi == null ? Map.of(storeHeader, storeUuid) : Map.of();
        }
    }
}
