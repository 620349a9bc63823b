package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomnessTest {
    private static List<String> ids(Randomness random, int jittersBetween) {
        return IntStream.range(0, 100)
                .mapToObj(i -> {
                    IntStream.range(0, i % 3 * jittersBetween).forEach(j -> random.share());
                    return random.id().text();
                })
                .toList();
    }

    @Test
    void sameSeedGivesTheSameIdsHoweverOftenSendersAsk() {
        assertThat(ids(new Randomness(new Random(42)), 0))
                .isEqualTo(ids(new Randomness(new Random(42)), 2))
                .doesNotHaveDuplicates()
                .isNotEqualTo(ids(new Randomness(new Random(43)), 0));
    }

    @Test
    void sameSeedGivesTheSameJitter() {
        Randomness one = new Randomness(new Random(42));
        Randomness other = new Randomness(new Random(42));
        other.id();

        for (int i = 0; i < 1_000; i++) {
            assertThat(one.share()).isEqualTo(other.share()).isBetween(0.0, 1.0);
        }
    }

    @Test
    void sourceIsAskedByOneThreadAtATime() throws Exception {
        // Two threads in this counter at once would give a number twice.
        long[] counter = {0};
        Randomness random = new Randomness(() -> counter[0]++);
        Set<String> ids = new HashSet<>();
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(t -> new Thread(() -> {
                    for (int i = 0; i < 20_000; i++) {
                        String id = random.id().text();
                        synchronized (ids) {
                            ids.add(id);
                        }
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(counter[0]).isEqualTo(1 + 2 * 4 * 20_000);
        assertThat(ids).hasSize(4 * 20_000);
    }
}
