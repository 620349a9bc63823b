package io.salestracker.internal;

import io.salestracker.delivery.Budget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Divides the budget among the destinations. Those that ask for a share get it, and the others get equal parts of the
 * rest.
 */
final class BudgetAllocation {
    private BudgetAllocation() {}

    /**
     * Divides a budget.
     *
     * @param asked the share that each destination asks for, or null
     * @throws IllegalArgumentException if the shares exceed the budget
     */
    static List<Budget> divide(Budget whole, List<@Nullable Budget> asked) {
        long events = whole.events();
        long bytes = whole.bytes();
        long others = 0;
        for (Budget own : asked) {
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
        List<Budget> shares = new ArrayList<>();
        for (Budget own : asked) {
            shares.add(own == null ? equal : own);
        }
        return shares;
    }

    private static void check(Budget whole, boolean enough) {
        if (!enough) {
            throw new IllegalArgumentException("the destinations' shares exceed the budget of " + whole.events()
                    + " events and " + whole.bytes() + " bytes; raise it or lower the shares");
        }
    }
}
