package io.salestracker.promises;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.Level;
import io.salestracker.Outcome;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.delivery.HttpTransports;
import io.salestracker.event.EventKind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A shop that tracks a visit, which may wait three seconds, and a purchase, which may wait a day, and closes when the
 * visit has ended. Made in a class loader of the test's own, so only types of the JDK go in and out: the vendor's
 * address and the transport's name go in; how the events ended, or why there is no tracker, and what was logged come
 * out.
 */
public final class ForeignShop implements BiFunction<String, String, List<String>> {

    @Override
    public List<String> apply(String vendor, String transport) {
        List<String> said = new ArrayList<>();
        try (Logged log = Logged.by("io.salestracker", Level.WARN)) {
            try {
                use(URI.create(vendor), transport.equals("jdk") ? HttpTransports.jdk() : HttpTransports.okHttp(), said);
            } catch (IllegalStateException e) {
                said.add("not built: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            log.lines().forEach(line -> said.add("log: " + line));
        }
        return said;
    }

    private static void use(URI vendor, HttpTransports transport, List<String> said) throws InterruptedException {
        DeliverySettings settings = DeliverySettings.builder()
                .flushInterval(Duration.ZERO)
                .deadline(EventKind.VISIT, Duration.ofSeconds(3))
                .backoff(Duration.ofMillis(50), Duration.ofMillis(100))
                .build();
        Receipt visit;
        Receipt purchase;
        try (SalesTracker tracker = SalesTracker.builder()
                .transport(transport)
                .destination(CountingVendor.destinationAt(vendor).build(), settings)
                .build()) {
            visit = tracker.track(CountingVendor.event(EventKind.VISIT, "anna", 0));
            purchase = tracker.track(CountingVendor.event(EventKind.PURCHASE, "bert", 0));
            visit.await(Duration.ofSeconds(30));
            if (!visit.outcomes().get("ebbot").kind().equals(Outcome.Kind.DELIVERED)) {
                said.add("pending: " + tracker.stats().destination("ebbot").pending());
                tracker.close(Duration.ZERO);
            }
        }
        said.add("visit: " + end(visit));
        said.add("purchase: " + end(purchase));
    }

    private static String end(Receipt receipt) {
        Outcome outcome = requireNonNull(receipt.outcomes().get("ebbot"));
        return outcome.kind() + " " + outcome.reason();
    }
}
