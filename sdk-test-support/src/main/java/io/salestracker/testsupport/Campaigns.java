package io.salestracker.testsupport;

/** Tells random campaigns how long to last: short as a rule, and longer with {@code mvn -B verify -Pcampaigns}. */
public final class Campaigns {
    private static final String PROPERTY = "salestracker.campaigns";

    private Campaigns() {}

    /** Returns how many times to do something that a short campaign does {@code usual} times. */
    public static int times(int usual) {
        return Math.multiplyExact(usual, Integer.getInteger(PROPERTY, 1));
    }
}
