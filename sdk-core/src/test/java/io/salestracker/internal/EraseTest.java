package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DeliveryReport;
import io.salestracker.Outcome;
import io.salestracker.Receipt;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.event.EventKind;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.fakes.FakeDestination;
import io.salestracker.fakes.FakeEvent;
import io.salestracker.fakes.FakeIdentity;
import io.salestracker.fakes.LastingStore;
import io.salestracker.http.Response;
import io.salestracker.store.EventStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A visitor's events that are ended before they are sent, or not sent again. */
class EraseTest {
    private static final Visitor ANNA = FakeIdentity.visitor("anna");

    private static FakeEvent event(String key, String content) {
        return FakeEvent.of(EventKind.OTHER, key, content);
    }

    private static Purchase purchase(String orderId, Visitor visitor) {
        return Purchase.builder()
                .visitor(visitor)
                .orderId(orderId)
                .currency("EUR")
                .total("1.00")
                .build();
    }

    @Test
    void waitingEventsOfTheVisitorEndAndNoOthers() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        Receipt order = bench.track(purchase("1", ANNA));
        Receipt own = bench.track(event("anna", "a2"));
        Receipt other = bench.track(event("bert", "b1"));
        Receipt nobody = bench.track(event(null, "n1"));
        EventStore.Flush flush = bench.lane.beginFlush(true);

        assertThat(bench.lane.erase(ANNA)).isEqualTo(2);

