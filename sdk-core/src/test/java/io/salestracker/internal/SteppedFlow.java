package io.salestracker.internal;

import io.salestracker.DestinationState;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Verdict;
import io.salestracker.store.StoreStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A lane's flow control, with a word for each verdict that a test hands to {@link FlowControl#completed}. */
final class SteppedFlow {
    private final FlowControl flow;

    SteppedFlow(DeliverySettings settings, int batchSize) {
        this.flow = new FlowControl(settings, batchSize, new RetryPolicy(settings, () -> 0));
    }

    private FlowControl.Completion completed(
            Endpoint endpoint, long claim, List<String> ids, long bytes, Verdict verdict, Instant now) {
        int status = verdict instanceof Verdict.Throttled ? 503 : 0;
        return flow.completed(new FlowControl.Attempt(claim, endpoint, ids, bytes, status, null), verdict, now);
    }

    FlowControl.Claim claim(Instant now, StoreStatus status, boolean hurries) {
        return flow.claim(now, status, hurries);
    }

    EndpointStates.Leave begin(Endpoint endpoint, long claim, boolean first, Instant now) {
        return flow.begin(endpoint, claim, first, now);
    }

    boolean maySend(Instant now) {
        return flow.maySend(now);
    }

    Instant nextDue(Instant now, StoreStatus status) {
        return flow.nextDue(now, status);
    }

    DestinationState state(Instant now) {
        return flow.state(now);
    }

    Instant pausedUntil(Instant now) {
        return flow.pausedUntil(now);
    }

    void scatter() {
        flow.scatter();
    }

    /** A claim that no request belongs to is over. */
    void done() {
        flow.done(0);
    }

    void done(long claim) {
        flow.done(claim);
    }

    void succeeded(Endpoint endpoint, long claim, List<String> ids, Instant now) {
        completed(endpoint, claim, ids, 1, new Verdict.Delivered(List.of()), now);
    }

    void eventRefused(long claim, Instant now) {
        completed(null, claim, List.of(), 1, new Verdict.Refused("bad", "", List.of(), true), now);
    }

    void tooLarge(long claim, long bytes, Instant now) {
        completed(null, claim, List.of(), bytes, new Verdict.TooLarge(), now);
    }

    /** A 503 with {@code Retry-After}: the lane pauses and keeps no pace. */
    void throttled(long claim, Duration asked, Instant now) {
        completed(null, claim, List.of(), 1, new Verdict.Throttled(asked), now);
    }

    /** A 429. */
    void tooFast(long claim, Duration asked, Instant now) {
        flow.completed(
                new FlowControl.Attempt(claim, null, List.of(), 1, 429, null), new Verdict.Throttled(asked), now);
    }

    FlowControl.Completion failed(Endpoint endpoint, long claim, Verdict verdict, Instant now) {
        return completed(endpoint, claim, List.of(), 1, verdict, now);
    }

    /** Refuses an endpoint; true if that is the event's own fault. */
    boolean refused(Endpoint endpoint, long claim, String id, boolean inDoubt, Instant now) {
        Verdict verdict = new Verdict.Misconfigured("401", "", inDoubt);
        return completed(endpoint, claim, List.of(id), 1, verdict, now).verdict() instanceof Verdict.Refused;
    }

    /** How many bytes a request of several events may have, as the next claim is told. */
    long maxBatchBytes(Instant now) {
        FlowControl.Claim claim = flow.claim(now, new StoreStatus(1_000, Instant.MIN, null, null, false), true);
        flow.done(claim.number());
        return claim.maxBatchBytes();
    }
}
