package io.salestracker.internal;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The work of a lane's senders that is under way, and of that the work which broke and waits to be mended. Linked in
 * itself, so that it needs no memory. Guarded by the lane's monitor, but for {@link #hasBroken}.
 */
final class WorkList {
    /** So long broken work is left alone, and a thread that met a fault waits. */
    static final long FAULT_DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);

    // In place of a time: a thread is mending this work.
    private static final long MENDING = Long.MIN_VALUE;

    private @Nullable Work first;
    private volatile boolean hasBroken;

    /** Tells whether some work is broken. Read without the monitor by a leader that need not look for it then. */
    boolean hasBroken() {
        return hasBroken;
    }

    void add(Work work) {
        work.linked = true;
        work.next = first;
        first = work;
    }

    /** Takes work out, unless that was done before. */
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

    /** Keeps work that could not be brought to an end, to be mended after a while. */
    void breaks(Work work) {
        work.broken = true;
        work.mendAfter = System.nanoTime() + FAULT_DELAY_NANOS;
        hasBroken = true;
    }

    /**
     * Work that is to be mended now; it is not handed out twice.
     *
     * @param all true to take also work that was to be left alone for a while
     */
    @Nullable
    Work takeBroken(boolean all) {
        for (Work work = first; work != null; work = work.next) {
            if (work.broken && work.mendAfter != MENDING && (all || work.mendAfter - System.nanoTime() <= 0)) {
                work.mendAfter = MENDING;
                return work;
            }
        }
        return null;
    }

    /** In how many nanoseconds the first broken work is to be mended. */
    long mendingIn() {
        long first = Long.MAX_VALUE;
        for (Work work = hasBroken ? this.first : null; work != null; work = work.next) {
            if (work.broken && work.mendAfter != MENDING) {
                first = Math.min(first, work.mendAfter - System.nanoTime());
            }
        }
        return first;
    }
}
