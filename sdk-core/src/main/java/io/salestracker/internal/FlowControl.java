package io.salestracker.internal;

import static java.util.Objects.requireNonNull;

import io.salestracker.DestinationState;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Verdict;
import io.salestracker.store.StoreStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one lane how many events may be claimed now, and how a response changes that. It has no threads, clock or
 * lock of its own: the lane guards it, and tests step it.
 *
 * <p>The lane is active, paused until a time, or misconfigured. It pauses when the vendor asks for it, or when too many
 * attempts in a row failed. After a pause it starts with one request in flight and doubles with each success. It is
 * misconfigured while {@link EndpointStates no endpoint gets through}. Then it claims one event at a time: a probe, or
 * an event for an endpoint that was not tried yet.
 */
final class FlowControl {
    /** For how long a batch size in bytes that was answered 413 is remembered. */
    static final Duration SIZE_KEPT = Duration.ofMinutes(10);

    /** A misconfigured lane claims this many events between two probes, to find an endpoint that was not tried yet. */
    static final int MAX_LOOKS = 1_000;

    /** The server said over HTTP/2 that it did not process the request. */
    static final Verdict STREAM_REFUSED = new Verdict.NotProcessed("STREAM_REFUSED");

    private static final int REFUSALS_KEPT = 10_000;
    private static final int MAX_FAILURES_IN_ROW = 8;
    private static final int FIRST_SERVER_ERROR = 500;
    // A probe that is refused before it is processed loses no event, so this backoff stops doubling after 4 pauses.
    private static final int MAX_DOUBLED = 4;

    private final DeliverySettings settings;
    private final int batchSize;
    private final RetryPolicy retries;
    private final EndpointStates endpoints;

    // The state apart from the endpoints. It is never MISCONFIGURED.
    private DestinationState state = DestinationState.ACTIVE;
    private boolean misconfigured;
    // Number of the claim with which a misconfigured lane looks for an endpoint; 0 if there is none.
    private long looking;
    private int looks;
    private Instant pausedUntil = Instant.MIN;
    private final RequestWindow window;
    private @Nullable StartPace pace;
    private int inFlight;
    // Number of the newest claim when the window last kept events waiting. The requests in flight then show whether it
    // may grow.
    private long windowWasFullAt;
    private int failuresInRow;
    private int pausesInRow;
    private int throttlesInRow;
    private long claims;
    // Number of the newest claim at the last pause. Requests up to it were sent before, so they say nothing about now.
    private long pausedAtClaim;
    // Number of the newest claim when a server last refused requests as it ended a connection.
    private long refusedAtClaim;
    // Halved by refused events, and doubled by delivered ones up to the batch size.
    private int maxBatch;
    private long maxBatchBytes = Long.MAX_VALUE;
    private Instant maxBatchBytesUntil = Instant.MIN;
    // By event id, the newest claim at the first 401 or 403. If a later claim gets through to the endpoint and the
    // event is refused again, the event is at fault. Bounded; a forgotten event costs one more probe.
    private final Map<String, Long> refusedAt = new LinkedHashMap<>();

    FlowControl(DeliverySettings settings, int batchSize, RetryPolicy retries) {
        this.settings = settings;
        this.batchSize = batchSize;
        this.retries = retries;
        this.endpoints = new EndpointStates(settings, retries);
        this.window = new RequestWindow(settings.maxInFlight(), batchSize == 1);
        this.maxBatch = batchSize;
    }

    /**
     * Permission to claim events.
     *
     * @param number grows with each claim
     * @param max the maximum of events
     * @param maxBatchBytes the maximum of bytes in a request of several events
     */
    record Claim(long number, int max, long maxBatchBytes) {}

    /**
     * A request that was tried.
     *
     * @param claim the number of the claim that it belongs to
     * @param endpoint where it went; null if it could not be made
     * @param ids the ids of its events
     * @param bytes the bytes of all its events
     * @param status the response's status; 0 if there was none
     * @param answerTime from the last byte sent to the status line; null if it is not known
     */
    record Attempt(
            long claim,
            @Nullable Endpoint endpoint,
            List<String> ids,
            long bytes,
            int status,
            @Nullable Duration answerTime) {}

