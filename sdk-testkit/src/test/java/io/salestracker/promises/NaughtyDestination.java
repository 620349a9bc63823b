package io.salestracker.promises;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Acceptance;
import io.salestracker.destination.Destination;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.TooLargeException;
import io.salestracker.destination.Verdict;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A user's own destination, which does something besides for every event whose id begins with {@code hostile}. */
final class NaughtyDestination implements Destination {

    /** Where it does so. */
    enum Place {
        ACCEPTS,
        ENCODE,
        REQUEST,
        JUDGE,
        SECRETS
    }

    private final Destination good;
    private final Place place;
    private final Runnable deed;

    NaughtyDestination(Destination good, Place place, Runnable deed) {
        this.good = good;
        this.place = place;
        this.deed = deed;
    }

    private void actIf(Place at, String id) {
        if (place == at && id.contains("hostile")) {
            deed.run();
        }
    }

    @Override
    public String vendor() {
        return good.vendor();
    }

    @Override
    public String name() {
        return good.name();
    }

    @Override
    public Acceptance accepts(SalesEvent event) {
        actIf(Place.ACCEPTS, String.valueOf(event.id()));
        return good.accepts(event);
    }

    @Override
    public @Nullable String orderingKey(Visitor visitor) {
        return good.orderingKey(visitor);
    }

    @Override
    public byte[] encode(SalesEvent event, Stamp stamp) throws TooLargeException {
        actIf(Place.ENCODE, stamp.id());
        return good.encode(event, stamp);
    }

    @Override
    public Request toRequest(List<EncodedEvent> events) throws TooLargeException, IOException {
        actIf(Place.REQUEST, events.get(0).id());
        return good.toRequest(events);
    }

    @Override
    public Verdict classify(Request request, Response response) {
        actIf(Place.JUDGE, new String(request.body(), UTF_8));
        return good.classify(request, response);
    }

    @Override
    public Collection<String> secrets() {
        if (place == Place.SECRETS) {
            deed.run();
        }
        return good.secrets();
    }

    @Override
    public DeliverySettings settings() {
        return good.settings();
    }
}
