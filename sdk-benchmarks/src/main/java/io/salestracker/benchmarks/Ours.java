package io.salestracker.benchmarks;

import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.event.VisitorIdentity;
import java.net.URI;
import java.time.Duration;

/** This SDK as its README sets it up: every promise kept, nothing raised. */
final class Ours implements Subject {
    private final SalesTracker tracker;
    private final boolean batches;

    private Ours(SalesTracker tracker, boolean batches) {
        this.tracker = tracker;
        this.batches = batches;
    }

    /** An endpoint that takes an array of up to so many events, of which the default settings send up to 500. */
    static Ours batches(int port, int most) {
        URI endpoint = URI.create("http://localhost:" + port + "/events");
        Destination ebbot = EbbotDestination.builder(endpoint)
                .maxBatchSize(most, Refused.WHOLE)
                .chatIdField("chatId")
                .build();
        return new Ours(SalesTracker.builder().destination(ebbot).build(), true);
    }

    /** An endpoint that takes one event a request. */
    static Ours single(int port, int inFlight) {
        Destination alhena = AlhenaDestination.builder("acme")
                .baseUrl(URI.create("http://localhost:" + port))
                .build();
        DeliverySettings settings =
                alhena.settings().toBuilder().maxInFlight(inFlight).build();
        return new Ours(SalesTracker.builder().destination(alhena, settings).build(), false);
    }

    /** As {@link #batches}, with so many visitors in turn; the id of the order is that of its first product. */
    static Subject keyed(int port, int visitors) {
        Ours ours = batches(port, 50);
        return new Subject() {
            @Override
            public void track(int number) {
                String orderId = Sale.orderId(number);
                Visitor visitor = Visitor.of(EbbotIdentity.of("visitor-" + number % visitors));
                ours.tracker.track(Sale.purchase(visitor, orderId, orderId));
            }

            @Override
            public void flush() {
                ours.flush();
            }

            @Override
            public void close() {
                ours.close();
            }
        };
    }

    @Override
    public Purchase build(int number) {
        return purchase(number, batches);
    }

    static Purchase purchase(int number, boolean ebbot) {
        String orderId = Sale.orderId(number);
        VisitorIdentity identity =
                ebbot ? EbbotIdentity.of(orderId) : AlhenaIdentity.of(Sale.visitor(number), Sale.visitor(number));
        return Sale.purchase(Visitor.of(identity), orderId);
    }

    @Override
    public void track(int number) {
        tracker.track(build(number));
    }

    @Override
    public void flush() {
        try {
            tracker.flush(Duration.ofMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    SalesTracker tracker() {
        return tracker;
    }

    @Override
    public void close() {
        tracker.close(Duration.ZERO);
    }
}