    /**
     * The consequence of a request.
     *
     * @param verdict the verdict for its events; a refusal of the endpoint becomes one of the event where others get
     *     through
     * @param notBefore the next probe of the endpoint; events that it refused need not be tried before
     * @param notAfter the end of the lane's pause, after which no event needs to wait; null if it is not paused
     */
    record Completion(
            Verdict verdict, Instant notBefore, @Nullable Instant notAfter) {}

    /**
     * Decides how many events may be claimed now. A claim counts as in flight until {@link #done(long)} is called.
     *
     * @param status what the store could hand out
     * @param hurries true to send half-full batches
     */
    @Nullable
    Claim claim(Instant now, StoreStatus status, boolean hurries) {
        int max = status.claimable() == 0 ? 0 : maxToClaim(now);
        if (max == 0) {
            return null;
        }
        Instant oldest = status.oldest();
        boolean lingers = !hurries
                && !misconfigured
                && status.claimable() < max
                && oldest != null
                && now.isBefore(oldest.plus(settings.flushInterval()));
        if (lingers) {
            return null;
        }
        Claim claim = new Claim(claims + 1, max, maxBatchBytes(now));
        if (pace != null) {
            pace.started(now);
        }
        // Nothing above counts the claim, since it may throw where memory is short.
        inFlight++;
        claims++;
        if (misconfigured) {
            looking = claims;
        }
        return claim;
    }

    private int maxToClaim(Instant now) {
        if (now.isBefore(pausedUntil)) {
            return 0;
        }
        if (misconfigured) {
            return mayLook(now) ? 1 : 0;
        }
        if (inFlight >= window.size()) {
            windowWasFullAt = claims;
            return 0;
        }
        if (pace != null && !pace.permits(now)) {
            return 0;
        }
        // A probe may end Unconfirmed, so it risks one event, not a batch.
        return state == DestinationState.BACKING_OFF ? 1 : maxBatch;
    }

    /** Requests sent before the lane became misconfigured do not delay the probe. */
    private boolean mayLook(Instant now) {
        if (looking != 0 || inFlight >= settings.maxInFlight()) {
            return false;
        }
        Instant probe = endpoints.nextProbe();
        boolean probeIsDue = probe != null && !now.isBefore(probe);
        // Soon after a refusal the fault may be that event's own, so the others keep their places.
        return probeIsDue || (looks < MAX_LOOKS && endpoints.probesSlowly());
    }

    /** Tells whether a sender that claimed may send another request now. */
    boolean maySend(Instant now) {
        return !misconfigured && !now.isBefore(pausedUntil);
    }

    /** Decides whether a claim's request, its first or a further one, may go to its endpoint now. */
    EndpointStates.Leave begin(Endpoint endpoint, long claim, boolean first, Instant now) {
        EndpointStates.Leave leave = endpoints.leave(endpoint, claim, first, now);
        if (leave.probe()) {
            looks = 0;
        } else if (leave.until() != null) {
            looks++;
        }
        return leave;
    }

    /** Ends a claim: none of its events is in flight any more. */
    void done(long claim) {
        endpoints.over(claim);
        inFlight--;
        if (looking == claim || inFlight == 0) {
            looking = 0;
        }
    }

    /** The time at which a claim becomes possible by itself; null if only an event or a response can make it so. */
    @Nullable
    Instant nextDue(Instant now, StoreStatus status) {
        if (inFlight >= (misconfigured ? settings.maxInFlight() : window.size()) || (misconfigured && looking != 0)) {
            return null;
        }
        if (now.isBefore(pausedUntil)) {
            return pausedUntil;
        }
        if (misconfigured) {
            return mayLook(now) ? status.next() : endpoints.nextProbe();
        }
        Instant oldest = status.oldest();
        Instant full = oldest == null ? null : oldest.plus(settings.flushInterval());
        Instant next = status.next();
        Instant due = full == null || (next != null && next.isBefore(full)) ? next : full;
        return due == null || pace == null || pace.permits(now) ? due : later(due, pace.next());
    }

    private long maxBatchBytes(Instant now) {
        return now.isBefore(maxBatchBytesUntil) ? maxBatchBytes : Long.MAX_VALUE;
    }

