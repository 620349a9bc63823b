package io.salestracker.fields;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.Outcome;
import io.salestracker.Outcome.InvalidReason;
import io.salestracker.Preview;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.destination.HttpDestination;
import io.salestracker.documents.VendorDocuments;
import io.salestracker.documents.WireRequest;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.event.EventBuilder;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Violation;
import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportSettings;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.SettableClock;
import io.salestracker.testkit.Vendor;
import io.salestracker.testkit.VendorSandbox;
import io.salestracker.text.TextDestination;
import io.salestracker.tracktor.TracktorDestination;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Sends events to the sandbox over sockets, and has every request that goes out judged twice: by the sandbox and by a reader of
 * the vendors' documents that has no code in common with it.
 */
final class TwoJudges implements AutoCloseable {
    /** The time at every tracker. */
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private static final Duration LONG = Duration.ofSeconds(60);

    private final VendorSandbox sandbox = VendorSandbox.start();
    private final VendorDocuments documents = new VendorDocuments(sandbox.tracktorSecret(), Set.of());

    /** Where one event went at one vendor. */
    record Result(
            Preview preview, Outcome outcome, List<Request> requests, List<Received> received, Set<String> madeFit) {}

    SalesTracker.Builder tracker(HttpTransport.Factory transport) {
        return tracker(transport, builder -> {});
    }

    /** Starts a tracker's configuration, each of whose destinations has an option more. */
    SalesTracker.Builder tracker(HttpTransport.Factory transport, Consumer<HttpDestination.Builder<?>> option) {
        AlhenaDestination.Builder alhena =
                AlhenaDestination.builder(sandbox.companyKey()).baseUrl(sandbox.alhena());
        TextDestination.Builder text =
                TextDestination.builder(sandbox.storeUuid()).baseUrl(sandbox.text());
        EbbotDestination.Builder ebbot = EbbotDestination.builder(sandbox.ebbot());
        TracktorDestination.Builder tracktor = TracktorDestination.builder(sandbox.tracktorToken())
                .baseUrl(sandbox.tracktor())
                .signingSecret(sandbox.tracktorSecret())
                .alias(true);
        Stream.of(alhena, text, ebbot, tracktor).forEach(option);
        return SalesTracker.builder()
                .clock(SettableClock.at(NOW))
                .transport(transport)
                .destination(alhena.build())
                .destination(text.build())
                .destination(ebbot.build())
                .destination(tracktor.build());
    }

    VendorSandbox sandbox() {
        return sandbox;
    }

    /** Previews and tracks an event on a tracker of its own; an event of one vendor's has a result at that vendor alone. */
    Map<Vendor, Result> send(SalesEvent event) throws InterruptedException {
        sandbox.reset();
        Recorder recorder = new Recorder();
        Map<Vendor, Result> results = new EnumMap<>(Vendor.class);
        try (SalesTracker tracker = tracker(recorder).build()) {
            List<Preview> previews = tracker.preview(event);
            Receipt receipt = tracker.track(event);
            assertThat(receipt.await(LONG)).isTrue();
            for (Preview preview : previews) {
                Vendor vendor = Vendor.of(preview.destination());
                results.put(
                        vendor,
                        new Result(
                                preview,
                                receipt.outcomes().get(vendor.id()),
                                recorder.of(vendor),
                                sandbox.events(vendor),
                                tracker.stats()
                                        .destination(vendor.id())
                                        .madeFit()
                                        .keySet()));
            }
        }
        return results;
    }

    /** Checks that a builder of an invalid event costs no exception at {@code track}, and nothing is sent. */
    void checkInvalid(Supplier<EventBuilder<?>> builder, List<Violation> violations) throws InterruptedException {
        sandbox.reset();
        try (SalesTracker tracker = tracker(HttpTransport.okHttp()).build()) {
            EventBuilder<?> unbuilt;
            try {
                unbuilt = builder.get();
            } catch (InvalidEventException e) {
                return; // An identity is refused where it is made, before any event.
            }
            Receipt receipt = tracker.track(unbuilt);
            assertThat(receipt.isComplete()).isTrue();
            assertThat(receipt.outcomes().values())
                    .isNotEmpty()
                    .containsOnly(new Outcome.Invalid(InvalidReason.FIELDS, violations));
        }
        assertThat(sandbox.events()).isEmpty();
    }

    /** Returns what the reader of documents has against a request. */
    List<String> complaints(Request request) {
        byte[] body = request.body();
        String query = request.uri().getRawQuery();
        return documents.complaints(new WireRequest(
                request.method(),
                request.uri().getRawPath() + (query == null ? "" : "?" + query),
                request.headers(),
                body == null ? new byte[0] : body));
    }

    @Override
    public void close() {
        sandbox.close();
    }

    /** Keeps each request and sends it on. */
    static final class Recorder implements HttpTransport.Factory {
        private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

        @Override
        public HttpTransport open(TransportSettings settings) {
            HttpTransport transport = HttpTransport.okHttp().open(settings);
            return new HttpTransport() {
                @Override
                public Response send(Request request) throws TransportException {
                    requests.add(request);
                    return transport.send(request);
                }

                @Override
                public void close() {
                    transport.close();
                }
            };
        }

        List<Request> of(Vendor vendor) {
            List<Request> own = new ArrayList<>();
            for (Request request : List.copyOf(requests)) {
                if (vendor(request.uri().getPath()) == vendor) {
                    own.add(request);
                }
            }
            return own;
        }

        List<Request> all() {
            return List.copyOf(requests);
        }

        private static Vendor vendor(String path) {
            if (path.startsWith("/analytics/")) {
                return Vendor.ALHENA;
            }
            if (path.startsWith("/ebbot/")) {
                return Vendor.EBBOT;
            }
            return path.startsWith("/ecommerce-tracker/") ? Vendor.TEXT : Vendor.TRACKTOR;
        }
    }
}
