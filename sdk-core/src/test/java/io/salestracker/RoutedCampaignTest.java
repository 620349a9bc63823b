package io.salestracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.Outcome.Kind;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.event.EventKind;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.fakes.FakeDestination;
import io.salestracker.fakes.FakeEvent;
import io.salestracker.fakes.FakeIdentity;
import io.salestracker.fakes.ScriptedTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.testsupport.Campaigns;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Shops track orders of one euro at once, again, and erase visitors, by way of routes that do all that a transform may do
 * or must not. So in every snapshot each amount is the number of its events, whatever happens meanwhile.
 */
@Timeout(120)
class RoutedCampaignTest {
    private static final int SHOPS = 3;
    private static final int ORDERS = 1_500;
    private static final int VISITORS = 20;
    private static final List<String> NAMES = List.of("plain", "many", "small");

    private final AtomicInteger called = new AtomicInteger();
    private final ConcurrentLinkedQueue<Receipt> receipts = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Throwable> broken = new AtomicReference<>();

    static LongStream seeds() {
        String replay = System.getProperty("salestracker.seed");
        return replay == null
                ? LongStream.range(0, Campaigns.times(4)).map(i -> System.nanoTime() + i)
                : LongStream.of(Long.parseLong(replay));
    }

    @ParameterizedTest(name = "seed {0}; replay with -Dsalestracker.seed={0}")
    @MethodSource("seeds")
    void countsAndAmountsAgreeInEverySnapshot(long seed) throws Exception {
        SalesTracker tracker = tracker();
        List<Thread> shops = new ArrayList<>();
        for (int i = 0; i < SHOPS; i++) {
            int shop = i;
            shops.add(new Thread(() -> sell(tracker, shop, new Random(seed + shop))));
        }
        shops.forEach(Thread::start);
        while (shops.stream().anyMatch(Thread::isAlive)) {
            check(tracker.stats());
        }
        FlushReport end = tracker.close(Duration.ofMillis(new Random(seed).nextInt(300)));

        assertThat(broken.get()).isNull();
        check(end.stats());
        assertThat(receipts).allMatch(Receipt::isComplete);
        assertThat(called.get() + end.stats().callbacksDropped()).isEqualTo(receipts.size());
        for (String name : NAMES) {
            DestinationStats stats = end.stats().destination(name);
            assertThat(stats.pending()).isZero();
            assertThat(stats.pendingBytes()).isZero();
            assertThat(stats.tracked())
                    .isEqualTo(receipts.stream()
                            .filter(receipt -> receipt.outcomes().containsKey(name))
                            .count());
        }
    }

    private static SalesTracker tracker() {
        return SalesTracker.builder()
                .transport(settings -> new ScriptedTransport().otherwise(RoutedCampaignTest::answer))
                .budget(new Budget(600, 3_000_000))
                .destination(
                        new FakeDestination("plain", 1, true),
                        route -> route.settings(s -> s.mode(EventKind.PURCHASE, DeliveryMode.AT_LEAST_ONCE)
                                .backoff(Duration.ofMillis(1), Duration.ofMillis(5))))
                .destination(
                        new FakeDestination("many", 50, true),
                        route -> route.site("0", "1").transform(RoutedCampaignTest::changed))
                .destination(
                        new FakeDestination("small", 7, false),
                        route -> route.filter(event -> ((Purchase) event).visitor() != null)
                                .transform(RoutedCampaignTest::changed)
                                .settings(s -> s.budget(new Budget(15, 100_000))))
                .build();
    }

    private static Response answer(Request request) throws TransportException {
        return switch (ThreadLocalRandom.current().nextInt(12)) {
            case 0 -> Response.of(503);
            case 1 -> Response.of(422);
            case 2 -> ScriptedTransport.noAnswer().to(request);
            case 3 -> ScriptedTransport.notSent().to(request);
            case 4 -> Response.of(500);
            default -> Response.of(200);
        };
    }

    private static SalesEvent changed(SalesEvent event) {
        Purchase order = (Purchase) event;
        return switch (ThreadLocalRandom.current().nextInt(8)) {
            case 0 -> null;
            case 1 -> order.toBuilder().total("77.77").build();
            case 2 -> order.toBuilder().visitor((Visitor) null).build();
            case 3 -> order.toBuilder().orderId("another").build();
            case 4 -> throw new AssertionError("the transform's");
            case 5 -> new FakeEvent(null, null, null, EventKind.PURCHASE, "k", order.orderId(), "own", true, 500);
            default -> order;
        };
    }

    private void sell(SalesTracker tracker, int shop, Random random) {
        try {
            for (int i = 0; i < ORDERS; i++) {
                int order = random.nextInt(4) == 0 ? random.nextInt(i + 1) : i;
                Visitor visitor = FakeIdentity.visitor("v" + random.nextInt(VISITORS));
                Purchase event = Purchase.builder()
                        .site(Integer.toString(shop))
                        .visitor(random.nextInt(10) == 0 ? visitor.consent(false) : visitor)
                        .orderId(Integer.toString(order))
                        .currency("EUR")
                        .total("1.00")
                        .build();
                Receipt receipt = random.nextInt(3) == 0 ? tracker.trackAgain(event) : tracker.track(event);
                receipt.onComplete(complete -> called.incrementAndGet());
                receipts.add(receipt);
                if (random.nextInt(10) == 0) {
                    tracker.erase(visitor);
                }
                if (random.nextInt(100) == 0) {
                    tracker.flush(Duration.ofMillis(random.nextInt(5)));
                }
            }
        } catch (Throwable thrown) {
            broken.set(thrown);
        }
    }

    private static void check(TrackerStats stats) {
        for (String name : NAMES) {
            DestinationStats of = stats.destination(name);
            assertThat(of.balanced()).as("%s", of).isTrue();
            for (Kind kind : Kind.values()) {
                assertThat(euros(of.amounts(kind)))
                        .as("%s of %s", kind, of)
                        .isEqualByComparingTo(euros(of.count(kind)));
            }
            assertThat(euros(of.pendingAmounts())).as("%s", of).isEqualByComparingTo(euros(of.pending()));
        }
    }

    private static BigDecimal euros(long number) {
        return BigDecimal.valueOf(number);
    }

    private static BigDecimal euros(Map<String, BigDecimal> amounts) {
        return amounts.getOrDefault("EUR", BigDecimal.ZERO);
    }
}
