package io.salestracker.fields;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.FlushReport;
import io.salestracker.Outcome;
import io.salestracker.Preview;
import io.salestracker.Preview.WouldNot;
import io.salestracker.Preview.WouldSend;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.destination.HttpDestination;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.event.EventBuilder;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.fields.TwoJudges.Recorder;
import io.salestracker.http.Request;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.Vendor;
import io.salestracker.testkit.VendorSandbox;
import io.salestracker.testsupport.Campaigns;
import io.salestracker.text.TextDestination;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Thousands of events with any mess in any field at once: each that builds and is said to be sent arrives, both judges take it,
 * and amounts are those of the order. A failure names the seed; {@code -Dseed=} runs it again.
 */
@Timeout(600)
class MessyEventsIT {
    private static final int EVENTS = 2_000;
    private static final String REPLAY = "seed";

    static LongStream seeds() {
        String replay = System.getProperty(REPLAY);
        return replay == null ? new Random().longs(Campaigns.times(2)) : LongStream.of(Long.parseLong(replay));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void eachThatIsSaidToBeSentIsTakenByBothJudges(long seed) throws Exception {
        System.out.println("seed " + seed);
        MessyEvents messy = new MessyEvents(new Random(seed));
        Recorder recorder = new Recorder();
        Map<String, SalesEvent> tracked = new LinkedHashMap<>();
        Map<String, Receipt> receipts = new LinkedHashMap<>();
        Map<String, List<Preview>> previews = new LinkedHashMap<>();
        try (TwoJudges judges = new TwoJudges();
                SalesTracker tracker =
                        judges.tracker(recorder, option(judges.sandbox(), seed)).build()) {
            for (int i = 0; i < EVENTS; i++) {
                EventBuilder<?> builder = messy.next();
                SalesEvent event;
                try {
                    event = builder.build();
                } catch (InvalidEventException e) {
                    assertThat(tracker.track(builder).outcomes().values())
                            .as("seed %d, invalid event %d", seed, i)
                            .allSatisfy(outcome -> assertThat(outcome.reason()).isEqualTo("FIELDS"));
                    continue;
                }
                tracked.put(event.id(), event);
                previews.put(event.id(), tracker.preview(event));
                receipts.put(event.id(), tracker.track(event));
            }
            FlushReport report = tracker.flush(Duration.ofMinutes(2));
            assertThat(report.complete()).as("seed %d: %s", seed, report).isTrue();

            checkOutcomes(seed, receipts, previews);
            checkRequests(seed, judges, recorder, previews);
            List<Received> received = judges.sandbox().events();
            assertThat(received)
                    .as("refused by the sandbox, seed %d", seed)
                    .filteredOn(one -> !one.disposition().isTaken())
                    .isEmpty();
            checkAmounts(seed, tracked, previews, received);
            for (Vendor vendor : Vendor.values()) {
                assertThat(report.stats().destination(vendor.id()).delivered())
                        .as("seed %d: enough were sent to %s", seed, vendor)
                        .isGreaterThan(EVENTS / 20)
                        .isEqualTo(judges.sandbox().counts(vendor).confirmed());
            }
            assertThat(tracked).as("seed %d: enough could be built", seed).hasSizeGreaterThan(EVENTS / 4);
        }
    }

    /** Every other time Text is reached over its Customer Chat API, and Ebbot gets a single item bare. */
    private static Consumer<HttpDestination.Builder<?>> option(VendorSandbox sandbox, long seed) {
        return builder -> {
            if (seed % 2 == 0 && builder instanceof TextDestination.Builder text) {
                text.customerChatApi(sandbox.organizationId(), sandbox.websiteUuid(), rejected -> sandbox.textToken())
                        .baseUrl(sandbox.textChatApi());
            } else if (seed % 2 == 0 && builder instanceof EbbotDestination.Builder ebbot) {
                ebbot.singleItemAsObject(true);
            }
        };
    }

    private static void checkOutcomes(long seed, Map<String, Receipt> receipts, Map<String, List<Preview>> previews) {
        receipts.forEach((id, receipt) -> {
            for (Preview preview : previews.get(id)) {
                Outcome expected = preview instanceof WouldNot not ? not.outcome() : new Outcome.Delivered(1);
                assertThat(receipt.outcomes().get(preview.destination()))
                        .as("seed %d, %s at %s", seed, id, preview.destination())
                        .isEqualTo(expected);
            }
        });
    }

    private static void checkRequests(
            long seed, TwoJudges judges, Recorder recorder, Map<String, List<Preview>> previews) {
        List<String> sent = new ArrayList<>();
        for (Request request : recorder.all()) {
            List<String> complaints = judges.complaints(request);
            if (!complaints.isEmpty()) {
                throw new AssertionError("seed " + seed + ": " + complaints + " of " + shown(request));
            }
            sent.add(shown(request));
        }
        List<String> previewed = new ArrayList<>();
        previews.values()
                .forEach(all -> all.forEach(preview -> {
                    if (preview instanceof WouldSend send) {
                        previewed.add(shown(send.request()));
                    }
                }));
        sent.sort(null);
        previewed.sort(null);
        assertThat(sent).as("seed %d: what was sent as it was previewed", seed).isEqualTo(previewed);
    }

    private static String shown(Request request) {
        byte[] body = request.body();
        return request.method() + " " + request.uri() + " "
                + (body == null ? "" : new String(body, StandardCharsets.UTF_8));
    }

    private static void checkAmounts(
            long seed, Map<String, SalesEvent> tracked, Map<String, List<Preview>> previews, List<Received> received) {
        Map<Vendor, Map<String, Received>> orders = new EnumMap<>(Vendor.class);
        for (Received one : received) {
            String key = one.vendor() == Vendor.EBBOT ? one.idempotencyKey() : one.orderId();
            if (key != null) {
                orders.computeIfAbsent(one.vendor(), vendor -> new LinkedHashMap<>())
                        .put(key, one);
            }
        }
        int checked = 0;
        for (SalesEvent event : tracked.values()) {
            if (event instanceof Purchase purchase) {
                for (Preview preview : previews.get(event.id())) {
                    if (preview instanceof WouldSend send) {
                        Vendor vendor = Vendor.of(send.destination());
                        Received order =
                                orders.get(vendor).get(vendor == Vendor.EBBOT ? purchase.id() : purchase.orderId());
                        Amounts.check("seed " + seed + " " + purchase.id() + " " + vendor, purchase, send, order);
                        checked++;
                    }
                }
            }
        }
        assertThat(checked).isGreaterThan(EVENTS / 10);
    }
}
