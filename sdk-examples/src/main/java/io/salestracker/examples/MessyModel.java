package io.salestracker.examples;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The book of the model: orders and amounts as they were, tidied, or refused for every vendor. Not thread-safe. */
final class MessyModel {
    private final Part asTheyWere = new Part();
    private final Part tidied = new Part();
    private final Part refused = new Part();
    private final List<String> differences = new ArrayList<>();

    /** Enters an order. */
    void add(MessyEntry entry, List<String> currencies) {
        String currency = entry.currency(currencies);
        BigDecimal amount = entry.order().amount();
        if (entry.purchase() == null) {
            refused.add(currency, amount, MessyFate.words(entry.violations()));
        } else if (entry.tidied().isEmpty()) {
            asTheyWere.add(currency, amount, List.of());
        } else {
            tidied.add(currency, amount, entry.tidied());
        }
        if (entry.purchase() != null && !Sums.isSame(entry.purchase().total(), amount)) {
            differences.add("model: order " + entry.purchase().orderId() + " has another total");
        }
        entry.compare("model", entry.inModel(), differences);
    }

    /** Writes the book, with a column for each of these currencies. */
    Table table(List<String> currencies) {
        List<String> header = new ArrayList<>(List.of("orders"));
        header.addAll(currencies);
        Table table = new Table().row("model", header);
        asTheyWere.rows(table, "as they were", currencies);
        tidied.rows(table, "+ tidied", currencies);
        refused.rows(table, "+ refused, so everywhere", currencies);
        table.row(
                "= all orders",
                asTheyWere.all().plus(tidied.all()).plus(refused.all()).cells(currencies));
        return table;
    }

    /** Returns what does not agree, in words. */
    List<String> differences() {
        return differences;
    }
}
