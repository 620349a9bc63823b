package io.salestracker.internal;

import io.salestracker.LaneState;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.delivery.Due;
import io.salestracker.destination.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lane's decisions: how many events may be claimed now, and what an answer changes. Without threads, clock or lock of
 * its own; the lane guards it, and tests step it.
 *
 * <p>The lane is open; or paused until a time, because the vendor asked or too many attempts in a row failed; or
 * refused, because credentials, address or rights are. From a pause it works up from one request in flight, doubling
 * with each success. A refused lane probes with single events until one is delivered.
 */
final class LaneRules {
    /** For how long a batch size in bytes that was answered 413 is remembered. */
    static final Duration SIZE_KEPT = Duration.ofMinutes(10);

    private static final int REFUSALS_KEPT = 10_000;
    // Asking a vendor that takes nothing whether it is back costs no event, so that wait doubles only so far.
    private static final int MOST_DOUBLED = 4;

    private final DeliverySettings settings;
    private final int batchSize;
    private final RetryPolicy retries;

    private LaneState state = LaneState.OPEN;
    private Instant closedUntil = Instant.MIN;
    private int window;
    private int inFlight;
    private int failuresInRow;
    private int pausesInRow;
    private int throttlesInRow;
    private long claims;
    private long newestSuccess;
    // The newest claim when the lane last closed: what was under way then says nothing of how it stands since.
    private long closedSince;
    private long maxBatchBytes = Long.MAX_VALUE;
    private Instant maxBatchBytesUntil = Instant.MIN;
    // The newest claim when an event was first refused as the lane's fault: refused again after a younger one was
    // delivered, it is the event's. Bounded; an event that is forgotten costs one more probe.
    private final Map<String, Long> refusedAt = new LinkedHashMap<>();

