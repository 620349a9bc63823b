package io.salestracker.examples;

import static java.util.Objects.requireNonNullElse;

import io.salestracker.DestinationStats;
import io.salestracker.Outcome;
import io.salestracker.Outcome.Kind;
import io.salestracker.event.Purchase;
import io.salestracker.testkit.Disposition;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.Vendor;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The book of one vendor: orders and amounts by what became of them, the lines of those delivered, and what the sandbox
 * received. Not thread-safe.
 */
final class MessyLedger {
    private final String name;
    private final Vendor vendor;
    private final Map<String, List<Received>> arrived = new HashMap<>();
    private final List<String> differences = new ArrayList<>();

    private final Sums tracked = new Sums();
    private final Part asTheyWere = new Part();
    private final Part tidied = new Part();
    private final Part madeFit = new Part();
    private final Part refusedByModel = new Part();
    private final Part refused = new Part();
    private final Map<String, Part> others = new TreeMap<>();
    private final Map<Kind, Map<String, BigDecimal>> amounts = new EnumMap<>(Kind.class);
    private final Sums received = new Sums();
    private final MessyLines lines;

    MessyLedger(String name, List<Received> events) {
        this.name = name;
        this.vendor = SandboxTracker.vendor(name);
        this.lines = new MessyLines(vendor);
        for (Received event : events) {
            String key = vendor == Vendor.EBBOT ? event.idempotencyKey() : event.orderId();
            arrived.computeIfAbsent(requireNonNullElse(key, ""), unknown -> new ArrayList<>())
                    .add(event);
        }
    }

    /** Enters an order. */
    void add(MessyEntry entry, List<String> currencies) {
        String currency = entry.currency(currencies);
        BigDecimal amount = entry.order().amount();
        tracked.add(currency, amount);
        Outcome outcome = entry.outcome(name);
        Purchase purchase = entry.purchase();
        if (purchase == null) {
            refusedByModel.add(currency, amount, List.of());
        } else {
            amounts.computeIfAbsent(outcome.kind(), kind -> new TreeMap<>())
                    .merge(currency, purchase.total(), BigDecimal::add);
            if (outcome.kind() == Kind.DELIVERED) {
                delivered(entry, purchase, amount);
            } else if (outcome instanceof Outcome.Invalid invalid) {
                refused.add(currency, amount, MessyFate.reasons(invalid));
            } else {
                others.computeIfAbsent(entry.at(name), unknown -> new Part()).add(currency, amount, List.of());
            }
        }
        entry.compare(name, entry.at(name), differences);
    }

    private void delivered(MessyEntry entry, Purchase purchase, BigDecimal amount) {
        List<String> fields = entry.madeFit(name);
        Part part = !fields.isEmpty() ? madeFit : entry.tidied().isEmpty() ? asTheyWere : tidied;
        part.add(purchase.currency(), amount, fields);

        String key = vendor == Vendor.EBBOT ? entry.receipt().eventId() : wireId(purchase);
        List<Received> found = requireNonNullElse(arrived.remove(key), List.of());
        if (found.size() != 1 || found.get(0).disposition() != Disposition.ACCEPTED) {
            differences.add(name + ": order " + purchase.orderId() + " is delivered, the sandbox has " + found);
            return;
        }
        Received sent = found.get(0);
        BigDecimal arrivedAmount = requireNonNullElse(sent.amount(), BigDecimal.ZERO);
        received.add(requireNonNullElse(sent.currency(), Sums.NO_CURRENCY), arrivedAmount);
        lines.add(purchase, sent);
        if (vendor != Vendor.EBBOT && arrivedAmount.compareTo(purchase.total()) != 0) {
            differences.add(name + ": order " + purchase.orderId() + " arrived with another total");
        }
    }

    /** Returns the order id as these destinations send it: that of a site has the site in front. */
    private static String wireId(Purchase purchase) {
        String site = purchase.site();
        return site == null ? purchase.orderId() : site.replace("-", "") + "-" + purchase.orderId();
    }

    private Sums delivered() {
        return asTheyWere.all().plus(tidied.all()).plus(madeFit.all());
    }

    /** Returns all that became of the orders together. */
    private Sums ended() {
        Sums sum = delivered().plus(refusedByModel.all()).plus(refused.all());
        for (Part other : others.values()) {
            sum = sum.plus(other.all());
        }
        return sum;
    }

    /** Writes the book, with a column for each of these currencies. */
    Table table(List<String> currencies) {
        List<String> header = new ArrayList<>(List.of("orders"));
        header.addAll(currencies);
        Table table = new Table().row(name, header);
        asTheyWere.rows(table, "delivered as they were", currencies);
        tidied.rows(table, "+ delivered, tidied by the model", currencies);
        madeFit.rows(table, "+ delivered, made fit for the vendor", currencies);
        refusedByModel.rows(table, "+ refused by the model", currencies);
        refused.rows(table, "+ refused for the vendor", currencies);
        others.forEach((fate, part) -> part.rows(table, "+ " + fate, currencies));
        table.row("= all orders", ended().cells(currencies));
        table.row("", List.of());
        table.row("delivered", delivered().cells(currencies));
        String without = vendor == Vendor.EBBOT ? ", items without total" : "";
        table.row("the sandbox received" + without, received.cells(currencies));
        table.row("", List.of());
        lines.rows(table, currencies);
        return table;
    }

    /** Returns what does not agree, in words. */
    List<String> differences(DestinationStats stats) {
        List<String> found = new ArrayList<>(differences);
        found.addAll(lines.differences());
        Sums due = vendor == Vendor.EBBOT ? lines.received.of(delivered().count()) : delivered();
        check(found, "all that became of the orders", ended(), tracked);
        check(found, "received by the sandbox", received, due);
        check(found, "tracked", stats.tracked(), tracked.count());
        check(found, "tracked is the sum of all terms", stats.balanced(), true);
        check(found, "delivered", stats.delivered(), delivered().count());
        check(
                found,
                "invalid",
                stats.invalid(),
                refusedByModel.all().count() + refused.all().count());
        check(found, "made fit", stats.madeFit(), madeFit.counts());
        for (Kind kind : Kind.values()) {
            check(found, kind.word() + " amounts", plain(stats.amounts(kind)), plain(amounts.get(kind)));
        }
        check(found, "orders the sandbox received and that are not delivered", arrived.size(), 0);
        return found;
    }

    private static Map<String, BigDecimal> plain(@Nullable Map<String, BigDecimal> amounts) {
        Map<String, BigDecimal> plain = new TreeMap<>();
        requireNonNullElse(amounts, Map.<String, BigDecimal>of())
                .forEach((currency, amount) -> plain.put(currency, amount.stripTrailingZeros()));
        plain.values().removeIf(amount -> amount.signum() == 0);
        return plain;
    }

    private void check(List<String> found, String what, Sums is, Sums expected) {
        if (!is.agrees(expected)) {
            found.add(name + ": " + what + ": " + is + ", not " + expected);
        }
    }

    private void check(List<String> found, String what, Object is, Object expected) {
        if (!Objects.equals(is, expected)) {
            found.add(name + ": " + what + ": " + is + ", not " + expected);
        }
    }
}
