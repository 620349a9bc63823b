package io.salestracker.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.Outcome;
import io.salestracker.Outcome.DropReason;
import io.salestracker.event.EventKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every store of events must do, whatever it keeps them in. */
public abstract class EventStoreContract {
    protected static final Instant T0 = Instant.parse("2026-03-04T05:06:07Z");
    protected static final Outcome DELIVERED = new Outcome.Delivered(1);
    protected static final Outcome REJECTED = new Outcome.Rejected(422, "bad", "");

    protected EventStore store;
    private int added;

    /** For the tests of a store. */
    protected EventStoreContract() {}

    /** Opens an empty store with room for whatever these tests add. */
    protected abstract EventStore open();

    /** Whether what it holds ends with this process. */
    protected abstract boolean endsWithProcess();

    @BeforeEach
    void openStore() {
        store = open();
    }

    /** Adds entries named after their keys: {@code a} is the first of key a, {@code a2} the second. */
    protected final void add(String... ids) {
        for (String id : ids) {
            assertThat(store.add(TestEntry.of(id, id.substring(0, 1), T0.plusMillis(added++))))
                    .isEqualTo(AddResult.ADDED);
        }
    }

    protected final List<Entry> claim(int max, Instant now) {
        return Stores.claim(store, max, now);
    }

    /** Claims all that can be claimed. */
    protected final List<Entry> claim(Instant now) {
        return claim(1_000, now);
    }

    protected static List<String> ids(List<Entry> entries) {
        return entries.stream().map(entry -> entry.header().id()).toList();
    }

    protected final void release(Entry entry, Instant notBefore) {
        Stores.release(store, entry, entry.header().failed("503", false), notBefore);
    }

    protected final void settle(Entry entry) {
        assertThat(store.settle(entry, DELIVERED)).isTrue();
    }

    protected final void assertLaw(long added, long ended, long held) {
        StoreCounts counts = store.counts();
        assertThat(counts.added()).as("added").isEqualTo(added);
        assertThat(counts.held()).as("held").isEqualTo(held);
        assertThat(counts.ended().values().stream()
                        .flatMap(reasons -> reasons.values().stream())
                        .mapToLong(Long::longValue)
                        .sum())
                .as("ended")
                .isEqualTo(ended);
    }

    @Test
    void anEmptyStoreHasNothingToHandOut() {
        assertThat(claim(T0)).isEmpty();
        assertThat(store.claimExpired(10, Instant.MAX)).isEmpty();
        assertThat(store.claimRest(10)).isEmpty();
        assertThat(Stores.status(store, T0)).isEqualTo(new StoreStatus(0, null, null, null, false));
        assertLaw(0, 0, 0);
    }

    @Test
    void anEntryIsHandedOutAsItWasAdded() throws Exception {
        TestEntry added =
                TestEntry.of("a", "key with \u00E9 and \uD83D\uDE00", EventKind.PURCHASE, T0, Duration.ofDays(1));
        store.add(added);

        Entry claimed = claim(T0).get(0);

        assertThat(claimed.header()).isEqualTo(added.header());
        assertThat(new String(claimed.bytes(), UTF_8)).isEqualTo("bytes of a");
        assertThat(claimed.bytes()).isEqualTo(claimed.bytes());
    }

    @Test
    void theOldestAreClaimedFirstAndNoMoreThanAskedFor() {
        add("a", "b", "c", "d");

        assertThat(ids(claim(3, T0))).containsExactly("a", "b", "c");
        assertThat(ids(claim(3, T0))).containsExactly("d");
        assertThat(claim(3, T0)).isEmpty();
    }

    @Test
    void claimEndsAtAMegabyteButHasAnEntry() {
        for (String id : List.of("a", "b", "c", "d")) {
            long bytes = id.equals("a") ? 3_000_000 : 400_000;
            store.add(new TestEntry(TestEntry.of(id, id, T0).header(), bytes));
        }

        assertThat(ids(claim(T0))).containsExactly("a");
        assertThat(ids(claim(T0))).containsExactly("b", "c");
        assertThat(ids(claim(T0))).containsExactly("d");
    }

