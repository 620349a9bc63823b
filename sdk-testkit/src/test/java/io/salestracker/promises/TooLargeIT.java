package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DestinationState;
import io.salestracker.DestinationStats;
import io.salestracker.Outcome;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.event.EventKind;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class TooLargeIT {

    @Test
    void splitsALargeArrayAndRemembersTheLimit() throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                Nginx nginx = Nginx.before(vendor, "client_max_body_size 1500;");
                Trial trial = new Trial(
                        CountingVendor.destinationAt(nginx.uri())
                                .maxBatchSize(50, Refused.WHOLE)
                                .build(),
                        DeliveryMode.AT_MOST_ONCE)) {
            trial.trackPurchases(50, 50);
            assertThat(trial.settled().delivered()).isEqualTo(50);
            int refused = trial.attempts().answers().get(413);
            long requests = vendor.requests();
            // Of 50 the halves, and of these perhaps the halves again.
            assertThat(refused).isBetween(1, 7);

            for (int i = 0; i < 1_000; i++) {
                trial.track(CountingVendor.event(EventKind.PURCHASE, "later" + i % 100, i / 100));
            }
            assertThat(trial.settled().delivered()).isEqualTo(1_050);
            assertThat(trial.attempts().answers()).containsEntry(413, refused);
            assertThat(vendor.requests() - requests).as("requests for 1,000").isLessThan(1_000);
            trial.reconcile(vendor.takings());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void aLoneEventThatIsTooLargeIsRejectedAndCostsNoOther(int batch) throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                Nginx nginx = Nginx.before(vendor, "client_max_body_size 1500;");
                Trial trial = new Trial(
                        (batch == 0
                                        ? CountingVendor.destinationAt(nginx.uri())
                                        : CountingVendor.destinationAt(nginx.uri())
                                                .maxBatchSize(batch, Refused.WHOLE))
                                .build(),
                        DeliveryMode.AT_MOST_ONCE)) {
            trial.trackPurchases(5, 10);
            trial.track(large("large"));
            for (int i = 0; i < 10; i++) {
                trial.track(CountingVendor.event(EventKind.PURCHASE, "later" + i, 0));
            }

            assertThat(trial.settled().delivered()).isEqualTo(20);
            assertThat(trial.outcome("large"))
                    .isInstanceOfSatisfying(
                            Outcome.Rejected.class,
                            rejected -> assertThat(rejected.status()).isEqualTo(413));
            trial.reconcile(vendor.takings());
        }
    }

    private static SalesEvent large(String id) {
        LineItem item = LineItem.builder()
                .productId("x".repeat(100))
                .name("Sock")
                .quantity(1)
                .unitPrice("3.50")
                .build();
        Purchase.Builder purchase =
                Purchase.builder().id(id).orderId(id).currency("EUR").total("70.00");
        for (int i = 0; i < 20; i++) {
            purchase.item(item);
        }
        return purchase.build();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 402, 403, 404, 405, 421, 423, 501, 511})
    void aRefusedAccountIsProbedUntilItIsRepaired(int status) throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                Nginx nginx = Nginx.before(vendor, "return " + status + ";");
                Trial trial =
                        new Trial(CountingVendor.destinationAt(nginx.uri()).build(), DeliveryMode.AT_MOST_ONCE)) {
            trial.trackPurchases(20, 100);
            Trial.await(() -> trial.attempts().answers().getOrDefault(status, 0) > 10);
            assertThat(trial.stats().state()).isEqualTo(DestinationState.MISCONFIGURED);
            assertThat(trial.stats().pending()).isEqualTo(100);

            nginx.serve();
            DestinationStats settled = trial.settled();
            // An old worker of nginx may close a connection with a request on it when it goes.
            assertThat(settled.delivered() + settled.unconfirmed())
                    .as("%s", settled)
                    .isEqualTo(100);
            assertThat(settled.delivered()).as("%s", settled).isGreaterThan(80);
            assertThat(trial.stats().state()).isNotEqualTo(DestinationState.MISCONFIGURED);
            trial.reconcile(vendor.takings());
        }
    }

    @Test
    void aRefusedLaneProbesWithAnotherKeyEachTime() throws Exception {
        try (CountingVendor vendor = CountingVendor.start()) {
            List<String> asked = new CopyOnWriteArrayList<>();
            vendor.behave(delivery -> {
                asked.addAll(delivery.ids());
                return delivery.status(401);
            });
            try (Trial trial = new Trial(vendor.destination().build(), DeliveryMode.AT_MOST_ONCE)) {
                trial.track(CountingVendor.event(EventKind.PURCHASE, "first", 0));
                Trial.await(() -> trial.stats().state() == DestinationState.MISCONFIGURED);
                trial.trackPurchases(20, 20);
                Trial.await(() -> asked.size() >= 11);

                assertThat(asked.subList(0, 11)).doesNotHaveDuplicates();
                vendor.behave(CountingVendor.Delivery::take);
                assertThat(trial.settled().delivered()).isEqualTo(21);
                trial.reconcile(vendor.takings());
            }
        }
    }

    @Test
    void rejectsASecondRefusalAfterOthersGotThrough() throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                Trial trial = new Trial(vendor.destination().build(), DeliveryMode.AT_MOST_ONCE)) {
            vendor.behave(delivery -> delivery.ids().contains("forbidden-0") ? delivery.status(403) : delivery.take());
            trial.track(CountingVendor.event(EventKind.PURCHASE, "forbidden", 0));
            trial.track(CountingVendor.event(EventKind.PURCHASE, "forbidden", 1));
            trial.trackPurchases(5, 20);

            assertThat(trial.settled().delivered()).isEqualTo(21);
            assertThat(trial.outcome("forbidden-0")).isInstanceOf(Outcome.Rejected.class);
            trial.reconcile(vendor.takings());
        }
    }
}
