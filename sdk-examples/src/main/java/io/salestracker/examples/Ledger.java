package io.salestracker.examples;

import io.salestracker.DestinationStats;
import io.salestracker.Outcome.Kind;
import io.salestracker.TrackerStats;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;

/** Prints a tracker's ledgers: every term of the conservation law with its reasons, one column for each destination. */
final class Ledger {
    private Ledger() {}

    /** Starts a table with these ledgers. */
    static Table table(TrackerStats stats) {
        Collection<DestinationStats> all = stats.destinations().values();
        Table table = new Table();
        table.row("", all.stream().map(DestinationStats::name).toList());
        table.row("tracked", counts(all, DestinationStats::tracked));
        for (Kind kind : Kind.values()) {
            String sign = kind == Kind.DELIVERED ? "= " : "+ ";
            table.row(sign + kind.name().toLowerCase(Locale.ROOT), counts(all, one -> one.count(kind)));
            if (kind != Kind.DELIVERED) {
                reasons(all, kind)
                        .forEach(reason -> table.row(
                                "    " + reason,
                                counts(all, one -> one.reasons(kind).getOrDefault(reason, 0L))));
            }
        }
        table.row("+ pending", counts(all, DestinationStats::pending));
        table.row("requests", counts(all, DestinationStats::requests));
        table.row("retries", counts(all, DestinationStats::retries));
        table.row("throttled", counts(all, DestinationStats::throttled));
        return table;
    }

    private static Collection<String> reasons(Collection<DestinationStats> all, Kind kind) {
        Collection<String> reasons = new TreeSet<>();
        all.forEach(one -> reasons.addAll(one.reasons(kind).keySet()));
        return reasons;
    }

    private static List<String> counts(Collection<DestinationStats> all, Function<DestinationStats, Long> count) {
        return all.stream().map(count).map(Table::count).toList();
    }
}