    @Test
    void oneClaimMayHandOutSeveralOfAKeyInOrder() {
        add("a", "a2", "b", "a3");

        List<String> claimed = ids(claim(T0));

        assertThat(claimed).containsExactlyInAnyOrder("a", "a2", "a3", "b");
        assertThat(claimed).containsSubsequence("a", "a2", "a3");
    }

    @Test
    void whileOneOfAKeyIsClaimedThoseAfterItAreNotClaimable() {
        add("a", "a2", "b");

        Entry first = claim(1, T0).get(0);

        assertThat(first.header().id()).isEqualTo("a");
        assertThat(ids(claim(T0))).containsExactly("b");
        settle(first);
        assertThat(ids(claim(T0))).containsExactly("a2");
    }

    @Test
    void settlesTheEntriesThatAreStillClaimed() {
        add("a", "b", "c");
        List<Entry> claimed = claim(3, T0);
        settle(claimed.get(1));

        assertThat(store.settle(claimed, DELIVERED)).containsExactly(claimed.get(0), claimed.get(2));
        assertThat(store.settle(claimed, DELIVERED)).isEmpty();
        assertLaw(3, 3, 0);
    }

    @Test
    void aKeyIsFreeWhenAllItsClaimsHaveEnded() {
        add("a", "a2", "a3");
        List<Entry> claimed = claim(2, T0);
        assertThat(ids(claimed)).containsExactly("a", "a2");

        settle(claimed.get(1));
        assertThat(claim(T0)).isEmpty();
        settle(claimed.get(0));

        assertThat(ids(claim(T0))).containsExactly("a3");
    }

    @Test
    void anEntryAddedToAKeyInFlightWaits() {
        add("a");
        Entry first = claim(T0).get(0);
        add("a2");

        assertThat(claim(T0)).isEmpty();
        settle(first);
        assertThat(ids(claim(T0))).containsExactly("a2");
    }

    @Test
    void aReleasedEntryHoldsBackItsKeyUntilItsTimeAndNoOther() {
        add("a", "a2", "b");
        Entry first = claim(1, T0).get(0);
        Instant later = T0.plusSeconds(10);

        release(first, later);

        assertThat(ids(claim(T0))).containsExactly("b");
        assertThat(claim(later.minusMillis(1))).isEmpty();
        assertThat(ids(claim(later))).containsExactly("a", "a2");
    }

    @Test
    void aReleasedEntryComesBeforeLaterOnes() {
        add("a", "a2");
        release(claim(1, T0).get(0), Instant.MIN);

        assertThat(ids(claim(T0))).containsExactly("a", "a2");
    }

    @Test
    void severalOfAKeyAreReleasedInAnyOrderAndClaimedInTheirOwn() {
        add("a", "a2", "a3", "a4");
        List<Entry> claimed = claim(3, T0);

        release(claimed.get(2), Instant.MIN);
        release(claimed.get(0), Instant.MIN);
        release(claimed.get(1), Instant.MIN);

        assertThat(ids(claim(T0))).containsExactly("a", "a2", "a3", "a4");
    }

    @Test
    void aReleasedEntryThatIsNotTheFirstOfItsKeyWaitsForItsTimeToo() {
        add("a", "a2", "a3");
        List<Entry> claimed = claim(2, T0);
        Instant later = T0.plusSeconds(10);

        release(claimed.get(0), Instant.MIN);
        release(claimed.get(1), later);

        List<Entry> first = claim(T0);
        assertThat(ids(first)).containsExactly("a");
        settle(first.get(0));
        assertThat(claim(later.minusMillis(1))).isEmpty();
        assertThat(ids(claim(later))).containsExactly("a2", "a3");
    }

