package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DestinationStats;
import io.salestracker.Outcome.Kind;
import io.salestracker.delivery.Budget;
import io.salestracker.destination.Acceptance;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.event.EventKind;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.fakes.FakeDestination;
import io.salestracker.fakes.FakeEvent;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.store.EventStore;
import io.salestracker.store.MemoryEventStore;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The numbers of a lane beside its counts. */
class StatsTest {
    private final LaneBench bench = new LaneBench(FakeDestination.single());

    @Test
    void amountsAreToldByOutcomeAndCurrency() {
        bench.transport.then(200).then(422);
        bench.track(LaneBench.purchase("1", "EUR", "10.00"));
        bench.track(LaneBench.purchase("2", "EUR", "7.5"));
        bench.run();
        bench.track(LaneBench.purchase("1", "EUR", "10.00"));
        bench.track(LaneBench.purchase("3", "USD", "99"));
        bench.track(FakeEvent.of(EventKind.PURCHASE, "a", "the vendor's own"));

        DestinationStats stats = bench.stats();
        assertThat(stats.amounts())
                .isEqualTo(Map.of(
                        Kind.DELIVERED, Map.of("EUR", new BigDecimal("10.00")),
                        Kind.REJECTED, Map.of("EUR", new BigDecimal("7.5")),
                        Kind.SKIPPED, Map.of("EUR", new BigDecimal("10.00"))));
        assertThat(stats.amounts(Kind.DROPPED)).isEmpty();
        assertThat(stats.pendingAmounts()).isEqualTo(Map.of("USD", new BigDecimal("99")));
    }

    @Test
    void droppedPurchasesCountTheirAmounts() {
        FakeDestination destination = FakeDestination.single();
        LaneBench small = new LaneBench(destination, destination.settings(), new Budget(1, 1_000_000));
        small.track(LaneBench.purchase("1", "EUR", "1.00"));
        small.track(LaneBench.purchase("2", "EUR", "2.00"));
        small.lane.refuseEvents();
        small.track(LaneBench.purchase("3", "EUR", "4.00"));
        small.abort();

        assertThat(small.stats().amounts()).isEqualTo(Map.of(Kind.DROPPED, Map.of("EUR", new BigDecimal("7.00"))));
        assertThat(small.stats().pendingAmounts()).isEmpty();
    }

    @Test
    void theAgeIsThatOfTheOldestPendingEvent() {
        assertThat(bench.stats().oldestPending()).isNull();
        bench.transport.thenNotSent();
        bench.track(FakeEvent.of(EventKind.OTHER, "a", "a1"));
        bench.clock.advance(Duration.ofSeconds(7));
        bench.track(FakeEvent.of(EventKind.PURCHASE, "b", "b1"));
        bench.lane.step();

        assertThat(bench.stats().oldestPending()).isEqualTo(Duration.ofSeconds(7));
        bench.run();
        bench.runAfter(Duration.ofMinutes(1));
        assertThat(bench.stats().oldestPending()).isNull();
    }

    @Test
    void theLastDeliveryIsNoRefusal() {
        bench.transport.then(200).then(422);
        Instant first = bench.clock.instant();
        assertThat(bench.stats().lastDelivered()).isNull();
        bench.track(FakeEvent.of(EventKind.OTHER, "a", "a1"));
        bench.run();
        bench.track(FakeEvent.of(EventKind.OTHER, "a", "a2"));
        bench.runAfter(Duration.ofSeconds(5));

        assertThat(bench.stats().lastDelivered()).isEqualTo(first);
        bench.track(FakeEvent.of(EventKind.OTHER, "a", "a3"));
        bench.runAfter(Duration.ofSeconds(5));
        assertThat(bench.stats().lastDelivered()).isEqualTo(first.plusSeconds(10));
    }

    @Test
    void aDeliveryAfterARetryCountsToo() {
        bench.transport.thenNotSent();
        bench.track(FakeEvent.of(EventKind.OTHER, "a", "a1"));
        bench.run();
        bench.runAfter(Duration.ofMinutes(1));

        assertThat(bench.stats().lastDelivered()).isEqualTo(bench.clock.instant());
    }

    /** Else a test that waits for a receipt and then looks at the time of the delivery fails now and then. */
    @Test
    void aDeliveryIsToldBeforeItsEventEnds() {
        MemoryEventStore memory = new MemoryEventStore(new Budget(10, 100_000));
        AtomicReference<LaneBench> looking = new AtomicReference<>();
        List<Instant> seen = new ArrayList<>();
        EventStore store = (EventStore) Proxy.newProxyInstance(
                EventStore.class.getClassLoader(), new Class<?>[] {EventStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("settle")) {
                        seen.add(looking.get().stats().lastDelivered());
                    }
                    return method.invoke(memory, arguments);
                });
        LaneBench watched =
                new LaneBench(FakeDestination.single(), FakeDestination.single().settings(), store);
        looking.set(watched);
        watched.transport.then(200).thenNotSent();
        watched.track(FakeEvent.of(EventKind.OTHER, "a", "a1"));
        watched.run();
        watched.clock.advance(Duration.ofSeconds(1));
        watched.track(FakeEvent.of(EventKind.OTHER, "a", "a2"));
        watched.run();
        watched.runAfter(Duration.ofMinutes(1));

