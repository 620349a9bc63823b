package io.salestracker.testkit;

import io.salestracker.DestinationStats;
import io.salestracker.Outcome;
import io.salestracker.SalesTracker;
import io.salestracker.TrackerStats;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says of what did not come what came nearest to it, and puts events into words, without identities. */
final class NearestMiss {
    private static final int MAX_LISTED = 5;

    private NearestMiss() {}

    /** An event, and why it is not the one; the nearer, the lower its distance. */
    private record Miss(Received event, int distance, List<String> reasons) {}

    /** Returns what to say where no event matched: the nearest one and its faults, or what there was instead. */
    static String describe(VendorSandbox sandbox, Vendor vendor, Wanted wanted, Set<Long> claimed) {
        List<Received> events = sandbox.events(event -> event.vendor() == vendor && event.kind() != ReceivedKind.TOKEN);
        Miss nearest = events.stream()
                .filter(event -> wanted.isIt().test(event) || wanted.isLike().test(event))
                .map(event -> miss(event, wanted, claimed))
                .min(Comparator.comparingInt(Miss::distance)
                        .thenComparing(Comparator.<Miss>comparingLong(miss -> miss.event.sequence())
                                .reversed()))
                .orElse(null);
        if (nearest != null) {
            return "Nearest: " + words(nearest.event) + "\n  "
                    + nearest.reasons.stream().distinct().collect(Collectors.joining("\n  "));
        }
        List<String> lines = new ArrayList<>();
        lines.add(events.isEmpty() ? vendor.id() + " received nothing." : vendor.id() + " received:" + list(events));
        for (Received other : sandbox.events(event -> event.vendor() != vendor && wanted.matches(event))) {
            lines.add(other.vendor().id() + " received it: " + words(other));
        }
        String told = tracker(sandbox.trackerInUse(), vendor);
        if (told != null) {
            lines.add(told);
        }
        return String.join("\n", lines);
    }

    private static Miss miss(Received event, Wanted wanted, Set<Long> claimed) {
        List<String> reasons = new ArrayList<>();
        int distance = 0;
        if (!wanted.isIt().test(event)) {
            distance += 100;
            reasons.add("it is not written the same");
        }
        if (event.disposition() != wanted.disposition()) {
            distance += 10;
            reasons.add(disposition(event));
        }
        for (Wanted.Condition condition : wanted.conditions()) {
            if (!condition.holds().test(event)) {
                distance++;
                reasons.add(condition.instead().apply(event));
            }
        }
        if (reasons.isEmpty() && claimed.contains(event.sequence())) {
            distance++;
            reasons.add("it is the one of an assertion before; there is no other");
        }
        return new Miss(event, distance, reasons);
    }

    private static String disposition(Received event) {
        return switch (event.disposition()) {
            case ACCEPTED -> "it was accepted";
            case DUPLICATE -> "the vendor already had it";
            case FAULTED -> "a fault came first: " + event.fault();
            case IGNORED -> "it was ignored: " + event.reason();
            case REJECTED -> "it was rejected: " + event.reason();
        };
    }

    /** Returns what the tracker made of the events that never reached this vendor, or null. */
    private static @Nullable String tracker(@Nullable SalesTracker tracker, Vendor vendor) {
        if (tracker == null) {
            return null;
        }
        TrackerStats stats = tracker.stats();
        DestinationStats ledger = stats.destination(vendor.id());
        List<String> ends = new ArrayList<>();
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            ledger.reasons(kind)
                    .forEach((reason, count) -> ends.add(
                            count + " " + kind.word() + (reason.equals(kind.name()) ? "" : " (" + reason + ")")));
        }
        if (ledger.pending() > 0) {
            ends.add(ledger.pending() + " pending, " + ledger.state());
        }
        return "The sandbox's tracker says of " + vendor.id() + ": "
                + (ends.isEmpty() ? "nothing was tracked" : String.join(", ", ends));
    }

    /** Returns the latest events, a line each. */
    static String list(List<Received> events) {
        int left = Math.max(0, events.size() - MAX_LISTED);
        return (left == 0 ? "" : "\n  " + left + " earlier, and")
                + events.subList(left, events.size()).stream()
                        .map(event -> "\n  " + words(event) + (event.reason() == null ? "" : ": " + event.reason()))
                        .collect(Collectors.joining());
    }

    /** Returns an event in words: {@code #3 order "1042", 149.90 USD, REJECTED (422)}. */
    static String words(Received event) {
        StringBuilder words = new StringBuilder("#").append(event.sequence()).append(' ');
        words.append(event.kind() == ReceivedKind.ORDER ? "order" : event.name());
        if (event.orderId() != null) {
            words.append(" \"").append(event.orderId()).append('"');
        }
        BigDecimal amount = event.amount();
        if (amount != null) {
            words.append(", ").append(amount.toPlainString());
            if (event.currency() != null) {
                words.append(' ').append(event.currency());
            }
        }
        return words.append(", ")
                .append(event.disposition())
                .append(event.status() == 200 ? "" : event.status() == 0 ? " (reset)" : " (" + event.status() + ")")
                .toString();
    }
}
