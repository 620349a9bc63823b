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
 * A lane's decisions: how many events may be claimed now, and what a response changes. Without threads, clock or lock of
 * its own; the lane guards it, and tests step it.
 *
 * <p>The lane is open; or paused until a time, because the vendor asked or too many attempts in a row failed; or
 * refused, because {@link EndpointStates no endpoint gets through}. From a pause it works up from one request in flight,
 * doubling with each success. A refused lane claims single events, one at a time: they are the probes, or find an
 * endpoint that was not tried yet.
 */
final class FlowControl {
    /** For how long a batch size in bytes that was answered 413 is remembered. */
    static final Duration SIZE_KEPT = Duration.ofMinutes(10);

    /** So many events a refused lane looks at between two probes, in search of an endpoint that was not tried yet. */
    static final int MAX_LOOKS = 1_000;

    private static final int REFUSALS_KEPT = 10_000;
    private static final int MAX_FAILURES_IN_ROW = 8;
    // Asking a vendor that takes nothing whether it is back costs no event, so that wait doubles only so far.
    private static final int MAX_DOUBLED = 4;

    private final DeliverySettings settings;
    private final int batchSize;
    private final RetryPolicy retries;
    private final EndpointStates endpoints;

    // As it is beside the endpoints: never MISCONFIGURED.
    private DestinationState state = DestinationState.ACTIVE;
    private boolean refused;
    // The claim that a refused lane has under way beside those from before; 0 if there is none.
    private long looking;
    private int looks;
    private Instant pausedUntil = Instant.MIN;
    private int window;
    private int inFlight;
    private int failuresInRow;
    private int pausesInRow;
    private int throttlesInRow;
    private long claims;
    // The newest claim when the lane last paused: requests that were under way then say nothing of how it stands since.
    private long pausedAtClaim;
    // Less than the batch size after a claim with many refused events, until as many are taken again.
    private int maxBatch;
    private long maxBatchBytes = Long.MAX_VALUE;
    private Instant maxBatchBytesUntil = Instant.MIN;
    // The newest claim when an event was first refused as the endpoint's fault: refused again after a younger one was
    // delivered there, it is the event's. Bounded; an event that is forgotten costs one more probe.
    private final Map<String, Long> refusedAt = new LinkedHashMap<>();

    FlowControl(DeliverySettings settings, int batchSize, RetryPolicy retries) {
        this.settings = settings;
        this.batchSize = batchSize;
        this.retries = retries;
        this.endpoints = new EndpointStates(settings, retries);
        this.window = settings.maxInFlight();
        this.maxBatch = batchSize;
    }

    /**
     * Leave to claim events.
     *
     * @param number tells claims apart by age
     * @param max how many events at most
     * @param maxBatchBytes how many bytes a request of several events may have
     */
    record Claim(long number, int max, long maxBatchBytes) {}

    /**
     * A request, as far as it concerns the lane.
     *
     * @param claim the number of the claim that it belongs to
     * @param endpoint where it went; null if it could not be made
     * @param ids its events
     * @param bytes what they have together
     */
    record Attempt(long claim, @Nullable Endpoint endpoint, List<String> ids, long bytes) {}

    /**
     * What follows from a request.
     *
     * @param verdict what holds for its events: a refusal of the endpoint becomes their own where others get through
     * @param notBefore when the endpoint is probed next, before which events that it refused need not be tried
     * @param notAfter when the lane's pause ends, after which no event needs to wait; null if it is not paused
     */
    record Completion(
            Verdict verdict, Instant notBefore, @Nullable Instant notAfter) {}

    /**
     * Decides how many events may be claimed now, and counts the claim as in flight if any may. It must be told when the
     * claim is {@link #done(long)}.
     *
     * @param status what the store could hand out
     * @param hurries true to send half-full batches
     */
    @Nullable
    Claim claim(Instant now, StoreStatus status, boolean hurries) {
        int max = maxToClaim(now);
        if (max == 0 || status.claimable() == 0) {
            return null;
        }
        Instant oldest = status.oldest();
        boolean lingers = !hurries
                && !refused
                && status.claimable() < max
                && oldest != null
                && now.isBefore(oldest.plus(settings.flushInterval()));
        if (lingers) {
            return null;
        }
        Claim claim = new Claim(claims + 1, max, maxBatchBytes(now));
        inFlight++;
        claims++;
        if (refused) {
            looking = claims;
        }
        return claim;
    }

