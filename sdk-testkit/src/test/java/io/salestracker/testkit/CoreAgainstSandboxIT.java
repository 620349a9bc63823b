package io.salestracker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DestinationStats;
import io.salestracker.FlushReport;
import io.salestracker.Outcome.Kind;
import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.event.SalesEvent;
import io.salestracker.http.HttpTransport;
import io.salestracker.text.TextDestination;
import io.salestracker.tracktor.TracktorDestination;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The SDK's requests before validators that were written from the vendors' documents, by somebody else. */
@Timeout(300)
class CoreAgainstSandboxIT {
    private static final int EVENTS = 4_000;

    static Stream<Arguments> transports() {
        return Stream.of(
                Arguments.of("OkHttp, plain requests", HttpTransport.okHttp(), false, 1L),
                Arguments.of("OkHttp, batches and the Chat API", HttpTransport.okHttp(), true, 2L),
                Arguments.of("JDK, batches and the Chat API", HttpTransport.jdk(), true, 3L));
    }

    @ParameterizedTest(name = "{0}, seed {3}")
    @MethodSource("transports")
    void everyVendorAcceptsThousandsOfVariedEvents(
            String name, HttpTransport.Factory transport, boolean other, long seed) throws Exception {
        // The JDK's client opens a connection for every GET, so it gets fewer.
        int events = name.startsWith("JDK") ? EVENTS / 10 : EVENTS;
        try (VendorSandbox sandbox = VendorSandbox.builder()
                        .ebbotIdField("event_id")
                        .tracktorSignedOnly(true)
                        .start();
                SalesTracker tracker = tracker(sandbox, transport, other)) {
            VariedEvents varied = new VariedEvents(new Random(seed));
            for (int i = 0; i < events; i++) {
                SalesEvent event = varied.next();
                tracker.track(event);
                if (i % 200 == 0) {
                    tracker.flush(Duration.ofMinutes(1));
                }
            }
            FlushReport report = tracker.flush(Duration.ofMinutes(2));

            assertThat(report.complete()).as("%s", report).isTrue();
            for (Vendor vendor : Vendor.values()) {
                // 401 is the expired token, which the destination renews.
                List<Received> refused = sandbox.events(received ->
                        received.vendor() == vendor && !received.disposition().isTaken() && received.status() != 401);
                assertThat(refused).as("refused by %s", vendor).isEmpty();
                DestinationStats stats = report.stats().destination(vendor.id());
                assertThat(stats.balanced()).isTrue();
                assertThat(stats.outcomes().keySet()).isSubsetOf(Kind.DELIVERED, Kind.SKIPPED, Kind.INVALID);
                assertThat(stats.reasons(Kind.INVALID).keySet()).isSubsetOf("FIELDS", "TOO_LARGE");
                assertThat(sandbox.counts(vendor).confirmed()).isEqualTo(stats.delivered());
                assertThat(stats.delivered()).isGreaterThan(events / 10);
            }
        }
    }

    /** Of events however old. */
    private static SalesTracker tracker(VendorSandbox sandbox, HttpTransport.Factory transport, boolean other) {
        EbbotDestination.Builder ebbot = other
                ? EbbotDestination.builder(sandbox.ebbotBatch()).maxBatchSize(50, Refused.WHOLE)
                : EbbotDestination.builder(sandbox.ebbot()).singleItemAsObject(true);
        TextDestination.Builder text = TextDestination.builder(sandbox.storeUuid());
        if (other) {
            text.customerChatApi(
                            sandbox.organizationId(),
                            sandbox.websiteUuid(),
                            rejected -> rejected != null ? sandbox.renewTextToken() : "expired")
                    .baseUrl(sandbox.textChatApi());
        } else {
            text.baseUrl(sandbox.text());
        }
        return SalesTracker.builder()
                .transport(transport)
                .destination(
                        AlhenaDestination.builder(sandbox.companyKey())
                                .baseUrl(sandbox.alhena())
                                .build(),
                        route -> route.settings(s -> s.maxAge(null)))
                .destination(text.build())
                .destination(ebbot.eventIdField("event_id").build(), route -> route.settings(s -> s.maxAge(null)))
                .destination(TracktorDestination.builder(sandbox.tracktorToken())
                        .baseUrl(sandbox.tracktor())
                        .signingSecret(sandbox.tracktorSecret())
                        .alias(true)
                        .build())
                .build();
    }
}
