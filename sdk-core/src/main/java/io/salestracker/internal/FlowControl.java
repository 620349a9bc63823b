package io.salestracker.internal;

import io.salestracker.LaneState;
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
 * A lane's decisions: how many events may be claimed now, and what an answer changes. Without threads, clock or lock of
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
    private static final int MOST_DOUBLED = 4;

    private final DeliverySettings settings;
    private final int batchSize;
    private final RetryPolicy retries;
    private final EndpointStates endpoints;

    // As it is beside the endpoints: never REFUSED.
    private LaneState state = LaneState.OPEN;
    private boolean refused;
    // The claim that a refused lane has under way beside those from before; 0 if there is none.
    private long looking;
    private int looks;
    private Instant closedUntil = Instant.MIN;
    private int window;
    private int inFlight;
    private int failuresInRow;
    private int pausesInRow;
    private int throttlesInRow;
    private long claims;
    // The newest claim when the lane last closed: what was under way then says nothing of how it stands since.
    private long closedSince;
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

    /** Leave to claim up to {@code most} events; {@code number} tells claims apart by age. */
    record Claim(int most, long number) {}

    /**
     * Decides how many events a sender may claim now, and counts the sender as in flight if any. It must tell when it
     * is {@link #done()}.
     *
     * @param due what the store could hand out
     * @param hurry true to send half-full batches
     */
    @Nullable
    Claim claim(Instant now, StoreStatus due, boolean hurry) {
        int most = mostToClaim(now);
        if (most == 0 || due.claimable() == 0) {
            return null;
        }
        Instant oldest = due.oldest();
        boolean lingers = !hurry
                && !refused
                && due.claimable() < most
                && oldest != null
                && now.isBefore(oldest.plus(settings.flushInterval()));
        if (lingers) {
            return null;
        }
        inFlight++;
        claims++;
        if (refused) {
            looking = claims;
        }
        return new Claim(most, claims);
    }

    private int mostToClaim(Instant now) {
        if (now.isBefore(closedUntil)) {
            return 0;
        }
        if (refused) {
            return mayLook(now) ? 1 : 0;
        }
        if (inFlight >= window) {
            return 0;
        }
        // A probe may end Unconfirmed, so it risks one event, not a batch.
        return state == LaneState.BACKING_OFF ? 1 : maxBatch;
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
        return !refused && !now.isBefore(closedUntil);
    }

    /** Decides whether a claim's request, its first or a further one, may go to its endpoint now. */
    EndpointStates.Leave leave(Endpoint endpoint, long claim, boolean first, Instant now) {
        EndpointStates.Leave leave = endpoints.leave(endpoint, claim, first, now);
        if (leave.probe()) {
            looks = 0;
        } else if (leave.until() != null) {
            looks++;
        }
        return leave;
    }

    /** No request of this claim is under way any more, and none will be. */
    void over(long claim) {
        endpoints.over(claim);
        if (looking == claim) {
            looking = 0;
        }
    }

    /** A sender that claimed holds nothing any more. */
    void done() {
        inFlight--;
        if (inFlight == 0) {
            looking = 0;
        }
    }

    /** When a claim may become possible though nothing else happens; null if only an event or an answer can. */
    @Nullable
    Instant nextDue(Instant now, StoreStatus due) {
        if (inFlight >= (refused ? settings.maxInFlight() : window) || (refused && looking != 0)) {
            return null;
        }
        if (now.isBefore(closedUntil)) {
            return closedUntil;
        }
        if (refused) {
            return mayLook(now) ? due.next() : endpoints.nextProbe();
        }
        Instant oldest = due.oldest();
        Instant full = oldest == null ? null : oldest.plus(settings.flushInterval());
        Instant next = due.next();
        return full == null || (next != null && next.isBefore(full)) ? next : full;
    }

    /** How many bytes a request of several events may have: what was last answered 413 less, for a while. */
    long maxBatchBytes(Instant now) {
        return now.isBefore(maxBatchBytesUntil) ? maxBatchBytes : Long.MAX_VALUE;
    }

    LaneState state(Instant now) {
        if (refused) {
            return LaneState.REFUSED;
        }
        if (state == LaneState.THROTTLED || state == LaneState.BACKING_OFF) {
            return now.isBefore(closedUntil) ? state : LaneState.RAMPING;
        }
        return state == LaneState.OPEN && window < settings.maxInFlight() ? LaneState.RAMPING : state;
    }

    @Nullable
    Instant pausedUntil(Instant now) {
        Instant probe = refused ? endpoints.nextProbe() : null;
        Instant until = probe == null ? closedUntil : later(closedUntil, probe);
        return now.isBefore(until) ? until : null;
    }

    /** The vendor took something of a request that belonged to this claim. */
    void succeeded(Endpoint endpoint, long claim, Instant now) {
        endpoints.succeeded(endpoint, claim, now);
        reviewed();
        maxBatch = Math.min(batchSize, maxBatch * 2);
        if (!refused) {
            alive(claim, now);
        }
    }

    /** The vendor refused an event for what it is, so the way to it is in order. */
    void eventRefused(long claim, Instant now) {
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
        if (claim > closedSince && !now.isBefore(closedUntil)) {
            state = LaneState.OPEN;
            pausesInRow = 0;
            throttlesInRow = 0;
            window = Math.min(settings.maxInFlight(), window * 2);
        }
    }

    /** The request was too large; the limit to keep to is half of it. */
    void tooLarge(long claim, long bytes, Instant now) {
        endpoints.over(claim);
        if (!refused) {
            alive(claim, now);
        }
        maxBatchBytes = Math.max(1, Math.min(maxBatchBytes(now), bytes / 2));
        maxBatchBytesUntil = now.plus(SIZE_KEPT);
    }

    /** The vendor asks to slow down: the whole lane pauses. Without a time of its own, one pause at a time counts. */
    void throttled(long claim, @Nullable Duration asked, Instant now) {
        endpoints.over(claim);
        boolean paused = now.isBefore(closedUntil);
        if (!paused) {
            throttlesInRow++;
        } else if (asked == null) {
            return;
        }
        Duration wait = asked == null ? retries.backoff(throttlesInRow, Verdict.THROTTLED) : asked;
        pause(LaneState.THROTTLED, wait.compareTo(settings.retryAfterCap()) > 0 ? settings.retryAfterCap() : wait, now);
    }

    /** A request to this endpoint failed, see {@link #failed(Verdict, Instant)}. */
    void failed(Endpoint endpoint, long claim, Verdict verdict, Instant now) {
        endpoints.probeFailed(endpoint, claim, now);
        failed(verdict, now);
    }

    /** An attempt failed. When eight in a row fail, or as many as can be in flight if that is less, the lane pauses. */
    void failed(Verdict verdict, Instant now) {
        failuresInRow++;
        int most = Math.min(MAX_FAILURES_IN_ROW, settings.maxInFlight());
        if (!refused && failuresInRow >= most && !now.isBefore(closedUntil)) {
            pausesInRow++;
            int doubled = verdict instanceof Verdict.NotProcessed ? Math.min(pausesInRow, MOST_DOUBLED) : pausesInRow;
            pause(LaneState.BACKING_OFF, retries.backoff(doubled, verdict), now);
        }
    }

    /** When an event's wait ends: where the whole lane waits, no later than that, as the event is not what is wrong. */
    Instant endOfWait(Instant own, Instant now) {
        return now.isBefore(closedUntil) && closedUntil.isBefore(own) ? closedUntil : own;
    }

    /** When the wait of an event ends that its endpoint refused: no sooner than the next probe. */
    Instant endOfWait(Endpoint endpoint, Instant own) {
        return later(own, endpoints.nextProbe(endpoint));
    }

    private void pause(LaneState reason, Duration wait, Instant now) {
        window = 1;
        closedSince = claims;
        state = reason;
        closedUntil = later(closedUntil, now.plus(wait));
    }

    /**
     * A request was answered as if its endpoint were set up wrongly. Unless events of younger claims got through there
     * the endpoint closes; the first probe goes out at once, with another key if there is one.
     *
     * @param ids the request's events
     * @param inDoubt true if they may have been taken all the same
     * @return true if one of them was refused so before, and others were delivered there since: then the fault is the
     *     event's own. Never true in doubt, nor within the first backoff after the endpoint opened
     */
    boolean refused(Endpoint endpoint, long claim, List<String> ids, boolean inDoubt, Instant now) {
        boolean again = false;
        for (String id : ids) {
            again |= refusedBefore(id, endpoints.newestSuccess(endpoint));
        }
        // While the endpoint is closed a second refusal proves no more than the first.
        if (again && !inDoubt && !endpoints.isClosed(endpoint)) {
            if (endpoints.hasJustOpened(endpoint, now)) {
                return false;
            }
            eventRefused(claim, now);
            return true;
        }
        if (endpoints.refused(endpoint, claim, claims, inDoubt, now)) {
            reviewed();
        }
        return false;
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
            closedSince = claims;
            looks = 0;
        }
    }

    /**
     * An event ended.
     *
     * @return true if others are remembered as refused
     */
    boolean ended(String id) {
        refusedAt.remove(id);
        return !refusedAt.isEmpty();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
