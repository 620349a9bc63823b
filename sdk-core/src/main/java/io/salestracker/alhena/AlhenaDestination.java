package io.salestracker.alhena;

import static java.util.Objects.requireNonNull;

import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Acceptance;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.HttpDestination;
import io.salestracker.destination.JsonReader;
import io.salestracker.destination.ResponseClass;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.StatusTable;
import io.salestracker.destination.Verdict;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.EventKind;
import io.salestracker.event.Violations;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An account at Alhena. One event is one request, {@code POST} with a JSON body, to the cart or the checkout endpoint.
 *
 * <p>Of the neutral events a {@code CartChange} becomes a cart event and a {@code Purchase} a checkout event; a
 * {@code ProductVisit} is skipped, as Alhena has no such event, and so is every event without an
 * {@link AlhenaIdentity}. Alhena requires price and currency of a cart change. A cart change from 0 is {@code ITEM_ADDED},
 * also after a removal (assumed).
 *
 * <p>Made fit: a missing product name is the sku, else the product id. Lines of quantity 0 or with a negative price are left
 * out; the total stays. A line whose quantity is a fraction is one unit of the line's price (that only whole numbers are
 * taken is assumed). A cart change from 0 to a fraction adds one unit of the whole price, and one from a fraction to 0 removes
 * the product at the whole price. Other changes with a fraction, and those of a product with a negative price, are skipped.
 *
 * <p>A checkout with order id is repeated after an ambiguous failure, since Alhena records an order id once (known); a
 * 409 to it says that Alhena has the order already (assumed): where an attempt before may have arrived the event is
 * delivered, else it is refused. Cart events are not repeated, unless the delivery mode says so.
 *
 * <p>Deadlines are 12 hours for purchases, not the usual 24: Alhena's wire has no time and its attribution window is
 * 24 hours. For the same reason a purchase that happened more than 7 days before it is tracked is {@code Expired(TOO_OLD)},
 * and so is any other event after 24 hours. Immutable and thread-safe.
 */
public final class AlhenaDestination extends HttpDestination<AlhenaIdentity, AlhenaEvent> {
    static final String VENDOR = "alhena";

    private static final int CONFLICT = 409;
    private static final Duration DEADLINE = Duration.ofHours(12);
    private static final DeliverySettings SETTINGS = DeliverySettings.builder()
            .deadline(EventKind.PURCHASE, DEADLINE)
            .deadline(EventKind.OTHER, DEADLINE)
            .maxAge(Duration.ofHours(24))
            .maxAge(EventKind.PURCHASE, Duration.ofDays(7))
            .build();

    private final URI cartAddress;
    private final URI checkoutAddress;
    private final byte[] account;
    private final StatusTable orderStatuses;
    private final AlhenaEvents events;

    private AlhenaDestination(Builder builder) {
        super(AlhenaIdentity.TYPE, AlhenaEvent.class, builder);
        cartAddress = resolve("cartPath", builder.cartPath);
        checkoutAddress = resolve("checkoutPath", builder.checkoutPath);
        String companyKey = text("companyKey", builder.companyKey);
        String source = builder.source == null ? null : text("source", builder.source);
        account = json(json -> json.text("company_key", companyKey).text("source", source));
        // The event's own fields follow.
        account[account.length - 1] = ',';
        orderStatuses = statuses().withDefault(CONFLICT, ResponseClass.ALREADY_TAKEN);
        events = new AlhenaEvents(builder.requireFaqFingerprint, builder.requireOrderId, builder.lineValue);
    }

    /**
     * Starts a destination.
     *
     * @param companyKey the word after {@code /dashboard/} in the address of the account's dashboard
     */
    public static Builder builder(String companyKey) {
        return new Builder(companyKey);
    }

    @Override
    protected boolean takes(CommerceEvent event) {
        return AlhenaEvents.takes(event);
    }

    @Override
    protected void check(CommerceEvent event, @Nullable AlhenaIdentity identity, Violations violations) {
        events.check(event, identity, violations);
    }

    @Override
    protected List<String> madeFit(CommerceEvent event) {
        return AlhenaEvents.madeFit(event);
    }

    @Override
    protected Acceptance acceptsOwn(AlhenaEvent own) {
        return Acceptance.sendUnless(events.faults(own), own.orderingKey(), isRepeatable(own));
    }

    @Override
    protected boolean countsOrderIdOnce() {
        return true;
    }

    @Override
    protected AlhenaEvent translate(CommerceEvent event, AlhenaIdentity identity) {
        return events.of(event, identity, this::orderId);
    }

    @Override
    protected byte[] payload(AlhenaEvent own, Stamp stamp) {
        byte[] bytes = json(json -> AlhenaEncoder.write(json, own));
        bytes[0] = own instanceof AlhenaCartEvent ? AlhenaEncoder.CART : AlhenaEncoder.CHECKOUT;
        return bytes;
    }

    @Override
    protected Request toRequest(EncodedEvent encoded) {
        byte[] event = encoded.bytes();
        URI address = switch (event[0]) {
            case AlhenaEncoder.CART -> cartAddress;
            case AlhenaEncoder.CHECKOUT -> checkoutAddress;
            default -> throw new IllegalArgumentException("not encoded by this destination");
        };
        int length = event.length - 1;
        ByteBuffer body =
                ByteBuffer.allocate(account.length + length).put(account).put(event, 1, length);
        return post(address, body.array(), Map.of());
    }

    /** Classifies by the table of statuses, and a 409 to a checkout with order id as one that Alhena has already. */
    @Override
    public Verdict classify(Request request, Response response) {
        boolean counted =
                response.status() == CONFLICT && JsonReader.text(request.body(), AlhenaEncoder.ORDER_ID) != null;
        return (counted ? orderStatuses : statuses()).classify(response, true);
    }

    /** The defaults, but deadlines of 12 hours for purchases and others, and a maximum age: purchases 7 days, all else 24 hours. */
    @Override
    public DeliverySettings settings() {
        return SETTINGS;
    }

    /** Configures an {@link AlhenaDestination}; {@link #build()} checks everything. Not thread-safe. */
    public static final class Builder extends HttpDestination.Builder<Builder> {
        private final String companyKey;
        private String cartPath = "/analytics/cart_events";
        private String checkoutPath = "/analytics/checkout_events";
        private @Nullable String source;
        private boolean requireFaqFingerprint = true;
        private boolean requireOrderId = true;
        private AlhenaLineValue lineValue = AlhenaLineValue.UNIT_PRICE;

        private Builder(String companyKey) {
            super("baseUrl", AlhenaRegion.US.baseUrl());
            this.companyKey = requireNonNull(companyKey, "companyKey");
            secret(companyKey);
        }

        /** Sets where the account lives. Default: {@link AlhenaRegion#US}. */
        public Builder region(AlhenaRegion region) {
            return standardAddress(region.baseUrl());
        }

        /** Sets what both addresses begin with, in place of the region's; with or without a path and final slash. */
        public Builder baseUrl(URI baseUrl) {
            return address(baseUrl);
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

        /** Sets what the lines of neutral purchases have as value. Default: the price of one (assumed). */
        public Builder lineValue(AlhenaLineValue lineValue) {
            this.lineValue = requireNonNull(lineValue, "lineValue");
            return this;
        }

        @Override
        public AlhenaDestination build() {
            return new AlhenaDestination(this);
        }
    }
}
