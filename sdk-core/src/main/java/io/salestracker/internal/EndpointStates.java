package io.salestracker.internal;

import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Knows which endpoints of a lane get through. An endpoint closes when it refuses a request as set up wrongly, unless a
 * younger claim has got through to it. A closed one is probed with one request at a time, and opens when a probe is
 * delivered. Claims are numbered in order. Part of {@link FlowControl}, so without threads, clock or lock of its own.
 *
 * <p>Bounded: the endpoint that was used longest ago is forgotten. If it was closed, that costs one more request.
 */
final class EndpointStates {
    static final int MAX_ENDPOINTS = 100;

    /** Number of probes that follow one another without a wait, when an endpoint has just closed. */
    static final int PROBES_AT_ONCE = 3;

    /** Number of further probes that wait for the backoff. All later ones wait for the probe interval. */
    static final int PROBES_AT_BACKOFF = 3;

    /**
     * Maximum of milliseconds by which a tried event is postponed, one for each attempt. So each probe has another key.
     * The probe interval is shortened by the same amount.
     */
    static final int MAX_STAND_BACK = 20;

    // A vendor is repaired one server after the other, so an endpoint that has just opened may still refuse good
    // events. By default 5 s: waiting costs a bad event nothing, and a rejection would cost a sale.
    private static final int GRACE_BACKOFFS = 10;
    private static final Duration MIN_GRACE = Duration.ofSeconds(1);

    // An event that finds a probe under way is tried again after the backoff, which stops doubling here.
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
        // Number of the newest claim when it closed. Requests up to it were in flight.
        private long closedAtClaim;
        private int failedProbes;
        // Number of the claim that the probe in flight belongs to; 0 if there is none.
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
     * Permission to send a request.
     *
     * @param probe true if the request is a probe, which carries one event
     * @param until when the request may be tried; null for now
     */
    record Leave(boolean probe, @Nullable Instant until) {
        static final Leave SEND = new Leave(false, null);
        static final Leave PROBE = new Leave(true, null);
    }

    /**
     * Decides whether a request of this claim may be sent now. To a closed endpoint it may go as the one probe. The
     * first request of a claim from before the endpoint closed may go too, since it counts as in flight.
     */
    Leave leave(Endpoint endpoint, long claim, boolean first, Instant now) {
        State state = states.get(endpoint);
        if (state == null || !state.closed || (first && claim <= state.closedAtClaim)) {
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

    /** The endpoint took an event. Only a probe opens a closed endpoint, not a request from before it closed. */
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

    /** Tells whether an endpoint opened so recently that a refusal may come from a server that is not repaired yet. */
    boolean hasJustOpened(Endpoint endpoint, Instant now) {
        State state = states.get(endpoint);
        return state != null && now.isBefore(state.openedAt.plus(grace));
    }

    /** Number of the newest claim that got through to the endpoint; 0 if there is none. */
    long newestSuccess(Endpoint endpoint) {
        State state = states.get(endpoint);
        return state == null ? 0 : state.newestSuccess;
    }

    /**
     * The endpoint refused a request as set up wrongly.
     *
     * @param newestClaim the number of the newest claim of the lane
     * @param costly true if the refused events are in doubt, so that fewer are risked as probes
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
        state.closedAtClaim = newestClaim;
        state.failedProbes = costly ? PROBES_AT_ONCE - 1 : 0;
        state.nextProbe = now;
        closed++;
        forgetOldest();
        return true;
    }

    /** Counts a failed probe, after which the next one has to wait. Other requests change nothing. */
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

    /** Ends a claim. If its probe got no verdict on the endpoint, another probe may follow. */
    void over(long claim) {
        if (closed > 0) {
            for (State state : states.values()) {
                if (state.probe == claim) {
                    state.probe = 0;
                }
            }
        }
    }

    /** Tells whether an endpoint is closed and no open one has let an event through. */
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

    /**
     * Tells whether every closed endpoint is past its quick probes, so that the next probe is a whole interval away.
     */
    boolean probesSlowly() {
        for (State state : states.values()) {
            if (state.closed && state.failedProbes < PROBES_AT_ONCE + PROBES_AT_BACKOFF) {
                return false;
            }
        }
        return true;
    }

    /** The time of the next probe; null if each closed endpoint has one in flight. */
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

    /** The time of this endpoint's next probe; in the past if it is open. */
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
