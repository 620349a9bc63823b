package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salestracker.delivery.Budget;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetAllocationTest {

    private static List<Budget> shares(Budget whole, Budget... own) {
        return BudgetAllocation.divide(whole, Arrays.asList(own));
    }

    @Test
    void withoutAWishAllGetEqualParts() {
        assertThat(shares(new Budget(100, 1_000), null, null, null, null)).containsOnly(new Budget(25, 250));
        assertThat(shares(new Budget(100, 1_000), null, null, null)).containsOnly(new Budget(33, 333));
        assertThat(shares(Budget.DEFAULT, (Budget) null)).containsExactly(Budget.DEFAULT);
        assertThat(shares(Budget.DEFAULT)).isEmpty();
    }

    @Test
    void givesRequestedSharesAndDividesTheRest() {
        assertThat(shares(new Budget(100, 1_000), new Budget(50, 100), null, null))
                .containsExactly(new Budget(50, 100), new Budget(25, 450), new Budget(25, 450));
        assertThat(shares(new Budget(100, 1_000), new Budget(60, 600), new Budget(40, 400)))
                .containsExactly(new Budget(60, 600), new Budget(40, 400));
    }

    @Test
    void sharesBeyondTheBudgetAreRefused() {
        assertRefused(new Budget(100, 1_000), new Budget(101, 1));
        assertRefused(new Budget(100, 1_000), new Budget(1, 1_001));
        assertRefused(new Budget(100, 1_000), new Budget(60, 1), new Budget(60, 1));
        assertRefused(new Budget(100, 1_000), new Budget(100, 1), null);
        assertRefused(new Budget(100, 1_000), new Budget(1, 999), null, null);
        assertRefused(new Budget(2, 1_000), null, null, null);
    }

    @Test
    void sharesBeyondAllNumbersAreRefusedToo() {
        Budget endless = new Budget(Long.MAX_VALUE, Long.MAX_VALUE);
        assertRefused(Budget.DEFAULT, endless, endless);
        assertRefused(Budget.DEFAULT, endless, endless, endless, null);
        assertThat(shares(endless, endless)).containsExactly(endless);
    }

    private static void assertRefused(Budget whole, Budget... own) {
        assertThatThrownBy(() -> shares(whole, own))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("exceed the budget of " + whole.events() + " events");
    }
}
