package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.salestracker.Outcome;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.event.EventKind;
import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportException.Sent;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A library that fits when the tracker is built, and fails at the first request, as one for TLS alone may. */
@Timeout(60)
class MisfitWhileSendingTest {
    private static final DeliverySettings SETTINGS = DeliverySettings.builder()
            .flushInterval(Duration.ZERO)
            .deadline(EventKind.VISIT, Duration.ofMillis(500))
            .backoff(Duration.ofMillis(20), Duration.ofMillis(50))
            .build();

    @Test
    void costsNoEventItsCertaintyAndIsNamedOnce() throws Exception {
        Receipt visit;
        Receipt purchase;
        try (Logged log = Logged.by("io.salestracker", Level.WARN)) {
            try (SalesTracker tracker = SalesTracker.builder()
                    .transport(settings -> new Misfit())
                    .destination(
                            CountingVendor.destinationAt(URI.create("http://localhost:1/"))
                                    .build(),
                            route -> route.settings(SETTINGS))
                    .build()) {
                visit = tracker.track(CountingVendor.event(EventKind.VISIT, "anna", 0));
                purchase = tracker.track(CountingVendor.event(EventKind.PURCHASE, "bert", 0));
                visit.await(Duration.ofSeconds(30));
                tracker.close(Duration.ZERO);
            }
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("does not fit"))
                    .singleElement()
                    .asString()
                    .contains("NoSuchMethodError", "okhttp-jvm-", "HttpTransport.jdk()");
        }

        // Nothing was sent, so nothing is in doubt.
        assertThat(end(visit)).isEqualTo("EXPIRED NOT_SENT");
        assertThat(end(purchase)).isEqualTo("DROPPED CLOSED");
    }

    private static String end(Receipt receipt) {
        Outcome outcome = receipt.outcomes().get("ebbot");
        return outcome.kind() + " " + outcome.reason();
    }

    private static final class Misfit implements HttpTransport {

        @Override
        public Response send(Request request) throws TransportException {
            throw new TransportException(
                    Sent.NOT_SENT, "connecting failed", new NoSuchMethodError("okio.Okio.sink(java.net.Socket)"));
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
