package io.salestracker.benchmarks;

import io.salestracker.SalesTracker;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.delivery.HttpTransport;
import io.salestracker.delivery.TransportException.Sent;
import io.salestracker.delivery.TransportException;
import io.salestracker.destination.Answer;
import io.salestracker.destination.Destination;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.Request;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.Translation;
import io.salestracker.event.Visitor;
import io.salestracker.vendor.alhena.AlhenaDestination;
import io.salestracker.vendor.alhena.AlhenaIdentity;
import io.salestracker.vendor.ebbot.EbbotDestination;
import io.salestracker.vendor.ebbot.EbbotIdentity;
import io.salestracker.vendor.text.TextDestination;
import io.salestracker.vendor.text.TextIdentity;
import io.salestracker.vendor.tracktor.TracktorDestination;
import io.salestracker.vendor.tracktor.TracktorIdentity;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * The class of the same name in {@code src/main}, with the names of commit ccc4d23. It is compiled at run time only, and
 * stays as it is unless its sibling gets a new method.
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
        Destination alhena = alhena(port);
        DeliverySettings settings =
                alhena.settings().toBuilder().maxInFlight(inFlight).build();
        return SalesTracker.builder().destination(alhena, settings).build();
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
                .batches(maxBatchSize)
                .chatIdField("chatId")
                .build();
    }

    private static AlhenaDestination alhena(int port) {
        return AlhenaDestination.builder("acme")
                .baseUrl(URI.create("http://localhost:" + port))
                .build();
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
        AlhenaDestination alhena = alhena(port);
        Stamp stamp = new Stamp("id", Instant.EPOCH);
        Translation.Send send =
                (Translation.Send) alhena.translate(Sale.purchase(ofSingle(Sale.visitor(0)), orderId), stamp);
        Request request = alhena.request(List.of(new EncodedEvent("id", alhena.encode(send.event()))));
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
        private static final Answer OK = Answer.of(200, "{}");

        @Override
        public Answer send(Request request) throws TransportException {
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
