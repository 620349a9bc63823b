package io.salestracker.internal;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The work in progress in a lane, and the broken work among it that has to be repeated. Its links are in the work
 * itself, so that adding needs no memory. Guarded by the lane's monitor, except {@link #hasBroken}.
 */
final class WorkList {
    /** Wait before broken work is tried again, and after a thread met a fault. */
    static final long FAULT_DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);

    // Marks work that a thread is repairing.
    private static final long IN_REPAIR = Long.MIN_VALUE;

    private @Nullable Work first;
    private volatile boolean hasBroken;

    /** Tells whether some work is broken. The leader reads it without the monitor. */
    boolean hasBroken() {
        return hasBroken;
    }

    void add(Work work) {
        work.linked = true;
        work.next = first;
        first = work;
    }

    /** Removes work; does nothing if it was removed before. */
    void remove(Work work) {
        if (!work.linked) {
            return;
        }
        work.linked = false;
        Work before = null;
        for (Work one = first; one != null && one != work; one = one.next) {
            before = one;
        }
        if (before == null) {
            first = work.next;
        } else {
            before.next = work.next;
        }
        if (work.broken) {
            hasBroken = isAnyBroken();
        }
    }

    private boolean isAnyBroken() {
        for (Work work = first; work != null; work = work.next) {
            if (work.broken) {
                return true;
            }
        }
        return false;
    }

    @Nullable
    Work takeFirst() {
        Work taken = first;
        if (taken != null) {
            remove(taken);
        }
        return taken;
    }

    /** Marks work that threw. It stays in the list and is repaired after a wait. */
    void breaks(Work work) {
        work.broken = true;
        work.repairAfter = System.nanoTime() + FAULT_DELAY_NANOS;
        hasBroken = true;
    }

    /**
     * The next broken work to repair; it is handed out once.
     *
     * @param all true to ignore the wait
     */
    @Nullable
    Work takeBroken(boolean all) {
        for (Work work = first; work != null; work = work.next) {
            if (work.broken && work.repairAfter != IN_REPAIR && (all || work.repairAfter - System.nanoTime() <= 0)) {
                work.repairAfter = IN_REPAIR;
                return work;
            }
        }
        return null;
    }

    /** Nanoseconds until the next broken work is to be repaired. */
    long repairIn() {
        long first = Long.MAX_VALUE;
        for (Work work = hasBroken ? this.first : null; work != null; work = work.next) {
            if (work.broken && work.repairAfter != IN_REPAIR) {
                first = Math.min(first, work.repairAfter - System.nanoTime());
            }
        }
        return first;
    }
}
