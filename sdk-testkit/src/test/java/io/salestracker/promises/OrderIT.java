package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.delivery.DeliveryMode;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.event.EventKind;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class OrderIT {

    @ParameterizedTest
    @ValueSource(ints = {0, 50})
    void throughOutagesNothingIsMissingOrOutOfOrder(int batch) throws Exception {
        new OutageRun(Trial.seed(), DeliveryMode.AT_LEAST_ONCE, batch).run();
    }

    /** The vendor refuses one event for good. At random it takes a request, says that it is too large, or says 503. */
    @Test
    void anArrayThatIsTakenApartKeepsItsOrder() throws Exception {
        Random random = new Random(Trial.seed());
        try (CountingVendor vendor = CountingVendor.start();
                Trial trial = new Trial(
                        vendor.destination().maxBatchSize(50, Refused.WHOLE).build(), DeliveryMode.AT_LEAST_ONCE)) {
            vendor.behave(delivery -> {
                List<String> ids = delivery.ids();
                if (ids.contains("visitor3-100")) {
                    return delivery.status(422);
                }
                if (random.nextInt(3) > 0) {
                    return delivery.take();
                }
                boolean isTooLarge = ids.size() > 5 && random.nextBoolean();
                return delivery.status(isTooLarge ? 413 : 503);
            });
            trial.trackPurchases(5, 2_000);

            assertThat(trial.settled().delivered()).isEqualTo(1_999);
            trial.reconcile(vendor.takings());
        }
    }

    @Test
    void anEventThatWaitsHoldsBackItsOwnKeyOnly() throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                Trial trial = new Trial(vendor.destination().build(), DeliveryMode.AT_MOST_ONCE)) {
            vendor.behave(delivery ->
                    delivery.ids().equals(List.of("anna-0")) && vendor.taken().size() < 20
                            ? delivery.status(503)
                            : delivery.take());
            trial.track(CountingVendor.event(EventKind.PURCHASE, "anna", 0));
            trial.track(CountingVendor.event(EventKind.PURCHASE, "anna", 1));
            trial.trackPurchases(5, 20);

            assertThat(trial.settled().delivered()).isEqualTo(22);
            assertThat(vendor.taken().subList(20, 22)).containsExactly("anna-0", "anna-1");
            trial.reconcile(vendor.takings());
        }
    }

    @Test
    void sendsOtherKeysAtTheSameTime() throws Exception {
        CountDownLatch atOnce = new CountDownLatch(8);
        try (CountingVendor vendor = CountingVendor.start();
                Trial trial = new Trial(vendor.destination().build(), DeliveryMode.AT_MOST_ONCE)) {
            vendor.behave(delivery -> Trial.meet(atOnce) ? delivery.take() : delivery.status(422));
            for (int i = 0; i < 4; i++) {
                trial.track(CountingVendor.anonymous(EventKind.PURCHASE, "nobody" + i + "-0"));
                trial.track(CountingVendor.event(EventKind.PURCHASE, "visitor" + i, 0));
            }

            assertThat(trial.settled().delivered()).isEqualTo(8);
        }
    }
}
