package io.salestracker.internal;

import io.salestracker.delivery.Budget;
import java.util.List;

/** Divides the budget: destinations that ask for a share get it, the others get equal parts of the rest. */
final class BudgetAllocation {
    private BudgetAllocation() {}

    static List<Budget> of(Budget whole, List<Engine.Route> routes) {
        long events = whole.events();
        long bytes = whole.bytes();
        long others = 0;
        for (Engine.Route route : routes) {
            Budget own = route.settings().budget();
            if (own == null) {
                others++;
                continue;
            }
            check(whole, own.events() <= events && own.bytes() <= bytes);
            events -= own.events();
            bytes -= own.bytes();
        }
        check(whole, others <= events && others <= bytes);
        Budget equal = others == 0 ? whole : new Budget(events / others, bytes / others);
        return routes.stream()
                .map(route -> route.settings().budget() == null
                        ? equal
                        : route.settings().budget())
                .toList();
    }

    private static void check(Budget whole, boolean enough) {
        if (!enough) {
            throw new IllegalArgumentException("the destinations' shares exceed the budget of " + whole.events()
                    + " events and " + whole.bytes() + " bytes; raise it or lower the shares");
        }
    }
}
