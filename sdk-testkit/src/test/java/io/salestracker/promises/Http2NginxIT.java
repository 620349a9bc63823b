package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.delivery.DeliveryMode;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.http.HttpTransport;
import io.salestracker.testsupport.Campaigns;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * HTTP/2 before a real nginx, one event a request. In {@code AT_MOST_ONCE} mode throughout: a request that nginx says it
 * did not process is sent again, and no other.
 */
@Timeout(120)
class Http2NginxIT {
    private static final int WINDOW = 64;

    private final Set<String> connections = ConcurrentHashMap.newKeySet();

    private static Trial trial(Nginx nginx) {
        Destination destination =
                CountingVendor.destinationAt(nginx.secureUri()).build();
        DeliverySettings settings = Trial.quick(destination)
                .mode(DeliveryMode.AT_MOST_ONCE)
                .batchSize(1)
                .maxInFlight(WINDOW)
                .build();
        return new Trial(destination, settings, HttpTransport.okHttp().sslContext(Nginx.trusting()));
    }

    private void countConnections(CountingVendor vendor) {
        vendor.behave(delivery -> {
            connections.add(String.valueOf(delivery.request().header("X-Connection")));
            return delivery.take();
        });
    }

    @Test
    void aWindowOfRequestsSharesAConnection() throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                Nginx nginx = Nginx.before(vendor, "keepalive_requests 100000;");
                Trial trial = trial(nginx)) {
            countConnections(vendor);
            trial.trackPurchases(500, 2_000);

            assertThat(trial.settled().delivered()).isEqualTo(2_000);
            assertThat(trial.stats().retries()).isZero();
            assertThat(connections).hasSize(1);
            trial.reconcile(vendor.takings());
        }
    }

    @Test
    void connectionsOfAFewRequestsLoseNothingAndRepeatNothing() throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                Nginx nginx = Nginx.before(vendor, "keepalive_requests 50;");
                Trial trial = trial(nginx)) {
            countConnections(vendor);
            int events = Campaigns.times(3_000);
            trial.trackPurchases(500, events);

            assertThat(trial.settled().delivered()).isEqualTo(events);
            assertThat(vendor.times()).hasSize(events).values().containsOnly(1);
            assertThat(connections).hasSizeGreaterThan(1);
            trial.reconcile(vendor.takings());
        }
    }

    @Test
    void aReloadUnderLoadLosesNothingAndRepeatsNothing() throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                Nginx nginx = Nginx.before(vendor, "keepalive_requests 100000;");
                Trial trial = trial(nginx)) {
            int events = 6_000;
            vendor.behave(delivery -> delivery.take().after(Duration.ofMillis(20)));
            trial.trackPurchases(500, events);
            for (int i = 0; i < 3; i++) {
                long delivered = trial.stats().delivered();
                Trial.await(() -> trial.stats().delivered() > delivered + 100);
                nginx.serve("keepalive_requests 100000;");
            }
            assertThat(trial.stats().pending())
                    .as("it was over before the last reload")
                    .isPositive();

            assertThat(trial.settled().delivered()).isEqualTo(events);
            assertThat(vendor.times()).hasSize(events).values().containsOnly(1);
            trial.reconcile(vendor.takings());
        }
    }
}
