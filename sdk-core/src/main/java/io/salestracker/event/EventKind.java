package io.salestracker.event;

/**
 * What an event is about. It decides the delivery deadline, the delivery mode and which events give way when a
 * destination's share of the budget is full: a visit before a cart change or anything else, and those before a
 * purchase.
 */
public enum EventKind {
    /** A visitor looked at a product. The first to give way. */
    VISIT(0),
    /** A quantity in a cart changed. */
    CART_CHANGE(1),
    /** An order was placed. Gives way to nothing. */
    PURCHASE(2),
    /** Any other call a vendor offers, such as setting a person's properties. Ranks with cart changes. */
    OTHER(1);

    private final int rank;

    EventKind(int rank) {
        this.rank = rank;
    }

    /** Tells whether a waiting event of this kind may be displaced by an arriving one of {@code other}. */
    public boolean givesWayTo(EventKind other) {
        return rank < other.rank;
    }

    /** The rank in the budget, from 0 (gives way first) to 2. */
    public int rank() {
        return rank;
    }
}
