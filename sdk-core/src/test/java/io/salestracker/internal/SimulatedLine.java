package io.salestracker.internal;

import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Verdict;
import io.salestracker.store.StoreStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Some lanes with endless backlogs at one vendor, in simulated time: no thread, no socket, no waiting. Each lane's
 * decisions are its {@link FlowControl}'s own.
 */
final class SimulatedLine {
    private static final Instant T0 = Instant.parse("2026-03-04T05:06:07Z");
    private static final StoreStatus BACKLOG = new StoreStatus(1_000, T0.minusSeconds(60), null, null, false);
    private static final Duration LEARNING = Duration.ofSeconds(10);

    /** A vendor, told of each request when it arrives. */
    interface Vendor {
        /**
         * Answers a request.
         *
         * @param inFlight the requests at the vendor, with this one
         */
        Answer arrives(double seconds, int inFlight);
    }

    /**
     * An answer.
     *
     * @param status 200, 429, 500 or 503
     * @param retryAfter the time asked for; null if none is
     * @param seconds after which it comes
     */
    record Answer(int status, Duration retryAfter, double seconds) {}

    /** What one lane came to after it had learned. */
    static final class Count {
        long taken;
        long refused;
        long failed;
        double answerSeconds;
        int maxInFlight;

        double meanAnswerSeconds() {
            return answerSeconds / taken;
        }
    }

    private record Happening(Instant at, long order, Node node, long claim, Answer answer) {}

    private final class Node {
        final FlowControl flow;
        final Count count = new Count();
        int inFlight;
        Instant wake = Instant.MAX;

        Node(DeliverySettings settings) {
            flow = new FlowControl(settings, 1, new RetryPolicy(settings, random::nextDouble));
        }
    }

    private final PriorityQueue<Happening> happenings =
            new PriorityQueue<>(Comparator.comparing(Happening::at).thenComparingLong(Happening::order));
    private final List<Node> nodes = new ArrayList<>();
    private final Random random;
    private final Vendor vendor;
    private final boolean tellsTime;
    private Instant now = T0;
    private boolean busy;
    private long order;
    private int atVendor;

    SimulatedLine(Vendor vendor, int lanes, boolean tellsTime, long seed) {
        this.vendor = vendor;
        this.tellsTime = tellsTime;
        this.random = new Random(seed);
        for (int i = 0; i < lanes; i++) {
            Node node = new Node(DeliverySettings.defaults());
            nodes.add(node);
            wake(node, T0.plusMillis(lanes == 1 ? 0 : random.nextInt(2_000)));
        }
    }

    /** Has all timers late, by up to ten milliseconds, as on a machine that has much to do. */
    SimulatedLine onABusyMachine() {
        busy = true;
        return this;
    }

    /** Runs until a time after the start, and returns what each lane came to since the first ten seconds, or the start. */
    List<Count> run(Duration time) {
        Instant end = T0.plus(time);
        while (!happenings.isEmpty() && happenings.peek().at.isBefore(end)) {
            Happening next = happenings.remove();
            now = next.at;
            if (next.answer != null) {
                answered(next);
            } else if (next.claim > 0) {
                arrived(next);
                continue;
            } else if (now.isBefore(next.node.wake)) {
                continue;
            } else {
                next.node.wake = Instant.MAX;
            }
            claimAll(next.node);
        }
        now = end;
        return nodes.stream().map(node -> node.count).toList();
    }

    int window(int lane) {
        return nodes.get(lane).inFlight;
    }

    /** The share of the time since the learning that is over, in seconds. */
    static double secondsAfterLearning(Duration time) {
        return time.minus(LEARNING).toNanos() / 1e9;
    }

    private void claimAll(Node node) {
        for (FlowControl.Claim claim = node.flow.claim(now, BACKLOG, false);
                claim != null;
                claim = node.flow.claim(now, BACKLOG, false)) {
            node.inFlight++;
            node.count.maxInFlight = Math.max(node.count.maxInFlight, node.inFlight);
            // A thread has to wake, and the request has to get there.
            at(now.plusNanos(100_000 + random.nextInt(400_000)), node, claim.number(), null);
        }
        Instant due = node.flow.nextDue(now, BACKLOG);
        if (due != null && due.isAfter(now)) {
            // Timers are late by a little, and sometimes by more.
            long late = (busy || random.nextInt(50) == 0) ? random.nextInt(busy ? 10_000_000 : 5_000_000) : 100_000;
            wake(node, due.plusNanos(late));
        }
    }

    private void arrived(Happening request) {
        atVendor++;
        Answer answer = vendor.arrives(seconds(), atVendor);
        at(now.plusNanos((long) (answer.seconds * 1e9)), request.node, request.claim, answer);
    }

    private void answered(Happening request) {
        atVendor--;
        Node node = request.node;
        node.inFlight--;
        boolean counts = Duration.between(T0, now).compareTo(LEARNING) > 0;
        Answer answer = request.answer;
        Verdict verdict = switch (answer.status) {
            case 200 -> new Verdict.Delivered(List.of());
            case 429, 503 -> new Verdict.Throttled(answer.retryAfter);
            default -> new Verdict.Ambiguous("500");
        };
        if (counts) {
            switch (answer.status) {
                case 200 -> {
                    node.count.taken++;
                    node.count.answerSeconds += answer.seconds;
                }
                case 429, 503 -> node.count.refused++;
                default -> node.count.failed++;
            }
        }
        Duration time = tellsTime ? Duration.ofNanos((long) (answer.seconds * 1e9)) : null;
        node.flow.completed(
                new FlowControl.Attempt(request.claim, null, List.of(), 1, answer.status, time), verdict, now);
        node.flow.done(request.claim);
    }

    private void wake(Node node, Instant at) {
        if (at.isBefore(node.wake)) {
            node.wake = at;
            at(at, node, 0, null);
        }
    }

    private void at(Instant at, Node node, long claim, Answer answer) {
        happenings.add(new Happening(at, order++, node, claim, answer));
    }

    private double seconds() {
        return Duration.between(T0, now).toNanos() / 1e9;
    }
}
