package io.salestracker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salestracker.DeliveryReport;
import io.salestracker.Outcome;
import io.salestracker.Preview;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.destination.Destination;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorIdentity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SandboxTrackerIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    private static Purchase.Builder order() {
        return Orders.of("1042", "149.99")
                .visitor(Visitor.of(
                        AlhenaIdentity.of("0b54c7a2-3f1e-4d6a-9c8b-7e2f1a0d5c43", null),
                        TextIdentity.of("b7eff798-f8df-4364-8059-649c35c9ed0c"),
                        TracktorIdentity.of("anna")));
    }

    @Test
    void fitsEveryConfigurationOfTheSandbox() throws Exception {
        try (VendorSandbox sandbox = VendorSandbox.builder()
                .companyKeys("shop")
                .alhenaFaqFingerprintOptional(true)
                .storeUuids("11111111-2222-4333-8444-555555555555")
                .ebbotApiKey("key")
                .ebbotDeduplicates(true)
                .ebbotIdField("event_id")
                .tracktorToken("token")
                .tracktorSecret("secret")
                .tracktorSignedOnly(true)
                .start()) {
            sandbox.faults(Vendor.EBBOT).script(Fault.resetAfterAccepting());
            Receipt receipt = sandbox.tracker().track(order());

            assertThat(receipt.await(SOON)).isTrue();
            assertThat(receipt.outcomes().values())
                    .extracting(Outcome::kind)
                    .containsOnly(Outcome.Kind.DELIVERED)
                    .hasSize(4);
            assertThat(sandbox).rejectedNothing();
            assertThat(sandbox).ebbot().received("ecom-purchase").once().hasDuplicates(1);
        }
    }

    @Test
    void anOrderOfAnyLengthArrivesAtTracktorWithItsTotal() throws Exception {
        Purchase.Builder order = order().total("10000.00");
        for (int i = 1; i < 500; i++) {
            order.item(LineItem.builder()
                    .productId("p" + i)
                    .name("Line " + i)
                    .quantity(1)
                    .unitPrice(BigDecimal.valueOf(i, 1)));
        }
        try (VendorSandbox sandbox = VendorSandbox.start()) {
            Preview preview = sandbox.tracker().preview(order.build()).stream()
                    .filter(one -> one.destination().equals("tracktor"))
                    .findFirst()
                    .orElseThrow();
            sandbox.tracker().track(order);

            assertThat(sandbox)
                    .tracktor()
                    .receivedOrder("1042")
                    .withTotal("10000.00")
                    .withItem("Merino Wool Crew Neck", 1)
                    .withItem("Line 499", 1)
                    .once();
            Received arrived = sandbox.events(Vendor.TRACKTOR).get(0);
            assertThat(arrived.payload().json().at("/data/products").size()).isBetween(50, 200);
            assertThat(arrived.payload().text()).doesNotContain("\"Line 1\"");
            assertThat(preview).isInstanceOfSatisfying(Preview.WouldSend.class, send -> {
                assertThat(send.madeFit()).containsExactly("items");
                assertThat(send.request().uri().getPath()).isEqualTo("/track");
                assertThat(send.request().uri().toString()).hasSizeBetween(7_800, 8_000);
            });
            assertThat(sandbox.tracker().flush(SOON).complete()).isTrue();
            assertThat(sandbox.tracker().stats().destination("tracktor").madeFit())
                    .isEqualTo(Map.of("items", 1L));
        }
    }

    @Test
    void anotherOneCanHaveAListenerAndSettings() throws Exception {
        List<DeliveryReport> ended = new CopyOnWriteArrayList<>();
        try (VendorSandbox sandbox = VendorSandbox.start();
                SalesTracker tracker =
                        sandbox.trackerBuilder().listener(ended::add).build()) {
            assertThat(sandbox.destinations())
                    .extracting(Destination::name)
                    .containsExactly("alhena", "ebbot", "text", "tracktor");
            tracker.track(order());

            assertThat(sandbox).text().receivedOrder("1042");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(ended)
                            .extracting(DeliveryReport::outcome)
                            .extracting(Outcome::kind)
                            .containsExactlyInAnyOrder(
                                    Outcome.Kind.INVALID,
                                    Outcome.Kind.DELIVERED,
                                    Outcome.Kind.DELIVERED,
                                    Outcome.Kind.DELIVERED));
        }
    }

    @Test
    void isClosedWithTheSandboxWhoseJournalAndAddressStay() {
        VendorSandbox sandbox = VendorSandbox.start();
        String address = sandbox.toString();
        SalesTracker tracker = sandbox.tracker();
        tracker.track(order());
        assertThat(sandbox).tracktor().receivedOrder("1042");
        sandbox.close();

        Receipt late = tracker.track(order().orderId("1043"));
        assertThat(late.isComplete()).isTrue();
        assertThat(late.outcomes().get("text").kind()).isEqualTo(Outcome.Kind.DROPPED);
        assertThat(sandbox).tracktor().receivedOrder("1042").receivedNothingElse();
        assertThat(sandbox).hasToString(address);
    }
}