    @Test
    void anEntryThatBecomesTheFirstOfItsKeyStillWaitsForItsTime() {
        store.add(TestEntry.of("a", "a", EventKind.CART_CHANGE, T0, Duration.ofSeconds(1)));
        store.add(TestEntry.of("a2", "a", EventKind.CART_CHANGE, T0, Duration.ofMinutes(1)));
        List<Entry> claimed = claim(T0);
        Instant later = T0.plusSeconds(30);
        release(claimed.get(0), Instant.MIN);
        release(claimed.get(1), later);

        Instant expired = T0.plusSeconds(2);
        store.claimExpired(10, expired).forEach(this::settle);

        assertThat(claim(expired)).isEmpty();
        assertThat(Stores.status(store, expired).claimable()).isZero();
        assertThat(Stores.status(store, expired).next()).isEqualTo(later);
        assertThat(ids(claim(later))).containsExactly("a2");
    }

    @Test
    void theHeaderGivenAtReleaseIsKept() {
        add("a");
        Entry first = claim(T0).get(0);
        EntryHeader header = first.header().failed("502", true).waiting("THROTTLED");

        Stores.release(store, first, header, T0.plusSeconds(1));

        Entry again = claim(T0.plusSeconds(1)).get(0);
        assertThat(again.header()).isEqualTo(header);
        assertThat(again.header().attempts()).isOne();
        assertThat(again.header().ambiguous()).isTrue();
        assertThat(again.header().lastFailure()).isEqualTo("THROTTLED");
    }

    @Test
    void entriesWithoutAKeyHaveNoOrder() {
        for (String id : List.of("one", "two", "three")) {
            store.add(TestEntry.of(id, null, T0));
        }
        Entry one = claim(1, T0).get(0);
        Entry two = claim(1, T0).get(0);
        release(one, T0.plusSeconds(60));

        assertThat(List.of(one.header().id(), two.header().id())).containsExactly("one", "two");
        assertThat(ids(claim(T0))).containsExactly("three");
        settle(two);
        assertThat(ids(claim(T0.plusSeconds(60)))).containsExactly("one");
    }

    @Test
    void anEmptyKeyIsAKey() {
        store.add(TestEntry.of("one", "", T0));
        store.add(TestEntry.of("two", "", T0));

        assertThat(ids(claim(1, T0))).containsExactly("one");
        assertThat(claim(1, T0)).isEmpty();
    }

    @Test
    void twoEntriesMayHaveTheSameId() {
        store.add(TestEntry.of("same", "a", T0));
        store.add(TestEntry.of("same", "b", T0));

        claim(T0).forEach(this::settle);

        assertLaw(2, 2, 0);
    }

    @Test
    void anEntryIsSettledOnce() {
        add("a");
        Entry entry = claim(T0).get(0);

        settle(entry);

        assertThat(store.settle(entry, REJECTED)).isFalse();
        Stores.release(store, entry, entry.header(), Instant.MIN);
        assertThat(store.counts().ended()).isEqualTo(Map.of(Outcome.Kind.DELIVERED, Map.of("DELIVERED", 1L)));
        assertLaw(1, 1, 0);
    }

    @Test
    void aReleasedEntryCannotBeSettledByItsOldClaim() {
        add("a");
        Entry entry = claim(T0).get(0);
        release(entry, T0.plusSeconds(1));

        assertThat(store.settle(entry, REJECTED)).isFalse();
        Stores.release(store, entry, entry.header(), Instant.MIN);
        assertLaw(1, 0, 1);
    }