    DestinationState state(Instant now) {
        if (misconfigured) {
            return DestinationState.MISCONFIGURED;
        }
        if (state == DestinationState.THROTTLED || state == DestinationState.BACKING_OFF) {
            return now.isBefore(pausedUntil) ? state : DestinationState.RAMPING_UP;
        }
        return state == DestinationState.ACTIVE && window.isRampingUp() ? DestinationState.RAMPING_UP : state;
    }

    @Nullable
    Instant pausedUntil(Instant now) {
        Instant probe = misconfigured ? endpoints.nextProbe() : null;
        Instant until = probe == null ? pausedUntil : later(pausedUntil, probe);
        return now.isBefore(until) ? until : null;
    }

    /** Changes the lane's state by the verdict on a request that has ended. */
    Completion completed(Attempt attempt, Verdict verdict, Instant now) {
        Verdict holds = verdict;
        if (verdict instanceof Verdict.Delivered) {
            delivered(attempt, now);
        } else if (verdict instanceof Verdict.Refused) {
            forgetIfAlone(attempt);
            eventRefused(attempt, now);
        } else if (verdict instanceof Verdict.TooLarge) {
            forgetIfAlone(attempt);
            tooLarge(attempt, now);
        } else if (verdict instanceof Verdict.Throttled throttled) {
            throttled(attempt, throttled.pause(), now);
        } else if (verdict instanceof Verdict.Misconfigured misconfigured) {
            holds = endpointRefused(attempt, misconfigured, now);
        } else {
            failed(attempt, verdict, now);
        }
        Endpoint endpoint = attempt.endpoint;
        return new Completion(
                holds,
                endpoint == null ? Instant.MIN : endpoints.nextProbe(endpoint),
                now.isBefore(pausedUntil) ? pausedUntil : null);
    }

    private void delivered(Attempt attempt, Instant now) {
        Endpoint endpoint = attempt.endpoint;
        if (endpoint != null) {
            endpoints.succeeded(endpoint, attempt.claim, now);
        }
        if (!refusedAt.isEmpty()) {
            attempt.ids.forEach(refusedAt::remove);
        }
        reviewed();
        maxBatch = Math.min(batchSize, maxBatch * 2);
        if (!misconfigured) {
            alive(attempt, now);
        }
    }

    /** The vendor refused an event for its content, so the connection and the account are in order. */
    private void eventRefused(Attempt attempt, Instant now) {
        endpoints.over(attempt.claim);
        if (maxBatch < batchSize) {
            maxBatch = Math.max(1, maxBatch / 2);
        }
        if (!misconfigured) {
            alive(attempt, now);
        }
    }

    /**
     * Sends single events from now on. Called after a claim with many refused events, which would keep one sender busy
     * for long. Other senders then share the work, and each delivered request doubles the batch.
     */
    void scatter() {
        maxBatch = 1;
    }

    private void alive(Attempt attempt, Instant now) {
        failuresInRow = 0;
        if (pace == null) {
            pace = new StartPace(now);
        }
        pace.taken(now);
        // Successes of requests sent before the pause are ignored: they say nothing about now.
        if (attempt.claim > pausedAtClaim && !now.isBefore(pausedUntil)) {
            state = DestinationState.ACTIVE;
            pausesInRow = 0;
            throttlesInRow = 0;
            window.answered(attempt.claim, claims, attempt.answerTime, attempt.claim <= windowWasFullAt, now);
        }
    }

    /** Halves the limit of a batch in bytes after a 413. */
    private void tooLarge(Attempt attempt, Instant now) {
        endpoints.over(attempt.claim);
        if (!misconfigured) {
            alive(attempt, now);
        }
        maxBatchBytes = Math.max(1, Math.min(maxBatchBytes(now), attempt.bytes / 2));
        maxBatchBytesUntil = now.plus(SIZE_KEPT);
    }

