package io.salestracker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.Outcome;
import io.salestracker.delivery.Budget;
import io.salestracker.destination.TooLargeException;
import io.salestracker.testsupport.Campaigns;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shape of a store suits one that keeps nothing but bytes. */
class ByteArrayEventStoreTest extends DurableEventStoreContract {

    @Override
    protected EventStore open() {
        return new ByteArrayEventStore(new ByteArrayEventStore.Table(), lease());
    }

    @Override
    protected Duration lease() {
        return Duration.ofHours(2);
    }

    @Override
    protected EventStore reopen(EventStore left) {
        return new ByteArrayEventStore(((ByteArrayEventStore) left).table(), lease());
    }

    @Test
    void anEventThatCannotBeEncodedIsRefusedWhenItIsWritten() {
        Entry tooLarge = new Entry() {
            @Override
            public EntryHeader header() {
                return TestEntry.of("a", "a", T0).header();
            }

            @Override
            public byte[] bytes() throws TooLargeException {
                throw new TooLargeException("too large");
            }

            @Override
            public long heapBytes() {
                return 0;
            }
        };

        AddResult admission = store.add(tooLarge);

        assertThat(admission.refused()).isNotNull();
        assertThat(admission.refused().kind()).isEqualTo(Outcome.Kind.INVALID);
        assertLaw(1, 1, 0);
    }

    static LongStream seeds() {
        return LongStream.range(1, 1 + Campaigns.times(3));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void itAgreesWithANaiveModelWhateverHappens(long seed) {
        Budget unbounded = new Budget(Long.MAX_VALUE, Long.MAX_VALUE);
        // Leases outlast the campaign.
        EventStore longLeases = new ByteArrayEventStore(new ByteArrayEventStore.Table(), Duration.ofDays(100));

        new StoreCampaign(longLeases, unbounded, 0, true, seed).run(300);
    }
}
