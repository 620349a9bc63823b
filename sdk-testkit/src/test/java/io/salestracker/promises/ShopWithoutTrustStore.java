package io.salestracker.promises;

import ch.qos.logback.classic.Level;
import io.salestracker.DestinationStats;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.http.HttpTransport;
import io.salestracker.testsupport.LoopbackServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.awaitility.Awaitility;

/**
 * A shop in a JVM of its own, whose trust store cannot be read until it sets a TLS context for the whole JVM. The JVM
 * remembers that its trust store cannot be read, so no other test can share it.
 */
final class ShopWithoutTrustStore {
    static final int EVENTS = 3;

    private static final Duration LONG = Duration.ofSeconds(60);

    private ShopWithoutTrustStore() {}

    /** Starts one with a transport, {@code okhttp} or {@code jdk}. */
    static Process start(Path trustStore, String transport) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Djavax.net.ssl.trustStore=" + trustStore,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ShopWithoutTrustStore.class.getName(),
                        transport)
                .redirectErrorStream(true)
                .start();
    }

    /** Argument: the transport. */
    public static void main(String[] args) throws Exception {
        HandshakeCertificates tls = certificates();
        try (LoopbackServer vendor = LoopbackServer.answering(LoopbackServer.OK).tls(tls.sslContext());
                Logged log = Logged.by("io.salestracker", Level.WARN);
                SalesTracker tracker = tracker(vendor, args[0])) {
            System.out.println("built, lines in the log: " + log.lines().size());
            List<Receipt> receipts = List.of(track(tracker, 0), track(tracker, 1), track(tracker, 2));
            Awaitility.await().atMost(LONG).until(() -> stats(tracker).retries() > 0);
            System.out.println("pending: " + stats(tracker).pending());
            System.out.println("outcomes: "
                    + receipts.stream().mapToInt(r -> r.outcomes().size()).sum());
            log.lines().forEach(line -> System.out.println("log: " + line));
            SSLContext.setDefault(tls.sslContext());
            tracker.flush(LONG);
            System.out.println("delivered: " + stats(tracker).delivered());
        }
    }

    private static HandshakeCertificates certificates() {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        return new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(certificate.certificate())
                .build();
    }

    private static SalesTracker tracker(LoopbackServer vendor, String transport) {
        SalesTracker.Builder tracker = SalesTracker.builder()
                .destination(
                        EbbotDestination.builder(vendor.uri("https", "/events")).build());
        return transport.equals("jdk") ? tracker.transport(HttpTransport.jdk()).build() : tracker.build();
    }

    private static DestinationStats stats(SalesTracker tracker) {
        return tracker.stats().destination("ebbot");
    }

    private static Receipt track(SalesTracker tracker, int number) {
        return tracker.track(Purchase.builder()
                .orderId("order-" + number)
                .currency("EUR")
                .total("10.00")
                .item(LineItem.builder().productId("p").quantity(1).unitPrice("10.00")));
    }
}
