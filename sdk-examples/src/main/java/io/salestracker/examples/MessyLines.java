package io.salestracker.examples;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.Vendor;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of delivered orders at one vendor: those of the orders, those left out and why, and those that the sandbox received.
 * Not thread-safe.
 */
final class MessyLines {
    private final Vendor vendor;
    private final List<String> differences = new ArrayList<>();

    /** The lines that were sold. */
    private final Sums sold = new Sums();
    /** Lines of quantity 0. */
    private final Sums unsold = new Sums();
    /** Lines with a price below 0. At Ebbot, which has no total, their amount is taken off the lines sold. */
    private final Sums negative = new Sums();
    /** Lines for which there was no room in Tracktor's address. */
    private final Sums withoutRoom = new Sums();
    /** Lines put in at Text, which takes no order without, where none was sold. */
    private final Sums putIn = new Sums();
    /** The lines that the sandbox received. */
    final Sums received = new Sums();

    MessyLines(Vendor vendor) {
        this.vendor = vendor;
    }

    /** Adds the lines of an order and those that the sandbox received for it. */
    void add(Purchase purchase, Received sent) {
        String currency = purchase.currency();
        BigDecimal soldWorth = BigDecimal.ZERO;
        BigDecimal negativeWorth = BigDecimal.ZERO;
        int open = 0;
        for (LineItem line : purchase.items()) {
            BigDecimal worth = line.unitPrice().multiply(line.quantity());
            if (line.quantity().signum() == 0) {
                unsold.add(currency, worth);
            } else if (worth.signum() < 0) {
                negative.add(currency, worth);
                negativeWorth = negativeWorth.add(worth);
            } else {
                sold.add(currency, worth);
                soldWorth = soldWorth.add(worth);
                open++;
            }
        }
        int arrived = 0;
        BigDecimal arrivedWorth = BigDecimal.ZERO;
        for (JsonNode line : lines(sent)) {
            BigDecimal price = line.path(vendor == Vendor.ALHENA || vendor == Vendor.EBBOT ? "value" : "price")
                    .decimalValue();
            BigDecimal worth = price.multiply(line.path("quantity").decimalValue());
            received.add(currency, worth);
            arrivedWorth = arrivedWorth.add(worth);
            arrived++;
        }
        if (vendor == Vendor.TEXT && open == 0 && arrived == 1) {
            putIn.add(currency, arrivedWorth);
            compare(sent, "line put in", arrivedWorth, purchase.total());
            return;
        }
        BigDecimal due = vendor == Vendor.EBBOT ? soldWorth.add(negativeWorth) : soldWorth;
        if (vendor == Vendor.TRACKTOR && arrived < open) {
            BigDecimal left = soldWorth.subtract(arrivedWorth);
            withoutRoom.add(open - arrived, currency, left);
            if (left.signum() < 0) {
                differences.add(order(sent) + ": the lines received are worth more than those sold");
            }
            return;
        }
        if (arrived != open) {
            differences.add(order(sent) + ": " + arrived + " lines received, not " + open);
        }
        compare(sent, "lines received", arrivedWorth, due);
    }

    private void compare(Received sent, String what, BigDecimal is, BigDecimal expected) {
        if (!Sums.isSame(is, expected)) {
            differences.add(order(sent) + ": " + what + " worth " + is + ", not " + expected);
        }
    }

    private String order(Received sent) {
        return vendor.id() + ": order " + requireNonNullElse(sent.orderId(), "#" + sent.sequence());
    }

    private JsonNode lines(Received sent) {
        return sent.payload()
                .json()
                .at(
                        switch (vendor) {
                            case ALHENA -> "/line_items";
                            case TEXT -> "/event/data/order/line_items";
                            case EBBOT -> "/items";
                            case TRACKTOR -> "/data/products";
                        });
    }

    /** Adds what there is to a table, from the lines sold down to those received. */
    void rows(Table table, List<String> currencies) {
        boolean taken = vendor == Vendor.EBBOT;
        table.row("lines sold, of the orders delivered", sold.cells(currencies));
        row(table, "- without room in the address", withoutRoom, currencies);
        row(table, "+ put in where none was sold", putIn, currencies);
        row(table, "  lines below 0, taken off these", taken ? negative : new Sums(), currencies);
        table.row("= lines the sandbox received", received.cells(currencies));
        row(table, "  besides, of quantity 0, left out", unsold, currencies);
        row(table, "  besides, below 0, left out", taken ? new Sums() : negative, currencies);
    }

    private static void row(Table table, String label, Sums sums, List<String> currencies) {
        if (!sums.isEmpty()) {
            table.row(label, sums.cells(currencies));
        }
    }

    /** Returns what does not agree, in words. */
    List<String> differences() {
        List<String> found = new ArrayList<>(differences);
        Sums due = sold.minus(withoutRoom).plus(putIn);
        if (vendor == Vendor.EBBOT) {
            due = due.plus(negative).of(due.count());
        }
        if (!due.agrees(received)) {
            found.add(vendor.id() + ": the lines received are " + received + ", not " + due);
        }
        return found;
    }
}
