package io.salestracker.benchmarks;

import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.delivery.Budget;
import io.salestracker.destination.Destination;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.TooLargeException;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.Visitor;
import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportException.Sent;
import io.salestracker.text.TextDestination;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorDestination;
import io.salestracker.tracktor.TracktorIdentity;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * All that a measured process names of this SDK but the event model and the tracker's own methods. An earlier commit has
 * the same class in {@code src/history}, with the names of its time, so that everything else measures both.
 */
final class Sdk {
    private Sdk() {}

    /** An endpoint that takes an array of up to so many events, of which the default settings send up to 500. */
    static SalesTracker batches(int port, int maxBatchSize) {
        Destination ebbot = ebbot(URI.create("http://localhost:" + port + "/events"), maxBatchSize);
        return SalesTracker.builder().destination(ebbot).build();
    }

    /** An endpoint that takes one event a request. */
    static SalesTracker single(int port, int inFlight) {
        return line(port, null, inFlight);
    }

    /**
     * An endpoint that takes one event a request, with all defaults.
     *
     * @param tls if it speaks TLS
     * @param maxInFlight instead of the default, if above 0
     */
    static SalesTracker line(int port, @Nullable SSLContext tls, int maxInFlight) {
        Destination alhena = alhena((tls == null ? "http" : "https") + "://localhost:" + port);
        SalesTracker.Builder tracker = SalesTracker.builder();
        if (tls != null) {
            tracker.transport(HttpTransport.okHttp().sslContext(tls));
        }
        if (maxInFlight > 0) {
            tracker.destination(alhena, route -> route.settings(settings -> settings.maxInFlight(maxInFlight)));
        } else {
            tracker.destination(alhena);
        }
        return tracker.build();
    }

    /** The first so many of four vendors, without a network: they answer when the gate is open. Nothing is displaced. */
    static SalesTracker gated(int vendors, Gate gate) {
        SalesTracker.Builder tracker = SalesTracker.builder()
                .budget(new Budget(10_000_000, 10_000_000_000L))
                .transport(settings -> new Vendor(gate));
        List.of(
                        ebbot(URI.create("https://relay.example/ebbot"), 50),
                        AlhenaDestination.builder("acme").build(),
                        TextDestination.builder("0b7f3a52-5d0c-4e0e-9c57-3f1f9a3f2d10")
                                .warnNonNumericIds(false)
                                .build(),
                        TracktorDestination.builder("site-token")
                                .signingSecret("signing-secret")
                                .build())
                .stream()
                .limit(vendors)
                .forEach(tracker::destination);
        return tracker.build();
    }

    private static EbbotDestination ebbot(URI endpoint, int maxBatchSize) {
        return EbbotDestination.builder(endpoint)
                .maxBatchSize(maxBatchSize, Refused.WHOLE)
                .chatIdField("chatId")
                .build();
    }

    private static AlhenaDestination alhena(String baseUrl) {
        return AlhenaDestination.builder("acme").baseUrl(URI.create(baseUrl)).build();
    }

    /** Known to the vendor of {@link #batches}. */
    static Visitor ofBatches(String id) {
        return Visitor.of(EbbotIdentity.of(id));
    }

    /** Known to the vendor of {@link #single}. */
    static Visitor ofSingle(String fingerprint) {
        return Visitor.of(AlhenaIdentity.of(fingerprint, fingerprint));
    }

    /** Known to all four of {@link #gated}. */
    static Visitor ofAll(String fingerprint) {
        return Visitor.of(
                EbbotIdentity.of(fingerprint),
                AlhenaIdentity.of(fingerprint, fingerprint),
                TextIdentity.of(fingerprint),
                TracktorIdentity.of(fingerprint));
    }

    /** What {@link #single} posts for the order with this id, by a visitor who may be the same for all. */
    static Wire wire(int port, String orderId) {
        Destination alhena = alhena("http://localhost:" + port);
        Stamp stamp = new Stamp("id", Instant.EPOCH);
        Request request;
        try {
            byte[] event = alhena.encode(Sale.purchase(ofSingle(Sale.visitor(0)), orderId), stamp);
            request = alhena.toRequest(List.of(new EncodedEvent("id", event)));
        } catch (IOException | TooLargeException e) {
            throw new IllegalStateException("a checkout is small", e);
        }
        byte[] body = request.body();
        if (body == null) {
            throw new IllegalStateException("a checkout is posted");
        }
        return new Wire(request.uri().getRawPath(), new String(body, StandardCharsets.UTF_8));
    }

    /** The path and the body of a request. */
    record Wire(String path, String body) {}

    /** The way of one lane to its vendor. */
    private record Vendor(Gate gate) implements HttpTransport {
        private static final Response OK = Response.of(200, "{}");

        @Override
        public Response send(Request request) throws TransportException {
            if (!gate.pass()) {
                throw new TransportException(Sent.MAYBE_SENT, "interrupted", null);
            }
            return OK;
        }

        @Override
        public void close() {
            gate.open();
        }
    }
}
