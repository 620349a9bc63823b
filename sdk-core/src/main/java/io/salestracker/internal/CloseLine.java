package io.salestracker.internal;

import io.salestracker.DestinationStats;
import io.salestracker.Outcome.Kind;
import io.salestracker.internal.support.Redactor;
import io.salestracker.store.AmountSums;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The line that is logged when a tracker closes. For each destination it has the events that were delivered, refused, lost and
 * left unconfirmed since the tracker was built, with the amounts of the purchases among them, and the ids of lost orders.
 * Bounded. Not thread-safe.
 */
final class CloseLine {
    private static final int MAX_CURRENCIES = 5;
    private static final int MAX_ID = 64;
    private static final int MAX_DECIMALS = 4;

    private final StringJoiner destinations = new StringJoiner("; ", "Closed: ", "");
    private boolean isLoss;

    /** Adds the outcomes of one destination. */
    void add(DestinationStats stats, LostOrders.Seen lost) {
        StringJoiner ends = new StringJoiner(", ", stats.name() + " delivered ", "");
        ends.add(events(stats, Kind.DELIVERED));
        addIfAny(ends, "stored ", stats, Kind.STORED);
        addIfAny(ends, "refused ", stats, Kind.REJECTED, Kind.INVALID);
        ends.add("lost " + events(stats, Kind.EXPIRED, Kind.DROPPED));
        addIfAny(ends, "left unconfirmed ", stats, Kind.UNCONFIRMED);
        if (lost.count() > 0) {
            ends.add("orders lost or unconfirmed: " + named(lost));
        }
        destinations.add(ends.toString());
        isLoss |= count(stats, Kind.EXPIRED, Kind.DROPPED, Kind.UNCONFIRMED) > 0;
    }

    /** Tells whether an event was lost, or may be. */
    boolean isLoss() {
        return isLoss;
    }

    private static void addIfAny(StringJoiner ends, String word, DestinationStats stats, Kind... kinds) {
        if (count(stats, kinds) > 0) {
            ends.add(word + events(stats, kinds));
        }
    }

    private static long count(DestinationStats stats, Kind... kinds) {
        long count = 0;
        for (Kind kind : kinds) {
            count += stats.count(kind);
        }
        return count;
    }

    /** Such as {@code 12 (EUR 10.50, USD 99.00)}. */
    private static String events(DestinationStats stats, Kind... kinds) {
        Map<String, BigDecimal> amounts = Map.of();
        for (Kind kind : kinds) {
            amounts = AmountSums.sum(amounts, stats.amounts(kind));
        }
        List<String> shown = new ArrayList<>();
        amounts.forEach((currency, amount) -> shown.add(currency + " " + shown(amount)));
        return count(stats, kinds) + (shown.isEmpty() ? "" : " (" + list(shown, MAX_CURRENCIES, shown.size()) + ")");
    }

    /** Without decimals that no currency has: one total that came from a double would show twenty. */
    private static String shown(BigDecimal amount) {
        boolean isLong = amount.scale() > MAX_DECIMALS;
        return (isLong ? amount.setScale(MAX_DECIMALS, RoundingMode.HALF_UP) : amount).toPlainString();
    }

    private static String named(LostOrders.Seen lost) {
        return list(lost.newest().stream().map(CloseLine::fit).toList(), LostOrders.MAX, lost.count());
    }

    /** The first items, and the number of those left out. */
    private static String list(List<String> items, int max, long all) {
        List<String> shown = items.subList(0, Math.min(max, items.size()));
        long more = all - shown.size();
        return String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "");
    }

    /** An id on one line, cut if it is long. */
    private static String fit(String id) {
        String line = Redactor.line(id, MAX_ID);
        return line.equals(Redactor.line(id, Integer.MAX_VALUE)) ? line : line + "...";
    }

    @Override
    public String toString() {
        return destinations.toString();
    }
}
