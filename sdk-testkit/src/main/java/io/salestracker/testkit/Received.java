package io.salestracker.testkit;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event as a vendor received it. A request with several events gives several of these; a request that could not be
 * read gives one. Every attempt at delivering an event gives its own.
 *
 * @param sequence its number since the sandbox was started or reset, from 1, over all vendors, in the order of arrival
 * @param receivedAt when it arrived
 * @param vendor whose endpoint was called
 * @param kind what it is about
 * @param name its type, event name or action on the wire, or the request's path where there is none
 * @param orderId the order id, if it has one
 * @param visitor who it was in the vendor's terms: a fingerprint, a customer id, an identity
 * @param amount what it is worth: an order's total or, at Ebbot, the sum of its items; a cart event's value
 * @param currency the currency of the amount
 * @param disposition what became of it
 * @param status the HTTP status of the response, or 0 if the connection was reset instead
 * @param field the path of the field at fault, such as {@code items[2].value}, or the name of a header or parameter; the first
 *     if there are several; null unless rejected for a field
 * @param reason why it was rejected or ignored, in words, without any value of the payload; null otherwise
 * @param rule the vendor's rule behind the reason; null unless rejected or ignored
 * @param idempotencyKey the request's {@code Idempotency-Key} header, if any
 * @param fault the fault that was applied to the request, if any
 * @param responseFailed whether the response that belongs to the disposition did not go out whole: it was replaced by another, cut,
 *     or never sent. Always true for {@link Disposition#FAULTED}
 * @param payload what it said, or {@link Payload#NONE} if payloads are not kept
 * @param orderNumber the order's number as people see it, where a vendor has one besides the id: at Text
 * @param attempt which try at delivering it this is, from 1: one more than the tries just before with the same content whose
 *     response was failed
 * @param latency from the arrival of its request until the response went out; null while it has not
 * @param http the request that brought it, and the response
 */
public record Received(
        long sequence,
        Instant receivedAt,
        Vendor vendor,
        ReceivedKind kind,
        @Nullable String name,
        @Nullable String orderId,
        @Nullable String visitor,
        @Nullable BigDecimal amount,
        @Nullable String currency,
        Disposition disposition,
        int status,
        @Nullable String field,
        @Nullable String reason,
        @Nullable Rule rule,
        @Nullable String idempotencyKey,
        @Nullable Fault fault,
        boolean responseFailed,
        Payload payload,
        @Nullable String orderNumber,
        int attempt,
        @Nullable Duration latency,
        HttpExchange http) {

    /**
     * Returns whether the vendor had taken the event as new when its response was failed, so that its sender cannot know. This
     * is what makes a delivery ambiguous.
     */
    public boolean acceptedThenFailed() {
        return disposition == Disposition.ACCEPTED && responseFailed;
    }

    /** Returns whether the vendor asked to slow down: a fault with status 429, or 503 with {@code Retry-After}. */
    public boolean throttled() {
        return disposition == Disposition.FAULTED
                && (status == 429 || (status == 503 && fault != null && fault.delay() != null));
    }

    /** Returns the same, with a response that did not reach the caller. */
    public Received withFailedAnswer() {
        return with(true, latency, http);
    }

    /** Returns the same, answered. */
    public Received answered(HttpExchange whole, Duration after) {
        return with(responseFailed, after, whole);
    }

    private Received with(boolean failed, @Nullable Duration after, HttpExchange whole) {
        return new Received(
                sequence,
                receivedAt,
                vendor,
                kind,
                name,
                orderId,
                visitor,
                amount,
                currency,
                disposition,
                status,
                field,
                reason,
                rule,
                idempotencyKey,
                fault,
                failed,
                payload,
                orderNumber,
                attempt,
                after,
                whole);
    }

    /** Returns what happened, without identities and payload. */
    @Override
    public String toString() {
        return "Received[" + sequence + " " + vendor.id() + " " + name + " " + disposition + " " + status
                + (reason == null ? "" : ": " + reason) + (fault == null ? "" : ", fault " + fault) + "]";
    }
}