    /**
     * Pauses the lane as the vendor asked, and slows its starts. Where the vendor named no time, a lane that is paused
     * already stays as it is. A 503 is no answer to the rate.
     */
    private void throttled(Attempt attempt, @Nullable Duration asked, Instant now) {
        endpoints.over(attempt.claim);
        boolean paused = now.isBefore(pausedUntil);
        if (!paused) {
            throttlesInRow++;
        } else if (asked == null) {
            return;
        }
        Duration wait = asked == null ? retries.backoff(throttlesInRow, Verdict.THROTTLED) : asked;
        boolean isNews = attempt.claim > pausedAtClaim;
        boolean isOfRate = attempt.status < FIRST_SERVER_ERROR;
        pause(
                DestinationState.THROTTLED,
                wait.compareTo(settings.retryAfterCap()) > 0 ? settings.retryAfterCap() : wait,
                isOfRate,
                now);
        if (!isOfRate) {
            return;
        }
        if (pace == null) {
            pace = new StartPace(now);
        }
        if (isNews) {
            pace.refused(now, pausedUntil);
        } else {
            pace.resumesAt(pausedUntil);
        }
    }

    /** Counts a failed attempt. The lane pauses after 8 in a row, or after {@code maxInFlight} if that is less. */
    private void failed(Attempt attempt, Verdict verdict, Instant now) {
        Endpoint endpoint = attempt.endpoint;
        if (endpoint != null) {
            endpoints.probeFailed(endpoint, attempt.claim, now);
        }
        if (verdict.equals(STREAM_REFUSED)) {
            // All that were on the way over the connection that ended are refused at once.
            if (attempt.claim <= refusedAtClaim) {
                return;
            }
            refusedAtClaim = claims;
        } else {
            window.failed(attempt.claim, claims);
        }
        failuresInRow++;
        int max = Math.min(MAX_FAILURES_IN_ROW, settings.maxInFlight());
        if (!misconfigured && failuresInRow >= max && !now.isBefore(pausedUntil)) {
            pausesInRow++;
            int doubled = verdict instanceof Verdict.NotProcessed ? Math.min(pausesInRow, MAX_DOUBLED) : pausesInRow;
            pause(DestinationState.BACKING_OFF, retries.backoff(doubled, verdict), false, now);
        }
    }

    private void pause(DestinationState reason, Duration wait, boolean keepsWindow, Instant now) {
        window.restart(claims, keepsWindow);
        pausedAtClaim = claims;
        state = reason;
        pausedUntil = later(pausedUntil, now.plus(wait));
    }

    /**
     * Handles a response that calls the endpoint set up wrongly. The endpoint closes, unless events of younger claims
     * got through to it. The first probe goes out at once, with another key if there is one.
     *
     * @return the same verdict; or a refusal of the event if it was refused so before and others have got through
     *     since. A verdict in doubt stays, and so does any within the first backoff after the endpoint opened
     */
    private Verdict endpointRefused(Attempt attempt, Verdict.Misconfigured verdict, Instant now) {
        Endpoint endpoint = requireNonNull(attempt.endpoint);
        boolean again = false;
        for (String id : attempt.ids) {
            again |= refusedBefore(id, endpoints.newestSuccess(endpoint));
        }
        // While the endpoint is closed, a second refusal proves no more than the first.
        if (again && !verdict.inDoubt() && !endpoints.isClosed(endpoint)) {
            if (!endpoints.hasJustOpened(endpoint, now)) {
                forgetIfAlone(attempt);
                eventRefused(attempt, now);
                return new Verdict.Refused(verdict.code(), verdict.message(), List.of(), true);
            }
        } else if (endpoints.refused(endpoint, attempt.claim, claims, verdict.inDoubt(), now)) {
            reviewed();
        }
        return verdict;
    }

    /**
     * Forgets the refusal of a single event, which ends by it. Of several events it is not known which one was refused.
     */
    private void forgetIfAlone(Attempt attempt) {
        if (attempt.ids.size() == 1) {
            refusedAt.remove(attempt.ids.get(0));
        }
    }

    /** Forgets the refusal of an event that ended without a request. */
    void forget(String id) {
        refusedAt.remove(id);
    }

    private boolean refusedBefore(String id, long newestSuccess) {
        Long before = refusedAt.putIfAbsent(id, claims);
        if (refusedAt.size() > REFUSALS_KEPT) {
            refusedAt.remove(refusedAt.keySet().iterator().next());
        }
        return before != null && before < newestSuccess;
    }

    /** Looks again whether any endpoint gets through, after one opened, closed or took an event. */
    private void reviewed() {
        boolean before = misconfigured;
        misconfigured = endpoints.noneGetsThrough();
        if (misconfigured && !before) {
            window.restart(claims, false);
            pausedAtClaim = claims;
            looks = 0;
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
