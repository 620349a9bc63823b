package io.salestracker.benchmarks;

import io.salestracker.DestinationStats;
import io.salestracker.SalesTracker;
import java.time.Duration;

/** This SDK. */
final class OurSender implements Sender {
    private final SalesTracker tracker;

    OurSender(SalesTracker tracker) {
        this.tracker = tracker;
    }

    @Override
    public void send(int number) {
        String visitor = Sale.visitor(Line.visitor(number));
        tracker.track(Sale.purchase(Sdk.ofSingle(visitor), Sale.orderId(number)));
    }

    @Override
    public long pending() {
        return tracker.stats().destinations().values().stream()
                .mapToLong(DestinationStats::pending)
                .sum();
    }

    @Override
    public void await(Duration patience) throws InterruptedException {
        tracker.flush(patience);
    }
}
