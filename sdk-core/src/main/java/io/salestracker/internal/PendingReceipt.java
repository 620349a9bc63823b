package io.salestracker.internal;

import io.salestracker.Outcome;
import io.salestracker.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A receipt with one place for each destination the event is meant for. */
final class PendingReceipt implements Receipt {
    private final String eventId;
    private final List<String> names;
    private final @Nullable Outcome[] outcomes;
    private final Callbacks callbacks;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition completed = lock.newCondition();
    private int open;
    private @Nullable List<Consumer<? super Receipt>> waiting;

    /** @param names the destinations', in order; not changed by anybody */
    PendingReceipt(String eventId, List<String> names, Callbacks callbacks) {
        this.eventId = eventId;
        this.names = names;
        this.outcomes = new Outcome[names.size()];
        this.open = names.size();
        this.callbacks = callbacks;
    }

    @Override
    public String eventId() {
        return eventId;
    }

    @Override
    public boolean isComplete() {
        lock.lock();
        try {
            return open == 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Map<String, Outcome> outcomes() {
        Map<String, Outcome> known = new LinkedHashMap<>();
        lock.lock();
        try {
            for (int i = 0; i < outcomes.length; i++) {
                Outcome outcome = outcomes[i];
                if (outcome != null) {
                    known.put(names.get(i), outcome);
                }
            }
        } finally {
            lock.unlock();
        }
        return known;
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative: " + timeout);
        }
        long left = callbacks.isOurs(Thread.currentThread()) ? 0 : TimeUnit.NANOSECONDS.convert(timeout);
        lock.lockInterruptibly();
        try {
            while (open > 0 && left > 0) {
                left = completed.awaitNanos(left);
            }
            return open == 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onComplete(Consumer<? super Receipt> callback) {
        Objects.requireNonNull(callback, "callback");
        lock.lock();
        try {
            if (open > 0) {
                if (waiting == null) {
                    waiting = new ArrayList<>(1);
                }
                waiting.add(callback);
                return;
            }
        } finally {
            lock.unlock();
        }
        callbacks.call(() -> callback.accept(this));
    }

    /** Fills one place; the last one completes the receipt, and has callbacks called. */
    void settle(int place, Outcome outcome) {
        fill(place, outcome);
        callBack();
    }

    /** Fills one place. The last one completes the receipt; then {@link #callBack} is due. */
    void fill(int place, Outcome outcome) {
        lock.lock();
        try {
            if (outcomes[place] != null) {
                throw new IllegalStateException("a second outcome for one destination");
            }
            outcomes[place] = outcome;
            open--;
            if (open == 0) {
                completed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Has the callbacks called that wait, if the receipt is complete. */
    void callBack() {
        List<Consumer<? super Receipt>> toCall;
        lock.lock();
        try {
            if (open > 0 || waiting == null) {
                return;
            }
            toCall = waiting;
            waiting = null;
        } finally {
            lock.unlock();
        }
        toCall.forEach(callback -> callbacks.call(() -> callback.accept(this)));
    }

    @Override
    public String toString() {
        return "Receipt[" + eventId + "]";
    }
}
