package io.salestracker.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.Outcome;
import io.salestracker.event.EventKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a store must do besides if it outlives the process: a claim is a lease, and nothing but bytes is kept. */
public abstract class DurableEventStoreContract extends EventStoreContract {

    /** For the tests of a store. */
    protected DurableEventStoreContract() {}

    /** How long a claim holds. */
    protected abstract Duration lease();

    /** Opens a store over what the given one kept, as a process does that takes its place, or works beside it. */
    protected abstract EventStore reopen(EventStore left);

    @Override
    protected final boolean endsWithProcess() {
        return false;
    }

    private void restart() {
        store = reopen(store);
    }

    @Test
    void whatWasNotSettledIsThereAfterARestart() throws Exception {
        TestEntry purchase = TestEntry.of("p", "key \uD83D\uDE00", EventKind.PURCHASE, T0, Duration.ofDays(1));
        store.add(purchase);
        store.add(TestEntry.of("v", null, EventKind.VISIT, T0.plusNanos(1), Duration.ofMinutes(10)));

        restart();
        List<Entry> claimed = claim(T0);

        assertThat(ids(claimed)).containsExactly("p", "v");
        assertThat(claimed.get(0).header()).isEqualTo(purchase.header());
        assertThat(claimed.get(1).header().key()).isNull();
        assertThat(claimed.get(1).header().trackedAt()).isEqualTo(T0.plusNanos(1));
        assertThat(new String(claimed.get(0).bytes(), UTF_8)).isEqualTo("bytes of p");
        assertThat(claimed.get(0).event()).isNull();
    }

    @Test
    void theLawHoldsAfterARestart() {
        add("a", "b", "c");
        settle(claim(1, T0).get(0));

        restart();
        assertLaw(2, 0, 2);
        settle(claim(T0).get(0));

        assertLaw(2, 1, 1);
        assertThat(store.counts().ended()).isEqualTo(Map.of(Outcome.Kind.DELIVERED, Map.of("DELIVERED", 1L)));
    }

    @Test
    void anEntryThatAProcessTookWithItIsClaimableWhenItsLeaseRanOutAndMayHaveArrived() {
        add("a", "a2");
        claim(1, T0);

        restart();

        assertThat(claim(T0.plus(lease()).minusMillis(1))).isEmpty();
        List<Entry> again = claim(T0.plus(lease()));
        assertThat(ids(again)).containsExactly("a", "a2");
        assertThat(again.get(0).header().ambiguous()).isTrue();
        assertThat(again.get(1).header().ambiguous()).isFalse();
    }

    @Test
    void aLeaseThatRanOutGoesToWhoeverClaimsNextAndTheOldClaimCountsForNothing() {
        add("a");
        Entry slow = claim(T0).get(0);
        EventStore other = reopen(store);
        Entry current = other.claim(10, T0.plus(lease())).get(0);

        assertThat(store.settle(slow, REJECTED)).isFalse();
        assertThat(store.release(slow, slow.header(), Instant.MIN)).isFalse();
        assertThat(store.counts().ended()).isEmpty();
        assertThat(other.settle(current, DELIVERED)).isTrue();
        assertThat(store.settle(slow, REJECTED)).isFalse();
        assertThat(other.counts().ended()).isEqualTo(Map.of(Outcome.Kind.DELIVERED, Map.of("DELIVERED", 1L)));
    }

    @Test
    void whatIsLeasedElsewhereHoldsBackItsKey() {
        add("a", "a2", "b");
        claim(1, T0);
        EventStore other = reopen(store);

        assertThat(ids(other.claim(10, T0))).containsExactly("b");
        assertThat(ids(other.claim(10, T0.plus(lease())))).startsWith("a", "a2");
    }

    @Test
    void aWaitAndItsHeaderSurviveARestart() {
        add("a", "a2");
        Entry first = claim(1, T0).get(0);
        EntryHeader header = first.header().failed("500", true);
        Instant later = T0.plusSeconds(30);
        assertThat(store.release(first, header, later)).isTrue();

        restart();

        assertThat(claim(later.minusMillis(1))).isEmpty();
        assertThat(store.due(T0).next()).isEqualTo(later);
        assertThat(claim(later).get(0).header()).isEqualTo(header);
    }

    @Test
    void dueTellsWhenALeaseRunsOut() {
        add("a");
        claim(T0);

        StoreStatus due = store.due(T0.plusMillis(1));

        assertThat(due.claimable()).isZero();
        assertThat(due.next()).isEqualTo(T0.plus(lease()));
        assertThat(store.due(T0.plus(lease())).claimable()).isOne();
    }

    @Test
    void anEntryThatExpiredWhileItWasLeasedMayHaveArrived() {
        store.add(TestEntry.of("a", "a", EventKind.VISIT, T0, Duration.ofMillis(1)));
        claim(T0);

        assertThat(store.claimExpired(10, T0.plus(lease()).minusMillis(1))).isEmpty();
        List<Entry> expired = store.claimExpired(10, T0.plus(lease()));

        assertThat(expired).hasSize(1);
        assertThat(expired.get(0).header().ambiguous()).isTrue();
    }

    @Test
    void closingLosesNothing() {
        add("a", "b");
        assertThat(store.claimRest(100)).isEmpty();
        store.close();

        restart();

        assertThat(ids(claim(T0))).containsExactly("a", "b");
    }
}
