package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salestracker.DestinationStats;
import io.salestracker.FlushReport;
import io.salestracker.Outcome;
import io.salestracker.Outcome.DropReason;
import io.salestracker.Outcome.UnconfirmedReason;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.event.EventKind;
import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.testsupport.LoopbackServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code close} returns in time, whatever the vendor does, and tells the fate of every event. */
@Timeout(120)
class CloseInTimeIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SLACK = Duration.ofSeconds(5);
    private static final int EVENTS = 60;
    private static final int IN_FLIGHT = 8;
    private static final byte[] LARGE = new byte[16 << 20];

    private static final Outcome DELIVERED = new Outcome.Delivered(1);
    private static final Outcome DROPPED = new Outcome.Dropped(DropReason.CLOSED);
    private static final Outcome UNCONFIRMED = new Outcome.Unconfirmed(UnconfirmedReason.CLOSED);

    private static final HeldCertificate LOCALHOST =
            new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();
    private static final HandshakeCertificates TLS = new HandshakeCertificates.Builder()
            .heldCertificate(LOCALHOST)
            .addTrustedCertificate(LOCALHOST.certificate())
            .build();

    /** What a vendor does. */
    enum Conduct {
        TAKES_ALL,
        IS_DOWN,
        ASKS_FOR_A_PAUSE,
        REFUSES_THE_ACCOUNT,
        SAYS_NOTHING,
        SHAKES_NO_HANDS,
        STOPS_READING,
        STOPS_READING_IN_TLS,
        DRIPS_A_HEAD,
        DRIPS_A_BODY;

        /** With what events may end that are in flight at a vendor which never comes to the end of a response. */
        List<Outcome> ofWhatIsInFlight() {
            // A status line decides as soon as it is read.
            return this == DRIPS_A_BODY ? List.of(UNCONFIRMED, DELIVERED) : List.of(UNCONFIRMED);
        }

        boolean isLarge() {
            return this == STOPS_READING || this == STOPS_READING_IN_TLS;
        }
    }

    enum Client {
        OK_HTTP,
        JDK;

        HttpTransport.Builder transport() {
            return (this == JDK ? HttpTransport.jdk() : HttpTransport.okHttp()).sslContext(TLS.sslContext());
        }
    }

    private final Map<Conduct, LoopbackServer> silent = new EnumMap<>(Conduct.class);
    private final Map<Conduct, CountingVendor> counting = new EnumMap<>(Conduct.class);

    @BeforeEach
    void startVendors() {
        silent.put(Conduct.SAYS_NOTHING, LoopbackServer.silent());
        silent.put(Conduct.SHAKES_NO_HANDS, LoopbackServer.silent());
        silent.put(Conduct.STOPS_READING, LoopbackServer.silent());
        silent.put(Conduct.STOPS_READING_IN_TLS, LoopbackServer.silent().tls(TLS.sslContext()));
        silent.put(Conduct.DRIPS_A_HEAD, LoopbackServer.dripping("HTTP/1.1 200 OK\r\nX-Slow: "));
        silent.put(Conduct.DRIPS_A_BODY, LoopbackServer.dripping("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"));
        for (Conduct conduct : Conduct.values()) {
            if (!silent.containsKey(conduct)) {
                counting.put(conduct, CountingVendor.start());
            }
        }
        counting.get(Conduct.IS_DOWN).stop();
        counting.get(Conduct.ASKS_FOR_A_PAUSE)
                .behave(delivery -> delivery.status(429).header("Retry-After", "60"));
        counting.get(Conduct.REFUSES_THE_ACCOUNT).behave(delivery -> delivery.status(401));
    }

    @AfterEach
    void stopVendors() {
        silent.values().forEach(LoopbackServer::close);
        counting.values().forEach(CountingVendor::close);
    }

    private URI uri(Conduct conduct) {
        if (conduct == Conduct.SHAKES_NO_HANDS) {
            return silent.get(conduct).uri("https", "/events");
        }
        return silent.containsKey(conduct)
                ? silent.get(conduct).uri("/events")
                : counting.get(conduct).uri();
    }

    private Destination destination(Conduct conduct) {
        URI uri = uri(conduct);
        EbbotDestination usual =
                CountingVendor.destinationAt(uri).name(conduct.name()).build();
        return new Wrapped(usual) {
            @Override
            public Request toRequest(List<EncodedEvent> events) {
                Request request = super.toRequest(events);
                return conduct.isLarge() ? Request.post(request.uri(), request.headers(), LARGE) : request;
            }
        };
    }

    private SalesTracker tracker(Client client, Iterable<Conduct> conducts) {
        SalesTracker.Builder builder = SalesTracker.builder().transport(client.transport());
        for (Conduct conduct : conducts) {
            Destination destination = destination(conduct);
            DeliverySettings settings = destination.settings().toBuilder()
                    .connectTimeout(Duration.ofMinutes(10))
                    .callTimeout(Duration.ofMinutes(10))
                    .build();
            builder.destination(destination, route -> route.settings(settings));
        }
        return builder.build();
    }

    private static List<Receipt> track(SalesTracker tracker) {
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            receipts.add(tracker.track(CountingVendor.event(EventKind.PURCHASE, "visitor" + i, i)));
        }
        return receipts;
    }

    private void awaitTrouble(SalesTracker tracker, Conduct conduct) {
        await().atMost(LONG).until(() -> {
            DestinationStats stats = tracker.stats().destination(conduct.name());
            return switch (conduct) {
                case TAKES_ALL -> stats.delivered() > 0;
                case IS_DOWN -> stats.retries() > 0;
                case ASKS_FOR_A_PAUSE -> stats.throttled() > 0;
                case REFUSES_THE_ACCOUNT -> counting.get(conduct).requests() > 0;
                // Over OkHttp the others wait whether the first connection speaks HTTP/2.
                case SHAKES_NO_HANDS -> silent.get(conduct).begun() > 0;
                case SAYS_NOTHING, STOPS_READING, STOPS_READING_IN_TLS, DRIPS_A_HEAD, DRIPS_A_BODY ->
                    silent.get(conduct).begun() >= IN_FLIGHT;
            };
        });
    }

    static Stream<Arguments> clientsAndConducts() {
        return Stream.of(Client.values())
                .flatMap(client -> Stream.of(Conduct.values()).map(conduct -> Arguments.of(client, conduct)));
    }

    @ParameterizedTest
    @MethodSource("clientsAndConducts")
    void closesAtOnce(Client client, Conduct conduct) {
        SalesTracker tracker = tracker(client, List.of(conduct));
        List<Receipt> receipts = track(tracker);
        awaitTrouble(tracker, conduct);
        close(tracker, Duration.ZERO);
        check(tracker, conduct, receipts);
    }

    @ParameterizedTest
    @EnumSource
    void closesInTimeWithEveryTroubleAtTheSameTime(Client client) {
        List<Conduct> all = List.of(Conduct.values());
        SalesTracker tracker = tracker(client, all);
        List<Receipt> receipts = track(tracker);
        all.forEach(conduct -> awaitTrouble(tracker, conduct));
        close(tracker, Duration.ofSeconds(1));
        all.forEach(conduct -> check(tracker, conduct, receipts));
        assertThat(tracker.stats().destination("TAKES_ALL").delivered()).isEqualTo(EVENTS);
    }

    private static void close(SalesTracker tracker, Duration limit) {
        long start = System.nanoTime();
        FlushReport report = tracker.close(limit);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit.plus(SLACK));
        assertThat(report.complete()).isTrue();
        assertThat(report.stats().balanced()).isTrue();
        assertThat(OurThreads.names()).isEmpty();
    }

    /** What was in flight ends as it must, the rest was never sent, and the vendor saw nothing else. */
    private void check(SalesTracker tracker, Conduct conduct, List<Receipt> receipts) {
        DestinationStats stats = tracker.stats().destination(conduct.name());
        assertThat(stats.tracked()).isEqualTo(EVENTS);
        assertThat(stats.pending()).isZero();
        List<Outcome> outcomes = receipts.stream()
                .map(receipt -> receipt.outcomes().get(conduct.name()))
                .toList();
        List<Outcome> inFlight =
                outcomes.stream().filter(outcome -> !outcome.equals(DROPPED)).toList();
        if (silent.containsKey(conduct)) {
            int sent = conduct == Conduct.SHAKES_NO_HANDS ? 0 : IN_FLIGHT;
            assertThat(inFlight)
                    .as("%s", conduct)
                    // A body is waited for no longer than a second, and then the next event is sent.
                    .hasSizeBetween(sent, conduct == Conduct.DRIPS_A_BODY ? EVENTS : sent)
                    .isSubsetOf(conduct.ofWhatIsInFlight());
            return;
        }
        CountingVendor vendor = counting.get(conduct);
        for (Receipt receipt : receipts) {
            Outcome outcome = receipt.outcomes().get(conduct.name());
            boolean taken = vendor.times().containsKey(receipt.eventId());
            // Close cuts off requests in flight, whatever the vendor would have responded.
            boolean maybe = outcome.equals(UNCONFIRMED) && conduct != Conduct.IS_DOWN;
            assertThat(maybe || outcome.equals(taken ? DELIVERED : DROPPED))
                    .as("%s of %s, taken: %s", outcome, conduct, taken)
                    .isTrue();
        }
        assertThat(vendor.times().values()).allMatch(times -> times == 1);
    }
}
