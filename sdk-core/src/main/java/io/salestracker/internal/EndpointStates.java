package io.salestracker.internal;

import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lane's knowledge of its endpoints. An endpoint that refuses as if it were set up wrongly closes, unless a younger claim has
 * got through to it; a closed one is probed with one request at a time and opens when a probe is delivered. Claims are
 * known by their numbers, which grow. Part of {@link FlowControl}, so without threads, clock or lock of its own.
 *
 * <p>Bounded: the endpoint that was used longest ago is forgotten, which costs a closed one no more than one request.
 */
final class EndpointStates {
    static final int MAX_ENDPOINTS = 100;

    /** So many probes of an endpoint that has just closed follow one another without a wait. */
    static final int PROBES_AT_ONCE = 3;

    /** So many further ones wait for the backoff, and the others for the probe interval. */
    static final int PROBES_AT_BACKOFF = 3;

    /**
     * Events that were tried before stand back by a millisecond for each time, up to so many, so that each probe is of
     * another key. The probe interval is shorter by as much.
     */
    static final int MAX_STAND_BACK = 20;

    // An endpoint that has just opened may refuse for so long what it will take: a vendor is put right on one of its
    // servers after the other. By default 5 s; waiting costs a bad event nothing, and judging early would cost a sale.
    private static final int GRACE_BACKOFFS = 10;
    private static final Duration MIN_GRACE = Duration.ofSeconds(1);

    // An event that finds a probe under way looks again after the backoff, which doubles only so far.
    private static final int MAX_DOUBLED = 4;
    private static final Verdict REFUSED = new Verdict.Misconfigured("", "");

    private final DeliverySettings settings;
    private final RetryPolicy retries;
    private final Duration grace;
    private final Map<Endpoint, State> states = new LinkedHashMap<>(16, 0.75f, true);
    private int closed;

    private static final class State {
        private long newestSuccess;
        private boolean closed;
        // The newest claim when it closed: those up to it were under way.
        private long closedSince;
        private int failedProbes;
        // The claim whose request is the probe under way; 0 if none is.
        private long probe;
        private Instant nextProbe = Instant.MIN;
        private Instant openedAt = Instant.MIN;
    }

    EndpointStates(DeliverySettings settings, RetryPolicy retries) {
        this.settings = settings;
        this.retries = retries;
        Duration ten = settings.backoffBase().multipliedBy(GRACE_BACKOFFS);
        this.grace = ten.compareTo(MIN_GRACE) < 0 ? MIN_GRACE : ten;
    }

    /**
     * Leave to send a request.
     *
     * @param probe true if the request is a probe, which carries one event
     * @param until until when the request must wait; null if it may go now
     */
    record Leave(boolean probe, @Nullable Instant until) {
        static final Leave SEND = new Leave(false, null);
        static final Leave PROBE = new Leave(true, null);
    }

    /**
     * Decides whether a request of this claim may be sent now. It may be as a probe, which is then under way; and as the
     * first request of a claim from before the endpoint closed, which was as good as under way.
     */
    Leave leave(Endpoint endpoint, long claim, boolean first, Instant now) {
        State state = states.get(endpoint);
        if (state == null || !state.closed || (first && claim <= state.closedSince)) {
            return Leave.SEND;
        }
        if (state.probe == claim) {
            return Leave.PROBE;
        }
        if (state.probe != 0) {
            int doubled = Math.min(state.failedProbes + 1, MAX_DOUBLED);
            return new Leave(false, now.plus(retries.backoff(doubled, REFUSED)));
        }
        if (now.isBefore(state.nextProbe)) {
            return new Leave(false, state.nextProbe);
        }
        state.probe = claim;
        return Leave.PROBE;
    }

    /** The endpoint took something. A request that was under way when it closed does not open it. */
    void succeeded(Endpoint endpoint, long claim, Instant now) {
        State state = states.computeIfAbsent(endpoint, unknown -> new State());
        state.newestSuccess = Math.max(state.newestSuccess, claim);
        if (state.closed && state.probe == claim) {
            state.closed = false;
            state.probe = 0;
            state.openedAt = now;
            closed--;
        }
        forgetOldest();
    }

