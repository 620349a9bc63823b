package io.salestracker;

import static java.util.Objects.requireNonNull;

import io.salestracker.http.Request;
import java.util.List;

/**
 * The preview of an event at one destination: {@link WouldSend} with the request, or {@link WouldNot} with the outcome. Nothing
 * is sent. Immutable.
 *
 * <p>Pattern {@code switch} needs Java 21; on 17 use {@code instanceof}.
 */
public sealed interface Preview {

    /** The destination's name. */
    String destination();

    /**
     * The vendor would get this request.
     *
     * @param request exactly what the vendor would get, with credentials. Its {@code toString} shows none of them, nor
     *     the event; do not log its headers and body
     * @param madeFit the fields of the event that are changed, filled in or left out to fit the vendor, such as
     *     {@code items[].name}, each once; {@code DestinationStats.madeFit()} counts events by them
     */
    record WouldSend(String destination, Request request, List<String> madeFit) implements Preview {
        /** Checks that nothing is null. Copies the list. */
        public WouldSend {
            requireNonNull(destination, "destination");
            requireNonNull(request, "request");
            madeFit = List.copyOf(madeFit);
        }
    }

    /**
     * The vendor would get nothing.
     *
     * @param outcome how the event would end instead
     */
    record WouldNot(String destination, Outcome outcome) implements Preview {
        /** Checks that nothing is null. */
        public WouldNot {
            requireNonNull(destination, "destination");
            requireNonNull(outcome, "outcome");
        }
    }
}
