package io.salestracker.internal;

import io.salestracker.Outcome;
import io.salestracker.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A receipt with one slot for each destination that the event is routed to. Every held event has one, so it uses its own
 * monitor as lock, and makes seldom used parts only when they are needed.
 */
final class PendingReceipt implements Receipt {
    private static final List<Consumer<? super Receipt>> NONE = List.of();

    private final EventId eventId;
    private final List<String> names;
    private final Callbacks callbacks;
    // The monitor of this guards the fields below.
    private final @Nullable Outcome[] outcomes;
    private int open;
    private @Nullable CountDownLatch completed;
    private @Nullable List<Consumer<? super Receipt>> waiting;

    /** @param names the names of the destinations that the event is meant for, in order; never changed */
    PendingReceipt(EventId eventId, List<String> names, Callbacks callbacks) {
        this.eventId = eventId;
        this.names = names;
        this.outcomes = new Outcome[names.size()];
        this.open = names.size();
        this.callbacks = callbacks;
    }

    @Override
    public String eventId() {
        return eventId.text();
    }

    @Override
    public synchronized boolean isComplete() {
        return open == 0;
    }

    @Override
    public synchronized Map<String, Outcome> outcomes() {
        Map<String, Outcome> known = new LinkedHashMap<>();
        for (int i = 0; i < outcomes.length; i++) {
            Outcome outcome = outcomes[i];
            if (outcome != null) {
                known.put(names.get(i), outcome);
            }
        }
        return known;
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative: " + timeout);
        }
        long nanos = callbacks.isTrackerThread(Thread.currentThread()) ? 0 : TimeUnit.NANOSECONDS.convert(timeout);
        return completed().await(nanos, TimeUnit.NANOSECONDS);
    }

    /** The latch to wait for without holding the monitor. */
    private synchronized CountDownLatch completed() {
        if (completed == null) {
            completed = new CountDownLatch(open == 0 ? 0 : 1);
        }
        return completed;
    }

    @Override
    public void onComplete(Consumer<? super Receipt> callback) {
        Objects.requireNonNull(callback, "callback");
        synchronized (this) {
            if (open > 0) {
                if (waiting == null) {
                    waiting = new ArrayList<>(1);
                }
                waiting.add(callback);
                return;
            }
        }
        callbacks.call(callback, this);
    }

    /** Fills one slot, unless it is filled already. The last one completes the receipt and starts its callbacks. */
    void settle(int slot, Outcome outcome) {
        List<Consumer<? super Receipt>> due = NONE;
        synchronized (this) {
            if (!isFilled(slot)) {
                due = fill(slot, outcome);
            }
        }
        callBack(due);
    }

    /** Tells whether a slot is filled. Under the receipt's monitor. */
    boolean isFilled(int slot) {
        return outcomes[slot] != null;
    }

    /**
     * Fills an empty slot. The last one completes the receipt. It allocates nothing, so a receipt completes also where the heap is
     * full. Under the receipt's monitor.
     *
     * @return the callbacks that are due now, for {@link #callBack}
     */
    List<Consumer<? super Receipt>> fill(int slot, Outcome outcome) {
        outcomes[slot] = outcome;
        open--;
        if (open > 0) {
            return NONE;
        }
        if (completed != null) {
            completed.countDown();
        }
        List<Consumer<? super Receipt>> due = waiting == null ? NONE : waiting;
        waiting = null;
        return due;
    }

    /** Queues callbacks. Never throws. */
    void callBack(List<Consumer<? super Receipt>> due) {
        for (int i = 0; i < due.size(); i++) {
            callbacks.call(due.get(i), this);
        }
    }

    @Override
    public String toString() {
        return "Receipt[" + eventId + "]";
    }
}
