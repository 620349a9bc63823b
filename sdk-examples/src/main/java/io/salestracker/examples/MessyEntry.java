package io.salestracker.examples;

import io.salestracker.Outcome;
import io.salestracker.Preview;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Purchase;
import io.salestracker.event.Violation;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An order and what the SDK says of it.
 *
 * @param purchase as the model has it; null if the model refused it
 * @param violations why the model refused it; empty if it did not
 * @param madeFit by destination, the fields that are changed or left out for it
 * @param receipt what tracking gave
 */
record MessyEntry(
        MessyOrder order,
        @Nullable Purchase purchase,
        List<Violation> violations,
        Map<String, List<String>> madeFit,
        Receipt receipt) {

    /** Looks at an order and tracks it. A shop would only track it; the look is for the report. */
    static MessyEntry track(SalesTracker tracker, MessyOrder order) {
        Purchase purchase = null;
        List<Violation> violations = List.of();
        Map<String, List<String>> madeFit = new LinkedHashMap<>();
        try {
            purchase = order.purchase().build();
            for (Preview preview : tracker.preview(purchase)) {
                if (preview instanceof Preview.WouldSend send) {
                    madeFit.put(send.destination(), send.madeFit());
                }
            }
        } catch (InvalidEventException e) {
            violations = e.violations();
        }
        return new MessyEntry(order, purchase, violations, madeFit, tracker.track(order.purchase()));
    }

    /** Returns the outcome at a destination. */
    Outcome outcome(String destination) {
        Outcome outcome = receipt.outcomes().get(destination);
        if (outcome == null) {
            throw new IllegalStateException(
                    destination + " has no outcome of order " + order.order().id());
        }
        return outcome;
    }

    /** Returns the fields made fit at a destination. */
    List<String> madeFit(String destination) {
        return madeFit.getOrDefault(destination, List.of());
    }

    /** Returns the fields that the model tidied. */
    Collection<String> tidied() {
        return purchase == null ? List.of() : MessyFate.tidied(order, purchase);
    }

    /** Returns the currency, or the column for amounts without one where the model does not know it. */
    String currency(Collection<String> known) {
        String given = order.order().currency();
        return given != null && known.contains(given) ? given : Sums.NO_CURRENCY;
    }

    /** Writes what became of it in the model. */
    String inModel() {
        return MessyFate.inModel(tidied(), violations);
    }

    /** Adds a difference unless what happened is what the file expects. */
    void compare(String place, String happened, List<String> differences) {
        String expected = order.expect().get(place);
        if (!happened.equals(expected)) {
            differences.add(place + ": order " + order.order().id() + ", " + order.mess() + ": " + happened
                    + ", expected: " + expected);
        }
    }

    /** Writes what became of it at a destination. */
    String at(String destination) {
        return MessyFate.atVendor(outcome(destination), madeFit(destination));
    }
}
