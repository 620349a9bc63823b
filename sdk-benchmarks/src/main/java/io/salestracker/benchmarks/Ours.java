package io.salestracker.benchmarks;

import io.salestracker.SalesTracker;
import io.salestracker.event.Purchase;
import java.time.Duration;

/** This SDK as its README sets it up: every promise kept, nothing raised. */
final class Ours implements Subject {
    private final SalesTracker tracker;
    private final boolean batches;

    private Ours(SalesTracker tracker, boolean batches) {
        this.tracker = tracker;
        this.batches = batches;
    }

    /** An endpoint that takes an array of up to so many events, of which the default settings send up to 500. */
    static Ours batches(int port, int most) {
        return new Ours(Sdk.batches(port, most), true);
    }

    /** An endpoint that takes one event a request. */
    static Ours single(int port, int inFlight) {
        return new Ours(Sdk.single(port, inFlight), false);
    }

    /** As {@link #batches}, with so many visitors in turn; the id of the order is that of its first product. */
    static Subject keyed(int port, int visitors) {
        Ours ours = batches(port, 50);
        return new Subject() {
            @Override
            public void track(int number) {
                String orderId = Sale.orderId(number);
                ours.tracker.track(Sale.purchase(Sdk.ofBatches("visitor-" + number % visitors), orderId, orderId));
            }

            @Override
            public void flush() {
                ours.flush();
            }

            @Override
            public void close() {
                ours.close();
            }
        };
    }

    @Override
    public Purchase build(int number) {
        String orderId = Sale.orderId(number);
        return Sale.purchase(batches ? Sdk.ofBatches(orderId) : Sdk.ofSingle(Sale.visitor(number)), orderId);
    }

    @Override
    public void track(int number) {
        tracker.track(build(number));
    }

    @Override
    public void flush() {
        try {
            tracker.flush(Duration.ofMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        tracker.close(Duration.ZERO);
    }
}