    @Test
    void aStaleClaimCountsForNothingWhileSomebodyElseHoldsTheEntry() {
        add("a", "a2");
        Entry stale = claim(1, T0).get(0);
        release(stale, Instant.MIN);
        Entry current = claim(1, T0).get(0);

        assertThat(store.settle(stale, REJECTED)).isFalse();
        Stores.release(store, stale, stale.header(), Instant.MIN);

        assertThat(claim(T0)).isEmpty();
        assertLaw(2, 0, 2);
        settle(current);
        assertThat(store.settle(stale, REJECTED)).isFalse();
        assertThat(store.counts().ended()).isEqualTo(Map.of(Outcome.Kind.DELIVERED, Map.of("DELIVERED", 1L)));
        assertThat(ids(claim(T0))).containsExactly("a2");
    }

    @Test
    void addedIsTheSumOfEndedAndHeld() {
        assertLaw(0, 0, 0);
        add("a", "b", "c");
        assertLaw(3, 0, 3);
        List<Entry> claimed = claim(T0);
        assertLaw(3, 0, 3);
        settle(claimed.get(0));
        assertLaw(3, 1, 2);
        release(claimed.get(1), Instant.MIN);
        assertLaw(3, 1, 2);
        assertThat(store.settle(claimed.get(2), REJECTED)).isTrue();
        assertLaw(3, 2, 1);
        settle(claim(T0).get(0));
        assertLaw(3, 3, 0);
        assertThat(store.counts().ended())
                .isEqualTo(Map.of(
                        Outcome.Kind.DELIVERED, Map.of("DELIVERED", 2L),
                        Outcome.Kind.REJECTED, Map.of("422", 1L)));
        assertThat(store.counts().heldBytes()).isZero();
    }

    @Test
    void entriesWhoseDeadlinePassedAreClaimedToBeSettledDueOrNot() {
        Instant deadline = T0.plusSeconds(60);
        for (String id : List.of("waiting", "ready", "in flight")) {
            store.add(TestEntry.of(id, id, EventKind.VISIT, T0, Duration.ofSeconds(60)));
        }
        store.add(TestEntry.of("later", "later", EventKind.VISIT, T0, Duration.ofSeconds(61)));
        List<Entry> claimed = claim(3, T0);
        release(claimed.get(0), T0.plusSeconds(3_600));
        release(claimed.get(1), Instant.MIN);

        assertThat(store.claimExpired(10, deadline.minusMillis(1))).isEmpty();
        assertThat(ids(store.claimExpired(1, deadline))).hasSize(1);
        List<Entry> rest = store.claimExpired(10, deadline);
        assertThat(rest).hasSize(1);
        assertThat(store.claimExpired(10, deadline)).isEmpty();
        assertThat(store.settle(rest.get(0), new Outcome.Expired("503"))).isTrue();
        assertThat(store.settle(rest.get(0), new Outcome.Expired("503"))).isFalse();
        settle(claimed.get(2));
        assertLaw(4, 2, 2);
    }

    @Test
    void anExpiredEntryFreesItsKey() {
        store.add(TestEntry.of("a", "a", EventKind.VISIT, T0, Duration.ofSeconds(60)));
        store.add(TestEntry.of("a2", "a", EventKind.PURCHASE, T0, Duration.ofHours(1)));
        release(claim(1, T0).get(0), T0.plusSeconds(600));

        Instant now = T0.plusSeconds(60);
        List<Entry> expired = store.claimExpired(10, now);
        assertThat(ids(expired)).containsExactly("a");
        assertThat(expired.get(0).header().attempts()).isOne();
        assertThat(store.settle(expired.get(0), new Outcome.Expired("503"))).isTrue();

        assertThat(ids(claim(now))).containsExactly("a2");
    }

    private static List<String> ends(List<Ended> ended) {
        return ended.stream()
                .map(one -> one.entry().header().id() + " " + one.outcome().kind() + " "
                        + one.outcome().reason())
                .toList();
    }

    @Test
    void erasingAKeyEndsItsWaitingEntriesAndNoOther() {
        add("a", "b", "a2");

        EraseResult erased = store.erase("a");

        assertThat(ends(erased.ended())).containsExactly("a SKIPPED ERASED", "a2 SKIPPED ERASED");
        assertThat(erased.claimed()).isZero();
        assertLaw(3, 2, 1);
        assertThat(ids(claim(T0))).containsExactly("b");
        assertThat(store.erase("a")).isEqualTo(EraseResult.NOTHING);
    }

