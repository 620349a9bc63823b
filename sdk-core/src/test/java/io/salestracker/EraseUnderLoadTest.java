package io.salestracker;

import io.salestracker.fakes.LastingStore;
import io.salestracker.store.StoreFactory;
import io.salestracker.testsupport.Campaigns;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Visitors are erased while shops track and senders send; see {@link EraseRun}. */
@Timeout(180)
class EraseUnderLoadTest {
    static LongStream seeds() {
        String replay = System.getProperty("salestracker.seed");
        return replay == null
                ? LongStream.range(0, Campaigns.times(3)).map(i -> System.nanoTime() + i)
                : LongStream.of(Long.parseLong(replay));
    }

    @ParameterizedTest(name = "seed {0}; replay with -Dsalestracker.seed={0}")
    @MethodSource("seeds")
    void erasedEventsBeginNoAttemptAndOthersArrive(long seed) throws Exception {
        new EraseRun(seed, 1, builder -> {}).play();
    }

    @ParameterizedTest(name = "seed {0}; replay with -Dsalestracker.seed={0}")
    @MethodSource("seeds")
    void erasedEventsBeginNoAttemptInArrays(long seed) throws Exception {
        new EraseRun(seed, 7, builder -> {}).play();
    }

    @ParameterizedTest(name = "seed {0}; replay with -Dsalestracker.seed={0}")
    @MethodSource("seeds")
    void erasedEventsBeginNoAttemptFromAnotherStore(long seed) throws Exception {
        StoreFactory lasting = (name, share) -> new LastingStore();
        new EraseRun(seed, 7, builder -> builder.store(lasting)).play();
    }
}
