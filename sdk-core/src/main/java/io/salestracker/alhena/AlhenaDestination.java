package io.salestracker.alhena;

import static java.util.Objects.requireNonNull;

import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Acceptance;
import io.salestracker.destination.Destination;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.ResponseClass;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.StatusTable;
import io.salestracker.destination.Verdict;
import io.salestracker.event.EventKind;
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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An account at Alhena. One event is one request, {@code POST} with a JSON body, to the cart or the checkout endpoint.
 *
 * <p>Of the neutral events a {@code CartChange} becomes a cart event and a {@code Purchase} a checkout event; a
 * {@code ProductVisit} is skipped, as Alhena has no such event, and so is every event without an
 * {@link AlhenaIdentity}. Alhena requires product name, price and currency of a cart change, and the name of every
 * line of a purchase. A cart change from 0 is {@code ITEM_ADDED}, also after a removal (assumed).
 *
 * <p>A checkout with order id is repeated after an ambiguous failure, since Alhena records an order id once (known); a
 * 409 to the repetition means that the order is there.
 * Cart events are not, unless the delivery mode says so.
 *
 * <p>Deadlines are 12 hours for purchases, not the usual 24: Alhena's wire has no time and its attribution window is
 * 24 hours. Immutable and thread-safe.
 */
public final class AlhenaDestination implements Destination {
    static final String VENDOR = "alhena";

    private static final int CONFLICT = 409;
    private static final Duration DEADLINE = Duration.ofHours(12);
    private static final DeliverySettings SETTINGS = DeliverySettings.builder()
            .batchSize(1)
            .flushInterval(Duration.ZERO)
            .deadline(EventKind.PURCHASE, DEADLINE)
            .deadline(EventKind.OTHER, DEADLINE)
            .build();

    private final String name;
    private final URI cartAddress;
    private final URI checkoutAddress;
    private final byte[] account;
    private final Map<String, String> headers;
    private final List<String> secrets;
    private final StatusTable statuses;
    private final StatusTable orderStatuses;
    private final AlhenaRules rules;
    private final JsonWriters writers = new JsonWriters();

    private AlhenaDestination(Builder builder) {
        String companyKey = ConfigChecks.text("companyKey", builder.companyKey);
        String source = builder.source == null ? null : ConfigChecks.text("source", builder.source);
        URI base = ConfigChecks.checked(
                "baseUrl", builder.baseUrl == null ? builder.region.baseUrl() : builder.baseUrl, builder.allowHttp);
        name = ConfigChecks.text("name", builder.name);
        cartAddress = address("cartPath", base, builder.cartPath, builder.allowHttp);
        checkoutAddress = address("checkoutPath", base, builder.checkoutPath, builder.allowHttp);
        headers = ConfigChecks.jsonHeaders(builder.headers);
        List<String> masked = new ArrayList<>(ConfigChecks.secrets(builder.headers.values()));
        masked.add(companyKey);
        secrets = List.copyOf(masked);
        account = new JsonWriters().write(json -> {
            json.writeStartObject();
            json.writeStringField("company_key", companyKey);
            Json.optional(json, "source", source);
            json.writeEndObject();
        });
        // The event's own fields follow.
        account[account.length - 1] = ',';
        statuses = builder.statuses;
        orderStatuses = statuses.withDefault(CONFLICT, ResponseClass.ALREADY_TAKEN);
        rules = new AlhenaRules(builder.requireFaqFingerprint, builder.requireOrderId, builder.lineValue);
    }

    /**
     * Starts a destination.
     *
     * @param companyKey the word after {@code /dashboard/} in the address of the account's dashboard
     */
    public static Builder builder(String companyKey) {
        return new Builder(companyKey);
    }