    /** Tells whether the endpoint is closed. */
    boolean isClosed(Endpoint endpoint) {
        State state = states.get(endpoint);
        return state != null && state.closed;
    }

    /**
     * Tells whether an open endpoint opened so lately that a refusal may still come from before: a vendor that is put right
     * is so on one of its servers after the other.
     */
    boolean hasJustOpened(Endpoint endpoint, Instant now) {
        State state = states.get(endpoint);
        return state != null && now.isBefore(state.openedAt.plus(grace));
    }

    /** The newest claim that the endpoint took something of; 0 if there is none. */
    long newestSuccess(Endpoint endpoint) {
        State state = states.get(endpoint);
        return state == null ? 0 : state.newestSuccess;
    }

    /**
     * The endpoint refused a request as if it were set up wrongly.
     *
     * @param newestClaim the newest claim of all
     * @param costly true if the refused request's events are in doubt, so that fewer are spent on probes
     * @return true if the endpoint closes now
     */
    boolean refused(Endpoint endpoint, long claim, long newestClaim, boolean costly, Instant now) {
        State state = states.computeIfAbsent(endpoint, unknown -> new State());
        if (state.closed) {
            probeFailed(endpoint, claim, now);
            return false;
        }
        if (state.newestSuccess > claim) {
            return false;
        }
        state.closed = true;
        state.closedSince = newestClaim;
        state.failedProbes = costly ? PROBES_AT_ONCE - 1 : 0;
        state.nextProbe = now;
        closed++;
        forgetOldest();
        return true;
    }

    /** The request failed; if it was a probe the next one has to wait. Any other request counts for nothing. */
    void probeFailed(Endpoint endpoint, long claim, Instant now) {
        State state = states.get(endpoint);
        if (state == null || state.probe != claim) {
            return;
        }
        state.probe = 0;
        state.failedProbes++;
        int waited = state.failedProbes - PROBES_AT_ONCE + 1;
        if (waited > PROBES_AT_BACKOFF) {
            Duration interval = settings.probeInterval();
            Duration half = interval.dividedBy(2);
            Duration standBack = Duration.ofMillis(MAX_STAND_BACK);
            state.nextProbe = now.plus(interval).minus(half.compareTo(standBack) < 0 ? half : standBack);
        } else if (waited > 0) {
            state.nextProbe = now.plus(retries.backoff(waited, REFUSED));
        } else {
            state.nextProbe = now;
        }
    }

    /** No request of this claim is under way any more. A probe without a response of its own is followed by another. */
    void over(long claim) {
        if (closed > 0) {
            for (State state : states.values()) {
                if (state.probe == claim) {
                    state.probe = 0;
                }
            }
        }
    }

    /** Tells whether an endpoint is closed and none that is open has let anything through. */
    boolean noneGetsThrough() {
        if (closed == 0) {
            return false;
        }
        for (State state : states.values()) {
            if (!state.closed && state.newestSuccess > 0) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether every closed endpoint is past its quick probes, so that the next one is a probe interval away. */
    boolean probesSlowly() {
        for (State state : states.values()) {
            if (state.closed && state.failedProbes < PROBES_AT_ONCE + PROBES_AT_BACKOFF) {
                return false;
            }
        }
        return true;
    }

    /** When the next probe may go out; null if none may before another has its response. */
    @Nullable
    Instant nextProbe() {
        Instant next = null;
        for (State state : states.values()) {
            if (state.closed && state.probe == 0 && (next == null || state.nextProbe.isBefore(next))) {
                next = state.nextProbe;
            }
        }
        return next;
    }

    /** When the next probe of this endpoint may go out; in the past if it is open. */
    Instant nextProbe(Endpoint endpoint) {
        State state = states.get(endpoint);
        return state == null || !state.closed ? Instant.MIN : state.nextProbe;
    }

    private void forgetOldest() {
        if (states.size() > MAX_ENDPOINTS) {
            Endpoint oldest = states.keySet().iterator().next();
            State forgotten = states.remove(oldest);
            if (forgotten != null && forgotten.closed) {
                closed--;
            }
        }
    }
}
