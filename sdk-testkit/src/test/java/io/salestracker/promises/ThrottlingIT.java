package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DestinationState;
import io.salestracker.DestinationStats;
import io.salestracker.Outcome;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.event.EventKind;
import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ThrottlingIT {
    private static final int IN_FLIGHT = DeliverySettings.defaults().maxInFlight();
    // Not more than the visitors, each of whom has one event in flight.
    private static final int FEW = 8;

    @Test
    void deliversEverythingThroughAThrottlingProxy() throws Exception {
        int events = 40;
        try (CountingVendor vendor = CountingVendor.start();
                Nginx nginx = Nginx.before(vendor, "limit_req zone=slow;");
                Trial trial = trial(nginx)) {
            trial.trackPurchases(10, events);

            assertDeliveredAtTheFirstAttempt(trial, vendor, events);
            // The lane waits 10 ms or more after each, of the 50 ms between two requests that are let through.
            assertThat(trial.attempts().answers().get(429)).isBetween(1, events * IN_FLIGHT);
        }
    }

    @Test
    void aPauseThatTheProxyAsksForIsKept() throws Exception {
        int events = 50;
        try (CountingVendor vendor = CountingVendor.start();
                Nginx nginx = Nginx.before(
                        vendor, "limit_req zone=slow burst=10 nodelay;", "add_header Retry-After 1 always;");
                Trial trial = trial(nginx)) {
            trial.trackPurchases(10, events);

            assertDeliveredAtTheFirstAttempt(trial, vendor, events);
            // In a second 20 leave the bucket of 11, so it lets at least 11 through after each pause.
            int pauses = events / 11 + 1;
            assertThat(trial.attempts().answers().get(429)).isBetween(1, pauses * IN_FLIGHT);
        }
    }

    private static Trial trial(Nginx nginx) {
        return new Trial(CountingVendor.destinationAt(nginx.uri()).build(), DeliveryMode.AT_MOST_ONCE);
    }

    private static void assertDeliveredAtTheFirstAttempt(Trial trial, CountingVendor vendor, int events)
            throws InterruptedException {
        DestinationStats ledger = trial.settled();
        assertThat(trial.outcomes().values()).hasSize(events).containsOnly(new Outcome.Delivered(1));
        assertThat(ledger.retries()).isZero();
        assertThat(ledger.throttled()).isPositive();
        assertThat(ledger.requests()).isEqualTo(events + ledger.throttled());
        trial.reconcile(vendor.takings());
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void theWholeLanePausesAndWorksUpFromOneRequestInFlight(int status) throws Exception {
        CountDownLatch full = new CountDownLatch(FEW);
        try (CountingVendor vendor = CountingVendor.start()) {
            vendor.behave(delivery -> {
                long request = vendor.requests();
                if (request == 1) {
                    return delivery.status(status).header("Retry-After", "1");
                }
                // When it has worked itself up, as many wait here for each other as may be in flight.
                return request < 60 || Trial.meet(full)
                        ? delivery.take().after(Duration.ofMillis(20))
                        : delivery.status(422);
            });
            Destination destination = vendor.destination().build();
            Gauge gauge = new Gauge();
            try (Trial trial = new Trial(
                    destination, Trial.quick(destination).maxInFlight(FEW).build(), gauge)) {
                trial.track(CountingVendor.event(EventKind.PURCHASE, "anna", 0));
                Trial.await(() -> trial.stats().state() != DestinationState.ACTIVE);
                trial.trackPurchases(50, 100);

                assertDeliveredAtTheFirstAttempt(trial, vendor, 101);
                assertThat(trial.stats().throttled()).isEqualTo(1);
                assertThat(gauge.tooMany).isEmpty();
            }
        }
    }

    /** Counts requests in flight, and those too many: after a refusal one, then twice as many with each success. */
    private static final class Gauge implements HttpTransport.Factory {
        private final List<String> tooMany = new ArrayList<>();
        private int inFlight;
        private int allowed = IN_FLIGHT;

        @Override
        public HttpTransport open(TransportSettings settings) {
            HttpTransport real = HttpTransport.okHttp().open(settings);
            return new HttpTransport() {
                @Override
                public Response send(Request request) throws TransportException {
                    begin();
                    int status = 0;
                    try {
                        Response response = real.send(request);
                        status = response.status();
                        return response;
                    } finally {
                        end(status);
                    }
                }

                @Override
                public void close() {
                    real.close();
                }
            };
        }

        private synchronized void begin() {
            inFlight++;
            if (inFlight > allowed) {
                tooMany.add(inFlight + " of " + allowed);
            }
        }

        private synchronized void end(int status) {
            inFlight--;
            allowed = status == 200 ? Math.min(IN_FLIGHT, allowed * 2) : 1;
        }
    }
}
