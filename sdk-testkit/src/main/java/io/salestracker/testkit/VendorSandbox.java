package io.salestracker.testkit;

import static java.util.Objects.requireNonNull;

import io.salestracker.testkit.internal.Addresses;
import io.salestracker.testkit.internal.SandboxServer;
import io.salestracker.testkit.internal.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The four vendors, played on one port of the loopback address: each endpoint under its real path, with the vendor's rules
 * as far as they are known, and with {@link #faults faults on demand}.
 *
 * <pre>{@code
 * try (VendorSandbox sandbox = VendorSandbox.start()) {
 *     // send to sandbox.alhena(), sandbox.text(), sandbox.ebbot(), sandbox.tracktor()
 *     sandbox.counts(Vendor.TEXT).accepted();
 *     sandbox.order(Vendor.TEXT, "1042").accepted();
 *     sandbox.events(event -> event.disposition() == Disposition.REJECTED);
 * }
 * }</pre>
 *
 * <p>It remembers what it received, in memory and bounded, and logs no payload. Thread-safe; the methods that read see every
 * request that was answered before the call, whole.
 *
 * <h2>In tests</h2>
 *
 * It is an extension of JUnit, 5.12 and later, and AssertJ's own {@code assertThat} knows what to ask of it:
 *
 * <pre>{@code
 * @RegisterExtension
 * static VendorSandbox sandbox = VendorSandbox.start();
 *
 * @Test
 * void anOrderIsReported() {
 *     new Checkout(sandbox.tracker()).place("1042");
 *
 *     assertThat(sandbox).text().receivedOrder("1042").withTotal("149.99").once().receivedNothingElse();
 * }
 * }</pre>
 *
 * <p>It runs from the moment the field is initialised, so that an application under test can be given its addresses.
 * Before each test it is {@link #reset}; after each, its {@link #tracker()} is closed, for which it takes a quarter of a
 * second at most, so what is not delivered by then is lost. In a static field it is closed after the last test of the
 * class, those of nested classes included; in a static field of a base class or interface, after the last test of the run,
 * for all classes that inherit it; in an instance field, after the test, or after the last one of a class whose tests share
 * an instance. In a class that is disabled JUnit never calls it, so it runs until the JVM ends.
 *
 * <p>Tests that run at the same time with one sandbox are not isolated: they see each other's events, share its tracker,
 * and it is reset only when none of them is running. Give such tests an instance field. A sandbox that a test has closed
 * fails the next one that would use it. {@link WithVendorSandbox} does the same without a field.
 *
 * <h2>Reconciling with a sender</h2>
 *
 * Each attempt at delivering an event is one {@link Received}. Per vendor, with {@link #tally} to look up an event over all
 * its attempts: <i>distinct events the vendor took = events the sender knows to be delivered + events the sender calls
 * unconfirmed whose {@link AttemptSummary#taken} is true</i>. {@link #order} looks an order up by its id. What carries no id on the
 * wire (cart events, visits, Ebbot's purchases) is identified by the caller's own choice of what the record or its
 * {@link Received#payload payload} says.
 */
public final class VendorSandbox extends SandboxExtension implements AutoCloseable {
    private final Settings settings;
    private final SandboxServer server;
    private final DemoThread demo;
    private final int port;
    private volatile String textToken;

    private VendorSandbox(Settings settings) {
        this.settings = settings;
        this.textToken = settings.textToken();
        this.server = new SandboxServer(settings);
        this.port = server.port();
        this.demo = new DemoThread(this);
        server.demo(demo::start);
    }

    /**
     * Starts a sandbox with all defaults on a free port.
     *
     * @throws UncheckedIOException if no port can be bound
     */
    public static VendorSandbox start() {
        return builder().start();
    }

    /** Returns a builder with all defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the port. */
    public int port() {
        return port;
    }

    /** Returns the root of everything: the vendors' bases and the JSON API under {@code /sandbox}. */
    public URI root() {
        return Addresses.root(port());
    }

    /** Returns where Ebbot's events go, one to a request: a whole address, since the vendor has no path of its own. */
    public URI ebbot() {
        return root().resolve("/ebbot/events");
    }

    /** Returns where lists of Ebbot's events go. */
    public URI ebbotBatch() {
        return root().resolve("/ebbot/batch");
    }

    /** Returns Alhena's base, under which {@code /analytics/cart_events} and {@code /analytics/checkout_events} are. */
    public URI alhena() {
        return root();
    }

    /** Returns the base of Text's tracker, under which {@code /ecommerce-tracker/v1/event} is. */
    public URI text() {
        return root();
    }

    /** Returns the base of Text's Customer Chat API, with {@code /v3.6/customer/action/track_sales_event} under it. */
    public URI textChatApi() {
        return root();
    }

    /** Returns where customer tokens of the Customer Chat API are asked for: {@code POST /v2/customer/token}. */
    public URI textTokens() {
        return root().resolve("/v2/customer/token");
    }

    /** Returns Tracktor.io's base, under which {@code /track}, {@code /set} and {@code /alias} are. */
    public URI tracktor() {
        return root();
    }

    /** Returns the first company key that Alhena knows. */
    public String companyKey() {
        return settings.companyKeys().iterator().next();
    }

    /** Returns the first store that Text's tracker knows. */
    public String storeUuid() {
        return settings.storeUuids().iterator().next();
    }

    /** Returns the first website that Text's Customer Chat API knows. */
    public String websiteUuid() {
        return settings.websiteUuids().iterator().next();
    }

    /** Returns the organisation that Text's Customer Chat API knows. */
    public String organizationId() {
        return settings.organizationId();
    }

    /** Returns a customer token that Text's Customer Chat API accepts now. */
    public String textToken() {
        return textToken;
    }

    /**
     * Makes Text's Customer Chat API refuse every customer token given out so far, as if it had expired, and issues another.
     *
     * @return the new token, from now on also {@link #textToken()}
     */
    public String renewTextToken() {
        server.expireTextTokens();
        textToken = server.issueTextToken();
        return textToken;
    }

    /** Returns the agent token that may ask for customer tokens at {@link #textTokens()}. */
    public String textAgentToken() {
        return settings.textAgentToken();
    }

    /** Returns the application token that Tracktor.io knows. */
    public String tracktorToken() {
        return settings.tracktorToken();
    }

    /** Returns the secret that Tracktor.io checks signatures with. */
    public String tracktorSecret() {
        return settings.tracktorSecret();
    }

    /** Returns what is to go wrong at one vendor, to be set and cleared. */
    public Faults faults(Vendor vendor) {
        return server.faults(requireNonNull(vendor, "vendor"));
    }

    /** Returns what one vendor received. */
    public Counts counts(Vendor vendor) {
        return server.counts(requireNonNull(vendor, "vendor"));
    }

    /** Returns what each vendor received. */
    public Map<Vendor, Counts> counts() {
        Map<Vendor, Counts> all = new EnumMap<>(Vendor.class);
        for (Vendor vendor : Vendor.values()) {
            all.put(vendor, server.counts(vendor));
        }
        return Collections.unmodifiableMap(all);
    }

    /** Returns everything in the journal, oldest first. */
    public List<Received> events() {
        return server.events(event -> true);
    }

    /** Returns what one vendor received, oldest first. */
    public List<Received> events(Vendor vendor) {
        return server.events(event -> event.vendor() == vendor);
    }

    /** Returns what in the journal matches, oldest first. */
    public List<Received> events(Predicate<Received> filter) {
        return server.events(requireNonNull(filter, "filter"));
    }

    /**
     * Groups what a vendor received by event, over all attempts, in one pass through the journal.
     *
     * @param identity tells which event an attempt belongs to, such as {@code Received::orderId}, {@code
     *     Received::idempotencyKey} or something from the payload; an attempt for which it returns null is left out
     * @return what became of each, in the order of first arrival
     */
    public <K> Map<K, AttemptSummary> tally(Vendor vendor, Function<Received, @Nullable K> identity) {
        Map<K, AttemptSummary> tallies = new LinkedHashMap<>();
        for (Received event : events(vendor)) {
            K key = identity.apply(event);
            if (key != null) {
                tallies.put(key, tallies.getOrDefault(key, AttemptSummary.NEVER).plus(event));
            }
        }
        return tallies;
    }

    /**
     * Returns what became of an order at a vendor, over all attempts; {@link AttemptSummary#NEVER} if it never arrived. Reads the whole
     * journal: to look up many, use {@link #tally}.
     */
    public AttemptSummary order(Vendor vendor, String orderId) {
        requireNonNull(orderId, "orderId");
        Map<String, AttemptSummary> found = tally(
                vendor,
                event -> event.kind() == ReceivedKind.ORDER && orderId.equals(event.orderId()) ? orderId : null);
        return found.getOrDefault(orderId, AttemptSummary.NEVER);
    }

    /**
     * Waits until enough events match, counting those already there.
     *
     * @param count how many, at least 1
     * @param filter which; called for everything in the journal again and again, so it should be quick
     * @param timeout how long to wait at most
     * @return whether they did in time
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean awaitEvents(int count, Predicate<Received> filter, Duration timeout) throws InterruptedException {
        return server.await(
                Builder.inRange("count", count, 1, Integer.MAX_VALUE), requireNonNull(filter, "filter"), timeout);
    }

    /** Returns the visitors of whom {@link #unattributedVisitors(Set)} says that they never used an assistant. */
    public Set<String> unattributedVisitors() {
        return server.unattributed();
    }

    /**
     * Sets the visitors who never used an assistant, by their identity in a vendor's terms. What they do is {@link
     * Disposition#IGNORED} by the vendors that are known to credit others only: Alhena and Text. Default: none; a {@link #reset}
     * ends it.
     */
    public void unattributedVisitors(Set<String> visitors) {
        server.unattributed(visitors);
    }

    /** Forgets everything received, all orders and carts the vendors remember, and who is unattributed, and ends all faults: as freshly started. */
    @Override
    public void reset() {
        server.reset();
    }

    /** Writes every event to a file, each before it is answered; see {@link SandboxServer#export}. */
    void export(OutputStream file, Consumer<IOException> failed) {
        server.export(file, failed);
    }

    /** Waits until the sandbox is closed. */
    public void join() throws InterruptedException {
        server.join();
    }

    /**
     * Stops the sandbox and frees its port; requests in progress are cut off. Its {@link #tracker()} is closed before, within
     * a quarter of a second. What was received can still be read. A second call does nothing.
     */
    @Override
    public void close() {
        end();
        server.stop();
        demo.stop();
    }

    @Override
    Settings settings() {
        return settings;
    }

    /** Returns the address, without any credential. */
    @Override
    public String toString() {
        return "VendorSandbox[" + root() + "]";
    }

    /** Configures a {@link VendorSandbox}. Not thread-safe. */
    public static final class Builder {
        private int port;
        private Set<String> companyKeys = Set.of("acme");
        private boolean faqFingerprintOptional;
        private Set<String> storeUuids = Set.of("3f0c1d5e-7a41-4f0e-9d53-0b6c2f1a8e77");
        private Set<String> websiteUuids = Set.of("8a4e6d10-52b7-4c7b-8f0e-6c1d9b2f3a55");
        private String organizationId = "c5d9a8e2-1f34-4b6a-9e70-2d8b4f6a1c93";
        private String textToken = "sandbox-customer-token";
        private String textAgentToken = "sandbox-agent-token";
        private @Nullable String ebbotApiKey;
        private boolean ebbotDeduplicates;
        private boolean ebbotNamesIndices = true;
        private @Nullable String ebbotIdField;
        private Set<String> ebbotContextFields = Set.of();
        private String tracktorToken = "site-token";
        private String tracktorSecret = "2D8CarQ4rX3WvH6TK7DpJDk5";
        private boolean tracktorSignedOnly;
        private Set<String> tracktorOrderActions = Set.of("Order placed", "Cart purchased");
        private int maxEvents = 500_000;
        private int maxBodyBytes = 1 << 20;
        private boolean keepPayloads = true;

        private Builder() {}

        /**
         * Sets the port, 0 for a free one. Default: 0.
         *
         * @throws IllegalArgumentException if not 0 to 65535
         */
        public Builder port(int port) {
            this.port = inRange("port", port, 0, 65_535);
            return this;
        }

        /** Sets the company keys that Alhena knows; others are answered 401. Default: {@code acme}. */
        public Builder companyKeys(String first, String... more) {
            companyKeys = ordered(first, more);
            return this;
        }

        /** Sets whether Alhena takes events without {@code user_faq_fingerprint}. Default: false. */
        public Builder alhenaFaqFingerprintOptional(boolean optional) {
            faqFingerprintOptional = optional;
            return this;
        }

        /** Sets the stores that Text's tracker knows; others are answered 401. Default: one UUID. */
        public Builder storeUuids(String first, String... more) {
            storeUuids = ordered(first, more);
            return this;
        }

        /** Sets the websites that Text's Customer Chat API knows; others are answered 401. Default: one UUID. */
        public Builder websiteUuids(String first, String... more) {
            websiteUuids = ordered(first, more);
            return this;
        }

        /** Sets the organisation that Text's Customer Chat API knows; others are answered 401. Default: a UUID. */
        public Builder organizationId(String id) {
            organizationId = requireNonNull(id, "id");
            return this;
        }

        /** Sets the first customer token of Text's Customer Chat API. Default: {@code sandbox-customer-token}. */
        public Builder textToken(String token) {
            textToken = requireNonNull(token, "token");
            return this;
        }

        /** Sets the agent token that may ask for customer tokens. Default: {@code sandbox-agent-token}. */
        public Builder textAgentToken(String token) {
            textAgentToken = requireNonNull(token, "token");
            return this;
        }

        /** Makes Ebbot's endpoint demand this key in the header {@code x-api-key}; else 401. Default: none is needed. */
        public Builder ebbotApiKey(String key) {
            ebbotApiKey = requireNonNull(key, "key");
            return this;
        }

        /**
         * Sets whether Ebbot's endpoint recognises repeated events: those sent alone by their {@code Idempotency-Key}, those in a
         * list by the {@link #ebbotIdField id field}. Default: false.
         */
        public Builder ebbotDeduplicates(boolean idempotent) {
            ebbotDeduplicates = idempotent;
            return this;
        }

        /** Lets each of Ebbot's events carry an id in a field of this name, a string. Default: none, such a field is refused. */
        public Builder ebbotIdField(String name) {
            ebbotIdField = requireNonNull(name, "name");
            return this;
        }

        /** Lets each of Ebbot's events carry further fields of these names, strings. Default: none, such fields are refused. */
        public Builder ebbotContextFields(String first, String... more) {
            ebbotContextFields = ordered(first, more);
            return this;
        }

        /**
         * Sets whether the refusal of a list says which of its events are bad, in {@code
         * {"errors":[{"index":3,"field":"items[0].value","message":"..."}]}}. Default: true.
         */
        public Builder ebbotNamesIndices(boolean names) {
            ebbotNamesIndices = names;
            return this;
        }

        /** Sets the application token that Tracktor.io knows; others are answered 401. Default: {@code site-token}. */
        public Builder tracktorToken(String token) {
            tracktorToken = requireNonNull(token, "token");
            return this;
        }

        /** Sets the secret that signatures are checked with. Default: that of the vendor's documented example. */
        public Builder tracktorSecret(String secret) {
            tracktorSecret = requireNonNull(secret, "secret");
            return this;
        }

        /** Sets whether Tracktor.io refuses what is not signed. A signature that is sent is always checked. Default: false. */
        public Builder tracktorSignedOnly(boolean signedOnly) {
            tracktorSignedOnly = signedOnly;
            return this;
        }

        /**
         * Sets the actions of {@code /track} that count as orders: their {@code orderid}, {@code totalprice} and {@code currency}
         * are read from the data. Default: {@code Order placed} and {@code Cart purchased}.
         */
        public Builder tracktorOrderActions(String first, String... more) {
            tracktorOrderActions = ordered(first, more);
            return this;
        }

        /**
         * Sets how many events are remembered, and how many orders and cart lines by each vendor; the oldest go first. Payloads
         * besides take no more than 256 MB or a quarter of the heap, whichever is less. Default: 500,000.
         *
         * @throws IllegalArgumentException if below 1
         */
        public Builder maxEvents(int events) {
            maxEvents = inRange("events", events, 1, Integer.MAX_VALUE);
            return this;
        }

        /**
         * Sets the longest body that is read; a longer one is answered 413. Default: 1 MiB.
         *
         * @throws IllegalArgumentException if not 1 to 64 MiB
         */
        public Builder maxBodyBytes(int bytes) {
            maxBodyBytes = inRange("bytes", bytes, 1, 64 << 20);
            return this;
        }

        /** Sets whether payloads are remembered, which costs their size in memory. Default: true. */
        public Builder keepPayloads(boolean keep) {
            keepPayloads = keep;
            return this;
        }

        /**
         * Starts a sandbox, with a few daemon threads that run until it is closed.
         *
         * @throws UncheckedIOException if the port cannot be bound
         */
        public VendorSandbox start() {
            return new VendorSandbox(new Settings(
                    port,
                    companyKeys,
                    faqFingerprintOptional,
                    storeUuids,
                    websiteUuids,
                    organizationId,
                    textToken,
                    textAgentToken,
                    ebbotApiKey,
                    ebbotDeduplicates,
                    ebbotNamesIndices,
                    ebbotIdField,
                    ebbotContextFields,
                    tracktorToken,
                    tracktorSecret,
                    tracktorSignedOnly,
                    tracktorOrderActions,
                    maxEvents,
                    maxBodyBytes,
                    keepPayloads));
        }

        private static int inRange(String name, int value, int least, int most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(name + " must be " + least + " to " + most + ": " + value);
            }
            return value;
        }

        private static Set<String> ordered(String first, String... more) {
            Set<String> all = new LinkedHashSet<>();
            all.add(requireNonNull(first, "first"));
            all.addAll(List.of(more));
            return Collections.unmodifiableSet(all);
        }
    }
}