    @Test
    void erasesEntriesThatAreNotDue() {
        add("a", "a2");
        List<Entry> claimed = claim(T0);
        Stores.release(store, claimed.get(0), claimed.get(0).header().failed("500", true), T0.plusSeconds(60));
        release(claimed.get(1), Instant.MIN);

        assertThat(ends(store.erase("a").ended()))
                .containsExactlyInAnyOrder("a UNCONFIRMED ERASED", "a2 SKIPPED ERASED");
        assertLaw(2, 2, 0);
        assertThat(claim(T0.plusSeconds(60))).isEmpty();
    }

    @Test
    void anErasedEntryInFlightEndsWhenItIsGivenBack() {
        add("a", "a2", "a3");
        List<Entry> claimed = claim(2, T0);

        EraseResult erased = store.erase("a");

        assertThat(ends(erased.ended())).containsExactly("a3 SKIPPED ERASED");
        assertThat(erased.claimed()).isEqualTo(2);
        assertLaw(3, 1, 2);
        assertThat(store.holds(claimed.get(0), Duration.ZERO)).isFalse();
        List<Ended> ended = store.release(List.of(
                new EventStore.Release(claimed.get(0), claimed.get(0).header().failed("503", false), Instant.MIN),
                new EventStore.Release(
                        claimed.get(1), claimed.get(1).header().failed("500", true), T0.plusSeconds(1))));
        assertThat(ended).extracting(Ended::entry).isEqualTo(claimed);
        assertThat(ended)
                .extracting(one -> one.outcome().kind())
                .containsExactly(Outcome.Kind.SKIPPED, Outcome.Kind.UNCONFIRMED);
        assertLaw(3, 3, 0);
    }

    @Test
    void anErasedEntryInFlightIsSettledAsEver() {
        add("a");
        Entry claimed = claim(T0).get(0);
        store.erase("a");

        settle(claimed);

        assertThat(store.release(List.of(new EventStore.Release(claimed, claimed.header(), Instant.MIN))))
                .isEmpty();
        assertThat(store.counts().ended()).isEqualTo(Map.of(Outcome.Kind.DELIVERED, Map.of("DELIVERED", 1L)));
    }

    @Test
    void anErasedKeyTakesNewEntriesAfterThoseInFlight() {
        add("a");
        Entry before = claim(T0).get(0);
        store.erase("a");
        add("a2");

        assertThat(claim(T0)).isEmpty();
        assertThat(store.release(List.of(new EventStore.Release(before, before.header(), T0.plusSeconds(60)))))
                .hasSize(1);

        List<Entry> after = claim(T0);
        assertThat(ids(after)).containsExactly("a2");
        assertThat(store.holds(after.get(0), Duration.ZERO)).isTrue();
    }

    @Test
    void claimsTheRestAtCloseUnlessItOutlivesTheProcess() {
        add("a", "b", "b2", "c");
        List<Entry> claimed = claim(2, T0);
        release(claimed.get(0), T0.plusSeconds(3_600));

        List<Entry> rest = new ArrayList<>(store.claimRest(2));
        rest.addAll(store.claimRest(100));

        if (endsWithProcess()) {
            assertThat(ids(rest)).containsExactlyInAnyOrder("a", "b2", "c");
            rest.forEach(entry -> assertThat(store.settle(entry, new Outcome.Dropped(DropReason.CLOSED)))
                    .isTrue());
            assertLaw(4, 3, 1);
        } else {
            assertThat(rest).isEmpty();
            assertLaw(4, 0, 4);
        }
    }

