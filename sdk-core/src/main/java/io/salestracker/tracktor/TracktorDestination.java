package io.salestracker.tracktor;

import static java.util.Objects.requireNonNull;

import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Acceptance;
import io.salestracker.destination.Destination;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.StatusTable;
import io.salestracker.destination.TooLargeException;
import io.salestracker.destination.Verdict;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.internal.support.ConfigChecks;
import io.salestracker.internal.support.JsonWriters;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An application at Tracktor.io. One event is one {@code GET} request with everything in its query.
 *
 * <p>Of the neutral events a {@code ProductVisit}, a {@code CartChange} and a {@code Purchase} become {@code /track}
 * calls under the names set here (assumed), never cart calls. Without a {@link TracktorIdentity} they are skipped.
 * Their data (assumed):
 *
 * <ul>
 *   <li>visit: {@code productid}, {@code name}, {@code price}, {@code currency}, what is known of them
 *   <li>cart change: the same with {@code quantity} (the units moved), {@code quantity_before}, {@code quantity_after};
 *       a lowered quantity is a removal
 *   <li>purchase: {@code orderid}, {@code totalprice}, {@code currency}, and {@code products} if it has lines, each
 *       with {@code name}, {@code price} (of one) and {@code quantity}. The product id stands in for a missing name
 * </ul>
 *
 * <p>Names are trimmed. {@code /set} and {@code /alias} are repeated after an ambiguous failure, since doing either
 * twice does no harm; {@code /track} is not, unless the delivery mode says so. Immutable and thread-safe.
 */
public final class TracktorDestination implements Destination {
    static final String VENDOR = "tracktor";

    private static final DeliverySettings SETTINGS =
            DeliverySettings.builder().batchSize(1).flushInterval(Duration.ZERO).build();
    private static final int SIGNATURE_LENGTH = 64;

    private final String name;
    /** By call: the address up to the event's own part of the query. */
    private final Map<String, String> addresses = new LinkedHashMap<>();

    private final Map<String, String> headers;
    private final int maxUrlLength;
    private final boolean dropProductsWhenTooLong;
    private final @Nullable TracktorSigner signer;
    private final StatusTable statuses;
    private final List<String> secrets;
    private final TracktorEncoder encoder;
    private final JsonWriters writers = new JsonWriters();
    private final TracktorRules rules;
    private final TracktorEvents events;

