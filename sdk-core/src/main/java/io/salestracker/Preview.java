package io.salestracker;

import static java.util.Objects.requireNonNull;

import io.salestracker.http.Request;

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
     */
    record WouldSend(String destination, Request request) implements Preview {
        /** Checks that nothing is null. */
        public WouldSend {
            requireNonNull(destination, "destination");
            requireNonNull(request, "request");
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
