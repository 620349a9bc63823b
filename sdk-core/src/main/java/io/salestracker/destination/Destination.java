package io.salestracker.destination;

import io.salestracker.delivery.DeliverySettings;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.VendorEvent;
import io.salestracker.http.Answer;
import io.salestracker.http.Request;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * One account at one vendor. Implementations are thread-safe: {@link #translate} runs on callers' threads, the rest on
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
     * Translates an event into the vendor's own, or says why there is none. Pure and cheap: no I/O, no encoding.
     *
     * <p>Consent and a cart change that changes nothing are the tracker's matter: such events do not come here.
     *
     * @param event a commerce event, or an event of this vendor
     * @param stamp the id and time for what the event lacks; the vendor's event carries both
     */
    Translation translate(SalesEvent event, Stamp stamp);

    /** Bridge: to be replaced. */
    default Acceptance accepts(SalesEvent event) {
        Translation translation = translate(event, new Stamp("bridge", java.time.Instant.EPOCH));
        if (translation instanceof Translation.Send send) {
            return Acceptance.send(send.event().orderingKey(), send.repeatable());
        }
        return translation instanceof Translation.Skip skip
                ? Acceptance.skip(skip.reason())
                : Acceptance.refuse(((Translation.Refuse) translation).violations());
    }

    /** Bridge: to be replaced. */
    default byte[] encode(SalesEvent event, Stamp stamp) throws TooLargeException {
        return encode(((Translation.Send) translate(event, stamp)).event());
    }

    /**
     * Encodes one event: the same bytes every time, in a framing of the destination's own that holds all
     * {@link #request} needs of it, also the path and the identity to sign, and nothing that is the account's.
     *
     * @throws TooLargeException if the vendor's endpoint cannot take it
     */
    byte[] encode(VendorEvent event) throws TooLargeException;

    /**
     * Joins encoded events into one request and adds what is the account's: token, company key, signature, headers.
     * May block, for instance to fetch a token.
     *
     * @param events 1 to {@link #maxBatchSize()} events, in order
     * @throws TooLargeException if the vendor's endpoint cannot take it
     * @throws IOException if it cannot be prepared now; nothing was sent and the events are retried
     */
    Request request(List<EncodedEvent> events) throws TooLargeException, IOException;

    /** Judges an answer. The default is the standard {@link AnswerTable}, refusals being of the whole request. */
    default Verdict judge(Request request, Answer answer) {
        return AnswerTable.standard().judge(answer, true);
    }

    /** The most events one request can take. The default is 1. */
    default int maxBatchSize() {
        return 1;
    }

    /** The delivery settings that suit this vendor. The default is {@link DeliverySettings#defaults()}. */
    default DeliverySettings settings() {
        return DeliverySettings.defaults();
    }

    /** Texts that must not appear in a log or an outcome though the vendor's answer repeats them. Default: none. */
    default Collection<String> secrets() {
        return List.of();
    }
}
