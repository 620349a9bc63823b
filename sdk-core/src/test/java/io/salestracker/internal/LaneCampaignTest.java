package io.salestracker.internal;

import io.salestracker.testsupport.Campaigns;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Thousands of short runs of one lane with everything that can happen to it, checked after each step, see
 * {@link CampaignRun}. {@code -Pcampaigns} makes more of them.
 */
class LaneCampaignTest {
    private static final int RUNS_OF_A_SEED = 100;

    static LongStream seeds() {
        String replay = System.getProperty("salestracker.seed");
        return replay == null ? LongStream.range(0, Campaigns.times(50)) : LongStream.of(Long.parseLong(replay));
    }

    @ParameterizedTest(name = "seed {0}; replay with -Dsalestracker.seed={0}")
    @MethodSource("seeds")
    void keepsItsPromisesWhateverHappens(long seed) {
        for (int run = 0; run < RUNS_OF_A_SEED; run++) {
            new CampaignRun(new Random(seed * 1_000 + run)).play();
        }
    }
}