        Instant start = watched.clock.instant().minusSeconds(61);
        assertThat(seen).containsExactly(start, start.plusSeconds(61));
    }

    /** Fills in names, and leaves lines out of each request. */
    private static final class Tailor extends FakeDestination {
        private String field = "items[].name";

        private Tailor() {
            super("fake", 1, true);
        }

        @Override
        public Acceptance accepts(SalesEvent event) {
            return event instanceof Purchase
                    ? Acceptance.send(null, true, List.of(field, "orderNumber"))
                    : super.accepts(event);
        }

        @Override
        public Request toRequest(List<EncodedEvent> events) {
            events.get(0).madeFit("items");
            events.get(0).madeFit("items");
            return super.toRequest(events);
        }
    }

    @Test
    void fieldsMadeFitAreCountedForEachEventThatIsTakenIn() {
        LaneBench fitted = new LaneBench(new Tailor());
        fitted.transport.then(503);
        fitted.track(LaneBench.purchase("1", "EUR", "1.00"));
        fitted.track(LaneBench.purchase("1", "EUR", "1.00"));
        fitted.track(FakeEvent.of(EventKind.OTHER, "a", "a1"));
        assertThat(fitted.stats().madeFit()).isEqualTo(Map.of("items[].name", 1L, "orderNumber", 1L));

        fitted.run();
        fitted.runAfter(Duration.ofMinutes(1));

        assertThat(fitted.stats().madeFit()).isEqualTo(Map.of("items[].name", 1L, "orderNumber", 1L, "items", 2L));
    }

    @Test
    void aFieldIsCountedOnceForAnEventThoughTheRequestNamesItToo() {
        Tailor tailor = new Tailor();
        tailor.field = "items";
        LaneBench fitted = new LaneBench(tailor);
        fitted.track(LaneBench.purchase("1", "EUR", "1.00"));
        fitted.run();

        assertThat(fitted.stats().delivered()).isOne();
        assertThat(fitted.stats().madeFit()).isEqualTo(Map.of("items", 1L, "orderNumber", 1L));
    }

    @Test
    void inventedFieldsAreBounded() {
        Tailor tailor = new Tailor();
        LaneBench fitted = new LaneBench(tailor);
        for (int i = 0; i < 500; i++) {
            tailor.field = "field" + i;
            fitted.track(LaneBench.purchase("" + i, "EUR", "1.00"));
        }

        assertThat(fitted.stats().madeFit()).hasSize(101).containsKey("OTHER").containsEntry("orderNumber", 500L);
        assertThat(fitted.stats().madeFit().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(1_000);
    }

    @Test
    void eachFieldIsWarnedOfOnceAMinuteWithoutItsValue() {
        LaneBench fitted = new LaneBench(new Tailor());
        for (int i = 0; i < 3; i++) {
            fitted.track(LaneBench.purchase("4711-" + i, "EUR", "1.00"));
        }

        List<String> lines = fitted.logged();

        assertThat(lines)
                .hasSize(2)
                .allMatch(line -> line.contains("to fit the vendor") && !line.contains("4711"))
                .anyMatch(line -> line.startsWith("WARN fake: items[].name was changed"));
        fitted.clock.advance(Duration.ofMinutes(1));
        fitted.track(LaneBench.purchase("4711-4", "EUR", "1.00"));
        assertThat(fitted.logged()).hasSize(2).allMatch(line -> line.contains("in 4 events so far"));
    }

    @Test
    void oneEventMadeFitIsNotCalledSeveral() {
        LaneBench fitted = new LaneBench(new Tailor());
        fitted.track(LaneBench.purchase("1", "EUR", "1.00"));

        assertThat(fitted.logged())
                .contains("WARN fake: items[].name was changed, filled in or left out to fit the vendor, in 1 event so"
                        + " far; preview shows what is sent");
    }

    @Test
    void bareServiceUnavailableIsCountedAmongTheRetries() {
        bench.transport
                .then(503)
                .then(request -> Response.of(503, Map.of("Retry-After", List.of("1")), new byte[0]))
                .then(408);
        bench.track(FakeEvent.of(EventKind.OTHER, "a", "a1"));
        for (int i = 0; i < 4; i++) {
            bench.runAfter(Duration.ofMinutes(1));
        }

        assertThat(bench.stats().retries()).isEqualTo(2);
        assertThat(bench.stats().retries503()).isOne();
        assertThat(bench.stats().delivered()).isOne();
    }
}
