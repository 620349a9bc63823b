package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.Receipt;
import io.salestracker.event.EventKind;
import io.salestracker.fakes.FakeDestination;
import io.salestracker.fakes.FakeEvent;
import io.salestracker.fakes.LastingStore;
import io.salestracker.store.EventStore;
import io.salestracker.store.TestEntry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A lane on a store that outlives the process, and whose entries need not have been tracked in it. */
class LastingStoreTest {
    private final LastingStore store = new LastingStore();

    private LaneBench bench() {
        FakeDestination destination = FakeDestination.single();
        return new LaneBench(destination, destination.settings(), store);
    }

    private static FakeEvent event(String key, String content) {
        return FakeEvent.of(EventKind.CART_CHANGE, key, content);
    }

    @Test
    void entriesOfAnotherProcessAreDeliveredCountedAndFlushed() {
        LaneBench bench = bench();
        store.add(TestEntry.of("row-1", "a", bench.clock.instant()));
        store.add(TestEntry.of("row-2", "b", bench.clock.instant()));
        EventStore.Flush flush = bench.lane.beginFlush(true);
        bench.run();

        assertThat(bench.lane.endFlush(flush).settled()).isEqualTo(2);
        assertThat(bench.stats().delivered()).isEqualTo(2);
        assertThat(bench.stats().balanced()).isTrue();
        assertThat(bench.told()).extracting(report -> report.eventId()).containsExactly("row-1", "row-2");
        assertThat(bench.told()).allMatch(report -> report.event() == null);
    }

    @Test
    void eventsThatWaitStayInTheStoreAtClose() {
        LaneBench bench = bench();
        Receipt receipt = bench.track(event("a", "a1"));
        bench.lane.refuseEvents();
        bench.abort();
        bench.lane.finish();

        assertThat(bench.outcome(receipt)).isEqualTo("STORED STORED");
        assertThat(store.counts().held()).isEqualTo(1);
        assertThat(bench.transport.requests()).isEmpty();
        assertThat(bench.stats().dropped()).isZero();
    }

    @Test
    void eventsInFlightAreGivenBackInDoubtAtClose() {
        LaneBench bench = bench();
        bench.transport.then(request -> {
            bench.lane.refuseEvents();
            bench.abort();
            bench.lane.finish();
            throw new IllegalStateException("cancelled");
        });
        bench.track(event("a", "a1"));
        bench.lane.step();

        assertThat(store.released()).hasSize(1);
        assertThat(store.released().get(0).header().ambiguous()).isTrue();
        assertThat(store.counts().held()).isEqualTo(1);
    }

    @Test
    void anEventThatCannotBeGivenBackAtCloseStaysStored() {
        LaneBench bench = bench();
        store.failsToRelease = true;
        Receipt receipt = bench.track(event("a", "a1"));
        bench.transport.then(request -> {
            bench.lane.refuseEvents();
            bench.abort();
            bench.lane.finish();
            throw new IllegalStateException("cancelled");
        });
        bench.lane.step();

        assertThat(bench.outcome(receipt)).isEqualTo("STORED STORED");
    }

    @Test
    void sendsNothingBeyondTheStoresClaim() {
        LaneBench bench = bench();
        store.holds = false;
        Receipt receipt = bench.track(event("a", "a1"));
        bench.lane.step();

        assertThat(bench.transport.requests()).isEmpty();
        assertThat(store.released())
                .extracting(release -> release.header().attempts())
                .containsExactly(0);
        store.holds = true;
        bench.run();
        assertThat(bench.outcome(receipt)).isEqualTo("DELIVERED DELIVERED");
        assertThat(bench.transport.requests()).isEqualTo(List.of(List.of("a1")));
    }

    @Test
    void countsAKeptEventOnceThoughSeveralThreadsEndIt() throws Exception {
        LaneBench bench = bench();
        for (int i = 0; i < 2_000; i++) {
            bench.track(event("a", "a" + i));
        }
        bench.lane.refuseEvents();
        bench.lane.abort();
        List<Thread> enders = Stream.generate(() -> new Thread(bench.lane::completeOpen))
                .limit(4)
                .toList();
        enders.forEach(Thread::start);
        for (Thread ender : enders) {
            ender.join();
        }

        assertThat(bench.stats().dropped()).isEqualTo(2_000);
        assertThat(bench.stats().balanced()).isTrue();
    }

    @Test
    void anEventDoesNotOvertakeOneOfItsKeyThatTheStoreHoldsNoLonger() {
        FakeDestination destination = FakeDestination.batching();
        LaneBench bench = new LaneBench(destination, destination.settings(), store);
        store.notHeld.set(1);
        bench.track(event("a", "a1"));
        bench.track(event("a", "a2"));
        bench.track(event("b", "b1"));
        bench.run();

        assertThat(bench.transport.requests()).containsExactly(List.of("b1"), List.of("a1", "a2"));
    }
}
