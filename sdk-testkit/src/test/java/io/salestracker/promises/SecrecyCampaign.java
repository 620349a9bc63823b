package io.salestracker.promises;

import static org.awaitility.Awaitility.await;

import io.salestracker.Outcome;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.destination.WholeUnits;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.event.EventBuilder;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Violations;
import io.salestracker.event.Visitor;
import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportException.Sent;
import io.salestracker.store.AddResult;
import io.salestracker.store.Ended;
import io.salestracker.store.Entry;
import io.salestracker.store.EventStore;
import io.salestracker.store.MemoryEventStore;
import io.salestracker.store.StoreFactory;
import io.salestracker.testkit.Fault;
import io.salestracker.testkit.Vendor;
import io.salestracker.testkit.VendorSandbox;
import io.salestracker.testsupport.LoopbackServer;
import io.salestracker.text.TextDestination;
import io.salestracker.tracktor.TracktorDestination;
import io.salestracker.tracktor.TracktorIdentity;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Everything that can happen to a {@link CanaryShop}'s events at vendors that repeat what they are told, with code of
 * the user's that puts all it knows into its exceptions. A {@link Spy} sees it all.
 */
final class SecrecyCampaign {
    private static final int ROUNDS = 12;
    private static final String EVERYTHING = String.join(" ", CanaryShop.canaries());
    private static final Set<String> SABOTAGED = Set.of("accepts", "encode", "request", "classify", "secrets");

    private final Spy spy = new Spy();
    private final Reachable reachable = new Reachable();
    private final AtomicInteger calls = new AtomicInteger();
    private final HttpTransport.Factory factory;

    SecrecyCampaign(HttpTransport.Factory factory) {
        this.factory = factory;
    }

    /** Runs it, and returns all objects of the SDK's that were met on the way. */
    Set<Object> run() throws Exception {
        try (LoopbackServer vendor = LoopbackServer.answering(new TalkativeResponses())) {
            atTalkativeVendors(vendor);
        }
        atTheSandbox();
        misconfigured().forEach(this::attempt);
        restOfTheTypes();
        spy.seen().forEach(reachable::addFrom);
        return reachable.objects();
    }

    /** Those that do not come up, or not for certain. */
    private void restOfTheTypes() {
        Outcome stored = new Outcome.Stored();
        Entry entry = spy.seen().stream()
                .filter(Entry.class::isInstance)
                .map(Entry.class::cast)
                .findAny()
                .orElseThrow();
        spy.add(new AddResult(stored, List.of(new Ended(entry, stored))));
        EventStore memory = new MemoryEventStore(Budget.DEFAULT);
        spy.add(memory);
        spy.add(memory.flush(false).end());
        spy.add(memory.erase(CanaryShop.PERSON));
        spy.add(DeliverySettings.builder());
        spy.add(factory);
        spy.add(new Violations().requiredText("text", EVERYTHING + "\0"));
        spy.add(WholeUnits.of(BigDecimal.ONE, new BigDecimal(CanaryShop.PRICE)));
    }

    /** The exceptions that anybody was given. */
    List<Throwable> thrown() {
        return spy.seen().stream()
                .filter(Throwable.class::isInstance)
                .map(Throwable.class::cast)
                .toList();
    }

    private void atTalkativeVendors(LoopbackServer vendor) throws Exception {
        List<SalesTracker> self = new ArrayList<>();
        SalesTracker.Builder builder = SalesTracker.builder()
                .transport(settings -> {
                    spy.add(settings);
                    return spy.before(HttpTransport.class, failing(factory.open(settings)));
                })
                .store((StoreFactory) (name, share) -> spy.before(EventStore.class, new MemoryEventStore(share)))
                .listener(delivery -> {
                    spy.add(delivery);
                    throw new IllegalStateException(EVERYTHING);
                });
        List<Object> parts = destinations(vendor);
        spy.add(parts);
        for (Object part : parts) {
            if (part instanceof Destination destination) {
                builder.destination(
                        spy.before(Destination.class, destination), route -> route.settings(settings(destination)));
                builder.destination(
                        sabotaged(destination),
                        route -> route.settings(settings(destination)).filter(this::sometimes));
            }
        }
        try (SalesTracker tracker = builder.build()) {
            self.add(tracker);
            for (int round = 0; round < ROUNDS; round++) {
                track(tracker, CanaryShop.events(round), round == 0);
                track(tracker, CanaryShop.invalid(), false);
                if (round % 6 == 3) {
                    reachable.addFrom(tracker);
                    spy.add(tracker.stats());
                    spy.add(tracker.flush(Duration.ofMillis(300)));
                }
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> vendor.requests() > 300);
            spy.add(tracker.flush(Duration.ofMillis(500)));
            reachable.addFrom(tracker);
            tracker.erase(CanaryShop.visitor().build());
            spy.add(tracker.close(Duration.ofMillis(200)));
            track(tracker, CanaryShop.events(ROUNDS), false);
        }
        spy.add(List.of(builder, self));
    }

