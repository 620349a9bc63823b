package io.salestracker.examples;

import io.salestracker.DeliveryListener;
import io.salestracker.DeliveryReport;
import io.salestracker.DestinationStats;
import io.salestracker.Outcome.Kind;
import io.salestracker.TrackerStats;
import io.salestracker.testkit.AttemptSummary;
import io.salestracker.testkit.Counts;
import io.salestracker.testkit.Vendor;
import io.salestracker.testkit.VendorSandbox;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the SDK says became of each event with what the sandbox knows, event by event and in sum. There is no
 * tolerance. With <i>taken</i> for accepted or, as Alhena does with an orphan decrease, answered 2xx and ignored:
 *
 * <ul>
 *   <li>{@code Delivered}: taken exactly once, and a 2xx response to it went out whole;
 *   <li>{@code Unconfirmed}: taken once or not at all, which is what the sandbox alone knows;
 *   <li>every other outcome: never taken;
 *   <li>nothing else arrived;
 *   <li>so in sum: accepted + ignored = delivered + those unconfirmed that were taken.
 * </ul>
 *
 * An order that Alhena or Text took before it failed the response is repeated, recognised as a duplicate, and ends as
 * {@code Delivered}: taken once.
 */
final class Reconciliation implements DeliveryListener {
    /** The outcomes of events that got as far as a destination; the others sent nothing that could be compared. */
    private static final Set<Kind> IN_LANE =
            EnumSet.of(Kind.DELIVERED, Kind.REJECTED, Kind.EXPIRED, Kind.DROPPED, Kind.UNCONFIRMED);

    private final Map<String, Told> told = new ConcurrentHashMap<>();
    private final Queue<String> differences = new ConcurrentLinkedQueue<>();

    /** What the SDK told of one destination. */
    private static final class Told {
        final Map<String, Kind> outcomes = new ConcurrentHashMap<>();
        volatile long lastNanos = System.nanoTime();
    }

    /**
     * The result.
     *
     * @param unconfirmedTaken by destination: events the SDK calls unconfirmed that the sandbox took
     * @param compared events compared one by one
     * @param differences what does not agree, in words; empty if all does
     */
    record Result(Map<String, Long> unconfirmedTaken, long compared, List<String> differences) {}

    @Override
    public void onOutcome(DeliveryReport delivery) {
        Told here = told(delivery.destination());
        here.lastNanos = System.nanoTime();
        Kind kind = delivery.outcome().kind();
        if (!IN_LANE.contains(kind)) {
            return;
        }
        String key = EventKey.of(delivery);
        if (key == null) {
            differences.add(delivery.destination() + ": an event came back without its content");
        } else if (here.outcomes.putIfAbsent(key, kind) != null) {
            differences.add(delivery.destination() + ": two outcomes of one event: " + key);
        }
    }

    /** Returns when the last event of a destination ended, in terms of {@link System#nanoTime()}. */
    long lastNanos(String destination) {
        return told(destination).lastNanos;
    }

    /**
     * Compares. To be called after the tracker was closed, so that every outcome was told.
     *
     * @param tracked how many events were tracked for each destination
     */
    Result compare(TrackerStats stats, VendorSandbox sandbox, long tracked) {
        List<String> found = new ArrayList<>(differences);
        Map<String, Long> unconfirmedTaken = new LinkedHashMap<>();
        long compared = 0;
        for (DestinationStats ledger : stats.destinations().values()) {
            String name = ledger.name();
            Map<String, Kind> outcomes = told(name).outcomes;
            check(found, name, "tracked is the sum of all terms", ledger.balanced(), true);
            check(found, name, "tracked", ledger.tracked(), tracked);
            check(found, name, "pending", ledger.pending(), 0L);
            for (Kind kind : EnumSet.of(Kind.DELIVERED, Kind.REJECTED, Kind.UNCONFIRMED)) {
                long heard = outcomes.values().stream().filter(kind::equals).count();
                check(found, name, kind + " as the listener was told", heard, ledger.count(kind));
            }
            Vendor vendor = SandboxTracker.vendor(name);
            long taken = compareEach(found, name, outcomes, sandbox.tally(vendor, EventKey::of));
            unconfirmedTaken.put(name, taken);
            compared += outcomes.size();

            Counts counts = sandbox.counts(vendor);
            check(found, name, "attempts the sandbox has forgotten", counts.letGo(), 0L);
            check(found, name, "accepted + ignored", counts.accepted() + counts.ignored(), ledger.delivered() + taken);
        }
        return new Result(unconfirmedTaken, compared, found);
    }

    /** Returns how many unconfirmed events the sandbox took. */
    private static long compareEach(
            List<String> found, String name, Map<String, Kind> outcomes, Map<String, AttemptSummary> tallies) {
        long unconfirmedTaken = 0;
        for (Map.Entry<String, Kind> event : outcomes.entrySet()) {
            AttemptSummary tally = tallies.getOrDefault(event.getKey(), AttemptSummary.NEVER);
            int taken = tally.accepted() + tally.ignored();
            boolean agrees = switch (event.getValue()) {
                case DELIVERED -> taken == 1 && tally.confirmed() > 0;
                case UNCONFIRMED -> taken <= 1;
                default -> !tally.taken();
            };
            if (!agrees) {
                found.add(
                        name + ": " + event.getKey() + " ended as " + event.getValue() + ", the sandbox has " + tally);
            }
            unconfirmedTaken += event.getValue() == Kind.UNCONFIRMED ? taken : 0;
        }
        for (String key : tallies.keySet()) {
            if (!outcomes.containsKey(key)) {
                found.add(name + ": " + key + " arrived, and nobody sent it");
            }
        }
        return unconfirmedTaken;
    }

    private static void check(List<String> found, String name, String what, Object is, @Nullable Object expected) {
        if (!is.equals(expected)) {
            found.add(name + ": " + what + " is " + is + ", not " + expected);
        }
    }

    private Told told(String destination) {
        return told.computeIfAbsent(destination, name -> new Told());
    }
}
