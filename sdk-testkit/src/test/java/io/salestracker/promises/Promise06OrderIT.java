package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.delivery.DeliveryMode;
import io.salestracker.event.EventKind;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class Promise06OrderIT {

    @ParameterizedTest
    @ValueSource(ints = {0, 50})
    void throughOutagesNothingIsMissingOrOutOfOrder(int batch) throws Exception {
        new OutageRun(Trial.seed(), DeliveryMode.AT_LEAST_ONCE, batch).run();
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
    void whatHasNoKeyAndWhatHasAnotherGoAtTheSameTime() throws Exception {
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
