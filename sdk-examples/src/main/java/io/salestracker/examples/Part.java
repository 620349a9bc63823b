package io.salestracker.examples;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Orders that came to one end, in all and by reason; an order may have several reasons. Not thread-safe. */
final class Part {
    private final Sums all = new Sums();
    private final Map<String, Sums> byReason = new TreeMap<>();

    void add(String currency, BigDecimal amount, Collection<String> reasons) {
        all.add(currency, amount);
        Set.copyOf(reasons)
                .forEach(reason ->
                        byReason.computeIfAbsent(reason, unknown -> new Sums()).add(currency, amount));
    }

    Sums all() {
        return all;
    }

    /** Returns how many orders had each reason. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        byReason.forEach((reason, sums) -> counts.put(reason, sums.count()));
        return counts;
    }

    /** Adds a row for all, and one for each reason. */
    void rows(Table table, String label, List<String> currencies) {
        table.row(label, all.cells(currencies));
        byReason.forEach((reason, sums) -> table.row("    " + reason, sums.cells(currencies)));
    }
}