    private void track(SalesTracker tracker, List<EventBuilder<?>> events, boolean preview) {
        for (EventBuilder<?> event : events) {
            spy.add(event);
            Receipt receipt = tracker.track(event);
            spy.add(receipt);
            receipt.onComplete(done -> {
                spy.add(done.outcomes());
                throw new AssertionError(EVERYTHING);
            });
            attempt(() -> {
                SalesEvent built = event.build();
                spy.add(built);
                return preview ? tracker.preview(built) : built.toString();
            });
        }
    }

    private boolean sometimes(SalesEvent event) {
        if (calls.incrementAndGet() % 11 == 0) {
            throw new IllegalArgumentException(EVERYTHING);
        }
        return calls.get() % 3 == 0;
    }

    private static DeliverySettings settings(Destination destination) {
        return destination.settings().toBuilder()
                .flushInterval(Duration.ofMillis(5))
                .backoff(Duration.ofMillis(5), Duration.ofMillis(20))
                .retryAfterCap(Duration.ofMillis(20))
                .probeInterval(Duration.ofMillis(5))
                .deadline(EventKind.VISIT, Duration.ofMillis(200))
                .build();
    }

    /** The vendors' destinations and the builders they came from. */
    private List<Object> destinations(LoopbackServer vendor) {
        AlhenaDestination.Builder alhena = AlhenaDestination.builder(CanaryShop.COMPANY_KEY)
                .baseUrl(vendor.uri("/"))
                .header("X-Key", CanaryShop.API_KEY);
        TextDestination.Builder text = TextDestination.builder(CanaryShop.STORE)
                .baseUrl(vendor.uri("/"))
                .header("X-Key", CanaryShop.API_KEY);
        TextDestination.Builder chat = TextDestination.builder(CanaryShop.STORE)
                .name("chat")
                .customerChatApi(CanaryShop.ORGANIZATION, CanaryShop.WEBSITE, rejected -> token())
                .baseUrl(vendor.uri("/"));
        EbbotDestination.Builder ebbot = EbbotDestination.builder(vendor.uri("/events?key=" + CanaryShop.API_KEY))
                .header("Authorization", "Bearer " + CanaryShop.CUSTOMER_TOKEN)
                .context("bot", CanaryShop.COMPANY_KEY)
                .chatIdField("chat");
        EbbotDestination.Builder batches = EbbotDestination.builder(vendor.uri("/batch"))
                .name("batches")
                .envelope("{\"key\":\"" + CanaryShop.API_KEY + "\",\"events\":", "}")
                .header("X-Key", CanaryShop.API_KEY)
                .chatIdField("chat")
                .maxBatchSize(10, Refused.WHOLE);
        TracktorDestination.Builder tracktor = TracktorDestination.builder(CanaryShop.SITE_TOKEN)
                .baseUrl(vendor.uri("/"))
                .signingSecret(CanaryShop.SIGNING_SECRET)
                .alias(true);
        TracktorDestination.Builder signed = TracktorDestination.builder(CanaryShop.SITE_TOKEN)
                .name("signed")
                .baseUrl(vendor.uri("/"))
                .signer(identity -> signature())
                .maxUrlLength(400);
        return List.of(
                alhena,
                text,
                chat,
                ebbot,
                batches,
                tracktor,
                signed,
                alhena.build(),
                text.build(),
                chat.build(),
                ebbot.build(),
                batches.build(),
                tracktor.build(),
                signed.build());
    }

    private String token() throws IOException {
        switch (calls.incrementAndGet() % 4) {
            case 0 -> throw new IllegalStateException(EVERYTHING);
            case 1 -> throw new IOException(EVERYTHING);
            default -> {
                return CanaryShop.CUSTOMER_TOKEN;
            }
        }
    }

    private String signature() throws IOException {
        switch (calls.incrementAndGet() % 5) {
            case 0 -> throw new IllegalStateException(EVERYTHING);
            case 1 -> throw new IOException(EVERYTHING);
            case 2 -> {
                return CanaryShop.SIGNING_SECRET;
            }
            default -> {
                return CanaryShop.FOREIGN_SIGNATURE;
            }
        }
    }

