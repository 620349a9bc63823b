package io.salestracker.benchmarks;

import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.TooLargeException;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.Visitor;
import io.salestracker.http.Request;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * All that a measured process names of this SDK but the event model and the tracker's own methods. An earlier commit is
 * measured by the same code, but for a class of this name with the names of its time.
 */
final class Sdk {
    private Sdk() {}

    /** An endpoint that takes an array of up to so many events, of which the default settings send up to 500. */
    static SalesTracker batches(int port, int most) {
        Destination ebbot = ebbot(URI.create("http://localhost:" + port + "/events"), most);
        return SalesTracker.builder().destination(ebbot).build();
    }

    /** An endpoint that takes one event a request. */
    static SalesTracker single(int port, int inFlight) {
        Destination alhena = alhena(port);
        DeliverySettings settings =
                alhena.settings().toBuilder().maxInFlight(inFlight).build();
        return SalesTracker.builder().destination(alhena, settings).build();
    }

    private static EbbotDestination ebbot(URI endpoint, int most) {
        return EbbotDestination.builder(endpoint)
                .maxBatchSize(most, Refused.WHOLE)
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

    /** What {@link #single} posts for the order with this id, by a visitor who may be the same for all. */
    static Wire wire(int port, String orderId) {
        Destination alhena = alhena(port);
        Stamp stamp = new Stamp("id", Instant.EPOCH);
        Request request;
        try {
            byte[] event = alhena.encode(Sale.purchase(ofSingle(Sale.visitor(0)), orderId), stamp);
            request = alhena.request(List.of(new EncodedEvent("id", event)));
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
}
