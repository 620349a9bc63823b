package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DestinationState;
import io.salestracker.DestinationStats;
import io.salestracker.Outcome;
import io.salestracker.Receipt;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.event.CartChange;
import io.salestracker.event.EventKind;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.testsupport.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise 10: an endpoint that is set up wrongly keeps its events, unless others get through to it. */
@Timeout(120)
class EndpointsIT {
    private static final int EVENTS = 400;

    private static Response after5Milliseconds(Response response) {
        return response.after(Duration.ofMillis(5));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 20})
    void refusalsOfSomeEventsDoNotStopTheLane(int percent) throws Exception {
        Random random = new Random(Trial.seed());
        List<Boolean> refused = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            // After the last good event nothing would show that the fault is the events' own.
            refused.add(i < EVENTS - 40 && random.nextInt(100) < percent);
        }
        try (CountingVendor vendor = CountingVendor.start();
                Trial trial = new Trial(
                        vendor.destination().build(),
                        vendor.destination().build().settings())) {
            vendor.behave(delivery -> {
                int number = Integer.parseInt(delivery.ids().get(0).split("-", -1)[1]);
                return after5Milliseconds(refused.get(number) ? delivery.status(403) : delivery.take());
            });
            long start = System.nanoTime();
            for (int i = 0; i < EVENTS; i++) {
                trial.track(CountingVendor.event(EventKind.PURCHASE, "visitor" + i, i));
            }
            DestinationStats stats = trial.settled();

            System.out.println(percent + " % refused: " + (System.nanoTime() - start) / 1_000_000 + " ms");
            assertThat(stats.rejected())
                    .isEqualTo(refused.stream().filter(each -> each).count());
            assertThat(stats.delivered()).isEqualTo(EVENTS - stats.rejected());
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
            trial.reconcile(vendor.takings());
        }
    }

    private static Visitor visitor(int number) {
        String uuid = new UUID(7, number).toString();
        return Visitor.of(AlhenaIdentity.of(uuid, uuid));
    }

    private static Purchase purchase(int number) {
        return Purchase.builder()
                .visitor(visitor(number))
                .orderId("order-" + number)
                .currency("EUR")
                .total("7.00")
                .item(LineItem.builder()
                        .productId("p1")
                        .name("Sock")
                        .quantity(2)
                        .unitPrice("3.50"))
                .build();
    }

    private static CartChange cart(int number) {
        return CartChange.builder()
                .visitor(visitor(1_000 + number))
                .product(Product.builder()
                        .productId("p1")
                        .name("Sock")
                        .unitPrice("3.50")
                        .build())
                .currency("EUR")
                .quantityBefore(0)
                .quantityAfter(1)
                .build();
    }

    @Test
    void purchasesWaitForTheirPathToBeCorrectedWhileCartsGoOn() throws Exception {
        try (CountingVendor vendor = CountingVendor.start()) {
            AlhenaDestination alhena = AlhenaDestination.builder("acme")
                    .baseUrl(vendor.uri().resolve("/"))
                    .build();
            vendor.behave(delivery ->
                    delivery.status(delivery.request().target().startsWith("/analytics/checkout_events") ? 404 : 200));
            try (Trial trial = new Trial(
                    alhena,
                    alhena.settings().toBuilder()
                            .probeInterval(Duration.ofMillis(200))
                            .build())) {
                List<Receipt> purchases = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    purchases.add(trial.track(purchase(i)));
                }
                for (int i = 0; i < 200; i++) {
                    trial.track(cart(i));
                }
                Trial.await(() -> trial.stats().delivered() == 200);
                assertThat(trial.stats().state()).isNotEqualTo(DestinationState.MISCONFIGURED);
                long probes = vendor.requests();
                Trial.await(() -> vendor.requests() > probes + 5);
                assertThat(purchases).noneMatch(Receipt::isComplete);

                vendor.behave(delivery -> delivery.status(200));
                trial.settled();
                assertThat(purchases)
                        .allSatisfy(receipt -> assertThat(
                                        receipt.outcomes().get("alhena").kind())
                                .isEqualTo(Outcome.Kind.DELIVERED));
            }
        }
    }

    @Test
    void aConflictAfterDoubtMeansThatAlhenaHasTheOrder() throws Exception {
        try (CountingVendor vendor = CountingVendor.start()) {
            AlhenaDestination alhena = AlhenaDestination.builder("acme")
                    .baseUrl(vendor.uri().resolve("/"))
                    .build();
            vendor.behave(delivery -> delivery.status(vendor.requests() == 1 ? 504 : 409));
            try (Trial trial = new Trial(alhena, Trial.quick(alhena).build())) {
                Receipt repeated = trial.track(purchase(1));
                trial.settled();
                Receipt first = trial.track(purchase(2));
                trial.settled();

                assertThat(repeated.outcomes()).containsValue(new Outcome.Delivered(2));
                assertThat(first.outcomes().get("alhena").kind()).isEqualTo(Outcome.Kind.REJECTED);
            }
        }
    }

    @Test
    void aRefusedAccountCostsProbesOnlyAndLosesNothing() throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                Trial trial = new Trial(vendor.destination().build(), DeliveryMode.AT_MOST_ONCE)) {
            vendor.behave(delivery -> delivery.status(401));
            trial.trackPurchases(500, 2_000);
            Trial.await(() -> vendor.requests() > 20);
            assertThat(trial.stats().state()).isEqualTo(DestinationState.MISCONFIGURED);
            assertThat(trial.stats().pending()).isEqualTo(2_000);

            vendor.behave(CountingVendor.Delivery::take);
            assertThat(trial.settled().delivered()).isEqualTo(2_000);
            assertThat(vendor.outOfOrder()).isEmpty();
            trial.reconcile(vendor.takings());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 303})
    void neverRepeatsAfterARedirectOrPageAtMostOnce(int status) throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                Trial trial = new Trial(vendor.destination().build(), DeliveryMode.AT_MOST_ONCE)) {
            vendor.behave(delivery -> delivery.take()
                    .status(status)
                    .header("Location", "/elsewhere")
                    .body(" <!DOCTYPE html><html>log in</html>"));
            trial.trackPurchases(5, 5);
            DestinationStats stats = trial.settled();

            assertThat(stats.unconfirmed()).isEqualTo(5);
            assertThat(vendor.times())
                    .hasSize(5)
                    .allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
            assertThat(stats.state() == DestinationState.MISCONFIGURED).isEqualTo(status != 303);
        }
    }

    @Test
    void repeatsEventsAfterAPageIfTheModeAllows() throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                Trial trial = new Trial(vendor.destination().idempotent(true).build(), DeliveryMode.AT_MOST_ONCE)) {
            vendor.behave(delivery -> delivery.status(200, "<html>log in</html>"));
            trial.trackPurchases(5, 10);
            Trial.await(() -> vendor.requests() > 10);
            assertThat(trial.stats().pending()).isEqualTo(10);

            vendor.behave(CountingVendor.Delivery::take);
            assertThat(trial.settled().delivered()).isEqualTo(10);
            assertThat(vendor.outOfOrder()).isEmpty();
        }
    }
}