    /** The same destination under another name, which now and then throws all it knows. */
    private Destination sabotaged(Destination good) {
        return (Destination) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Destination.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("name")) {
                        return good.name() + "-sabotaged";
                    }
                    if (SABOTAGED.contains(method.getName()) && calls.incrementAndGet() % 6 == 0) {
                        throw calls.get() % 2 == 0
                                ? new IllegalStateException(EVERYTHING)
                                : new LinkageError(EVERYTHING);
                    }
                    try {
                        return method.invoke(good, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** A user's transport that quotes the address and the headers of what it was to send. */
    private HttpTransport failing(HttpTransport good) {
        return new HttpTransport() {
            @Override
            public Response send(Request request) throws TransportException {
                String all = request.uri() + " " + request.headers();
                switch (calls.incrementAndGet() % 40) {
                    case 0 -> throw new TransportException(Sent.NOT_SENT, all, new IOException(all));
                    case 10 -> throw new TransportException(Sent.MAYBE_SENT, all, null);
                    case 20 -> throw new NoSuchMethodError(all);
                    case 30 -> throw new IllegalStateException(all, new IOException(all));
                    default -> {
                        return good.send(request);
                    }
                }
            }

            @Override
            public void close() {
                good.close();
                throw new IllegalStateException(EVERYTHING);
            }
        };
    }

    /** Real rules and real faults, and nothing of the user's in the way. */
    private void atTheSandbox() throws Exception {
        try (VendorSandbox sandbox = VendorSandbox.builder()
                        .companyKeys(CanaryShop.COMPANY_KEY)
                        .storeUuids(CanaryShop.STORE)
                        .tracktorToken(CanaryShop.SITE_TOKEN)
                        .tracktorSecret(CanaryShop.SIGNING_SECRET)
                        .start();
                SalesTracker tracker = SalesTracker.builder()
                        .transport(factory)
                        .listener(spy::add)
                        .destination(AlhenaDestination.builder(CanaryShop.COMPANY_KEY)
                                .baseUrl(sandbox.alhena())
                                .build())
                        .destination(TextDestination.builder(CanaryShop.STORE)
                                .baseUrl(sandbox.text())
                                .build())
                        .destination(EbbotDestination.builder(sandbox.ebbot()).build())
                        .destination(TracktorDestination.builder(CanaryShop.SITE_TOKEN)
                                .baseUrl(sandbox.tracktor())
                                .signingSecret("canary-wrong-secret")
                                .build())
                        .build()) {
            for (Vendor vendor : Vendor.values()) {
                sandbox.faults(vendor)
                        .random(
                                15,
                                Map.of(
                                        Fault.status(422),
                                        0.2,
                                        Fault.reset(),
                                        0.1,
                                        Fault.cutAfterAccepting(),
                                        0.1,
                                        Fault.resetAfterAccepting(),
                                        0.1,
                                        Fault.statusAfterAccepting(500),
                                        0.1));
            }
            for (int round = 0; round < 3; round++) {
                track(tracker, CanaryShop.events(round), false);
            }
            spy.add(tracker.flush(Duration.ofSeconds(1)));
            spy.add(tracker.close(Duration.ZERO));
        }
    }

    /** What is refused before there is a tracker, with canaries in the place of what is wrong. */
    private static List<Callable<?>> misconfigured() {
        String unclean = EVERYTHING.substring(0, 300) + "\r\n";
        return List.of(
                () -> AlhenaDestination.builder(unclean).build(),
                () -> AlhenaDestination.builder(CanaryShop.COMPANY_KEY)
                        .baseUrl(URI.create("ftp://canary-api-key-9d1f/x"))
                        .build(),
                () -> AlhenaDestination.builder(CanaryShop.COMPANY_KEY)
                        .cartPath("/ canary-api-key-9d1f \0")
                        .build(),
                () -> TextDestination.builder(CanaryShop.API_KEY).build(),
                () -> TextDestination.builder(CanaryShop.STORE)
                        .header("X-Key", unclean)
                        .build(),
                () -> TextDestination.builder(CanaryShop.STORE)
                        .path("/x?key=" + CanaryShop.API_KEY)
                        .build(),
                () -> EbbotDestination.builder(URI.create("https://u:canary-api-key-9d1f@localhost/"))
                        .build(),
                () -> EbbotDestination.builder(URI.create("http://canary-api-key-9d1f.example/"))
                        .build(),
                () -> EbbotDestination.builder(URI.create("https://localhost/"))
                        .envelope("{" + EVERYTHING, "}")
                        .build(),
                () -> EbbotDestination.builder(URI.create("https://localhost/"))
                        .context("type", unclean)
                        .build(),
                () -> TracktorDestination.builder(unclean).build(),
                () -> TracktorDestination.builder(CanaryShop.SITE_TOKEN)
                        .signingSecret(unclean)
                        .build(),
                () -> TracktorIdentity.of(CanaryShop.PERSON, CanaryShop.SIGNING_SECRET),
                () -> TracktorIdentity.parse(CanaryShop.PERSON),
                () -> Visitor.parse(EVERYTHING),
                () -> Visitor.parse("text=" + CanaryShop.CUSTOMER),
                () -> Visitor.parse("v1&text=" + CanaryShop.CUSTOMER),
                () -> Visitor.parse("v2&text=" + CanaryShop.CUSTOMER),
                () -> Visitor.builder().identity("text", unclean).build(),
                () -> CanaryShop.visitor().identity("text", EVERYTHING).build(),
                () -> Request.get(URI.create("https://localhost/"), Map.of("X-Key", unclean)),
                () -> Request.get(URI.create("https://localhost/"), Map.of(unclean, "x")),
                () -> SalesTracker.builder()
                        .destination(AlhenaDestination.builder(CanaryShop.COMPANY_KEY)
                                .name(CanaryShop.THING)
                                .build())
                        .build());
    }

    private void attempt(Callable<?> action) {
        try {
            spy.add(action.call());
        } catch (Exception | LinkageError e) {
            spy.add(e);
        }
    }
}
