package io.salestracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.Outcome.Kind;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.SkipReason;
import io.salestracker.event.EventKind;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.fakes.FakeDestination;
import io.salestracker.fakes.FakeEvent;
import io.salestracker.fakes.FakeIdentity;
import io.salestracker.fakes.ScriptedTransport;
import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportException.Sent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shops track, senders send to a vendor that fails in every way, and meanwhile visitors are erased and their orders tracked again.
 * One counter orders all that happens: each return of {@code track}, each start and return of {@code erase}, and each request
 * that is made.
 */
final class EraseRun implements HttpTransport {
    private static final int SHOPS = 4;
    private static final int ERASERS = 2;
    private static final int OPEN_OF_A_SHOP = 200;
    private static final int ROUNDS = 150;
    private static final int MAX_PAUSE_NANOS = 2_000_000;
    private static final int VISITORS = 4;
    private static final List<EventKind> KINDS = List.of(EventKind.values());
    private static final int MAX_LATENCY_NANOS = 300_000;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Outcome DUPLICATE = new Outcome.Skipped(SkipReason.DUPLICATE);

    private final SplittableRandom seeds;
    private final SalesTracker tracker;
    private final AtomicLong sequence = new AtomicLong();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger erasedAndTracked = new AtomicInteger();
    private final Map<String, Tracked> byContent = new ConcurrentHashMap<>();
    private final List<Erase> erases = Collections.synchronizedList(new ArrayList<>());
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
    private volatile boolean isOpen = true;

    /** One call of {@code erase}. */
    private record Erase(String visitor, long called, long returned, long number) {}

    /** One call of {@code track}, and what the vendor saw of its event. */
    private static final class Tracked {
        private final String content;
        private final @Nullable String visitor;
        private final AtomicInteger calledBack = new AtomicInteger();
        // When the requests were made that were sent.
        private final List<Long> attempts = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger taken = new AtomicInteger();
        private final AtomicInteger doubts = new AtomicInteger();
        private volatile long made;
        private volatile long returned = Long.MAX_VALUE;
        private volatile @Nullable Receipt receipt;

        private Tracked(String content, @Nullable String visitor) {
            this.content = content;
            this.visitor = visitor;
        }

        private boolean isErasable() {
            return visitor != null && visitor.startsWith("gone");
        }

        private Outcome outcome() {
            return receipt.outcomes().get("fake");
        }

        private boolean isErasedUnsent() {
            Receipt known = receipt;
            return known != null && known.isComplete() && outcome().equals(new Outcome.Skipped(SkipReason.ERASED));
        }

        @Override
        public String toString() {
            return content + " of " + visitor + ", returned " + returned + ", " + outcome() + ", sent " + attempts
                    + ", taken " + taken + ", doubts " + doubts;
        }
    }

    EraseRun(long seed, int maxBatchSize, Consumer<SalesTracker.Builder> more) {
        seeds = new SplittableRandom(seed);
        SalesTracker.Builder builder = SalesTracker.builder()
                .destination(new Noting(maxBatchSize), route -> route.settings(EraseRun::quick))
                .listener(report -> told.incrementAndGet())
                .transport(settings -> this);
        more.accept(builder);
        tracker = builder.build();
    }

    private static void quick(DeliverySettings.Builder settings) {
        settings.maxInFlight(8).batchSize(7).backoff(Duration.ofMillis(1), Duration.ofMillis(4));
    }

    /** Notes when a request was made for an event. The sender asks the store once more after that, and then sends. */
    private final class Noting extends FakeDestination {
        private Noting(int maxBatchSize) {
            super("fake", maxBatchSize, true);
        }

        @Override
        public Request toRequest(List<EncodedEvent> events) {
            Request request = super.toRequest(events);
            long now = sequence.incrementAndGet();
            ScriptedTransport.contents(request).forEach(content -> byContent.get(content).made = now);
            return request;
        }
    }

    // ---- the vendor

