package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salestracker.Outcome;
import io.salestracker.Outcome.Kind;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import io.salestracker.http.HttpTransport;
import io.salestracker.testsupport.LoopbackServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a vendor answers, the event has a stated end, the next event is delivered, and nothing is kept. */
@Timeout(120)
class HostileResponsesIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration CALL = Duration.ofSeconds(5);

    private final List<AutoCloseable> opened = new ArrayList<>();

    static Stream<HttpTransport.Factory> transports() {
        return Stream.of(HttpTransport.okHttp(), HttpTransport.jdk());
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    /** The quick ones one after the other in one lane; meanwhile those that last until the call times out. */
    @TestFactory
    Stream<DynamicTest> endAsStated() throws IOException {
        LoopbackServer elsewhere = opened(LoopbackServer.answering(LoopbackServer.OK));
        List<DynamicTest> quick = new ArrayList<>();
        List<DynamicTest> slow = new ArrayList<>();
        for (HttpTransport.Factory transport : transports().toList()) {
            HostileResponses answers = new HostileResponses(elsewhere.uri("/events"));
            List<HostileResponses.Row> rows = answers.rows();
            LoopbackServer vendor = opened(LoopbackServer.start(answers));
            SalesTracker shared = opened(tracker(vendor, transport));
            for (int n = 0; n < rows.size(); n++) {
                int number = n;
                HostileResponses.Row row = rows.get(n);
                String name = row.name() + ", " + transport;
                if (row.slow()) {
                    SalesTracker own = opened(tracker(vendor, transport));
                    Receipt early = own.track(hostile(number));
                    slow.add(DynamicTest.dynamicTest(name, () -> check(row, number, answers, own, early)));
                } else {
                    quick.add(DynamicTest.dynamicTest(
                            name, () -> check(row, number, answers, shared, shared.track(hostile(number)))));
                }
            }
        }
        DynamicTest last = DynamicTest.dynamicTest(
                "nobody else was connected to",
                () -> assertThat(elsewhere.connections()).isZero());
        return Stream.of(quick, slow, List.of(last)).flatMap(List::stream);
    }

    private static SalesEvent hostile(int number) {
        return CountingVendor.event(EventKind.PURCHASE, "hostile" + number, 1);
    }

    private static void check(
            HostileResponses.Row row, int number, HostileResponses answers, SalesTracker tracker, Receipt hostile)
            throws InterruptedException {
        await().pollInterval(Duration.ofMillis(2)).atMost(LONG).until(() -> answers.met(number) > 0);
        Receipt next = tracker.track(CountingVendor.event(EventKind.PURCHASE, "anna", number));

        assertThat(next.await(LONG)).as("the lane lives").isTrue();
        // Whether the account or the event is at fault shows when others get through after it was refused.
        for (int i = 0; i < 100 && !hostile.await(Duration.ofMillis(200)); i++) {
            tracker.track(CountingVendor.event(EventKind.PURCHASE, "bert" + number, i));
        }
        assertThat(hostile.await(LONG)).as("it ends").isTrue();
        assertThat(row.expected()).contains(end(hostile));
        assertThat(end(next)).isEqualTo("DELIVERED DELIVERED");
        assertHarmless(outcome(hostile).toString());
        assertThat(tracker.stats().balanced()).isTrue();
        assertThat(tracker.flush(LONG).complete()).isTrue();
    }

    private static void assertHarmless(String text) {
        assertThat(text).hasSizeLessThan(700).doesNotContain("s3cr3t-key", "anna@example.com", "%40example");
        assertThat(text.chars())
                .as("characters that rule a terminal, a log or the reading direction: %s", text)
                .noneMatch(c -> Character.isISOControl(c)
                        || Character.getType(c) == Character.FORMAT
                        || c == 0x2028
                        || c == 0x2029);
    }

    private static SalesTracker tracker(LoopbackServer vendor, HttpTransport.Factory transport) {
        DeliverySettings settings = DeliverySettings.builder()
                .flushInterval(Duration.ZERO)
                .callTimeout(CALL)
                .backoff(Duration.ofMillis(10), Duration.ofMillis(40))
                .retryAfterCap(Duration.ofMillis(20))
                .probeInterval(Duration.ofMillis(20))
                .deadline(EventKind.VISIT, Duration.ofSeconds(1))
                .build();
        return SalesTracker.builder()
                .transport(transport)
                .destination(
                        CountingVendor.destinationAt(vendor.uri("/events"))
                                .header("x-api-key", "s3cr3t-key")
                                .build(),
                        route -> route.settings(settings))
                .build();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aForeignCertificateKeepsEventsUntilTheirDeadline(HttpTransport.Factory transport) throws Exception {
        HeldCertificate authority =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        LoopbackServer vendor =
                opened(LoopbackServer.answering(LoopbackServer.OK)).tls(tls(authority, "vendor.example"));
        SSLContext trusting = new HandshakeCertificates.Builder()
                .addTrustedCertificate(authority.certificate())
                .build()
                .sslContext();
        SalesTracker tracker = opened(tracker(vendor, ((HttpTransport.Builder) transport).sslContext(trusting)));

        Receipt visit = tracker.track(CountingVendor.event(EventKind.VISIT, "anna", 1));
        Receipt purchase = tracker.track(CountingVendor.event(EventKind.PURCHASE, "bert", 1));
        assertThat(visit.await(LONG)).isTrue();
        assertThat(end(visit)).isEqualTo("EXPIRED NOT_SENT");
        assertThat(purchase.isComplete()).isFalse();

        vendor.tls(tls(authority, "localhost"));
        assertThat(purchase.await(LONG)).isTrue();
        assertThat(end(purchase)).isEqualTo("DELIVERED DELIVERED");
    }

    private static SSLContext tls(HeldCertificate authority, String name) {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .signedBy(authority)
                .addSubjectAlternativeName(name)
                .build();
        return new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslContext();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void longResponsesAreNotKeptInOutcomes(HttpTransport.Factory transport) throws Exception {
        int events = 500;
        String noise = "HTTP/1.1 422 No\r\n\r\n" + "a vendor's long story. ".repeat(3_000);
        LoopbackServer vendor = opened(LoopbackServer.start(peer -> {
            peer.request();
            peer.send(noise);
        }));
        SalesTracker tracker = opened(tracker(vendor, transport));
        List<Receipt> receipts = new ArrayList<>();
        receipts.add(tracker.track(CountingVendor.event(EventKind.PURCHASE, "anna", 0)));
        tracker.flush(LONG);
        long before = usedHeap();

        for (int i = 1; i < events; i++) {
            receipts.add(tracker.track(CountingVendor.event(EventKind.PURCHASE, "anna", i)));
        }
        tracker.flush(LONG);

        assertThat(receipts).allMatch(receipt -> outcome(receipt).kind() == Kind.REJECTED);
        // As they came they would be 30 MB.
        assertThat(usedHeap() - before).isLessThan(12_000_000);
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static Outcome outcome(Receipt receipt) {
        return receipt.outcomes().get("ebbot");
    }

    private static String end(Receipt receipt) {
        return outcome(receipt).kind() + " " + outcome(receipt).reason();
    }

    private <T extends AutoCloseable> T opened(T one) {
        // Trackers are to be closed before the vendors they send to.
        opened.add(0, one);
        return one;
    }
}
