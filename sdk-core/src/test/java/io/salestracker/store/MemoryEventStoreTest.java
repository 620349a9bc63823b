package io.salestracker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.Outcome;
import io.salestracker.Outcome.DropReason;
import io.salestracker.Outcome.UnconfirmedReason;
import io.salestracker.delivery.Budget;
import io.salestracker.event.EventKind;
import io.salestracker.testsupport.Campaigns;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryEventStoreTest extends EventStoreContract {
    private static final long ENTRY_BYTES = 500 + StoredEntry.OVERHEAD;
    private static final long AMPLE = 1_000_000_000;

    private int tracked;

    @Override
    protected EventStore open() {
        return new MemoryEventStore(new Budget(1_000_000, AMPLE));
    }

    @Override
    protected boolean endsWithProcess() {
        return true;
    }

    private void openWith(long events, long bytes) {
        store = new MemoryEventStore(new Budget(events, bytes));
    }

    private AddResult track(String id, EventKind kind) {
        return store.add(TestEntry.of(id, id, kind, T0.plusMillis(tracked++), Duration.ofHours(1)));
    }

    private void assertAdded(String id, EventKind kind) {
        assertThat(track(id, kind)).isEqualTo(AddResult.ADDED);
    }

    private void assertFull(String id, EventKind kind) {
        assertThat(track(id, kind)).isEqualTo(new AddResult(new Outcome.Dropped(DropReason.FULL), List.of()));
    }

    private static List<String> displaced(AddResult admission) {
        assertThat(admission.refused()).isNull();
        return admission.displaced().stream()
                .map(one -> one.entry().header().id() + " " + one.outcome().kind() + " "
                        + one.outcome().reason())
                .toList();
    }

    @Test
    void theBudgetInEventsIsKept() {
        openWith(2, AMPLE);
        assertAdded("one", EventKind.VISIT);
        assertAdded("two", EventKind.VISIT);

        assertFull("three", EventKind.VISIT);

        assertLaw(3, 1, 2);
        settle(claim(1, T0).get(0));
        assertAdded("four", EventKind.VISIT);
    }

    @Test
    void theBudgetInBytesIsKeptToTheByte() {
        openWith(1_000, 2 * ENTRY_BYTES);
        assertAdded("one", EventKind.VISIT);
        assertAdded("two", EventKind.VISIT);
        assertThat(store.counts().heldBytes()).isEqualTo(2 * ENTRY_BYTES);
        assertFull("three", EventKind.VISIT);

        openWith(1_000, 2 * ENTRY_BYTES - 1);
        assertAdded("one", EventKind.VISIT);
        assertFull("two", EventKind.VISIT);
    }

    @Test
    void countsEntriesInFlightAndWaiting() {
        openWith(2, AMPLE);
        assertAdded("one", EventKind.VISIT);
        assertAdded("two", EventKind.VISIT);
        release(claim(1, T0).get(0), T0.plusSeconds(60));
        claim(1, T0);

        assertFull("three", EventKind.VISIT);
        assertThat(store.counts().heldBytes()).isEqualTo(2 * ENTRY_BYTES);
    }

    @Test
    void theOldestOfTheLowestKindGivesWay() {
        openWith(5, AMPLE);
        assertAdded("purchase", EventKind.PURCHASE);
        assertAdded("cart", EventKind.CART_CHANGE);
        assertAdded("other", EventKind.OTHER);
        assertAdded("visit", EventKind.VISIT);
        assertAdded("visit2", EventKind.VISIT);

        assertThat(displaced(track("cart2", EventKind.CART_CHANGE))).containsExactly("visit DROPPED DISPLACED");
        assertThat(displaced(track("purchase2", EventKind.PURCHASE))).containsExactly("visit2 DROPPED DISPLACED");
        assertThat(displaced(track("purchase3", EventKind.PURCHASE))).containsExactly("cart DROPPED DISPLACED");
        assertThat(displaced(track("purchase4", EventKind.PURCHASE))).containsExactly("other DROPPED DISPLACED");
        assertThat(displaced(track("purchase5", EventKind.PURCHASE))).containsExactly("cart2 DROPPED DISPLACED");
        assertFull("purchase6", EventKind.PURCHASE);
        assertLaw(11, 6, 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"VISIT", "CART_CHANGE", "OTHER", "PURCHASE"})
    void noEntryGivesWayToItsOwnKind(String kind) {
        openWith(1, AMPLE);
        EventKind own = EventKind.valueOf(kind);
        assertAdded("one", own);

        assertFull("two", own);

        assertThat(ids(claim(T0))).containsExactly("one");
    }

    @Test
    void cartChangesAndOthersDoNotGiveWayToEachOther() {
        openWith(1, AMPLE);
        assertAdded("cart", EventKind.CART_CHANGE);
        assertFull("other", EventKind.OTHER);
        openWith(1, AMPLE);
        assertAdded("other", EventKind.OTHER);
        assertFull("cart", EventKind.CART_CHANGE);
    }

    @Test
    void noEntryInFlightGivesWay() {
        openWith(2, AMPLE);
        assertAdded("visit", EventKind.VISIT);
        assertAdded("visit2", EventKind.VISIT);
        Entry inFlight = claim(1, T0).get(0);
        assertThat(inFlight.header().id()).isEqualTo("visit");

        assertThat(displaced(track("purchase", EventKind.PURCHASE))).containsExactly("visit2 DROPPED DISPLACED");
        assertFull("purchase2", EventKind.PURCHASE);

        settle(inFlight);
        assertAdded("purchase3", EventKind.PURCHASE);
    }

    @Test
    void displacesNoneUnlessThatMakesRoom() {
        openWith(1_000, 3 * ENTRY_BYTES);
        assertAdded("visit", EventKind.VISIT);
        assertAdded("purchase", EventKind.PURCHASE);
        assertAdded("purchase2", EventKind.PURCHASE);
        TestEntry large = TestEntry.of("large", "large", EventKind.PURCHASE, T0, Duration.ofHours(1));

        AddResult admission = store.add(new TestEntry(large.header(), 500 + ENTRY_BYTES + 1));

        assertThat(admission).isEqualTo(new AddResult(new Outcome.Dropped(DropReason.FULL), List.of()));
        assertThat(ids(claim(T0.plusSeconds(1)))).contains("visit");
    }

    @Test
    void oneLargeEventDisplacesOnlyAsManyAsNeeded() {
        openWith(1_000, 4 * ENTRY_BYTES);
        for (String visit : List.of("visit", "visit2", "visit3", "visit4")) {
            assertAdded(visit, EventKind.VISIT);
        }
        TestEntry large = TestEntry.of("large", "large", EventKind.PURCHASE, T0, Duration.ofHours(1));

        AddResult admission = store.add(new TestEntry(large.header(), 500 + ENTRY_BYTES));

        assertThat(displaced(admission)).containsExactly("visit DROPPED DISPLACED", "visit2 DROPPED DISPLACED");
        assertThat(store.counts().heldBytes()).isEqualTo(4 * ENTRY_BYTES);
    }

    @Test
    void anEventLargerThanTheWholeShareIsRefusedAndDisplacesNothing() {
        openWith(10, 3 * ENTRY_BYTES);
        assertAdded("visit", EventKind.VISIT);
        TestEntry large = TestEntry.of("large", "large", EventKind.PURCHASE, T0, Duration.ofHours(1));

        assertThat(store.add(new TestEntry(large.header(), 4 * ENTRY_BYTES)).refused())
                .isEqualTo(new Outcome.Dropped(DropReason.FULL));

        assertLaw(2, 1, 1);
    }

    @Test
    void aDisplacedEventInDoubtIsUnconfirmed() {
        openWith(1, AMPLE);
        assertAdded("visit", EventKind.VISIT);
        Entry sent = claim(1, T0).get(0);
        Stores.release(store, sent, sent.header().failed("500", true), T0.plusSeconds(60));

        assertThat(displaced(track("purchase", EventKind.PURCHASE))).containsExactly("visit UNCONFIRMED DISPLACED");

        assertThat(store.counts().ended())
                .isEqualTo(Map.of(Outcome.Kind.UNCONFIRMED, Map.of(UnconfirmedReason.DISPLACED.name(), 1L)));
    }

    @Test
    void aDisplacedEntryFreesItsKey() {
        openWith(2, AMPLE);
        store.add(TestEntry.of("visit", "key", EventKind.VISIT, T0, Duration.ofHours(1)));
        Entry first = claim(1, T0).get(0);
        Stores.release(store, first, first.header(), T0.plusSeconds(60));
        store.add(TestEntry.of("cart", "key", EventKind.CART_CHANGE, T0, Duration.ofHours(1)));
        assertThat(claim(T0)).isEmpty();

        assertThat(displaced(track("purchase", EventKind.PURCHASE))).containsExactly("visit DROPPED DISPLACED");

        assertThat(ids(claim(T0))).containsExactlyInAnyOrder("cart", "purchase");
    }

    @Test
    void displacingBehindAnEntryInFlightKeepsTheOrder() {
        openWith(4, AMPLE);
        for (String id : List.of("a", "a2", "a3", "a4")) {
            EventKind kind = id.equals("a3") ? EventKind.VISIT : EventKind.CART_CHANGE;
            store.add(TestEntry.of(id, "a", kind, T0, Duration.ofHours(1)));
        }
        Entry first = claim(1, T0).get(0);

        assertThat(displaced(track("purchase", EventKind.PURCHASE))).containsExactly("a3 DROPPED DISPLACED");

        assertThat(ids(claim(T0))).containsExactly("purchase");
        settle(first);
        assertThat(ids(claim(T0))).containsExactly("a2", "a4");
    }

    @Test
    void aDisplacedEntryThatBecomesFreeLeavesAWaitingOneWaiting() {
        openWith(2, AMPLE);
        store.add(TestEntry.of("visit", "key", EventKind.VISIT, T0, Duration.ofHours(1)));
        store.add(TestEntry.of("cart", "key", EventKind.CART_CHANGE, T0, Duration.ofHours(1)));
        List<Entry> both = claim(T0);
        Instant later = T0.plusSeconds(60);
        release(both.get(0), Instant.MIN);
        release(both.get(1), later);

        assertThat(displaced(track("purchase", EventKind.PURCHASE))).containsExactly("visit DROPPED DISPLACED");

        assertThat(ids(claim(T0))).containsExactly("purchase");
        assertThat(ids(claim(later))).containsExactly("cart");
    }

    @Test
    void inMemoryTheEventItselfStaysWithItsEntry() {
        add("a");

        Entry claimed = claim(T0).get(0);

        assertThat(claimed.heapBytes()).isEqualTo(ENTRY_BYTES);
        assertThat(claimed.event()).isNull();
    }

    static LongStream seeds() {
        return LongStream.range(11, 11 + Campaigns.times(6));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Timeout(120)
    void itAgreesWithANaiveModelWhateverHappens(long seed) {
        Budget small = new Budget(30, 30 * 1_200L + 30 * StoredEntry.OVERHEAD);

        new StoreCampaign(new MemoryEventStore(small), small, StoredEntry.OVERHEAD, false, seed).run(10_000);
    }

    @Test
    void aKeyWithNothingPendingLeavesNothingBehind() {
        ReadyKeys queues = new ReadyKeys();
        List<StoredEntry> nodes = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            StoredEntry node = StoredEntry.of(TestEntry.of("id" + i, "key" + i % 300, T0));
            nodes.add(node);
            queues.arrive(node);
        }
        assertThat(queues.sort(999)).isFalse();
        assertThat(queues.sort(999)).isTrue();
        assertThat(queues.keys()).isEqualTo(300);

        List<StoredEntry> claimed = new ArrayList<>();
        queues.collect(600, AMPLE, T0, claimed);
        claimed.forEach(queues::claim);
        claimed.forEach(queues::settle);
        nodes.stream().filter(node -> node.queue != null).toList().forEach(queues::remove);

        assertThat(queues.keys()).isZero();
        assertThat(queues.readyEntries()).isZero();
        assertThat(queues.firstReady()).isNull();
        assertThat(queues.nextDue()).isNull();
        assertThat(nodes).allSatisfy(node -> {
            assertThat(node.queue).isNull();
            assertThat(node.olderOfKey).isNull();
            assertThat(node.youngerOfKey).isNull();
        });
    }

    @Test
    @Timeout(30)
    void aHundredThousandKeysTakeLinearTime() {
        int keys = 100_000;
        for (int i = 0; i < keys; i++) {
            store.add(TestEntry.of("id" + i, "key" + i, T0));
        }
        Instant later = T0.plusSeconds(1);
        int claims = 0;
        for (List<Entry> some = claim(50, T0); !some.isEmpty(); some = claim(50, T0)) {
            some.forEach(entry -> release(entry, later));
            Stores.status(store, T0);
            claims++;
        }
        for (List<Entry> some = claim(50, later); !some.isEmpty(); some = claim(50, later)) {
            some.forEach(this::settle);
            Stores.status(store, later);
        }

        assertThat(claims).isEqualTo(keys / 50);
        assertLaw(keys, keys, 0);
    }

    @Test
    @Timeout(30)
    void expiryAndCloseTakeLinearTimeHoweverManyAreClaimedAtOnce() {
        int entries = 100_000;
        for (int i = 0; i < entries; i++) {
            store.add(TestEntry.of(
                    "id" + i, "key" + i % 10, EventKind.VISIT, T0, Duration.ofSeconds(i < entries / 2 ? 1 : 2)));
        }

        List<Entry> expired = store.claimExpired(entries, T0.plusSeconds(1));
        List<Entry> rest = store.claimRest(entries);

        assertThat(expired).hasSize(entries / 2);
        assertThat(rest).hasSize(entries / 2);
        expired.forEach(this::settle);
        rest.forEach(this::settle);
        assertLaw(entries, entries, 0);
    }
}