    @Override
    public Response send(Request request) throws TransportException {
        List<Tracked> sent =
                ScriptedTransport.contents(request).stream().map(byContent::get).toList();
        sent.forEach(one -> one.attempts.add(one.made));
        SplittableRandom random = fork();
        LockSupport.parkNanos(random.nextInt(MAX_LATENCY_NANOS));
        int answer = random.nextInt(100);
        if (answer < 8) {
            return Response.of(503);
        }
        if (answer < 12) {
            throw new TransportException(Sent.NOT_SENT, "connect", null);
        }
        if (answer < 24) {
            boolean taken = random.nextBoolean();
            sent.forEach(one -> {
                one.doubts.incrementAndGet();
                one.taken.addAndGet(taken ? 1 : 0);
            });
            if (answer < 18) {
                return Response.of(500);
            }
            throw new TransportException(Sent.MAYBE_SENT, "reset", null);
        }
        if (answer < 27 && sent.size() > 1) {
            return Response.of(413);
        }
        sent.forEach(one -> one.taken.incrementAndGet());
        return Response.of(200);
    }

    @Override
    public void close() {
        // There is no connection.
    }

    private synchronized SplittableRandom fork() {
        return seeds.split();
    }

    // ---- shops and erasers

    void play() throws InterruptedException {
        List<Thread> others = new ArrayList<>();
        for (int i = 0; i < SHOPS; i++) {
            int shop = i;
            SplittableRandom random = fork();
            others.add(start("shop-" + shop, () -> track(shop, random)));
        }
        List<Thread> erasers = new ArrayList<>();
        for (int i = 0; i < ERASERS; i++) {
            int eraser = i;
            SplittableRandom random = fork();
            erasers.add(start("eraser-" + eraser, () -> erase(eraser, random)));
        }
        others.add(start("looker", this::look));
        for (Thread eraser : erasers) {
            eraser.join(LONG.toMillis());
        }
        isOpen = false;
        for (Thread other : others) {
            other.join(LONG.toMillis());
        }
        assertThat(broken).hasValue(null);
        assertThat(tracker.flush(LONG).complete()).isTrue();
        TrackerStats stats = tracker.close(LONG).stats();
        check(stats);
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private Thread start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Throwable fault) {
                        broken.compareAndSet(null, fault);
                    }
                },
                name);
        thread.start();
        return thread;
    }

    /** Until the erasers are done, with some events that wait at any time. */
    private void track(int shop, SplittableRandom random) throws InterruptedException {
        Deque<Receipt> open = new ArrayDeque<>();
        for (int i = 0; isOpen; i++) {
            int whose = random.nextInt(2 * VISITORS + 1);
            String visitor = whose == 0 ? null : (whose <= VISITORS ? "gone-" : "stay-") + whose % VISITORS;
            String content = shop + "-" + i;
            open.add(track(content, visitor, event(content, visitor, random)).receipt);
            if (open.size() > OPEN_OF_A_SHOP) {
                assertThat(open.remove().await(LONG)).isTrue();
            }
        }
    }

    private static SalesEvent event(String content, @Nullable String visitor, SplittableRandom random) {
        if (random.nextInt(3) == 0) {
            return Purchase.builder()
                    .visitor(visitor == null ? null : FakeIdentity.visitor(visitor))
                    .orderId(content)
                    .currency("EUR")
                    .total("1.00")
                    .build();
        }
        EventKind kind = KINDS.get(random.nextInt(KINDS.size()));
        FakeEvent event = FakeEvent.of(kind, visitor, content).asRepeatable();
        return random.nextBoolean() ? event.withId("id of " + content) : event;
    }

    private Tracked track(String content, @Nullable String visitor, SalesEvent event) {
        Tracked tracked = new Tracked(content, visitor);
        byContent.put(content, tracked);
        Receipt receipt = tracker.track(event);
        receipt.onComplete(complete -> tracked.calledBack.incrementAndGet());
        tracked.receipt = receipt;
        tracked.returned = sequence.incrementAndGet();
        return tracked;
    }

    private void erase(int eraser, SplittableRandom random) {
        Tracked before = null;
        for (int round = 0; round < ROUNDS; round++) {
            LockSupport.parkNanos(random.nextInt(MAX_PAUSE_NANOS));
            String visitor = "gone-" + random.nextInt(VISITORS);
            long called = sequence.incrementAndGet();
            long number = tracker.erase(FakeIdentity.visitor(visitor));
            erases.add(new Erase(visitor, called, sequence.incrementAndGet(), number));
            assertThat(tracker.stats().balanced()).isTrue();
            // Each order of the eraser's own is tracked twice. If it was erased in between, it is no duplicate.
            String own = "gone-" + eraser;
            String content = eraser + "-again-" + round;
            FakeEvent order = FakeEvent.of(EventKind.PURCHASE, own, content)
                    .asRepeatable()
                    .withId("order of " + eraser + " in " + round / 2);
            boolean isErased = before != null && before.isErasedUnsent();
            Tracked tracked = track(content, own, order);
            if (isErased) {
                assertThat(tracked.receipt.outcomes().get("fake")).isNotEqualTo(DUPLICATE);
                erasedAndTracked.incrementAndGet();
            }
            before = round % 2 == 0 ? tracked : null;
        }
    }

    private void look() {
        long tracked = 0;
        while (isOpen) {
            DestinationStats stats = tracker.stats().destination("fake");
            assertThat(stats.balanced()).as("%s", stats).isTrue();
            assertThat(stats.tracked()).isGreaterThanOrEqualTo(tracked);
            tracked = stats.tracked();
        }
    }

    // ---- at the end

    private void check(TrackerStats stats) {
        DestinationStats fake = stats.destination("fake");
        assertThat(fake.balanced()).isTrue();
        assertThat(fake.tracked()).isEqualTo(byContent.size());
        assertThat(fake.pending()).isZero();
        int calledBack = 0;
        long erased = 0;
        for (Tracked one : byContent.values()) {
            assertThat(one.receipt.isComplete()).as(one.content).isTrue();
            assertThat(one.calledBack.get()).as("%s", one).isLessThanOrEqualTo(1);
            calledBack += one.calledBack.get();
            erased += one.outcome().reason().equals("ERASED") ? 1 : 0;
            checkOutcome(one);
        }
        assertThat(calledBack + told.get() + stats.callbacksDropped()).isEqualTo(2L * byContent.size());
        assertThat(erased).isPositive();
        assertThat(erasedAndTracked).hasPositiveValue();
        assertThat(erased)
                .isLessThanOrEqualTo(erases.stream().mapToLong(Erase::number).sum());
        erases.forEach(this::checkNothingBeganAfter);
    }

    private static void checkOutcome(Tracked one) {
        Outcome outcome = one.outcome();
        boolean isErased = outcome.reason().equals("ERASED");
        assertThat(one.isErasable() || !isErased).as("%s", one).isTrue();
        if (outcome.kind() == Kind.DELIVERED) {
            assertThat(one.taken.get()).as("%s", one).isPositive();
        } else if (outcome.kind() == Kind.UNCONFIRMED) {
            assertThat(isErased).as("%s", one).isTrue();
            assertThat(one.doubts.get()).as("%s", one).isPositive();
        } else {
            assertThat(isErased || outcome.equals(DUPLICATE)).as("%s", one).isTrue();
            assertThat(one.taken.get() + one.doubts.get()).as("%s", one).isZero();
        }
    }

    /** Whose track had returned before, of that no request was made after erase had returned: no first one, and no repetition. */
    private void checkNothingBeganAfter(Erase erase) {
        for (Tracked one : byContent.values()) {
            if (erase.visitor.equals(one.visitor) && one.returned < erase.called) {
                assertThat(one.attempts).as("%s after %s", one, erase).allMatch(made -> made < erase.returned);
            }
        }
    }
}