    private TracktorDestination(Builder builder) {
        name = ConfigChecks.text("name", builder.name);
        String token = ConfigChecks.text("token", builder.token);
        URI base = ConfigChecks.checked("baseUrl", builder.baseUrl, builder.allowHttp);
        if (base.getRawQuery() != null) {
            throw new IllegalArgumentException("baseUrl must have no query");
        }
        String account = new TracktorQuery().add("sid", token).toString();
        for (String call : List.of(TracktorEncoder.SET, TracktorEncoder.TRACK, TracktorEncoder.ALIAS)) {
            addresses.put(call, ConfigChecks.resolve(base, call) + "?" + account + "&");
        }
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.put("Cache-Control", "no-store");
        all.putAll(builder.headers);
        headers = Request.checked(all);
        if (builder.maxUrlLength < 100 || builder.maxUrlLength > 1_000_000) {
            throw new IllegalArgumentException("maxUrlLength must be 100 to 1,000,000: " + builder.maxUrlLength);
        }
        maxUrlLength = builder.maxUrlLength;
        dropProductsWhenTooLong = builder.dropProductsWhenTooLong;
        if (builder.signingSecret != null && builder.signer != null) {
            throw new IllegalArgumentException("signingSecret and signer exclude each other; set one");
        }
        if (builder.timestampUnit != ChronoUnit.SECONDS && builder.timestampUnit != ChronoUnit.MILLIS) {
            throw new IllegalArgumentException("timestampUnit must be SECONDS or MILLIS: " + builder.timestampUnit);
        }
        List<String> masked = new ArrayList<>(ConfigChecks.secrets(builder.headers.values()));
        masked.add(token);
        if (builder.signingSecret != null) {
            masked.add(ConfigChecks.text("signingSecret", builder.signingSecret));
        }
        secrets = List.copyOf(masked);
        signer = builder.signingSecret == null ? builder.signer : new TracktorHmac(builder.signingSecret);
        statuses = builder.statuses;
        TracktorActions actions = builder.actions();
        encoder = new TracktorEncoder(actions, builder.timestampUnit);
        events = new TracktorEvents(actions);
        rules = new TracktorRules(builder.alias);
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

    /** {@inheritDoc} The bound counts the whole address, with the token and the signature it is going to have. */
    @Override
    public @Nullable String orderingKey(Visitor visitor) {
        TracktorIdentity identity = TracktorIdentity.in(visitor);
        return identity == null ? null : identity.id();
    }

    @Override
    public byte[] encode(SalesEvent event, Stamp stamp) throws TooLargeException {
        TracktorEvent own = events.of(event);
        TracktorFrame frame = encoder.encode(own, stamp, true, writers);
        if (dropProductsWhenTooLong && length(frame) > maxUrlLength) {
            frame = encoder.encode(own, stamp, false, writers);
        }
        checkLength(length(frame));
        return frame.bytes();
    }

    /** {@inheritDoc} With a signer of the caller's it may wait for it. */
    @Override
    public Request toRequest(List<EncodedEvent> events) throws TooLargeException, IOException {
        if (events.size() != 1) {
            throw new IllegalArgumentException("a request carries one event, not " + events.size());
        }
        TracktorFrame frame = TracktorFrame.parse(events.get(0).bytes());
        // Encoded perhaps by another process with another token or bound.
        checkLength(length(frame));
        String signature = signature(frame);
        String signed = signature == null ? "" : signatureName(frame) + signature;
        return Request.get(URI.create(address(frame) + frame.query + signed), headers);
    }

    private int length(TracktorFrame frame) {
        boolean signed = signer != null || frame.signature != null;
        return address(frame).length()
                + frame.query.length()
                + (signed ? signatureName(frame).length() + SIGNATURE_LENGTH : 0);
    }

    private void checkLength(int length) throws TooLargeException {
        if (length > maxUrlLength) {
            throw new TooLargeException("the URL must have at most " + maxUrlLength
                    + " characters; send less, or see maxUrlLength and dropProductsWhenTooLong on the destination's"
                    + " builder");
        }
    }

    private String address(TracktorFrame frame) {
        String address = addresses.get(frame.call);
        if (address == null) {
            throw new IllegalArgumentException("not encoded by this destination");
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

    @Override
    public Verdict classify(Request request, Response response) {
        return statuses.classify(response, true);
    }

    /** The defaults, but one event at a time without waiting. */
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
        return "TracktorDestination[" + name + "]";
    }

    /** Configures a {@link TracktorDestination}; {@link #build()} checks everything. Not thread-safe. */
    public static final class Builder {
        private final String token;
        private String name = VENDOR;
        private URI baseUrl = URI.create("https://api.tracktor.io");
        private boolean allowHttp;
        private @Nullable String signingSecret;
        private @Nullable TracktorSigner signer;
        private boolean alias;
        private int maxUrlLength = 8_000;
        private boolean dropProductsWhenTooLong;
        private ChronoUnit timestampUnit = ChronoUnit.SECONDS;
        private StatusTable statuses = StatusTable.standard();
        private String productViewedAction = "Product viewed";
        private String productAddedAction = "Product added";
        private String productRemovedAction = "Product removed";
        private String orderPlacedAction = "Order placed";
        private String setCartAction = "Cart set";
        private String cancelCartAction = "Cart canceled";
        private String purchaseCartAction = "Cart purchased";
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

        private Builder(String token) {
            this.token = requireNonNull(token, "token");
        }

        /** Sets the destination's name in stats, logs and receipts, unique in a tracker. Default: {@code tracktor}. */
        public Builder name(String name) {
            this.name = requireNonNull(name, "name");
            return this;
        }

        /** Sets what the addresses of all calls begin with. Default: {@code https://api.tracktor.io} (known). */
        public Builder baseUrl(URI baseUrl) {
            this.baseUrl = requireNonNull(baseUrl, "baseUrl");
            return this;
        }

        /** Lets plain HTTP through to hosts that are not loopback. Default: false. */
        public Builder allowHttp(boolean allowHttp) {
            this.allowHttp = allowHttp;
            return this;
        }

        /** Adds a header to every request, or replaces one of that name. Default: {@code Cache-Control: no-store}. */
        public Builder header(String name, String value) {
            headers.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            return this;
        }

        /**
         * Sets the secret of secure mode; every call is then signed, whatever signature an identity brings. Needed if
         * the account allows only signed data (known). Default: none, and a call is signed if its identity brings a
         * signature.
         */
        public Builder signingSecret(String signingSecret) {
            this.signingSecret = requireNonNull(signingSecret, "signingSecret");
            return this;
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
         * Sets how long an address may be, whole, with token and signature: 100 to 1,000,000 characters. An event
         * beyond it is invalid. What the service takes is not known. Default: 8,000.
         */
        public Builder maxUrlLength(int maxUrlLength) {
            this.maxUrlLength = maxUrlLength;
            return this;
        }

        /**
         * Says that a track or cart call whose address is too long is sent without the field {@code products} of its
         * data, if that makes it fit. Default: false.
         */
        public Builder dropProductsWhenTooLong(boolean dropProductsWhenTooLong) {
            this.dropProductsWhenTooLong = dropProductsWhenTooLong;
            return this;
        }

        /** Sets the unit of {@code ts}: {@code SECONDS} or {@code MILLIS}. Default: seconds, as in the example. */
        public Builder timestampUnit(ChronoUnit timestampUnit) {
            this.timestampUnit = requireNonNull(timestampUnit, "timestampUnit");
            return this;
        }

        /** Sets what status codes mean; the vendor documents none. Default: {@link StatusTable#standard()} (assumed). */
        public Builder statuses(StatusTable statuses) {
            this.statuses = requireNonNull(statuses, "statuses");
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

        /**
         * Builds the destination.
         *
         * @throws IllegalArgumentException if a setting is not usable; the message names it
         * @throws IllegalStateException if a library on the class path does not fit; the message names those found
         */
        public TracktorDestination build() {
            return new TracktorDestination(this);
        }

        private TracktorActions actions() {
            return new TracktorActions(
                    ConfigChecks.text("productViewedAction", productViewedAction),
                    ConfigChecks.text("productAddedAction", productAddedAction),
                    ConfigChecks.text("productRemovedAction", productRemovedAction),
                    ConfigChecks.text("orderPlacedAction", orderPlacedAction),
                    ConfigChecks.text("setCartAction", setCartAction),
                    ConfigChecks.text("cancelCartAction", cancelCartAction),
                    ConfigChecks.text("purchaseCartAction", purchaseCartAction));
        }
    }
}
