package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.SalesTracker;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.event.EventKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CountingVendorIT {

    @Test
    void remembersTakenEventsAcrossARestart() throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                SalesTracker tracker = SalesTracker.builder()
                        .destination(vendor.destination()
                                .maxBatchSize(2, Refused.WHOLE)
                                .build())
                        .build()) {
            for (int i = 0; i < 3; i++) {
                tracker.track(CountingVendor.event(i == 1 ? EventKind.VISIT : EventKind.PURCHASE, "anna", i));
            }
            assertThat(tracker.flush(Duration.ofSeconds(20)).complete()).isTrue();
            vendor.stop();
            tracker.track(CountingVendor.event(EventKind.PURCHASE, "bert", 0));
            vendor.restart();
            assertThat(tracker.flush(Duration.ofSeconds(20)).complete()).isTrue();

            assertThat(vendor.taken()).containsExactly("anna-0", "anna-1", "anna-2", "bert-0");
            assertThat(vendor.times()).isEqualTo(Map.of("anna-0", 1, "anna-1", 1, "anna-2", 1, "bert-0", 1));
            assertThat(vendor.outOfOrder()).isEmpty();
        }
    }

    @Test
    void takesNoRefusedEvent() throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                SalesTracker tracker = SalesTracker.builder()
                        .destination(vendor.destination().build())
                        .build()) {
            vendor.behave(
                    delivery -> delivery.ids().equals(List.of("anna-0")) ? delivery.status(422) : delivery.take());
            tracker.track(CountingVendor.event(EventKind.PURCHASE, "anna", 0));
            tracker.track(CountingVendor.event(EventKind.PURCHASE, "anna", 1));
            assertThat(tracker.flush(Duration.ofSeconds(20)).complete()).isTrue();

            assertThat(vendor.taken()).containsExactly("anna-1");
            assertThat(tracker.stats().destination("ebbot").rejected()).isEqualTo(1);
        }
    }
}
