package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.salestracker.Outcome;
import io.salestracker.Outcome.Kind;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.event.EventKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise 8: a refusal is final, its words arrive and give nothing away, and one bad event costs no good one. */
@Timeout(60)
class RefusalsIT {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final int BATCH = 50;

    private final CountingVendor vendor = CountingVendor.start();
    private final Map<String, Kind> ends = new TreeMap<>();

    @AfterEach
    void stop() {
        vendor.close();
    }

    private static SalesTracker tracker(EbbotDestination.Builder destination) {
        return builder(destination).build();
    }

    /** One sender, which waits for a flush or a full batch. */
    private static SalesTracker.Builder builder(EbbotDestination.Builder destination) {
        EbbotDestination built = destination.build();
        DeliverySettings patient = built.settings().toBuilder()
                .maxInFlight(1)
                .flushInterval(Duration.ofMinutes(10))
                .build();
        return SalesTracker.builder().destination(built, route -> route.settings(patient));
    }

    private static Outcome outcome(Receipt receipt) throws InterruptedException {
        assertThat(receipt.await(LONG)).isTrue();
        return receipt.outcomes().get("ebbot");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 406, 409, 410, 411, 412, 413, 414, 415, 418, 420, 422, 424, 428, 430, 431, 499})
    void aRefusalIsNeverRetried(int status) throws Exception {
        vendor.behave(delivery -> delivery.status(status));
        try (SalesTracker tracker = tracker(vendor.destination())) {
            Receipt receipt = tracker.track(CountingVendor.event(EventKind.PURCHASE, "anna", 1));
            tracker.flush(LONG);

            assertThat(outcome(receipt).kind()).isEqualTo(Kind.REJECTED);
            assertThat(outcome(receipt).reason()).isEqualTo(Integer.toString(status));
        }
        assertThat(vendor.requests()).isEqualTo(1);
    }

    @Test
    void theVendorsMessageReachesOutcomeListenerAndLog() throws Exception {
        String message =
                "unknown field \\\"\\\" of anna-7, s3cr3t-key or john@example.com\\r\\nERROR faked \\u001b[31m\\u2028"
                        + " and so on".repeat(100);
        vendor.behave(delivery -> delivery.status(
                422, "{\"error_code\":\"code-" + vendor.requests() % 2 + "\",\"message\":\"" + message + "\"}"));
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        Queue<Outcome> told = new ConcurrentLinkedQueue<>();
        try (Logged log = Logged.by("io.salestracker", Level.TRACE);
                SalesTracker tracker = builder(vendor.destination().header("x-api-key", "s3cr3t-key"))
                        .clock(now::get)
                        .listener(delivery -> told.add(delivery.outcome()))
                        .build()) {
            List<Receipt> receipts = new ArrayList<>();
            for (int minute = 0; minute < 2; minute++) {
                for (int i = 0; i < 20; i++) {
                    receipts.add(tracker.track(CountingVendor.event(EventKind.PURCHASE, "anna-7", 100 * minute + i)));
                }
                assertThat(tracker.flush(LONG).complete()).isTrue();
                now.set(now.get().plusSeconds(61));
            }
            await().atMost(LONG).until(() -> told.size() == 40);

            Outcome.Rejected first = (Outcome.Rejected) outcome(receipts.get(0));
            assertThat(first.code()).isEqualTo("code-1");
            assertThat(first.message())
                    .hasSize(300)
                    .startsWith("unknown field \"\" of ***, *** or ***\\r\\nERROR faked \\u001b[31m\\u2028 and so on");
            assertThat(told).contains(first);
            assertThat(told.stream().map(each -> ((Outcome.Rejected) each).message()))
                    .containsOnly(first.message());
            assertThat(log.lines())
                    .hasSize(4)
                    .allMatch(line -> line.startsWith("ebbot rejected an event: status 422, code-")
                            && line.contains(": " + first.message().substring(0, 120))
                            && !line.contains(first.message().substring(0, 121)))
                    .filteredOn(line -> line.endsWith("(and 9 times before)"))
                    .hasSize(2);
        }
    }

    @Test
    void theLogLeavesOutACodeThatIsNone() throws Exception {
        vendor.behave(delivery -> delivery.status(422, "{\"error_code\":\"no: code\",\"message\":\"bad total\"}"));
        try (Logged log = Logged.by("io.salestracker", Level.TRACE);
                SalesTracker tracker = builder(vendor.destination()).build()) {
            Receipt receipt = tracker.track(CountingVendor.event(EventKind.PURCHASE, "anna-7", 1));
            assertThat(tracker.flush(LONG).complete()).isTrue();

            assertThat(outcome(receipt)).isEqualTo(new Outcome.Rejected(422, "no: code", "bad total"));
            await().atMost(LONG).until(() -> !log.lines().isEmpty());
            assertThat(log.lines()).containsExactly("ebbot rejected an event: status 422: bad total");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "24", "49", "0 49", "3 4 5 20", "7 14 21 28 35 42 49"})
    void namedBadEventsCostNoGoodOne(String indices) throws Exception {
        Set<String> bad = ids(indices);
        vendor.behave(delivery -> {
            String errors = errors(delivery.ids(), bad);
            return errors.isEmpty() ? delivery.take() : delivery.status(422, "{\"errors\":[" + errors + "]}");
        });

        trackOneArray(vendor.destination(), Refused.WHOLE);

        assertEnds(bad, Kind.DELIVERED);
        assertThat(vendor.requests()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "24", "49", "0 49", "3 4 5 20"})
    void badEventsInATakenArrayCostNoGoodOne(String indices) throws Exception {
        Set<String> bad = ids(indices);
        vendor.behave(delivery -> delivery.take(
                        delivery.ids().stream().filter(id -> !bad.contains(id)).toList())
                .body("{\"errors\":[" + errors(delivery.ids(), bad) + "]}"));

        trackOneArray(vendor.destination(), Refused.WHOLE);

        assertEnds(bad, Kind.DELIVERED);
        assertThat(vendor.requests()).isEqualTo(1);
    }

    /** To find one of 50 takes the whole, and twice a half, six times. */
    @ParameterizedTest
    @CsvSource({"0, 13", "24, 13", "49, 13", "0 49, 25", "3 4 5 20, 49"})
    void unnamedBadEventsCostNoGoodOne(String indices, int maxRequests) throws Exception {
        Set<String> bad = ids(indices);
        vendor.behave(delivery -> delivery.ids().stream().anyMatch(bad::contains)
                ? delivery.status(
                        422, "{\"errors\":[{\"index\":-1},{\"index\":4711},{\"index\":\"0\"}],\"message\":\"no\"}")
                : delivery.take());

        trackOneArray(vendor.destination(), Refused.WHOLE);

        assertEnds(bad, Kind.DELIVERED);
        assertThat(vendor.requests()).isLessThanOrEqualTo(maxRequests);
    }

    @Test
    void anArrayOfBadEventsOnlyCostsNoMoreThanTwoRequestsForEach() throws Exception {
        vendor.behave(delivery -> delivery.status(422));

        trackOneArray(vendor.destination(), Refused.WHOLE);

        Set<String> all = IntStream.range(0, BATCH).mapToObj(RefusalsIT::id).collect(Collectors.toSet());
        assertEnds(all, Kind.DELIVERED);
        assertThat(vendor.requests()).isLessThan(2 * BATCH);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesTheOthersOfAPartlyTakenArrayUnconfirmed(boolean named) throws Exception {
        Set<String> bad = ids("24");
        vendor.behave(delivery ->
                delivery.status(422, named ? "{\"errors\":[" + errors(delivery.ids(), bad) + "]}" : "no"));

        trackOneArray(vendor.destination(), Refused.IN_PART);

        // Without an index the refused event is not known, so it is unconfirmed too.
        assertEnds(named ? bad : Set.of(), Kind.UNCONFIRMED);
        assertThat(vendor.requests()).isEqualTo(1);
    }

    @Test
    void repeatsTheOthersOfAPartlyTakenArrayIfTheModeAllows() throws Exception {
        Set<String> bad = ids("24");
        vendor.behave(
                delivery -> delivery.ids().stream().anyMatch(bad::contains) ? delivery.status(422) : delivery.take());

        trackOneArray(vendor.destination().idempotent(true), Refused.IN_PART);

        assertEnds(bad, Kind.DELIVERED);
    }

    private static Set<String> ids(String indices) {
        Set<String> ids = new TreeSet<>();
        for (String index : indices.split(" ", -1)) {
            ids.add(id(Integer.parseInt(index)));
        }
        return ids;
    }

    /** Five visitors take turns, so that each has bad and good events one behind the other. */
    private static String id(int index) {
        return "visitor" + index % 5 + "-" + index;
    }

    private static String errors(List<String> ids, Set<String> bad) {
        return IntStream.range(0, ids.size())
                .filter(i -> bad.contains(ids.get(i)))
                .mapToObj(i -> "{\"index\":" + i + ",\"code\":\"bad\",\"message\":\"is bad\"}")
                .collect(Collectors.joining(","));
    }

    /** Tracks as many events as an array takes, and keeps how each ended under its id. */
    private void trackOneArray(EbbotDestination.Builder destination, Refused refused) throws Exception {
        try (SalesTracker tracker = tracker(destination.maxBatchSize(BATCH, refused))) {
            List<Receipt> receipts = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                receipts.add(tracker.track(CountingVendor.event(EventKind.PURCHASE, "visitor" + i % 5, i)));
            }
            for (Receipt receipt : receipts) {
                ends.put(receipt.eventId(), outcome(receipt).kind());
            }
            assertThat(tracker.flush(LONG).complete()).isTrue();
            assertThat(tracker.stats().balanced()).isTrue();
            assertThat(tracker.stats().destination("ebbot").requests()).isEqualTo(vendor.requests());
        }
    }

    /** Asserts that the bad events were rejected, and that all others ended as {@code others} and in order. */
    private void assertEnds(Set<String> bad, Kind others) {
        assertThat(ends).hasSize(BATCH);
        assertThat(ends).allSatisfy((id, end) -> assertThat(end).isEqualTo(bad.contains(id) ? Kind.REJECTED : others));
        assertThat(vendor.taken()).doesNotHaveDuplicates().hasSize(others == Kind.DELIVERED ? BATCH - bad.size() : 0);
        assertThat(vendor.outOfOrder()).isEmpty();
    }
}
