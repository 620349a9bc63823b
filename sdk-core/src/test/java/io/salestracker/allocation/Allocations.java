package io.salestracker.allocation;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the steps at which instrumented code needs memory, and fails one of them. It is loaded by the ordinary class
 * loader, so that a test and the code that {@link StarvedClassLoader} loads see the same one. Thread-safe.
 */
public final class Allocations {
    private static final AtomicLong STEPS = new AtomicLong();
    private static volatile long failing = Long.MAX_VALUE;
    private static volatile String failed = "";

    private Allocations() {}

    /** From now on counts steps, and fails the one with this number, from 1. */
    public static void fail(long step) {
        failed = "";
        STEPS.set(0);
        failing = step;
    }

    /** Fails none any more. */
    public static void stop() {
        failing = Long.MAX_VALUE;
    }

    /** Where a step failed since {@link #fail}; empty if none did, since there were fewer. */
    public static String failed() {
        return failed;
    }

    /** Called by instrumented code. */
    @SuppressWarnings("unused")
    public static void step(String where) {
        if (failing != Long.MAX_VALUE && STEPS.incrementAndGet() == failing) {
            failed = where;
            throw new OutOfMemoryError("as if");
        }
    }
}
