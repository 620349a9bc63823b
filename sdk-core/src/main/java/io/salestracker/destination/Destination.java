package io.salestracker.destination;

import io.salestracker.delivery.DeliverySettings;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One account at one vendor; {@link HttpDestination} is the base of most. Implementations are thread-safe: {@link #accepts} runs on callers' threads, the rest on
 * sender threads, several at once.
 *
 * <p>Whatever an implementation throws beyond what is declared ends the event as {@code Invalid(INTERNAL)}.
 */
public interface Destination {

    /** The vendor's name: a lower-case word such as {@code alhena}. Constant. */
    String vendor();

    /** The name of this destination in stats, logs and receipts, unique in a tracker. Default: the vendor's. */
    default String name() {
        return vendor();
    }

    /**
     * Says whether this vendor is to be told of an event. Runs on the caller's thread: it is pure and quick, does no I/O
     * and builds neither the vendor's own event nor a payload.
     *
     * <p>Whatever {@link #encode} would fail at is found here, but for what is too large, so that every skip and every
     * fault is known when {@code track} returns. Consent and a cart change that changes nothing are the tracker's
     * matter: such events do not come here.
     *
     * @param event a commerce event, or an event of this vendor
     */
    Acceptance accepts(SalesEvent event);

    /**
     * Encodes one event that {@link #accepts} said is to be sent: the same bytes every time, in a framing of the
     * destination's own that holds all {@link #toRequest} needs of it, also the path and the identity to sign, and nothing
     * that is the account's.
     *
     * @param event a commerce event, or an event of this vendor
     * @param stamp the event's id and time, its own where it has them
     * @throws TooLargeException if the vendor's endpoint cannot take it
     */
    byte[] encode(SalesEvent event, Stamp stamp) throws TooLargeException;

    /**
     * Joins encoded events into one request and adds what is the account's: token, company key, signature, headers.
     * May block, for instance to fetch a token.
     *
     * @param events 1 to {@link #maxBatchSize()} events, in order
     * @throws TooLargeException if the vendor's endpoint cannot take it
     * @throws IOException if it cannot be prepared now; nothing was sent and the events are retried
     */
    Request toRequest(List<EncodedEvent> events) throws TooLargeException, IOException;

    /**
     * The key under which {@link #accepts} has a visitor's commerce events sent, for {@code SalesTracker.erase}.
     *
     * @return the visitor's identity at this vendor; null if the visitor has none
     * @throws InvalidEventException if the visitor's text for this vendor cannot be read
     */
    @Nullable
    String orderingKey(Visitor visitor);

    /**
     * The order id under which the vendor counts a purchase once, as it is on the wire. The tracker warns where one order id
     * comes from two sites, since the vendor then counts one of two orders. On the caller's thread, for purchases that
     * {@link #accepts} said are to be sent: quick, without I/O.
     *
     * @param event a purchase, or an event of this vendor of kind purchase
     * @return null, the default, where the vendor does not count by an order id or the event has none
     */
    default @Nullable String countedOrderId(SalesEvent event) {
        return null;
    }

    /** Classifies a response. The default is the standard {@link StatusTable}, refusals being of the whole request. */
    default Verdict classify(Request request, Response response) {
        return StatusTable.standard().classify(response, true);
    }

    /**
     * The max number of events that one request can take. The default is 1: each event is then claimed alone and at once, and
     * nothing lingers for a batch to fill, whatever batch size and flush interval are set.
     */
    default int maxBatchSize() {
        return 1;
    }

    /**
     * The delivery settings that suit this vendor. The default is {@link DeliverySettings#defaults()}, or {@link
     * DeliverySettings#defaultsForArrays()} where a request can take several events.
     */
    default DeliverySettings settings() {
        return maxBatchSize() > 1 ? DeliverySettings.defaultsForArrays() : DeliverySettings.defaults();
    }

    /** Texts that must not appear in a log or an outcome though the vendor's response repeats them. Default: none. */
    default Collection<String> secrets() {
        return List.of();
    }
}