    LaneRules(DeliverySettings settings, int batchSize, RetryPolicy retries) {
        this.settings = settings;
        this.batchSize = batchSize;
        this.retries = retries;
        this.window = settings.maxInFlight();
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
    Claim claim(Instant now, Due due, boolean hurry) {
        int most = mostToClaim(now);
        if (most == 0 || due.claimable() == 0) {
            return null;
        }
        boolean probing = state == LaneState.REFUSED;
        Instant oldest = due.oldest();
        boolean lingers = !hurry
                && !probing
                && due.claimable() < most
                && oldest != null
                && now.isBefore(oldest.plus(settings.flushInterval()));
        if (lingers) {
            return null;
        }
        inFlight++;
        claims++;
        return new Claim(most, claims);
    }

    private int mostToClaim(Instant now) {
        if (inFlight >= window || now.isBefore(closedUntil)) {
            return 0;
        }
        // What is sent to see whether a vendor is back may be lost in doubt.
        return state == LaneState.REFUSED || state == LaneState.BACKING_OFF ? 1 : batchSize;
    }

    /** Tells whether a sender that claimed may send another request now. */
    boolean maySend(Instant now) {
        return state != LaneState.REFUSED && !now.isBefore(closedUntil);
    }

    /** A sender that claimed holds nothing any more. */
    void done() {
        inFlight--;
    }

    /** When a claim may become possible though nothing else happens; null if only an event or an answer can. */
    @Nullable
    Instant nextDue(Instant now, Due due) {
        if (inFlight >= window) {
            return null;
        }
        if (now.isBefore(closedUntil)) {
            return closedUntil;
        }
        Instant oldest = due.oldest();
        Instant full = oldest == null ? null : oldest.plus(settings.flushInterval());
        Instant next = due.next();
        return full == null || (next != null && next.isBefore(full)) ? next : full;
    }

    /** How many events a claim is made of. */
    int batchSize() {
        return batchSize;
    }

    /** How many bytes a request of several events may have: what was last answered 413 less, for a while. */
    long maxBatchBytes(Instant now) {
        return now.isBefore(maxBatchBytesUntil) ? maxBatchBytes : Long.MAX_VALUE;
    }

    LaneState state(Instant now) {
        if (state == LaneState.THROTTLED || state == LaneState.BACKING_OFF) {
            return now.isBefore(closedUntil) ? state : LaneState.RAMPING;
        }
        return state == LaneState.OPEN && window < settings.maxInFlight() ? LaneState.RAMPING : state;
    }

    @Nullable
    Instant pausedUntil(Instant now) {
        return now.isBefore(closedUntil) ? closedUntil : null;
    }

    /** The vendor took something of a request that belonged to this claim. */
    void succeeded(long claim, Instant now) {
        newestSuccess = Math.max(newestSuccess, claim);
        if (state == LaneState.REFUSED) {
            if (claim <= closedSince) {
                return;
            }
            closedUntil = Instant.MIN;
        }
        alive(claim, now);
    }

    /** The vendor refused an event for what it is, so the way to it is in order. */
    void eventRefused(long claim, Instant now) {
        if (state != LaneState.REFUSED) {
            alive(claim, now);
        }
    }

    private void alive(long claim, Instant now) {
        failuresInRow = 0;
        // What was under way when the lane paused does not shorten the pause, nor the way back from it.
        if (claim > closedSince && !now.isBefore(closedUntil)) {
            state = LaneState.OPEN;
            pausesInRow = 0;
            throttlesInRow = 0;
            window = Math.min(settings.maxInFlight(), window * 2);
        }
    }

    /** The request was too large; the limit to keep to is half of it. */
    void tooLarge(long claim, long bytes, Instant now) {
        eventRefused(claim, now);
        maxBatchBytes = Math.max(1, Math.min(maxBatchBytes(now), bytes / 2));
        maxBatchBytesUntil = now.plus(SIZE_KEPT);
    }

    /** The vendor asks to slow down: the whole lane pauses. Without a time of its own, one pause at a time counts. */
    void throttled(@Nullable Duration asked, Instant now) {
        boolean paused = now.isBefore(closedUntil);
        if (!paused) {
            throttlesInRow++;
        } else if (asked == null) {
            return;
        }
        Duration wait = asked == null ? retries.backoff(throttlesInRow, Verdict.THROTTLED) : asked;
        pause(LaneState.THROTTLED, wait.compareTo(settings.retryAfterCap()) > 0 ? settings.retryAfterCap() : wait, now);
    }

    /** An attempt failed. When as many in a row fail as can be in flight, the lane pauses. */
    void failed(Verdict verdict, Instant now) {
        failuresInRow++;
        if (state == LaneState.REFUSED) {
            closedUntil = later(closedUntil, now.plus(settings.probeInterval()));
        } else if (failuresInRow >= settings.maxInFlight() && !now.isBefore(closedUntil)) {
            pausesInRow++;
            int doubled = verdict instanceof Verdict.NotProcessed ? Math.min(pausesInRow, MOST_DOUBLED) : pausesInRow;
            pause(LaneState.BACKING_OFF, retries.backoff(doubled, verdict), now);
        }
    }

    /** When an event's wait ends: where the whole lane waits, no later than that, as the event is not what is wrong. */
    Instant endOfWait(Instant own, Instant now) {
        return now.isBefore(closedUntil) && closedUntil.isBefore(own) ? closedUntil : own;
    }

    private void pause(LaneState reason, Duration wait, Instant now) {
        window = 1;
        closedSince = claims;
        if (state != LaneState.REFUSED) {
            state = reason;
        }
        closedUntil = later(closedUntil, now.plus(wait));
    }

    /**
     * The lane seems to be set up wrongly. The first probe goes out at once, with another key if there is one, unless
     * the vendor asked for a pause; further ones at the probe interval.
     *
     * @return true if this is news
     */
    boolean refused(Instant now) {
        window = 1;
        if (state == LaneState.REFUSED) {
            closedUntil = later(closedUntil, now.plus(settings.probeInterval()));
            return false;
        }
        state = LaneState.REFUSED;
        closedSince = claims;
        return true;
    }

    /**
     * Notes that an event was answered as if the lane were set up wrongly.
     *
     * @return true if it was before, and others were delivered since: then it is the event's own fault
     */
    boolean refusedAgain(String id) {
        Long before = refusedAt.putIfAbsent(id, claims);
        if (refusedAt.size() > REFUSALS_KEPT) {
            refusedAt.remove(refusedAt.keySet().iterator().next());
        }
        return before != null && before < newestSuccess;
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
