package io.salestracker.store;

import io.salestracker.DurableStore;
import io.salestracker.delivery.Budget;

/** Opens the store of one destination. */
@FunctionalInterface
public interface StoreFactory extends DurableStore {

    /**
     * Opens a store.
     *
     * @param destination the destination's name
     * @param share the destination's share of the budget
     */
    EventStore open(String destination, Budget share);
}
