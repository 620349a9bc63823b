package io.salestracker.internal;

import io.salestracker.destination.Verdict;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.internal.support.Versions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request and what came of it. That is kept in fields as soon as it is known, which needs no memory, so that the
 * request's events can be brought to their ends though there was no memory for that at once. One thread sends; the thread
 * that closes the lane may look.
 */
final class Exchange {
    static final Verdict NOT_SENT = new Verdict.NotProcessed("NOT_SENT");
    static final Verdict NO_ANSWER = new Verdict.Ambiguous("NO_ANSWER");

    private final LaneParts lane;
    private final Request request;
    final Endpoint endpoint;
    final Censor censor;
    private volatile @Nullable Response response;
    private volatile @Nullable TransportException failure;
    private volatile @Nullable Verdict verdict;

    Exchange(LaneParts lane, Request request, Endpoint endpoint, Censor.Identities identities) {
        this.lane = lane;
        this.request = request;
        this.endpoint = endpoint;
        this.censor = new Censor(lane.destination(), identities, request);
    }

    /** Sends the request, and keeps the response or the lack of one. */
    void send() {
        try {
            response = lane.transport().send(request);
        } catch (TransportException e) {
            failure = e;
        }
    }

    /** Tells whether it is known what came of the request. */
    boolean hasEnded() {
        return response != null || failure != null;
    }

    /** What the response, or the lack of one, means. */
    Verdict verdict() {
        Verdict known = verdict;
        if (known == null) {
            known = conclude();
            verdict = known;
        }
        return known;
    }

    private Verdict conclude() {
        TransportException failed = failure;
        Response answered = response;
        if (failed != null) {
            boolean notSent = failed.sent() == TransportException.Sent.NOT_SENT;
            report(failed, notSent);
            return notSent ? NOT_SENT : NO_ANSWER;
        }
        if (answered == null) {
            return NO_ANSWER;
        }
        Verdict classified = lane.destination().classify(request, answered);
        boolean timeless = classified instanceof Verdict.Throttled asked && asked.pause() == null;
        return timeless ? new Verdict.Throttled(retryAfter(answered)) : classified;
    }

    private @Nullable Duration retryAfter(Response answered) {
        return RetryAfter.parse(
                answered.header("Retry-After"),
                answered.header("Date"),
                lane.clocks().wall());
    }

    private void report(TransportException failed, boolean notSent) {
        lane.log()
                .warn(
                        lane.name() + " no response",
                        () -> lane.name() + " gave no response (" + censor.clean(String.valueOf(failed.getMessage()))
                                + "); " + (notSent ? "nothing was sent, it is tried again" : "it may have arrived"));
        if (failed.getCause() instanceof LinkageError misfit) {
            lane.log().warn("versions", () -> Versions.describe(misfit, censor::clean));
        }
    }

    /** The response's status; 0 if there is none. */
    int status() {
        Response answered = response;
        return answered == null ? 0 : answered.status();
    }

    /** Status, code and message of the response, fit to be shown. */
    String said(String code, String message) {
        Response answered = response;
        return answered == null ? "" : censor.said(answered, code, message);
    }
}
