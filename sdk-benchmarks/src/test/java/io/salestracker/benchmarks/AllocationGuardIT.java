package io.salestracker.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.salestracker.DestinationStats;
import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.benchmarks.Fresh.Look;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.text.TextDestination;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorDestination;
import io.salestracker.tracktor.TracktorIdentity;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a purchase of three lines allocates, which unlike time is the same wherever it is measured: the compilers only
 * lower it. So the bounds are what the interpreter allocates ({@code -Xint}) and a quarter.
 */
class AllocationGuardIT {
    private static final long TRACK_ONE_BYTES = 480;
    private static final long TRACK_FOUR_BYTES = 890;
    private static final long DELIVER_BATCHED_BYTES = 2_100;
    private static final long DELIVER_SINGLE_BYTES = 14_500;

    private static final int BATCH = 50;
    private static final int EVENTS = 20 * BATCH;
    private static final int ROUNDS = 6;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Semaphore gate = new Semaphore(1);
    private HttpServer server;
    private URI endpoint;
    private int made;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        endpoint = URI.create("http://localhost:" + server.getAddress().getPort() + "/events");
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        gate.acquireUninterruptibly();
        gate.release();
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    @Test
    void trackingForOneDestinationAllocatesLittle() {
        long bytes = trackBytes(List.of(ebbot()));

        System.out.println("allocated per track, one destination: " + bytes + " B");
        assertThat(bytes).isBetween(1L, TRACK_ONE_BYTES);
    }

    @Test
    void trackingForFourDestinationsAllocatesLittle() {
        long bytes = trackBytes(List.of(
                ebbot(),
                alhena(),
                TextDestination.builder("11111111-2222-4333-8444-555566667777").build(),
                TracktorDestination.builder("site-token").build()));

        System.out.println("allocated per track, four destinations: " + bytes + " B");
        assertThat(bytes).isBetween(1L, TRACK_FOUR_BYTES);
    }

    @Test
    void deliveringInBatchesAllocatesLittleAndSendsFullOnes() throws InterruptedException {
        Delivered delivered = deliver(ebbot());

        System.out.println("allocated per event delivered in batches of " + BATCH + ": " + delivered.bytes + " B");
        assertThat(delivered.requests * BATCH).isEqualTo(delivered.events);
        assertThat(delivered.bytes).isBetween(1L, DELIVER_BATCHED_BYTES);
    }

    @Test
    void deliveringOneByOneAllocatesLittleAndSendsOneRequestEach() throws InterruptedException {
        Delivered delivered = deliver(alhena());

        System.out.println("allocated per event delivered in a request of its own: " + delivered.bytes + " B");
        assertThat(delivered.requests).isEqualTo(delivered.events);
        assertThat(delivered.bytes).isBetween(1L, DELIVER_SINGLE_BYTES);
    }

    private Destination ebbot() {
        return EbbotDestination.builder(endpoint)
                .maxBatchSize(BATCH, Refused.WHOLE)
                .build();
    }

    private Destination alhena() {
        return AlhenaDestination.builder("acme")
                .baseUrl(endpoint.resolve("/"))
                .requireFaqFingerprint(false)
                .build();
    }

    /** One sender for each, so that its batches are full, and none but the caller's thread does the caller's work. */
    private static SalesTracker.Builder tracker(List<Destination> destinations) {
        SalesTracker.Builder tracker = SalesTracker.builder().budget(new Budget(1_000_000, 1_000_000_000));
        for (Destination destination : destinations) {
            DeliverySettings settings = destination.settings();
            tracker.destination(
                    destination,
                    route -> route.settings(settings.toBuilder()
                            .maxInFlight(1)
                            .flushInterval(settings.batchSize() == 1 ? Duration.ZERO : Duration.ofHours(1))
                            .build()));
        }
        return tracker;
    }

    /** The least of some rounds on this thread, for an event that is built already. */
    private long trackBytes(List<Destination> destinations) {
        long least = Long.MAX_VALUE;
        SalesTracker tracker =
                tracker(destinations).transport(settings -> new SilentVendor()).build();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                List<Purchase> purchases = purchases();
                long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < EVENTS; i++) {
                    tracker.track(purchases.get(i));
                }
                least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
            }
            tracker.stats()
                    .destinations()
                    .values()
                    .forEach(stats -> assertThat(stats.pending()).isEqualTo((long) ROUNDS * EVENTS));
        } finally {
            tracker.close(Duration.ZERO);
        }
        return least / EVENTS;
    }

    /** What a delivery cost: allocated by the tracker's threads for each event in the best round, requests in all. */
    private record Delivered(long bytes, long events, long requests) {}

    private Delivered deliver(Destination destination) throws InterruptedException {
        long least = Long.MAX_VALUE;
        try (SalesTracker tracker = tracker(List.of(destination)).build()) {
            for (int round = 0; round < ROUNDS; round++) {
                long before = allocatedByOurThreads();
                // The sender finds all events there, and not some number of them that time decides.
                gate.acquireUninterruptibly();
                try {
                    purchases().forEach(tracker::track);
                } finally {
                    gate.release();
                }
                tracker.flush(PATIENCE);
                long bytes = allocatedByOurThreads() - before;
                // In the first round it connects, and the sender may not have been there.
                least = round == 0 ? least : Math.min(least, bytes);
            }
            DestinationStats stats = tracker.stats().destination(destination.name());
            assertThat(stats.delivered()).isEqualTo((long) ROUNDS * EVENTS);
            return new Delivered(least / EVENTS, stats.delivered(), stats.requests());
        }
    }

    private static long allocatedByOurThreads() {
        long bytes = 0;
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("salestracker-")) {
                bytes += THREADS.getThreadAllocatedBytes(thread.getThreadId());
            }
        }
        return bytes;
    }

    private List<Purchase> purchases() {
        return IntStream.range(0, EVENTS).mapToObj(i -> purchase()).toList();
    }

    private Purchase purchase() {
        Fresh fresh = new Fresh(Look.BARE, made++);
        String visitor = fresh.visitor();
        Visitor known = Visitor.of(
                EbbotIdentity.of(visitor),
                AlhenaIdentity.of(visitor, null),
                TextIdentity.of(visitor),
                TracktorIdentity.of(visitor));
        return Sale.purchase(known, fresh.digits());
    }
}