    @Test
    void reportsClaimableEntriesAndTheNextTime() {
        store.add(TestEntry.of("a", "a", EventKind.CART_CHANGE, T0, Duration.ofSeconds(60)));
        store.add(TestEntry.of("b", "b", EventKind.CART_CHANGE, T0.plusSeconds(1), Duration.ofSeconds(60)));
        StoreStatus both = Stores.status(store, T0.plusSeconds(1));
        assertThat(both.claimable()).isEqualTo(2);
        assertThat(both.oldest()).isEqualTo(T0);
        assertThat(both.next()).isNull();
        assertThat(both.nextDeadline()).isEqualTo(T0.plusSeconds(60));

        Entry first = claim(1, T0.plusSeconds(1)).get(0);
        release(first, T0.plusSeconds(10));
        StoreStatus one = Stores.status(store, T0.plusSeconds(2));
        assertThat(one.claimable()).isOne();
        assertThat(one.oldest()).isEqualTo(T0.plusSeconds(1));
        assertThat(one.next()).isEqualTo(T0.plusSeconds(10));

        settle(claim(T0.plusSeconds(2)).get(0));
        StoreStatus none = Stores.status(store, T0.plusSeconds(9));
        assertThat(none.claimable()).isZero();
        assertThat(none.oldest()).isNull();
        assertThat(none.next()).isEqualTo(T0.plusSeconds(10));
        assertThat(none.nextDeadline()).isEqualTo(T0.plusSeconds(60));

        assertThat(Stores.status(store, T0.plusSeconds(10)).claimable()).isOne();
    }

    @Test
    void dueAndClaimAgreeWhetherThereIsAnything() {
        add("a", "a2", "b");
        List<Entry> claimed = claim(2, T0);

        assertThat(Stores.status(store, T0).claimable() > 0)
                .isEqualTo(!Stores.claim(store, 10, T0).isEmpty());
        claimed.forEach(entry -> release(entry, T0.plusSeconds(5)));
        assertThat(Stores.status(store, T0).claimable()).isZero();
        assertThat(Stores.status(store, T0.plusSeconds(5)).claimable()).isPositive();
    }

    @Test
    @Timeout(60)
    void severalSendersSettleEveryEntryOnceAndInOrder() throws Exception {
        int keys = 20;
        int perKey = 50;
        Map<String, List<Integer>> settled = new ConcurrentHashMap<>();
        AtomicInteger left = new AtomicInteger(keys * perKey);
        Callable<Void> tracking = () -> {
            for (int i = 0; i < perKey; i++) {
                for (int key = 0; key < keys; key++) {
                    store.add(TestEntry.of(key + "-" + i, "key" + key, T0));
                }
            }
            return null;
        };
        Callable<Void> sending = () -> {
            while (left.get() > 0) {
                List<Entry> claimed = Stores.claim(store, 3, T0);
                // The whole claim has one fate, so that nothing overtakes within a key.
                boolean fails = !claimed.isEmpty()
                        && number(claimed.get(0)) % 7 == 0
                        && claimed.get(0).header().attempts() == 0;
                for (Entry entry : claimed) {
                    if (fails) {
                        release(entry, Instant.MIN);
                    } else {
                        settled.computeIfAbsent(entry.header().key(), key -> new ArrayList<>())
                                .add(number(entry));
                        settle(entry);
                        left.decrementAndGet();
                    }
                }
            }
            return null;
        };
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<Void> thread :
                    threads.invokeAll(List.of(tracking, sending, sending, sending), 50, TimeUnit.SECONDS)) {
                thread.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertLaw(1_000, 1_000, 0);
        assertThat(settled).hasSize(keys);
        List<Integer> inOrder = IntStream.range(0, perKey).boxed().toList();
        settled.forEach((key, numbers) -> assertThat(numbers).as(key).isEqualTo(inOrder));
    }

    private static int number(Entry entry) {
        return Integer.parseInt(
                entry.header().id().substring(entry.header().id().indexOf('-') + 1));
    }
}
