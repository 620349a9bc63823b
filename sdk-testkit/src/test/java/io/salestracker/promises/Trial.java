package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DestinationStats;
import io.salestracker.Outcome;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import io.salestracker.http.HttpTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A tracker with one destination, what it was given, and what came of it. Thread-safe. */
final class Trial implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String name;
    private final DeliveryMode mode;
    private final Attempts attempts;
    private final SalesTracker tracker;
    private final List<Receipt> receipts = Collections.synchronizedList(new ArrayList<>());

    Trial(Destination destination, DeliverySettings settings, HttpTransport.Factory transport) {
        this.name = destination.name();
        this.mode = settings.mode(EventKind.OTHER);
        this.attempts = new Attempts(transport);
        this.tracker = SalesTracker.builder()
                .destination(destination, route -> route.settings(settings))
                .transport(attempts)
                .build();
    }

    Trial(Destination destination, DeliverySettings settings) {
        this(destination, settings, HttpTransport.okHttp());
    }

    /** With settings under which outages are short, and this mode for all events. */
    Trial(Destination destination, DeliveryMode mode) {
        this(destination, quick(destination).mode(mode).build());
    }

    /** A destination's settings, but quick to try again and to give up waiting for a response. */
    static DeliverySettings.Builder quick(Destination destination) {
        return destination.settings().toBuilder()
                .backoff(Duration.ofMillis(20), Duration.ofMillis(100))
                .probeInterval(Duration.ofMillis(50))
                .connectTimeout(Duration.ofSeconds(1))
                .callTimeout(Duration.ofSeconds(2));
    }

    Receipt track(SalesEvent event) {
        Receipt receipt = tracker.track(event);
        receipts.add(receipt);
        return receipt;
    }

    /** Tracks a purchase by each of so many visitors, and then each one's next, up to so many events. */
    void trackPurchases(int visitors, int events) {
        for (int i = 0; i < events; i++) {
            track(CountingVendor.event(EventKind.PURCHASE, "visitor" + i % visitors, i / visitors));
        }
    }

    /** Waits until every event has its outcome. */
    DestinationStats settled() throws InterruptedException {
        assertThat(tracker.flush(PATIENCE).complete()).as("%s", stats()).isTrue();
        return stats();
    }

    DestinationStats stats() {
        return tracker.stats().destination(name);
    }

    /** Waits until something is so. */
    static void await(BooleanSupplier isSo) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(isSo::getAsBoolean);
    }

    /** Waits, on a server's thread, until as many as are expected have come; false if they do not come. */
    static boolean meet(CountDownLatch all) {
        all.countDown();
        try {
            return all.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A seed, said aloud so that a failure can be repeated. */
    static long seed() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        return seed;
    }

    Attempts attempts() {
        return attempts;
    }

    int tracked() {
        return receipts.size();
    }

    Outcome outcome(String id) {
        return outcomes().get(id);
    }

    /** How each event ended that has. */
    Map<String, Outcome> outcomes() {
        return receipts.stream()
                .filter(Receipt::isComplete)
                .collect(Collectors.toMap(
                        Receipt::eventId, receipt -> receipt.outcomes().get(name)));
    }

    /** The ids of the events that ended in a certain way. */
    List<String> idsOf(Predicate<Outcome> way) {
        return outcomes().entrySet().stream()
                .filter(ended -> way.test(ended.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Fails unless every event has ended, and its outcome is true: see {@link Reconciliation}. */
    void reconcile(Takings takings) {
        Reconciliation.check(mode, receipts, takings, attempts, stats());
    }

    @Override
    public void close() {
        tracker.close();
    }
}
