package io.salestracker.tracktor;

import static java.util.Objects.requireNonNull;

import io.salestracker.destination.Acceptance;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.HttpDestination;
import io.salestracker.destination.SkipReason;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.TooLargeException;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Violations;
import io.salestracker.http.Request;
import java.io.IOException;
import java.net.URI;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An application at Tracktor.io. One event is one {@code GET} request with everything in its query.
 *
 * <p>Of the neutral events a {@code ProductVisit}, a {@code CartChange} and a {@code Purchase} become {@code /track}
 * calls under the names set here (assumed), never cart calls. Without a {@link TracktorIdentity} they are skipped.
 * Their data (assumed):
 *
 * <ul>
 *   <li>visit: {@code productid}, {@code name}, and {@code price} and {@code currency} if they are known
 *   <li>cart change: the same with {@code quantity} (the units moved), {@code quantity_before}, {@code quantity_after};
 *       a lowered quantity is a removal
 *   <li>purchase: {@code orderid}, {@code totalprice} (the order's total), {@code currency}, and {@code products} if it has
 *       lines, each with {@code name}, {@code price} (of one) and {@code quantity}
 * </ul>
 *
 * <p>Made fit: a missing product name is the sku, else the product id, and names are trimmed. Lines of quantity 0 or with a
 * negative price are left out; the total stays. A line whose quantity is a fraction is one unit of the line's price, and so
 * are moved units of a cart change (that only whole numbers are taken is assumed); a quantity before or after that is no
 * whole number is left out. A cart change and a visit of a product with a negative price are skipped.
 *
 * <p>No number of products is too large: of an order or cart whose address would be too long, the least valuable products
 * are left out until it fits, and at last all of them; see {@link Builder#maxUrlLength}.
 *
 * <p>{@code /set} and {@code /alias} are repeated after an ambiguous failure, since doing either
 * twice does no harm; {@code /track} is not, unless the delivery mode says so. Immutable and thread-safe.
 */
public final class TracktorDestination extends HttpDestination<TracktorIdentity, TracktorEvent> {
    static final String VENDOR = "tracktor";

    /** The maximum of {@link Builder#maxUrlLength}. */
    static final int LONGEST_URL = 1_000_000;

    private static final int SIGNATURE_LENGTH = 64;

    /** By call: the address up to the event's own part of the query. */
    private final Map<String, String> addresses = new LinkedHashMap<>();

    private final int maxUrlLength;
    private final boolean alias;
    private final @Nullable TracktorSigner signer;
    private final TracktorEncoder encoder;
    private final TracktorEvents events;

    private TracktorDestination(Builder builder) {
        super(TracktorIdentity.TYPE, TracktorEvent.class, builder, Map.of("Cache-Control", "no-store"));
        String account =
                new TracktorQuery().add("sid", text("token", builder.token)).toString();
        for (String call : List.of(TracktorEncoder.SET, TracktorEncoder.TRACK, TracktorEncoder.ALIAS)) {
            addresses.put(call, resolve("baseUrl", call) + "?" + account + "&");
        }
        if (builder.maxUrlLength < 100 || builder.maxUrlLength > LONGEST_URL) {
            throw new IllegalArgumentException("maxUrlLength must be 100 to 1,000,000: " + builder.maxUrlLength);
        }
        if (builder.signingSecret != null && builder.signer != null) {
            throw new IllegalArgumentException("signingSecret and signer exclude each other; set one");
        }
        if (builder.timestampUnit != ChronoUnit.SECONDS && builder.timestampUnit != ChronoUnit.MILLIS) {
            throw new IllegalArgumentException("timestampUnit must be SECONDS or MILLIS: " + builder.timestampUnit);
        }
        maxUrlLength = builder.maxUrlLength;
        alias = builder.alias;
        signer = builder.signingSecret == null
                ? builder.signer
                : new TracktorHmac(text("signingSecret", builder.signingSecret));
        TracktorActions actions = builder.actions();
        encoder = new TracktorEncoder(actions, builder.timestampUnit, this::json);
        events = new TracktorEvents(actions);
    }

    /**
     * Starts a destination.
     *
     * @param token the application's token; {@code sid} on the wire
     */
    public static Builder builder(String token) {
        return new Builder(token);
    }

    @Override
    protected boolean takes(CommerceEvent event) {
        return TracktorEvents.takes(event);
    }

    @Override
    protected void check(CommerceEvent event, @Nullable TracktorIdentity identity, Violations violations) {
        violations
                .person("visitor.tracktor.id", identity == null ? null : identity.id())
                .timeSince1970("occurredAt", event.occurredAt());
    }

    @Override
    protected List<String> madeFit(CommerceEvent event) {
        return TracktorEvents.madeFit(event);
    }

    @Override
    protected Acceptance acceptsOwn(TracktorEvent own) {
        if (own instanceof TracktorAlias && !alias) {
            return Acceptance.skip(SkipReason.DISABLED);
        }
        Violations violations =
                new Violations().person("identity.id", own.identity().id());
        if (own instanceof TracktorAlias merge) {
            violations.person("sourceId", merge.sourceId());
        }
        return Acceptance.sendUnless(violations, own.orderingKey(), isRepeatable(own));
    }

    @Override
    protected boolean isRepeatable(SalesEvent event) {
        return event instanceof TracktorSet || event instanceof TracktorAlias;
    }

    @Override
    protected TracktorEvent translate(CommerceEvent event, TracktorIdentity identity) {
        return events.of(event, identity, this::orderId);
    }

    /**
     * {@inheritDoc} That is so if the address is too long even without products. The bound counts the whole address, with
     * the token and the signature it is going to have.
     */
    @Override
    protected byte[] payload(TracktorEvent own, Stamp stamp) throws TooLargeException {
        TracktorFrame frame = encoder.encode(own, stamp);
        fitting(frame); // Throws if the event is too large.
        return frame.bytes();
    }

    /**
     * {@inheritDoc} Products that do not fit are left out, the least valuable first, and noted. With a signer of the
     * caller's it may wait for it.
     */
    @Override
    protected Request toRequest(EncodedEvent event) throws TooLargeException, IOException {
        TracktorFrame frame = TracktorFrame.parse(event.bytes());
        // Encoded perhaps by another process with another token or bound.
        int products = fitting(frame);
        if (products < frame.products()) {
            event.madeFit(frame.field());
        }
        String signature = signature(frame);
        String signed = signature == null ? "" : signatureName(frame) + signature;
        return get(URI.create(address(frame) + frame.query(products) + signed));
    }

    /** The number of products for which the address has room. */
    private int fitting(TracktorFrame frame) throws TooLargeException {
        boolean signed = signer != null || frame.signature != null;
        int fitting = frame.fitting(maxUrlLength
                - address(frame).length()
                - (signed ? signatureName(frame).length() + SIGNATURE_LENGTH : 0));
        if (fitting < 0) {
            throw new TooLargeException("the URL must have at most " + maxUrlLength
                    + " characters, without products if need be; send less, or see maxUrlLength on the destination's"
                    + " builder");
        }
        return fitting;
    }

    private String address(TracktorFrame frame) {
        String address = addresses.get(frame.call);
        if (address == null) {
            throw TracktorFrame.notOurs();
        }
        return address;
    }

    private static String signatureName(TracktorFrame frame) {
        return frame.call.equals(TracktorEncoder.ALIAS) ? "&destsign=" : "&sign=";
    }

    private @Nullable String signature(TracktorFrame frame) throws IOException {
        if (signer == null) {
            return frame.signature;
        }
        String signature;
        try {
            signature = signer.sign(frame.identity);
        } catch (RuntimeException e) {
            throw new IOException("the signer failed", e);
        }
        if (signature == null || !TracktorIdentity.isSignature(signature)) {
            throw new IOException("the signer must give 64 hexadecimal digits");
        }
        return signature.toUpperCase(Locale.ROOT);
    }

    /** Configures a {@link TracktorDestination}; {@link #build()} checks everything. Not thread-safe. */
    public static final class Builder extends HttpDestination.Builder<Builder> {
        private final String token;
        private @Nullable String signingSecret;
        private @Nullable TracktorSigner signer;
        private boolean alias;
        private int maxUrlLength = 8_000;
        private ChronoUnit timestampUnit = ChronoUnit.SECONDS;
        private String productViewedAction = "Product viewed";
        private String productAddedAction = "Product added";
        private String productRemovedAction = "Product removed";
        private String orderPlacedAction = "Order placed";
        private String setCartAction = "Cart set";
        private String cancelCartAction = "Cart canceled";
        private String purchaseCartAction = "Cart purchased";

        private Builder(String token) {
            super("baseUrl", URI.create("https://api.tracktor.io"));
            this.token = requireNonNull(token, "token");
            secret(token);
        }

        /** Sets what the addresses of all calls begin with. Default: {@code https://api.tracktor.io} (known). */
        public Builder baseUrl(URI baseUrl) {
            return address(baseUrl);
        }

        /**
         * Sets the secret of secure mode; every call is then signed, whatever signature an identity brings. Needed if
         * the account allows only signed data (known). Default: none, and a call is signed if its identity brings a
         * signature.
         */
        public Builder signingSecret(String signingSecret) {
            this.signingSecret = requireNonNull(signingSecret, "signingSecret");
            return secret(signingSecret);
        }

        /** Sets who signs every call in place of a secret. Default: nobody. */
        public Builder signer(TracktorSigner signer) {
            this.signer = requireNonNull(signer, "signer");
            return this;
        }

        /**
         * Lets {@link TracktorAlias} through, which merges profiles and cannot be undone; without it they are skipped
         * as disabled. Default: false.
         */
        public Builder alias(boolean alias) {
            this.alias = alias;
            return this;
        }

        /**
         * Sets the maximum length of an address: 100 to 1,000,000 characters, with token and signature. What the service
         * takes is not known. Default: 8,000.
         *
         * <p>An address that would be longer is sent with as many {@code products} as fit, in their order: the least
         * valuable are left out first, by price times quantity, and of two of one value the later. If none fits, it is
         * sent without {@code products}. The total stays. {@code stats()} counts such events as made fit, under
         * {@code items} for a {@code Purchase}, else under {@code products}. The same holds for the list {@code products}
         * in the data of a {@link TracktorTrack} and for the cart calls: there the value of a product is its number
         * {@code price}, times its number {@code quantity} if it has one, and 0 without a price. An event that is too long
         * even without products is {@code Invalid(TOO_LARGE)}.
         */
        public Builder maxUrlLength(int maxUrlLength) {
            this.maxUrlLength = maxUrlLength;
            return this;
        }

        /** Sets the unit of {@code ts}: {@code SECONDS} or {@code MILLIS}. Default: seconds, as in the example. */
        public Builder timestampUnit(ChronoUnit timestampUnit) {
            this.timestampUnit = requireNonNull(timestampUnit, "timestampUnit");
            return this;
        }

        /** Sets the action of a product visit. Default: {@code Product viewed} (assumed). */
        public Builder productViewedAction(String action) {
            this.productViewedAction = requireNonNull(action, "action");
            return this;
        }

        /** Sets the action of a raised quantity in the cart. Default: {@code Product added} (assumed). */
        public Builder productAddedAction(String action) {
            this.productAddedAction = requireNonNull(action, "action");
            return this;
        }

        /** Sets the action of a lowered quantity in the cart. Default: {@code Product removed} (assumed). */
        public Builder productRemovedAction(String action) {
            this.productRemovedAction = requireNonNull(action, "action");
            return this;
        }

        /**
         * Sets the action of a purchase. Default: {@code Order placed} (assumed), as {@code Cart purchased} is what
         * the service itself generates where the page makes the cart calls.
         */
        public Builder orderPlacedAction(String action) {
            this.orderPlacedAction = requireNonNull(action, "action");
            return this;
        }

        /** Sets the action of {@link TracktorCartCall#SET}. Default: {@code Cart set} (assumed). */
        public Builder setCartAction(String action) {
            this.setCartAction = requireNonNull(action, "action");
            return this;
        }

        /** Sets the action of {@link TracktorCartCall#CANCEL}. Default: {@code Cart canceled} (assumed). */
        public Builder cancelCartAction(String action) {
            this.cancelCartAction = requireNonNull(action, "action");
            return this;
        }

        /**
         * Sets the action of {@link TracktorCartCall#PURCHASE}. Default: {@code Cart purchased}, which is what the
         * service generates for that call in the browser (known; that it may be sent is assumed).
         */
        public Builder purchaseCartAction(String action) {
            this.purchaseCartAction = requireNonNull(action, "action");
            return this;
        }

        @Override
        public TracktorDestination build() {
            return new TracktorDestination(this);
        }

        private TracktorActions actions() {
            return new TracktorActions(
                    text("productViewedAction", productViewedAction),
                    text("productAddedAction", productAddedAction),
                    text("productRemovedAction", productRemovedAction),
                    text("orderPlacedAction", orderPlacedAction),
                    text("setCartAction", setCartAction),
                    text("cancelCartAction", cancelCartAction),
                    text("purchaseCartAction", purchaseCartAction));
        }
    }
}
