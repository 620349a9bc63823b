package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DestinationStats;
import io.salestracker.Outcome;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.event.EventKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Promise 8: many bad events in an array keep no sender busy for long, and none is sent after its deadline. */
@Timeout(120)
class FloodIT {
    private static final int EVENTS = 500;

    private static boolean isBad(String id, int oneIn) {
        return Integer.parseInt(id.split("-", -1)[1]) % oneIn == 0;
    }

    private static DestinationStats flood(CountingVendor vendor, Trial trial, int oneIn) throws InterruptedException {
        vendor.behave(delivery -> (delivery.ids().stream().anyMatch(id -> isBad(id, oneIn))
                        ? delivery.status(422)
                        : delivery.take())
                .after(Duration.ofMillis(20)));
        long start = System.nanoTime();
        for (int i = 0; i < EVENTS; i++) {
            trial.track(CountingVendor.event(EventKind.PURCHASE, "visitor" + i % 50, i));
        }
        DestinationStats stats = trial.settled();
        System.out.println("one in " + oneIn + " is bad: " + vendor.requests() + " requests, "
                + (System.nanoTime() - start) / 1_000_000 + " ms");
        return stats;
    }

    private static Trial trial(CountingVendor vendor) {
        EbbotDestination destination =
                vendor.destination().maxBatchSize(EVENTS, Refused.WHOLE).build();
        return new Trial(destination, destination.settings());
    }

    @Test
    void anArrayOfBadEventsOnlyCostsLittleMoreThanARequestForEach() throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                Trial trial = trial(vendor)) {
            assertThat(flood(vendor, trial, 1).rejected()).isEqualTo(EVENTS);

            assertThat(vendor.requests()).isLessThan(EVENTS + 100);
            trial.reconcile(vendor.takings());
        }
    }

    @Test
    void everySecondEventThatIsBadCostsNoGoodOneAndNoOrder() throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                Trial trial = trial(vendor)) {
            assertThat(flood(vendor, trial, 2).delivered()).isEqualTo(EVENTS / 2);

            assertThat(vendor.requests()).isLessThan(2 * EVENTS);
            assertThat(vendor.outOfOrder()).isEmpty();
            trial.reconcile(vendor.takings());
        }
    }

    @Test
    void sendsNoPartOfARefusedArrayAfterItsDeadline() throws Exception {
        Duration deadline = Duration.ofMillis(300);
        try (CountingVendor vendor = CountingVendor.start()) {
            EbbotDestination destination =
                    vendor.destination().maxBatchSize(EVENTS, Refused.WHOLE).build();
            try (Trial trial = new Trial(
                    destination,
                    destination.settings().toBuilder()
                            .maxInFlight(1)
                            .flushInterval(Duration.ZERO)
                            .deadline(EventKind.PURCHASE, deadline)
                            .build())) {
                DestinationStats stats = flood(vendor, trial, 1);

                // One sender that takes at least 20 ms for each, and some for the first look at each half.
                assertThat(vendor.requests()).isLessThan(40);
                assertThat(stats.reasons(Outcome.Kind.EXPIRED)).isNotEmpty();
                assertThat(stats.rejected() + stats.expired()).isEqualTo(EVENTS);
            }
        }
    }

    @Test
    void aRelayThatTakesEventsOneByOneCountsNoneTwice() throws Exception {
        try (CountingVendor vendor = CountingVendor.start()) {
            vendor.behave(delivery -> {
                List<String> ids = delivery.ids();
                int bad = 0;
                while (bad < ids.size() && !isBad(ids.get(bad), 50)) {
                    bad++;
                }
                delivery.take(ids.subList(0, bad));
                return delivery.status(bad < ids.size() ? 400 : 200);
            });
            EbbotDestination destination =
                    vendor.destination().maxBatchSize(EVENTS, Refused.IN_PART).build();
            try (Trial trial = new Trial(destination, destination.settings())) {
                for (int i = 0; i < EVENTS; i++) {
                    trial.track(CountingVendor.event(EventKind.PURCHASE, "visitor" + i % 50, i));
                }
                DestinationStats stats = trial.settled();

                assertThat(vendor.times().values()).allMatch(times -> times == 1);
                assertThat(stats.reasons(Outcome.Kind.UNCONFIRMED)).containsOnlyKeys("BATCH_REFUSED");
                assertThat(stats.delivered() + stats.rejected() + stats.unconfirmed())
                        .isEqualTo(EVENTS);
            }
        }
    }
}
