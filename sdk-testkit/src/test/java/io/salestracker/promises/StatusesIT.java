package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DestinationState;
import io.salestracker.DestinationStats;
import io.salestracker.Outcome;
import io.salestracker.Receipt;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.event.EventKind;
import io.salestracker.testsupport.Response;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an event comes to for each status of the table, through a real socket, at most once. */
@Timeout(60)
class StatusesIT {
    private static final String RETRY_AFTER = "Retry-After";

    /** The one event, as it stands after the first response, and the lane. */
    private interface Check {
        void of(CountingVendor vendor, Trial trial, Receipt receipt) throws Exception;
    }

    private static void answered(int status, String retryAfter, Check check) throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                Trial trial = new Trial(
                        vendor.destination().build(),
                        Trial.quick(vendor.destination().build())
                                .mode(DeliveryMode.AT_MOST_ONCE)
                                .probeInterval(Duration.ofSeconds(1))
                                .build())) {
            vendor.behave(delivery -> {
                Response response = delivery.status(status);
                return retryAfter == null ? response : response.header(RETRY_AFTER, retryAfter);
            });
            Receipt receipt = trial.track(CountingVendor.event(EventKind.PURCHASE, "visitor", 0));
            Trial.await(() -> vendor.requests() > 0 && (trial.stats().requests() > 0));
            check.of(vendor, trial, receipt);
        }
    }

    private static void isDeliveredOnceTheVendorTakesIt(CountingVendor vendor, Trial trial) throws Exception {
        assertThat(trial.stats().pending()).isEqualTo(1);
        vendor.behave(CountingVendor.Delivery::take);
        assertThat(trial.settled().delivered()).isEqualTo(1);
        assertThat(vendor.taken()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 207, 299})
    void aSuccessIsDelivered(int status) throws Exception {
        answered(
                status,
                null,
                (vendor, trial, receipt) ->
                        assertThat(trial.settled().delivered()).isEqualTo(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 406, 409, 410, 413, 415, 418, 420, 422, 428, 430, 431, 499})
    void aRefusedEventIsRejected(int status) throws Exception {
        answered(status, null, (vendor, trial, receipt) -> {
            assertThat(trial.settled().rejected()).isEqualTo(1);
            assertThat(vendor.requests()).isOne();
        });
    }

    @ParameterizedTest
    @ValueSource(
            ints = {300, 301, 304, 305, 307, 308, 399, 401, 402, 403, 404, 405, 407, 421, 423, 426, 451, 501, 505, 511})
    void anEndpointThatIsSetUpWronglyKeepsItsEvents(int status) throws Exception {
        answered(status, null, (vendor, trial, receipt) -> {
            Trial.await(() -> trial.stats().state() == DestinationState.MISCONFIGURED);
            isDeliveredOnceTheVendorTakesIt(vendor, trial);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 503, 521, 523, 525, 526, 530})
    void anEventThatWasNotProcessedIsSentAgain(int status) throws Exception {
        answered(status, null, (vendor, trial, receipt) -> {
            Trial.await(() -> vendor.requests() > 2);
            isDeliveredOnceTheVendorTakesIt(vendor, trial);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {406, 418, 420, 428, 429, 430, 431, 499, 503})
    void aVendorThatAsksForAPauseGetsIt(int status) throws Exception {
        answered(status, "1", (vendor, trial, receipt) -> {
            Trial.await(() -> trial.stats().state() == DestinationState.THROTTLED);
            isDeliveredOnceTheVendorTakesIt(vendor, trial);
            assertThat(receipt.outcomes()).containsValue(new Outcome.Delivered(1));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 303, 500, 502, 504, 506, 520, 522, 524, 527, 599, 600, 999})
    void aResponseThatSettlesNothingLeavesTheEventUnconfirmed(int status) throws Exception {
        answered(status, null, (vendor, trial, receipt) -> {
            DestinationStats stats = trial.settled();
            assertThat(stats.unconfirmed()).isEqualTo(1);
            assertThat(vendor.requests()).isOne();
            assertThat(stats.state() == DestinationState.MISCONFIGURED).isEqualTo(status == 302);
        });
    }
}
