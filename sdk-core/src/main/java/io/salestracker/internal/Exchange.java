package io.salestracker.internal;

import io.salestracker.destination.Verdict;
import io.salestracker.http.Answer;
import io.salestracker.http.Request;
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
    private volatile @Nullable Answer answer;
    private volatile @Nullable TransportException failure;
    private volatile @Nullable Verdict verdict;

    Exchange(LaneParts lane, Request request, Endpoint endpoint, Censor.Identities identities) {
        this.lane = lane;
        this.request = request;
        this.endpoint = endpoint;
        this.censor = new Censor(lane.destination(), identities, request);
    }

    /** Sends the request, and keeps the answer or the lack of one. */
    void send() {
        try {
            answer = lane.transport().send(request);
        } catch (TransportException e) {
            failure = e;
        }
    }

    /** Tells whether it is known what came of the request. */
    boolean hasEnded() {
        return answer != null || failure != null;
    }

    /** What the answer, or the lack of one, means. */
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
        Answer answered = answer;
        if (failed != null) {
            boolean notSent = failed.sent() == TransportException.Sent.NOT_SENT;
            report(failed, notSent);
            return notSent ? NOT_SENT : NO_ANSWER;
        }
        if (answered == null) {
            return NO_ANSWER;
        }
        Verdict judged = lane.destination().judge(request, answered);
        boolean timeless = judged instanceof Verdict.Throttled asked && asked.pause() == null;
        return timeless ? new Verdict.Throttled(retryAfter(answered)) : judged;
    }

    private @Nullable Duration retryAfter(Answer answered) {
        return RetryAfter.parse(
                answered.header("Retry-After"),
                answered.header("Date"),
                lane.clocks().wall());
    }

    private void report(TransportException failed, boolean notSent) {
        lane.log()
                .warn(
                        lane.name() + " no answer",
                        () -> lane.name() + " gave no answer (" + censor.clean(String.valueOf(failed.getMessage()))
                                + "); " + (notSent ? "nothing was sent, it is tried again" : "it may have arrived"));
        if (failed.getCause() instanceof LinkageError misfit) {
            lane.log().warn("versions", () -> Versions.describe(misfit, censor::clean));
        }
    }

    /** The answer's status; 0 if there is none. */
    int status() {
        Answer answered = answer;
        return answered == null ? 0 : answered.status();
    }

    /** Status, code and message of the answer, fit to be shown. */
    String said(String code, String message) {
        Answer answered = answer;
        return answered == null ? "" : censor.said(answered, code, message);
    }
}
