package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DestinationStats;
import io.salestracker.Outcome;
import io.salestracker.Outcome.DropReason;
import io.salestracker.Outcome.InvalidReason;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.delivery.Budget;
import io.salestracker.destination.Acceptance;
import io.salestracker.destination.Destination;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.TooLargeException;
import io.salestracker.destination.Verdict;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.event.EventKind;
import io.salestracker.event.SalesEvent;
import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.testsupport.LoopbackServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code track} neither blocks nor throws, does no I/O, never encodes, and leaves the interrupt flag alone. */
@Timeout(120)
class TrackIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int CALLERS = 4;

    @Test
    void returnsAtOnceWhileTheVendorNeverResponds() throws Exception {
        int each = 25_000;
        try (LoopbackServer silent = LoopbackServer.silent();
                SalesTracker tracker = tracker(
                        CountingVendor.destinationAt(silent.uri("/events")).build(), new Budget(10_000, 64_000_000))) {
            List<Thread> callers = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                callers.add(start("caller" + caller, each, tracker));
            }
            for (Thread caller : callers) {
                caller.join();
            }
            DestinationStats stats = tracker.stats().destination("ebbot");
            assertThat(stats.balanced()).isTrue();
            assertThat(stats.tracked()).isEqualTo((long) CALLERS * each);
            assertThat(stats.pending()).isEqualTo(10_000);
            assertThat(stats.reasons(Outcome.Kind.DROPPED)).containsOnlyKeys("FULL");
            // What is in flight is given up, so that closing need not wait for it.
            assertThat(tracker.close(Duration.ZERO).stats().destination("ebbot").pending())
                    .isZero();
        }
    }

    private static Thread start(String name, int events, SalesTracker tracker) {
        Thread thread = new Thread(
                () -> {
                    for (int i = 0; i < events; i++) {
                        tracker.track(CountingVendor.event(EventKind.VISIT, name, i));
                    }
                },
                name);
        thread.start();
        return thread;
    }

    @Test
    void neverEncodesOrSendsOnTheThreadThatTracks() throws Exception {
        Set<Thread> accepting = ConcurrentHashMap.newKeySet();
        Set<Thread> delivering = ConcurrentHashMap.newKeySet();
        int each = 500;
        try (CountingVendor vendor = CountingVendor.start()) {
            Destination watched = new Watched(vendor.destination().build(), accepting, delivering);
            SalesTracker tracker = SalesTracker.builder()
                    .destination(watched)
                    .transport(settings ->
                            new WatchedTransport(HttpTransport.okHttp().open(settings), delivering))
                    .build();
            List<Thread> callers = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                callers.add(start("caller" + caller, each, tracker));
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(tracker.flush(LONG).complete()).isTrue();
            tracker.close(LONG);
            assertThat(vendor.taken()).hasSize(CALLERS * each);
            assertThat(accepting).containsExactlyInAnyOrderElementsOf(callers);
            assertThat(delivering)
                    .isNotEmpty()
                    .allMatch(thread -> thread.getName().startsWith("salestracker-ebbot-"));
        }
    }

    /** How a destination may fail on the caller's thread. */
    enum Fault {
        THROWS_UNCHECKED,
        THROWS_AN_ERROR,
        THROWS_CHECKED_UNDECLARED,
        GIVES_NULL,
        THROWS_IN_ITS_FILTER;

        Acceptance happen() {
            return switch (this) {
                case THROWS_UNCHECKED -> throw new IllegalStateException("x");
                case THROWS_AN_ERROR -> throw new StackOverflowError();
                case THROWS_CHECKED_UNDECLARED -> throw sneaky(new IOException("x"));
                case GIVES_NULL, THROWS_IN_ITS_FILTER -> null;
            };
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
            throw (T) thrown;
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsTheEventThereAndGoesOnElsewhereWhenADestinationFails(Fault fault) throws Exception {
        try (CountingVendor vendor = CountingVendor.start()) {
            EbbotDestination good = vendor.destination().build();
            Destination faulty = new Wrapped(vendor.destination().name("faulty").build()) {
                @Override
                public Acceptance accepts(SalesEvent event) {
                    return fault.happen();
                }
            };
            try (SalesTracker tracker = SalesTracker.builder()
                    .destination(
                            faulty,
                            route -> route.filter(event -> {
                                if (fault == Fault.THROWS_IN_ITS_FILTER) {
                                    throw new IllegalStateException("x");
                                }
                                return true;
                            }))
                    .destination(good)
                    .build()) {
                Receipt receipt = tracker.track(CountingVendor.event(EventKind.PURCHASE, "anna", 0));
                assertThat(receipt.await(LONG)).isTrue();
                assertThat(receipt.outcomes())
                        .containsEntry("faulty", new Outcome.Invalid(InvalidReason.INTERNAL, List.of()))
                        .containsEntry("ebbot", new Outcome.Delivered(1));
                assertThat(tracker.stats().balanced()).isTrue();
            }
            assertThat(vendor.taken()).containsExactly("anna-0");
        }
    }

    /** How a tracker may stand when something is tracked. */
    enum Situation {
        VENDOR_UP,
        VENDOR_DOWN,
        VENDOR_SILENT,
        FULL,
        CLOSED
    }

    @ParameterizedTest
    @EnumSource
    void leavesTheInterruptFlagAlone(Situation situation) {
        try (CountingVendor vendor = CountingVendor.start();
                LoopbackServer silent = LoopbackServer.silent()) {
            if (situation == Situation.VENDOR_DOWN) {
                vendor.stop();
            }
            boolean stalls = situation == Situation.VENDOR_SILENT || situation == Situation.FULL;
            Budget budget = situation == Situation.FULL ? new Budget(8, 1_000_000) : Budget.DEFAULT;
            SalesTracker tracker = tracker(
                    CountingVendor.destinationAt(stalls ? silent.uri("/events") : vendor.uri())
                            .build(),
                    budget);
            if (situation == Situation.CLOSED) {
                tracker.close(LONG);
            }
            Queue<Receipt> receipts = new ConcurrentLinkedQueue<>();
            Thread.currentThread().interrupt();
            for (int i = 0; i < 100; i++) {
                receipts.add(tracker.track(CountingVendor.event(EventKind.PURCHASE, "visitor" + i, i)));
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            }
            assertThat(Thread.interrupted()).isTrue();
            assertThat(tracker.stats().destination("ebbot").tracked()).isEqualTo(100);
            if (situation == Situation.CLOSED) {
                assertThat(receipts)
                        .allSatisfy(receipt -> assertThat(receipt.outcomes())
                                .containsEntry("ebbot", new Outcome.Dropped(DropReason.CLOSED)));
            }
            assertThat(tracker.close(Duration.ZERO).stats().balanced()).isTrue();
            assertThat(receipts).allMatch(Receipt::isComplete);
        }
    }

    @Test
    void doesNotWaitForAListenerThatHangs() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (CountingVendor vendor = CountingVendor.start()) {
            vendor.stop();
            SalesTracker tracker = SalesTracker.builder()
                    .destination(vendor.destination().build())
                    .budget(new Budget(10, 1_000_000))
                    .listener(delivery -> {
                        try {
                            never.await();
                        } catch (InterruptedException closing) {
                            Thread.currentThread().interrupt();
                        }
                    })
                    .build();
            int events = 30_000;
            for (int i = 0; i < events; i++) {
                tracker.track(CountingVendor.event(EventKind.VISIT, "anna", i));
            }
            // All but those that wait for it, and the one it has.
            assertThat(tracker.stats().callbacksDropped()).isBetween(events - 10_000 - 11L, events - 10_000L);
            assertThat(tracker.stats().balanced()).isTrue();
            tracker.close(Duration.ofMillis(200));
        }
    }

    private static SalesTracker tracker(EbbotDestination destination, Budget budget) {
        return SalesTracker.builder()
                .destination(destination, route -> route.settings(s -> s.callTimeout(Duration.ofMinutes(10))))
                .budget(budget)
                .build();
    }

    /** Notes which threads a destination is asked on. */
    private static final class Watched extends Wrapped {
        private final Set<Thread> accepting;
        private final Set<Thread> delivering;

        Watched(EbbotDestination destination, Set<Thread> accepting, Set<Thread> delivering) {
            super(destination);
            this.accepting = accepting;
            this.delivering = delivering;
        }

        @Override
        public Acceptance accepts(SalesEvent event) {
            accepting.add(Thread.currentThread());
            return super.accepts(event);
        }

        @Override
        public byte[] encode(SalesEvent event, Stamp stamp) throws TooLargeException {
            delivering.add(Thread.currentThread());
            return super.encode(event, stamp);
        }

        @Override
        public Request toRequest(List<EncodedEvent> events) {
            delivering.add(Thread.currentThread());
            return super.toRequest(events);
        }

        @Override
        public Verdict classify(Request request, Response response) {
            delivering.add(Thread.currentThread());
            return super.classify(request, response);
        }
    }

    /** Notes which threads a transport sends on. */
    private record WatchedTransport(HttpTransport wire, Set<Thread> sending) implements HttpTransport {
        @Override
        public Response send(Request request) throws TransportException {
            sending.add(Thread.currentThread());
            return wire.send(request);
        }

        @Override
        public void close() {
            wire.close();
        }
    }
}
