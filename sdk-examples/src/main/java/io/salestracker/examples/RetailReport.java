package io.salestracker.examples;

import io.salestracker.DestinationStats;
import io.salestracker.Outcome;
import io.salestracker.Outcome.Kind;
import io.salestracker.TrackerStats;
import io.salestracker.testkit.Counts;
import io.salestracker.testkit.VendorSandbox;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts rows, invoices and how each sale ended, with their exact worth, and compares. Thread-safe. */
final class RetailReport {
    private final Map<RetailRow.Kind, Sum> rows = new EnumMap<>(RetailRow.Kind.class);
    private final Map<RetailRow.Kind, Long> invoices = new EnumMap<>(RetailRow.Kind.class);
    private final Map<String, Map<Kind, Sum>> outcomes = new TreeMap<>();
    private long allInvoices;
    private Sum sales = Sum.NONE;

    /** So many, worth so much. */
    record Sum(long count, BigDecimal worth) {
        static final Sum NONE = new Sum(0, BigDecimal.ZERO);

        Sum plus(BigDecimal more) {
            return new Sum(count + 1, worth.add(more));
        }

        static Sum both(Sum one, Sum other) {
            return new Sum(one.count + other.count, one.worth.add(other.worth));
        }

        boolean agrees(Sum other) {
            return count == other.count && worth.compareTo(other.worth) == 0;
        }

        @Override
        public String toString() {
            return Table.count(count) + " worth " + Table.money(worth);
        }
    }

    synchronized void row(RetailRow.Kind kind, BigDecimal worth) {
        rows.put(kind, rows(kind).plus(worth));
    }

    synchronized void invoice(RetailInvoice invoice) {
        allInvoices++;
        invoice.kinds().forEach(kind -> invoices.merge(kind, 1L, Long::sum));
        if (invoice.size() > 0) {
            sales = sales.plus(invoice.total());
        }
    }

    /** A sale has its outcome at every destination. */
    synchronized void ended(Map<String, Outcome> ends, BigDecimal worth) {
        ends.forEach((destination, outcome) -> outcomes.computeIfAbsent(destination, name -> new EnumMap<>(Kind.class))
                .merge(outcome.kind(), Sum.NONE.plus(worth), Sum::both));
    }

    synchronized Table rowTable() {
        Table table = new Table().row("", List.of("rows", "invoices", "worth"));
        for (RetailRow.Kind kind : RetailRow.Kind.values()) {
            table.row(kind.words, cells(rows(kind), invoices.getOrDefault(kind, 0L)));
        }
        return table.row("all", cells(allRows(), allInvoices));
    }

    private static List<String> cells(Sum rows, long invoices) {
        return List.of(Table.count(rows.count()), Table.count(invoices), Table.money(rows.worth()));
    }

    /**
     * Writes the ledgers, what each kind of outcome is worth, how many sales went with fewer lines than they have, and
     * what the sandbox has.
     */
    synchronized Table outcomeTable(TrackerStats stats, VendorSandbox sandbox) {
        Table table = Ledger.table(stats).row("", List.of());
        Collection<String> names = stats.destinations().keySet();
        for (Kind kind : Kind.values()) {
            List<Sum> sums = names.stream().map(name -> ended(name, kind)).toList();
            if (kind == Kind.DELIVERED || sums.stream().anyMatch(sum -> sum.count() > 0)) {
                table.row(
                        kind.word() + ", worth",
                        sums.stream().map(sum -> Table.money(sum.worth())).toList());
            }
        }
        table.row(
                "with fewer lines",
                stats.destinations().values().stream()
                        .map(one -> Table.count(one.madeFit().getOrDefault("items", 0L)))
                        .toList());
        List<Sum> accepted = names.stream().map(name -> accepted(sandbox, name)).toList();
        table.row(
                "sandbox: accepted",
                accepted.stream().map(sum -> Table.count(sum.count())).toList());
        table.row(
                "sandbox: worth",
                accepted.stream().map(sum -> Table.money(sum.worth())).toList());
        return table;
    }

    /** Returns what does not agree, in words; nothing if all does. */
    synchronized List<String> differences(RetailInvoices file, TrackerStats stats, VendorSandbox sandbox) {
        List<String> found = new ArrayList<>();
        check(found, "all rows", allRows(), new Sum(file.rows(), file.worth()));
        check(found, "all invoices", allInvoices, file.size());
        Sum saleRows = rows(RetailRow.Kind.SALE);
        check(found, "all sales", sales, new Sum(invoices.getOrDefault(RetailRow.Kind.SALE, 0L), saleRows.worth()));
        for (DestinationStats ledger : stats.destinations().values()) {
            String name = ledger.name();
            check(found, name + ": tracked", ledger.tracked(), sales.count());
            check(found, name + ": tracked is the sum of all terms", ledger.balanced(), true);
            check(found, name + ": pending", ledger.pending(), 0L);
            check(found, name + ": dropped, so this example is too fast", ledger.dropped(), 0L);
            Sum ended = Sum.NONE;
            for (Kind kind : Kind.values()) {
                check(
                        found,
                        name + ": receipts " + kind.word(),
                        ended(name, kind).count(),
                        ledger.count(kind));
                ended = Sum.both(ended, ended(name, kind));
            }
            check(found, name + ": receipts", ended, sales);
            check(found, name + ": accepted by the sandbox", accepted(sandbox, name), ended(name, Kind.DELIVERED));
        }
        return found;
    }

    private static void check(List<String> found, String what, Sum is, Sum expected) {
        if (!is.agrees(expected)) {
            found.add(what + ": " + is + ", not " + expected);
        }
    }

    private static void check(List<String> found, String what, Object is, Object expected) {
        if (!is.equals(expected)) {
            found.add(what + ": " + is + ", not " + expected);
        }
    }

    private static Sum accepted(VendorSandbox sandbox, String destination) {
        Counts counts = sandbox.counts(SandboxTracker.vendor(destination));
        return new Sum(counts.accepted(), counts.revenue().getOrDefault("GBP", BigDecimal.ZERO));
    }

    private Sum rows(RetailRow.Kind kind) {
        return rows.getOrDefault(kind, Sum.NONE);
    }

    private Sum allRows() {
        return rows.values().stream().reduce(Sum.NONE, Sum::both);
    }

    private Sum ended(String destination, Kind kind) {
        return outcomes.getOrDefault(destination, Map.of()).getOrDefault(kind, Sum.NONE);
    }
}
