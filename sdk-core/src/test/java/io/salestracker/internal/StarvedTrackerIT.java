package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.allocation.StarvedClassLoader;
import io.salestracker.testsupport.Campaigns;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StarvedTrackerIT {
    private static final int STEPS = 1_500;

    @Test
    @Timeout(1_800)
    void anAllocationThatFailsOnAnyThreadCostsAtMostTheEventItHits() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ClassLoader starved = new StarvedClassLoader();
        // Everything is used once before, so that no class is made under want of memory.
        life(starved, Long.MAX_VALUE - 1);
        List<String> broken = new ArrayList<>();
        for (int i = 0; i < Campaigns.times(8); i++) {
            try {
                life(starved, 1 + random.nextInt(STEPS));
            } catch (AssertionError | RuntimeException promise) {
                broken.add(promise.getMessage());
            }
        }
        assertThat(broken).as("seed %d", seed).isEmpty();
    }

    private static void life(ClassLoader starved, long failing) throws ReflectiveOperationException {
        LongConsumer tracker = (LongConsumer) starved.loadClass("io.salestracker.internal.StarvedTracker")
                .getConstructor()
                .newInstance();
        tracker.accept(failing);
    }
}
