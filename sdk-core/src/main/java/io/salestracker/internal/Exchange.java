package io.salestracker.internal;

import io.salestracker.destination.Verdict;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.internal.support.Redactor;
import io.salestracker.internal.support.Versions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response or failure. Both are kept in fields as soon as they are known, which needs no memory. So
 * the events can be settled later if memory is short now. One thread sends; the thread that closes the lane may read.
 */
final class Exchange {
    static final Verdict NOT_SENT = new Verdict.NotProcessed("NOT_SENT");
    static final Verdict NO_RESPONSE = new Verdict.Ambiguous("NO_RESPONSE");

    private final LaneParts lane;
    private final Request request;
    final Endpoint endpoint;
    private final List<Sending> part;
    private volatile @Nullable Response response;
    private volatile @Nullable TransportException failure;
    private volatile @Nullable Verdict verdict;
    private @Nullable Redactor redactor;

    /** @param part the events in the request */
    Exchange(LaneParts lane, Request request, Endpoint endpoint, List<Sending> part) {
        this.lane = lane;
        this.request = request;
        this.endpoint = endpoint;
        this.part = part;
    }

    /** Sends the request and keeps the response or the failure. */
    void send() {
        try {
            response = lane.transport().send(request);
        } catch (TransportException e) {
            failure = e;
        }
    }

    /** Tells whether there is a response or a failure. */
    boolean hasEnded() {
        return response != null || failure != null;
    }

    /** The verdict on the response or on the failure. */
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
            return failed.isRefused() ? FlowControl.STREAM_REFUSED : notSent ? NOT_SENT : NO_RESPONSE;
        }
        if (answered == null) {
            return NO_RESPONSE;
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
                        () -> lane.name() + " gave no response (" + shown(failed) + "); "
                                + (notSent ? "nothing was sent, it is tried again" : "it may have arrived"));
        if (failed.getCause() instanceof LinkageError misfit) {
            lane.log().warn("versions", () -> Versions.describe(misfit, redactor()));
        }
    }

    private String shown(TransportException failed) {
        String message = String.valueOf(failed.getMessage());
        return lane.transport().isOwn()
                ? Redactor.line(message, Redactor.MAX_SHOWN)
                : redactor().logged(message);
    }

    /** The proxy that gave the response in the server's place, fit for the log; null if it is not known. */
    @Nullable
    String proxy() {
        Response answered = response;
        String proxy = answered == null ? null : answered.proxy();
        return proxy == null ? null : Redactor.line(proxy, Redactor.MAX_SHOWN);
    }

    /** The response's status; 0 if there is none. */
    int status() {
        Response answered = response;
        return answered == null ? 0 : answered.status();
    }

    /** The time from the last byte sent to the status line; null if it is not known. */
    @Nullable
    Duration answerTime() {
        Response answered = response;
        return answered == null ? null : answered.answerTime();
    }

    /** The vendor's text as an outcome shows it. */
    String shown(String text) {
        return redactor().shown(text);
    }

    /** The vendor's code if it has the form of one, else the status. */
    String codeOrStatus(String code) {
        String masked = redactor().shown(code);
        return Redactor.isCode(masked) ? masked : Integer.toString(status());
    }

    /** Status, code and message of the response as the log shows them. */
    String logged(String code, String message) {
        String status = Integer.toString(status());
        String shownCode = codeOrStatus(code);
        String shownMessage = redactor().logged(message);
        return "status " + status
                + (shownCode.equals(status) ? "" : ", " + shownCode)
                + (shownMessage.isBlank() ? "" : ": " + shownMessage);
    }

    /** Made only when something is to be shown. A second thread may make its own. */
    private Redactor redactor() {
        Redactor known = redactor;
        if (known == null) {
            List<String> ofDestination = lane.destination().secrets();
            List<String> identities = part.stream()
                    .map(one -> one.header().key())
                    .filter(Objects::nonNull)
                    .toList();
            if (ofDestination == null) {
                known = Redactor.NOTHING_SHOWN;
            } else {
                List<String> secrets = new ArrayList<>(ofDestination);
                secrets.addAll(lane.transport().secrets());
                known = Redactor.of(request, secrets, identities);
            }
            redactor = known;
        }
        return known;
    }
}