    private static URI address(String setting, URI base, String path, boolean allowHttp) {
        URI address;
        try {
            address = ConfigChecks.resolve(base, path);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    setting + " must be a path such as /analytics/cart_events, and baseUrl have no query", e);
        }
        return ConfigChecks.checked(setting, address, allowHttp);
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
        AlhenaIdentity identity = AlhenaIdentity.in(visitor);
        return identity == null ? null : identity.chatFingerprint();
    }

    @Override
    public byte[] encode(SalesEvent event, Stamp stamp) {
        return AlhenaEncoder.encode(AlhenaEvents.of(event, rules.lineValue()), writers);
    }

    @Override
    public Request toRequest(List<EncodedEvent> events) {
        if (events.size() != 1) {
            throw new IllegalArgumentException("a request carries one event, not " + events.size());
        }
        byte[] event = events.get(0).bytes();
        URI address = switch (event[0]) {
            case AlhenaEncoder.CART -> cartAddress;
            case AlhenaEncoder.CHECKOUT -> checkoutAddress;
            default -> throw new IllegalArgumentException("not encoded by this destination");
        };
        int length = event.length - 1;
        ByteBuffer body =
                ByteBuffer.allocate(account.length + length).put(account).put(event, 1, length);
        return Request.post(address, headers, body.array());
    }

    /**
     * Classifies by the table of statuses. A 409 to a checkout with order id says that Alhena has the order already
     * (assumed): where an attempt before may have arrived the event is delivered, else it is refused.
     */
    @Override
    public Verdict classify(Request request, Response response) {
        boolean counted = response.status() == CONFLICT && hasOrderId(request.body());
        return (counted ? orderStatuses : statuses).classify(response, true);
    }

    private static boolean hasOrderId(byte @Nullable [] body) {
        try {
            return body != null && Json.MAPPER.readTree(body).hasNonNull(AlhenaEncoder.ORDER_ID);
        } catch (IOException notOurs) {
            return false;
        }
    }

    /** The defaults, but one event at a time without waiting, and 12 hours for purchases and others. */
    @Override
    public DeliverySettings settings() {
        return SETTINGS;
    }

    @Override
    public Collection<String> secrets() {
        return secrets;
    }

    @Override
    public String toString() {
        return "AlhenaDestination[" + name + "]";
    }

    /** Configures an {@link AlhenaDestination}; {@link #build()} checks everything. Not thread-safe. */
    public static final class Builder {
        private final String companyKey;
        private String name = VENDOR;
        private AlhenaRegion region = AlhenaRegion.US;
        private @Nullable URI baseUrl;
        private String cartPath = "/analytics/cart_events";
        private String checkoutPath = "/analytics/checkout_events";
        private boolean allowHttp;
        private @Nullable String source;
        private boolean requireFaqFingerprint = true;
        private boolean requireOrderId = true;
        private AlhenaLineValue lineValue = AlhenaLineValue.UNIT_PRICE;
        private StatusTable statuses = StatusTable.standard();
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

        private Builder(String companyKey) {
            this.companyKey = requireNonNull(companyKey, "companyKey");
        }

        /** Sets the destination's name in stats, logs and receipts, unique in a tracker. Default: {@code alhena}. */
        public Builder name(String name) {
            this.name = requireNonNull(name, "name");
            return this;
        }

        /** Sets where the account lives. Default: {@link AlhenaRegion#US}. */
        public Builder region(AlhenaRegion region) {
            this.region = requireNonNull(region, "region");
            return this;
        }

        /** Sets what both addresses begin with, in place of the region's; with or without a path and final slash. */
        public Builder baseUrl(URI baseUrl) {
            this.baseUrl = requireNonNull(baseUrl, "baseUrl");
            return this;
        }

        /** Sets the path of the cart endpoint. Default: {@code /analytics/cart_events} (known). */
        public Builder cartPath(String cartPath) {
            this.cartPath = requireNonNull(cartPath, "cartPath");
            return this;
        }

        /** Sets the path of the checkout endpoint. Default: {@code /analytics/checkout_events} (assumed). */
        public Builder checkoutPath(String checkoutPath) {
            this.checkoutPath = requireNonNull(checkoutPath, "checkoutPath");
            return this;
        }

        /** Lets plain HTTP through to hosts that are not loopback. Default: false. */
        public Builder allowHttp(boolean allowHttp) {
            this.allowHttp = allowHttp;
            return this;
        }

        /** Adds a header to every request, or replaces one of that name. Default: the content type only. */
        public Builder header(String name, String value) {
            headers.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            return this;
        }

        /**
         * Sets the field {@code source} of every event. Only the vendor's sample has it, with the value
         * {@code SHOPIFY}; its other values are not known. Default: not sent.
         */
        public Builder source(String source) {
            this.source = requireNonNull(source, "source");
            return this;
        }

        /**
         * Says whether an event without FAQ fingerprint is refused. The vendor calls it required; what holds for shops
         * without product FAQs is not known. If false, the field is left out where there is none. Default: true.
         */
        public Builder requireFaqFingerprint(boolean requireFaqFingerprint) {
            this.requireFaqFingerprint = requireFaqFingerprint;
            return this;
        }

        /**
         * Says whether a checkout event without order id is refused. The vendor does not require it, but cannot tell a
         * repeated order without it, so such an event is not repeatable. Default: true.
         */
        public Builder requireOrderId(boolean requireOrderId) {
            this.requireOrderId = requireOrderId;
            return this;
        }

        /**
         * Sets what status codes mean, which the vendor's readable documents do not say. Default:
         * {@link StatusTable#standard()}, with a 409 to a checkout with order id as {@code ALREADY_TAKEN}; a table with a
         * meaning of its own for 409 keeps that.
         */
        public Builder statuses(StatusTable statuses) {
            this.statuses = requireNonNull(statuses, "statuses");
            return this;
        }

        /** Sets what the lines of neutral purchases have as value. Default: the price of one (assumed). */
        public Builder lineValue(AlhenaLineValue lineValue) {
            this.lineValue = requireNonNull(lineValue, "lineValue");
            return this;
        }

        /**
         * Builds the destination.
         *
         * @throws IllegalArgumentException if a setting is not usable; the message names it
         * @throws IllegalStateException if a library on the class path does not fit; the message names those found
         */
        public AlhenaDestination build() {
            return new AlhenaDestination(this);
        }
    }
}