    private int maxToClaim(Instant now) {
        if (now.isBefore(pausedUntil)) {
            return 0;
        }
        if (refused) {
            return mayLook(now) ? 1 : 0;
        }
        if (inFlight >= window) {
            return 0;
        }
        // A probe may end Unconfirmed, so it risks one event, not a batch.
        return state == DestinationState.BACKING_OFF ? 1 : maxBatch;
    }

    /** Requests from before the lane was refused do not hold up the probe. */
    private boolean mayLook(Instant now) {
        if (looking != 0 || inFlight >= settings.maxInFlight()) {
            return false;
        }
        Instant probe = endpoints.nextProbe();
        boolean probeIsDue = probe != null && !now.isBefore(probe);
        // Soon after a refusal the events had better stay as they stand: the fault may be the refused event's own.
        return probeIsDue || (looks < MAX_LOOKS && endpoints.probesSlowly());
    }

    /** Tells whether a sender that claimed may send another request now. */
    boolean maySend(Instant now) {
        return !refused && !now.isBefore(pausedUntil);
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

    /** A claim holds nothing any more. */
    void done(long claim) {
        endpoints.over(claim);
        inFlight--;
        if (looking == claim || inFlight == 0) {
            looking = 0;
        }
    }

    /** When a claim may become possible though nothing else happens; null if only an event or a response can. */
    @Nullable
    Instant nextDue(Instant now, StoreStatus status) {
        if (inFlight >= (refused ? settings.maxInFlight() : window) || (refused && looking != 0)) {
            return null;
        }
        if (now.isBefore(pausedUntil)) {
            return pausedUntil;
        }
        if (refused) {
            return mayLook(now) ? status.next() : endpoints.nextProbe();
        }
        Instant oldest = status.oldest();
        Instant full = oldest == null ? null : oldest.plus(settings.flushInterval());
        Instant next = status.next();
        return full == null || (next != null && next.isBefore(full)) ? next : full;
    }

    private long maxBatchBytes(Instant now) {
        return now.isBefore(maxBatchBytesUntil) ? maxBatchBytes : Long.MAX_VALUE;
    }

    DestinationState state(Instant now) {
        if (refused) {
            return DestinationState.MISCONFIGURED;
        }
        if (state == DestinationState.THROTTLED || state == DestinationState.BACKING_OFF) {
            return now.isBefore(pausedUntil) ? state : DestinationState.RAMPING_UP;
        }
        return state == DestinationState.ACTIVE && window < settings.maxInFlight()
                ? DestinationState.RAMPING_UP
                : state;
    }

    @Nullable
    Instant pausedUntil(Instant now) {
        Instant probe = refused ? endpoints.nextProbe() : null;
        Instant until = probe == null ? pausedUntil : later(pausedUntil, probe);
        return now.isBefore(until) ? until : null;
    }

    /** A request has ended: brings the lane to the state that follows from the verdict. */
    Completion completed(Attempt attempt, Verdict verdict, Instant now) {
        Verdict holds = verdict;
        if (verdict instanceof Verdict.Delivered) {
            delivered(attempt, now);
        } else if (verdict instanceof Verdict.Refused) {
            forgetIfAlone(attempt);
            eventRefused(attempt.claim, now);
        } else if (verdict instanceof Verdict.TooLarge) {
            forgetIfAlone(attempt);
            tooLarge(attempt, now);
        } else if (verdict instanceof Verdict.Throttled throttled) {
            throttled(attempt.claim, throttled.pause(), now);
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

    /** The vendor took something. */
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
        if (!refused) {
            alive(attempt.claim, now);
        }
    }

    /** The vendor refused an event for what it is, so the way to it is in order. */
    private void eventRefused(long claim, Instant now) {
        endpoints.over(claim);
        if (maxBatch < batchSize) {
            maxBatch = Math.max(1, maxBatch / 2);
        }
        if (!refused) {
            alive(claim, now);
        }
    }

    /**
     * A claim had so many refused events that taking it apart further would keep one sender busy for long. Single events
     * follow, which other senders help with, and each that is taken doubles how many go together.
     */
    void scatter() {
        maxBatch = 1;
    }

    private void alive(long claim, Instant now) {
        failuresInRow = 0;
        // Successes of requests sent before the pause are ignored: they say nothing about now.
        if (claim > pausedAtClaim && !now.isBefore(pausedUntil)) {
            state = DestinationState.ACTIVE;
            pausesInRow = 0;
            throttlesInRow = 0;
            window = Math.min(settings.maxInFlight(), window * 2);
        }
    }

    /** The request was too large; the limit to keep to is half of it. */
    private void tooLarge(Attempt attempt, Instant now) {
        endpoints.over(attempt.claim);
        if (!refused) {
            alive(attempt.claim, now);
        }
        maxBatchBytes = Math.max(1, Math.min(maxBatchBytes(now), attempt.bytes / 2));
        maxBatchBytesUntil = now.plus(SIZE_KEPT);
    }

    /** The vendor asks to slow down: the whole lane pauses. Without a time of its own, one pause at a time counts. */
    private void throttled(long claim, @Nullable Duration asked, Instant now) {
        endpoints.over(claim);
        boolean paused = now.isBefore(pausedUntil);
        if (!paused) {
            throttlesInRow++;
        } else if (asked == null) {
            return;
        }
        Duration wait = asked == null ? retries.backoff(throttlesInRow, Verdict.THROTTLED) : asked;
        pause(
                DestinationState.THROTTLED,
                wait.compareTo(settings.retryAfterCap()) > 0 ? settings.retryAfterCap() : wait,
                now);
    }

    /** An attempt failed. When eight in a row fail, or as many as can be in flight if that is less, the lane pauses. */
    private void failed(Attempt attempt, Verdict verdict, Instant now) {
        Endpoint endpoint = attempt.endpoint;
        if (endpoint != null) {
            endpoints.probeFailed(endpoint, attempt.claim, now);
        }
        failuresInRow++;
        int max = Math.min(MAX_FAILURES_IN_ROW, settings.maxInFlight());
        if (!refused && failuresInRow >= max && !now.isBefore(pausedUntil)) {
            pausesInRow++;
            int doubled = verdict instanceof Verdict.NotProcessed ? Math.min(pausesInRow, MAX_DOUBLED) : pausesInRow;
            pause(DestinationState.BACKING_OFF, retries.backoff(doubled, verdict), now);
        }
    }

    private void pause(DestinationState reason, Duration wait, Instant now) {
        window = 1;
        pausedAtClaim = claims;
        state = reason;
        pausedUntil = later(pausedUntil, now.plus(wait));
    }

    /**
     * A request was answered as if its endpoint were set up wrongly. Unless events of younger claims got through there
     * the endpoint closes; the first probe goes out at once, with another key if there is one.
     *
     * @return the same verdict; or the refusal of the event itself, if it was refused so before and others were delivered
     *     there since. Never that in doubt, nor within the first backoff after the endpoint opened
     */
    private Verdict endpointRefused(Attempt attempt, Verdict.Misconfigured verdict, Instant now) {
        Endpoint endpoint = requireNonNull(attempt.endpoint);
        boolean again = false;
        for (String id : attempt.ids) {
            again |= refusedBefore(id, endpoints.newestSuccess(endpoint));
        }
        // While the endpoint is closed a second refusal proves no more than the first.
        if (again && !verdict.inDoubt() && !endpoints.isClosed(endpoint)) {
            if (!endpoints.hasJustOpened(endpoint, now)) {
                forgetIfAlone(attempt);
                eventRefused(attempt.claim, now);
                return new Verdict.Refused(verdict.code(), verdict.message(), List.of(), true);
            }
        } else if (endpoints.refused(endpoint, attempt.claim, claims, verdict.inDoubt(), now)) {
            reviewed();
        }
        return verdict;
    }

    /** An event that is refused on its own ends. Of several it is not known which, and they come again. */
    private void forgetIfAlone(Attempt attempt) {
        if (attempt.ids.size() == 1) {
            refusedAt.remove(attempt.ids.get(0));
        }
    }

    /** An event ended in another way than by a request. */
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

    /** An endpoint opened or closed, or let something through. */
    private void reviewed() {
        boolean before = refused;
        refused = endpoints.noneGetsThrough();
        if (refused && !before) {
            window = 1;
            pausedAtClaim = claims;
            looks = 0;
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
