package io.salestracker.destination;

import static java.util.Objects.requireNonNull;

import io.salestracker.event.CommerceEvent;
import io.salestracker.event.IdentityType;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.VendorEvent;
import io.salestracker.event.Violation;
import io.salestracker.event.Violations;
import io.salestracker.event.Visitor;
import io.salestracker.event.VisitorIdentity;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.internal.support.Log;
import io.salestracker.internal.support.Versions;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A destination that sends its events over HTTP, with all that vendors have in common: name, address, headers, secrets, the
 * table of statuses, one event a request. A vendor extends it and says which events it takes, which fields it requires, and
 * how its own event is made and written. The four vendors of the SDK are built on it, and so can any other be.
 *
 * <p>A commerce event is <em>taken</em> ({@link #takes}), <em>checked</em> ({@link #check}) and accepted on the caller's
 * thread; on a sender's it is <em>translated</em> into the vendor's own event ({@link #translate}), of which the
 * <em>payload</em> is made ({@link #payload}) and then the <em>request</em> ({@link #toRequest(EncodedEvent)}). An event of
 * the vendor's own needs neither check nor translation, since it is valid from birth.
 *
 * <p>Thread-safe, and so must be what extends it: senders call it several at once.
 *
 * @param <I> the visitor's identity at the vendor
 * @param <E> the vendor's own event
 */
public abstract class HttpDestination<I extends VisitorIdentity, E extends VendorEvent> implements Destination {
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String JSON = "application/json";
    private static final int MAX_SAID = 100;
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

    private final IdentityType<I> identities;
    private final Class<E> events;
    private final String name;
    private final String addressSetting;
    private final boolean allowHttp;
    private final boolean siteInOrderId;
    private final URI address;
    private final Map<String, String> headers;
    private final Map<String, String> postHeaders;
    private final StatusTable statuses;
    private final List<String> secrets;
    private final Set<String> said = ConcurrentHashMap.newKeySet();
    // Making a writer takes as long as writing a small event. A sender that finds none makes one.
    private final AtomicReference<@Nullable JsonWriter> spare = new AtomicReference<>();

    /**
     * Checks what every destination is configured by.
     *
     * @param identities the vendor's type of identity, which also says the vendor's name
     * @param events the class of the vendor's own events
     * @throws IllegalArgumentException if a setting is not usable; the message names it and never shows its value
     * @throws IllegalStateException if a library on the class path does not fit; the message names those found
     */
    protected HttpDestination(IdentityType<I> identities, Class<E> events, Builder<?> builder) {
        this(identities, events, builder, Map.of());
    }

    /**
     * The same, with headers that every request has unless the user gives others of these names.
     *
     * @param ownHeaders headers of the destination's own
     * @throws IllegalArgumentException if a setting is not usable; the message names it and never shows its value
     * @throws IllegalStateException if a library on the class path does not fit; the message names those found
     */
    protected HttpDestination(
            IdentityType<I> identities, Class<E> events, Builder<?> builder, Map<String, String> ownHeaders) {
        Versions.check();
        this.identities = requireNonNull(identities, "identities");
        this.events = requireNonNull(events, "events");
        name = text("name", builder.name == null ? identities.vendor() : builder.name);
        addressSetting = builder.setting;
        allowHttp = builder.allowHttp;
        siteInOrderId = builder.siteInOrderId;
        address = checked(addressSetting, builder.address(), allowHttp);
        headers = headers(ownHeaders, builder.headers);
        postHeaders = headers(Map.of(CONTENT_TYPE, JSON), headers);
        statuses = builder.allStatuses();
        secrets = builder.allSecrets();
    }

    private static Map<String, String> headers(Map<String, String> own, Map<String, String> given) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(own);
        all.putAll(given);
        return Request.checked(all);
    }

    @Override
    public final String vendor() {
        return identities.vendor();
    }

    @Override
    public final String name() {
        return name;
    }

    // ---- on the caller's thread

    /**
     * Accepts an event of the vendor's own as {@link #acceptsOwn} says. A commerce event is skipped if the vendor has no such
     * event or does not know the visitor. It is refused for an identity that cannot be read and for all that
     * {@link #check} finds, and sent otherwise.
     */
    @Override
    public final Acceptance accepts(SalesEvent event) {
        if (events.isInstance(event)) {
            return acceptsOwn(events.cast(event));
        }
        if (event instanceof CommerceEvent commerce) {
            return accepts(commerce);
        }
        throw new IllegalArgumentException("neither a commerce event nor one of " + vendor());
    }

    private Acceptance accepts(CommerceEvent event) {
        if (!takes(event)) {
            return Acceptance.skip(SkipReason.NO_SUCH_EVENT);
        }
        Violations violations = new Violations();
        I identity = null;
        try {
            identity = identity(event.visitor());
            if (identity == null && needsIdentity()) {
                return Acceptance.skip(SkipReason.NO_IDENTITY);
            }
        } catch (InvalidEventException unreadable) {
            violations.addAll("", unreadable.violations());
        }
        check(event, identity, violations);
        if (siteInOrderId && event instanceof Purchase purchase) {
            violations.check(
                    isOrderIdInBounds(purchase),
                    "orderId",
                    Violation.Code.TOO_LARGE,
                    "must have at most 2,000 characters together with the site; shorten one of them");
        }
        String key = identity == null ? null : identity.orderingKey();
        return Acceptance.sendUnless(violations, key, isRepeatable(event), madeFit(event));
    }

    private boolean isOrderIdInBounds(Purchase purchase) {
        String site = purchase.site();
        // Most are so short that nothing need be joined, which would allocate.
        return site == null
                || site.length() + purchase.orderId().length() < Violations.MAX_TEXT
                || orderId(purchase).length() <= Violations.MAX_TEXT;
    }

    /**
     * Tells whether the vendor has an event for this one; one that it has none for is {@code Skipped(NO_SUCH_EVENT)}. On the
     * caller's thread: quick, without I/O.
     */
    protected abstract boolean takes(CommerceEvent event);

    /** Tells whether an event of a visitor that the vendor does not know is skipped. The default is true. */
    protected boolean needsIdentity() {
        return true;
    }

    /**
     * Notes what the vendor requires beyond the model and this event lacks, such as {@code violations.requiredBy("Acme",
     * "product.name", change.product().name())}. Whatever {@link #translate} would fail at is to be found here. On the
     * caller's thread, for an event that is taken: quick, without I/O, and nothing is built. The default requires nothing.
     *
     * @param identity the visitor's identity; null where it cannot be read, or where there is none and none is needed
     */
    protected void check(CommerceEvent event, @Nullable I identity, Violations violations) {}

    /**
     * The fields that {@link #translate} changes, fills in or leaves out to fit the vendor, since they are only shown to
     * people; see {@link Acceptance.Send#madeFit()}. A field left open whose default loses nothing is not among them,
     * such as Text's order number, which is then the order id. On the caller's thread, for an event that is taken: quick,
     * without I/O. The default is none.
     *
     * @return constants such as {@code items[].name}, never values of the event
     */
    protected List<String> madeFit(CommerceEvent event) {
        return List.of();
    }

    /**
     * Says whether an event of the vendor's own is to be sent. On the caller's thread: quick, without I/O. The default sends
     * it under its ordering key.
     */
    protected Acceptance acceptsOwn(E event) {
        return Acceptance.send(event.orderingKey(), isRepeatable(event));
    }

    /**
     * Tells whether the vendor counts an order id once, however often it gets it. The tracker then warns where one order id comes
     * from two sites. On the caller's thread. The default is false.
     */
    protected boolean countsOrderIdOnce() {
        return false;
    }

    /** The order id of a purchase as it is on the wire, if {@link #countsOrderIdOnce}. */
    @Override
    public final @Nullable String countedOrderId(SalesEvent event) {
        if (!countsOrderIdOnce()) {
            return null;
        }
        return event instanceof Purchase purchase ? orderId(purchase) : ownOrderId(event);
    }

    private static @Nullable String ownOrderId(SalesEvent event) {
        return event instanceof VendorEvent own ? own.orderId() : null;
    }

    /**
     * Tells whether sending an event twice does no harm, because the vendor counts it once. It is then repeated after an
     * ambiguous failure whatever the delivery mode. On the caller's thread. The default is an event with an order id if {@link
     * #countsOrderIdOnce}.
     *
     * @param event a commerce event that is taken, or one of the vendor's own
     */
    protected boolean isRepeatable(SalesEvent event) {
        return countsOrderIdOnce() && (event instanceof Purchase || ownOrderId(event) != null);
    }

    @Override
    public final @Nullable String orderingKey(Visitor visitor) {
        I identity = identity(visitor);
        return identity == null ? null : identity.orderingKey();
    }

    private @Nullable I identity(@Nullable Visitor visitor) {
        return visitor == null ? null : visitor.identity(identities);
    }

    // ---- on a sender's thread

    /** The payload of the event; of a commerce event, of what it is translated into. */
    @Override
    public final byte[] encode(SalesEvent event, Stamp stamp) throws TooLargeException {
        return payload(own(event), stamp);
    }

    @SuppressWarnings("NullAway") // A translation without identity is asked for only where none is needed.
    private E own(SalesEvent event) {
        if (events.isInstance(event)) {
            return events.cast(event);
        }
        if (event instanceof CommerceEvent commerce && takes(commerce)) {
            I identity = identity(commerce.visitor());
            if (identity != null || !needsIdentity()) {
                return translate(commerce, identity);
            }
        }
        throw new IllegalArgumentException("not an event for " + vendor());
    }

    /**
     * Makes the vendor's own event of a commerce event that was accepted. On a sender's thread.
     *
     * @param identity the visitor's identity; null only where none is needed
     */
    protected abstract E translate(CommerceEvent event, I identity);

    /**
     * The order id of a purchase as it goes to the vendor: with the site before it if {@link Builder#siteInOrderId} says so, else
     * as it is. A vendor writes this one wherever its payload has the order id.
     */
    protected final String orderId(Purchase purchase) {
        String site = siteInOrderId && purchase.site() != null ? purchase.site().replace("-", "") : "";
        return site.isEmpty() ? purchase.orderId() : site + "-" + purchase.orderId();
    }

    /**
     * Encodes an event: the same bytes every time, with all that {@link #toRequest(EncodedEvent)} needs and nothing that is
     * the account's, since a store may keep them. On a sender's thread; see {@link #json}.
     *
     * @param stamp the event's id and time, its own where it has them
     * @throws TooLargeException if the vendor's endpoint cannot take it
     */
    protected abstract byte[] payload(E event, Stamp stamp) throws TooLargeException;

    /** Writes a JSON object, whose fields the call writes. */
    protected final byte[] json(Consumer<? super JsonWriter> fields) {
        JsonWriter found = spare.getAndSet(null);
        JsonWriter writer = found == null ? new JsonWriter() : found;
        // A writer that fails in the middle of a value is not used again.
        byte[] bytes = writer.write(fields);
        if (!spare.compareAndSet(null, writer)) {
            writer.close();
        }
        return bytes;
    }

    @Override
    public Request toRequest(List<EncodedEvent> events) throws TooLargeException, IOException {
        if (events.size() != 1) {
            throw new IllegalArgumentException("a request carries one event, not " + events.size());
        }
        return toRequest(events.get(0));
    }

    /**
     * Makes the request of an encoded event and adds what is the account's. On a sender's thread; it may block, for instance
     * to fetch a token. The default posts the payload to the address.
     *
     * @throws TooLargeException if the vendor's endpoint cannot take it
     * @throws IOException if it cannot be prepared now; nothing was sent and the event is retried
     */
    protected Request toRequest(EncodedEvent event) throws TooLargeException, IOException {
        return post(address, event.bytes(), Map.of());
    }

    /**
     * A POST request with the configured headers. Its content type is JSON unless the user gave another.
     *
     * @param more headers of this request alone; may be empty
     */
    protected final Request post(URI uri, byte[] body, Map<String, String> more) {
        return Request.post(uri, more.isEmpty() ? postHeaders : headers(postHeaders, more), body);
    }

    /** A GET request with the configured headers. */
    protected final Request get(URI uri) {
        return Request.get(uri, headers);
    }

    /** Classifies by {@link #statuses}, a refusal being of the whole request. */
    @Override
    public Verdict classify(Request request, Response response) {
        return statuses.classify(response, true);
    }

    // ---- configuration

    /** The address that requests go to, or begin with. */
    protected final URI address() {
        return address;
    }

    /**
     * Appends a path to the address, with one slash between them whichever of the two has one, and checks the whole.
     *
     * @param pathSetting what the path is called in the vendor's builder, for messages
     * @param path the path, with a query if it needs one
     * @throws IllegalArgumentException if it cannot be an address of an endpoint; the message shows neither part
     */
    protected final URI resolve(String pathSetting, String path) {
        String start = address.toString();
        String trimmed = start.endsWith("/") ? start.substring(0, start.length() - 1) : start;
        URI whole = null;
        try {
            whole = URI.create(trimmed + (path.isEmpty() || path.startsWith("/") ? path : "/" + path));
        } catch (IllegalArgumentException unusable) {
            // Falls through: its message shows the address, ours must not.
        }
        if (whole == null || address.getRawQuery() != null) {
            throw new IllegalArgumentException(
                    pathSetting + " must be a path such as /v1/events, and " + addressSetting + " have no query");
        }
        return checked(pathSetting, whole, allowHttp);
    }

    /**
     * Checks a text of the configuration: not blank, at most 2,000 characters, no control characters.
     *
     * @throws IllegalArgumentException naming the setting, never the text
     */
    protected static String text(String setting, String value) {
        requireNonNull(value, setting);
        require(!value.isBlank(), setting, "must not be blank");
        require(
                value.length() <= Violations.MAX_TEXT && Violations.isClean(value),
                setting,
                "must have at most 2,000 characters, none of them a control character");
        return value;
    }

    /** The meanings of status codes: by the user's table, then by what is known of the vendor, then by the standard table. */
    protected final StatusTable statuses() {
        return statuses;
    }

    /** Warns in the host's log, with the name of the destination before the message, and of the same only once. */
    protected final void warnOnce(String message) {
        if (said.size() < MAX_SAID && said.add(message)) {
            Log.warn(name + ": " + message);
        }
    }

    /** The values of headers, of the address's query, and what the builder was told to keep secret. */
    @Override
    public Collection<String> secrets() {
        return secrets;
    }

    /** The class and the name. */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + name + "]";
    }

    /** Checks an address: absolute, with a host, HTTPS unless let through, without user info and fragment. */
    private static URI checked(String setting, URI uri, boolean allowHttp) {
        String scheme = uri.getScheme();
        String host = uri.getHost();
        boolean https = "https".equalsIgnoreCase(scheme);
        require(https || "http".equalsIgnoreCase(scheme), setting, "must be an absolute https address");
        require(
                host != null && uri.getPort() != 0 && uri.getPort() <= 65_535,
                setting,
                "must have a valid host and port");
        require(uri.getRawUserInfo() == null, setting, "must have no user info; use a header for credentials");
        require(uri.getRawFragment() == null, setting, "must have no fragment");
        require(
                https || allowHttp || LOOPBACK.matcher(host).matches(),
                setting,
                "must be https unless the host is loopback; allowHttp(true) lets plain http through");
        return uri;
    }

    private static void require(boolean holds, String setting, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(setting + " " + rule);
        }
    }

    /**
     * The base of all builders of destinations. Setters only store; {@link #build()} checks. Not thread-safe.
     *
     * @param <B> the builder itself, which its setters return
     */
    public abstract static class Builder<B extends Builder<B>> {
        // Anything shorter is no secret, and masking it would make ordinary words of a response unreadable.
        private static final int SHORTEST_SECRET = 6;

        private final String setting;
        private URI standardAddress;
        private @Nullable URI address;
        private @Nullable String name;
        private boolean allowHttp;
        private boolean siteInOrderId;
        private StatusTable statuses = StatusTable.standard();
        private final Map<Integer, ResponseClass> known = new TreeMap<>();
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private final List<String> secrets = new ArrayList<>();

        /**
         * Creates one.
         *
         * @param setting what the address is called in the vendor's builder, such as {@code baseUrl}, for messages
         * @param address where requests go, or what their addresses begin with, unless {@link #address(URI)} sets another
         */
        protected Builder(String setting, URI address) {
            this.setting = requireNonNull(setting, "setting");
            this.standardAddress = requireNonNull(address, setting);
        }

        @SuppressWarnings("unchecked") // B is the class of the builder.
        private B self() {
            return (B) this;
        }

        /** Sets the destination's name in stats, logs and receipts, unique in a tracker. Default: the vendor's name. */
        public B name(String name) {
            this.name = requireNonNull(name, "name");
            return self();
        }

        /** Lets plain HTTP through to hosts that are not loopback. Default: false. */
        public B allowHttp(boolean allowHttp) {
            this.allowHttp = allowHttp;
            return self();
        }

        /**
         * Puts the site of a purchase before its order id, wherever the vendor's payload has the order id: {@code us-1042} for
         * site {@code us}. It is for shops that share an account and number their orders alike, since a vendor that counts
         * an order id once would count one of two orders. The site is written without its '-', so that the first '-' ends it:
         * {@code enus-1042} for {@code en-us}. A purchase without a site, or with one of nothing but '-', keeps its order id,
         * and so do the vendor's own events. An order id that has more than 2,000 characters with the site makes the purchase
         * invalid here. The ids of events, and what the tracker takes for a duplicate, stay as they are. Default: the order
         * id alone.
         */
        public B siteInOrderId() {
            siteInOrderId = true;
            return self();
        }

        /**
         * Adds a header to every request, such as one for authentication, or replaces one of that name. Its value is masked
         * should a response repeat it. Default: those that the vendor asks for.
         */
        public B header(String name, String value) {
            headers.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            return self();
        }

        /**
         * Sets what status codes mean. Default: {@link StatusTable#standard()} with what is known of the vendor; a table with
         * a meaning of its own for a code keeps that.
         */
        public B statuses(StatusTable statuses) {
            this.statuses = requireNonNull(statuses, "statuses");
            return self();
        }

        /**
         * Builds the destination.
         *
         * @throws IllegalArgumentException if a setting is not usable; the message names it and never shows its value
         * @throws IllegalStateException if a library on the class path does not fit; the message names those found
         */
        public abstract HttpDestination<?, ?> build();

        // ---- for the vendor's builder

        /** Sets the user's address, which goes before the standard one. */
        protected final B address(URI address) {
            this.address = requireNonNull(address, setting);
            return self();
        }

        /** Sets the address that holds unless the user sets another. */
        protected final B standardAddress(URI address) {
            this.standardAddress = address;
            return self();
        }

        /** States what a status code is known to mean at the vendor; the user's table goes before it. */
        protected final B status(int status, ResponseClass meaning) {
            known.put(status, meaning);
            return self();
        }

        /** Has a text of the account masked, should a response repeat it. */
        protected final B secret(String value) {
            secrets.add(requireNonNull(value, "value"));
            return self();
        }

        /**
         * Keeps a header for the destination.
         *
         * @param fix says what to do instead of giving it
         * @throws IllegalArgumentException if the user gave it
         */
        protected final void reserve(String header, String fix) {
            if (headers.containsKey(header)) {
                throw new IllegalArgumentException(
                        "header " + header.toLowerCase(Locale.ROOT) + " is the destination's own; " + fix);
            }
        }

        private URI address() {
            return address == null ? standardAddress : address;
        }

        private StatusTable allStatuses() {
            StatusTable all = statuses;
            for (Map.Entry<Integer, ResponseClass> one : known.entrySet()) {
                all = all.withDefault(one.getKey(), one.getValue());
            }
            return all;
        }

        /** Of a header's value like {@code Bearer token} the last word alone is secret too. */
        private List<String> allSecrets() {
            List<String> account = new ArrayList<>();
            for (String value : headers.values()) {
                account.add(value);
                account.add(value.substring(value.lastIndexOf(' ') + 1));
            }
            String query = address().getRawQuery();
            if (query != null) {
                Arrays.stream(query.split("&", -1))
                        .map(pair -> pair.substring(pair.indexOf('=') + 1))
                        .forEach(account::add);
            }
            account.removeIf(value -> value.length() < SHORTEST_SECRET);
            account.addAll(secrets);
            return account.stream().distinct().toList();
        }
    }
}