        assertThat(bench.outcome(order)).isEqualTo("SKIPPED ERASED");
        assertThat(bench.outcome(own)).isEqualTo("SKIPPED ERASED");
        assertThat(bench.told()).extracting(DeliveryReport::attempts).containsExactly(0, 0);
        assertThat(bench.stats().balanced()).isTrue();
        assertThat(bench.stats().pending()).isEqualTo(2);
        bench.run();
        assertThat(bench.transport.requests()).containsExactly(List.of("b1"), List.of("n1"));
        assertThat(bench.outcome(other)).isEqualTo("DELIVERED DELIVERED");
        assertThat(bench.outcome(nobody)).isEqualTo("DELIVERED DELIVERED");
        assertThat(bench.lane.endFlush(flush)).satisfies(result -> {
            assertThat(result.settled()).isEqualTo(4);
            assertThat(result.pending()).isZero();
        });
    }

    @Test
    void anErasedOrderMayBeTrackedAgain() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.track(purchase("1", ANNA));
        bench.lane.erase(ANNA);

        Receipt again = bench.track(purchase("1", ANNA));
        bench.run();

        assertThat(bench.outcome(again)).isEqualTo("DELIVERED DELIVERED");
    }

    @Test
    void anEventThatMayHaveArrivedStaysUnconfirmed() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.thenNoAnswer();
        Receipt sent = bench.track(event("anna", "a1").asRepeatable());
        Receipt behind = bench.track(event("anna", "a2"));
        bench.run();

        assertThat(bench.lane.erase(ANNA)).isEqualTo(2);

        assertThat(bench.outcome(sent)).isEqualTo("UNCONFIRMED ERASED");
        assertThat(bench.outcome(behind)).isEqualTo("SKIPPED ERASED");
        bench.runAfter(Duration.ofHours(1));
        assertThat(bench.transport.requests()).hasSize(1);
    }

    @Test
    void anEventInFlightEndsByItsResponse() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.transport.then(request -> {
            assertThat(bench.lane.erase(ANNA)).isOne();
            return Response.of(200);
        });
        Receipt sent = bench.track(event("anna", "a1"));
        bench.run();

        assertThat(bench.outcome(sent)).isEqualTo("DELIVERED DELIVERED");
    }

    @Test
    void anEventInFlightIsNotSentAgain() {
        for (int status : List.of(503, 429, 401, 500)) {
            LaneBench bench = new LaneBench(FakeDestination.single());
            bench.transport.then(request -> {
                assertThat(bench.lane.erase(ANNA)).isOne();
                return Response.of(status);
            });
            Receipt sent = bench.track(event("anna", "a1").asRepeatable());
            bench.run();

            assertThat(bench.outcome(sent)).isEqualTo(status == 500 ? "UNCONFIRMED ERASED" : "SKIPPED ERASED");
            assertThat(bench.told()).hasSize(1);
            assertThat(bench.stats().retries()).as("%d", status).isZero();
            assertThat(bench.stats().retries503()).isZero();
            bench.runAfter(Duration.ofHours(1));
            assertThat(bench.transport.requests()).hasSize(1);
            assertThat(bench.stats().balanced()).isTrue();
        }
    }

    @Test
    void retriesOfOthersInTheSameRequestAreCounted() {
        LaneBench bench = new LaneBench(FakeDestination.batching());
        bench.transport.then(request -> {
            bench.lane.erase(ANNA);
            return Response.of(503);
        });
        bench.track(event("anna", "a1"));
        bench.track(event("bert", "b1"));
        bench.run();

        assertThat(bench.stats().retries()).isOne();
        assertThat(bench.stats().retries503()).isOne();
        bench.runAfter(Duration.ofHours(1));
        assertThat(bench.transport.requests()).containsExactly(List.of("a1", "b1"), List.of("b1"));
        assertThat(bench.stats().retries()).isOne();
    }

    @Test
    void anArrayThatIsTakenApartGoesOnWithoutTheVisitor() {
        LaneBench bench = new LaneBench(FakeDestination.batching());
        bench.transport.then(request -> {
            bench.lane.erase(ANNA);
            return Response.of(413);
        });
        Receipt first = bench.track(event("anna", "a1"));
        bench.track(event("bert", "b1"));
        Receipt last = bench.track(event("anna", "a2"));
        bench.run();

        assertThat(bench.transport.requests()).containsExactly(List.of("a1", "a2", "b1"), List.of("b1"));
        assertThat(bench.outcome(first)).isEqualTo("SKIPPED ERASED");
        assertThat(bench.outcome(last)).isEqualTo("SKIPPED ERASED");
    }

    @Test
    void eventsOfAnArrayRefusedInPartStayInDoubt() {
        FakeDestination inPart = new FakeDestination("fake", 50, false);
        DeliverySettings repeating = inPart.settings().toBuilder()
                .mode(EventKind.OTHER, DeliveryMode.AT_LEAST_ONCE)
                .build();
        LaneBench bench = new LaneBench(inPart, repeating, new Budget(100, 1_000_000));
        bench.transport.then(request -> {
            bench.lane.erase(ANNA);
            return Response.of(422);
        });
        Receipt first = bench.track(event("anna", "a1"));
        bench.track(event("bert", "b1"));
        bench.run();

        assertThat(bench.outcome(first)).isEqualTo("UNCONFIRMED ERASED");
        assertThat(bench.transport.requests()).containsExactly(List.of("a1", "b1"), List.of("b1"));
    }

    @Test
    void aVisitorWithoutIdentityThereHasNothingToErase() {
        LaneBench bench = new LaneBench(FakeDestination.single());
        bench.track(event(null, "n1"));

        assertThat(bench.lane.erase(Visitor.builder().build())).isZero();

        assertThat(bench.stats().pending()).isOne();
    }

    @Test
    void aDestinationThatFailsToNameTheKeyCountsAsNone() {
        LaneBench bench = new LaneBench(new FakeDestination("fake", 1, true) {
            @Override
            public String orderingKey(Visitor visitor) {
                throw new StackOverflowError();
            }
        });
        bench.track(event("anna", "a1"));

        assertThat(bench.lane.erase(ANNA)).isZero();

        assertThat(bench.stats().pending()).isOne();
    }

    @Test
    void aStoreThatOutlivesTheProcessErasesToo() {
        LastingStore store = new LastingStore();
        FakeDestination destination = FakeDestination.single();
        LaneBench bench = new LaneBench(destination, destination.settings(), store);
        Receipt waiting = bench.track(event("anna", "a1"));

        assertThat(bench.lane.erase(ANNA)).isOne();

        assertThat(bench.outcome(waiting)).isEqualTo("SKIPPED ERASED");
        assertThat(store.counts().ended()).isEqualTo(Map.of(Outcome.Kind.SKIPPED, Map.of("ERASED", 1L)));
        assertThat(bench.stats().balanced()).isTrue();
    }
}
