package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.allocation.Allocations;
import io.salestracker.allocation.StarvedClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StarvedLaneIT {

    @ParameterizedTest
    @CsvSource({"false,0", "true,0", "false,401", "true,401", "false,429", "true,429"})
    @Timeout(120)
    void anAllocationThatFailsCostsAtMostTheEventItHits(boolean batches, int firstStatus) throws Exception {
        ClassLoader starved = new StarvedClassLoader();
        // Everything is used once before, so that no class is made under want of memory.
        life(starved, batches, firstStatus, Long.MAX_VALUE - 1);
        long steps = 1;
        List<String> broken = new ArrayList<>();
        do {
            try {
                life(starved, batches, firstStatus, steps);
            } catch (AssertionError promise) {
                broken.add(promise.getMessage());
            }
            steps++;
        } while (!Allocations.failed().isEmpty());

        assertThat(broken).isEmpty();
        assertThat(steps).isGreaterThan(200);
    }

    private static void life(ClassLoader starved, boolean batches, int firstStatus, long failing)
            throws ReflectiveOperationException {
        LongConsumer lane = (LongConsumer) starved.loadClass("io.salestracker.internal.StarvedLane")
                .getConstructor(boolean.class, int.class)
                .newInstance(batches, firstStatus);
        lane.accept(failing);
    }
}
