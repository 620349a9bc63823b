package io.salestracker.promises;

import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Acceptance;
import io.salestracker.destination.Destination;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.TooLargeException;
import io.salestracker.destination.Verdict;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A destination as it is, for tests that change one thing about it. */
class Wrapped implements Destination {
    private final EbbotDestination destination;

    Wrapped(EbbotDestination destination) {
        this.destination = destination;
    }

    @Override
    public String vendor() {
        return destination.vendor();
    }

    @Override
    public String name() {
        return destination.name();
    }

    @Override
    public Acceptance accepts(SalesEvent event) {
        return destination.accepts(event);
    }

    @Override
    public @Nullable String orderingKey(Visitor visitor) {
        return destination.orderingKey(visitor);
    }

    @Override
    public byte[] encode(SalesEvent event, Stamp stamp) throws TooLargeException {
        return destination.encode(event, stamp);
    }

    @Override
    public Request toRequest(List<EncodedEvent> events) {
        return destination.toRequest(events);
    }

    @Override
    public Verdict classify(Request request, Response response) {
        return destination.classify(request, response);
    }

    @Override
    public int maxBatchSize() {
        return destination.maxBatchSize();
    }

    @Override
    public DeliverySettings settings() {
        return destination.settings();
    }
}
