package io.salestracker.testkit.internal;

import static java.util.Objects.requireNonNull;

import io.salestracker.testkit.Fault;
import io.salestracker.testkit.Faults;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Deals out faults to requests, behind one private lock. */
final class FaultPlan implements Faults {
    private record Chance(Fault fault, double probability) {}

    private final Runnable changed;
    private final Object lock = new Object();
    private final ArrayDeque<Fault> script = new ArrayDeque<>();
    private final List<Chance> chances = new ArrayList<>();
    private @Nullable Fault always;
    private @Nullable Long seed;
    private SplittableRandom random = new SplittableRandom(0);
    private int sizeLimit = Integer.MAX_VALUE;
    private long applied;

    /** @param changed told after each change from outside */
    FaultPlan(Runnable changed) {
        this.changed = changed;
    }

    @Override
    public void script(List<Fault> faults) {
        List<Fault> copy = List.copyOf(faults);
        synchronized (lock) {
            endMode();
            script.addAll(copy);
        }
        changed.run();
    }

    @Override
    public void always(Fault fault) {
        requireNonNull(fault, "fault");
        synchronized (lock) {
            endMode();
            always = fault;
        }
        changed.run();
    }

    @Override
    public void random(long seed, Map<Fault, Double> probabilities) {
        // Sorted, because the order of a map may change from run to run and the sequence must not.
        List<Chance> sorted = probabilities.entrySet().stream()
                .map(entry -> new Chance(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(chance -> chance.fault().toString()))
                .toList();
        double sum = 0;
        for (Chance chance : sorted) {
            if (!(chance.probability() >= 0)) {
                throw new IllegalArgumentException("a probability must not be negative: " + chance.probability());
            }
            sum += chance.probability();
        }
        if (sum > 1 + 1e-9) {
            throw new IllegalArgumentException("probabilities must not add up to more than 1: " + sum);
        }
        synchronized (lock) {
            endMode();
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            chances.addAll(sorted);
        }
        changed.run();
    }

    @Override
    public void limitSize(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes must be at least 1: " + bytes);
        }
        synchronized (lock) {
            sizeLimit = bytes;
        }
        changed.run();
    }

    @Override
    public boolean isEmpty() {
        synchronized (lock) {
            return always == null && seed == null && script.isEmpty() && sizeLimit == Integer.MAX_VALUE;
        }
    }

    @Override
    public void clear() {
        synchronized (lock) {
            endMode();
            sizeLimit = Integer.MAX_VALUE;
            applied = 0;
        }
        changed.run();
    }

    @Override
    public long applied() {
        synchronized (lock) {
            return applied;
        }
    }

    @Override
    public int remaining() {
        synchronized (lock) {
            return script.size();
        }
    }

    @Override
    public OptionalLong seed() {
        synchronized (lock) {
            return seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
        }
    }

    /** Takes the fault for the next request, of this size in bytes; null for none. */
    @Nullable
    Fault next(int size) {
        synchronized (lock) {
            Fault fault = size > sizeLimit ? Fault.tooLarge() : deal();
            if (fault == null || fault.effect() == Fault.Effect.NONE) {
                return null;
            }
            applied++;
            return fault;
        }
    }

    /** Returns what is set, in words of the JSON API. */
    Description describe() {
        synchronized (lock) {
            String mode = always != null ? "always" : seed != null ? "random" : script.isEmpty() ? "none" : "script";
            List<String> faults = new ArrayList<>();
            script.forEach(fault -> faults.add(fault.toString()));
            chances.forEach(chance -> faults.add(chance.fault() + " p=" + chance.probability()));
            if (always != null) {
                faults.add(always.toString());
            }
            return new Description(mode, faults, seed, sizeLimit == Integer.MAX_VALUE ? null : sizeLimit, applied);
        }
    }

    record Description(
            String mode,
            List<String> faults,
            @Nullable Long seed,
            @Nullable Integer sizeLimit,
            long applied) {}

    private @Nullable Fault deal() {
        if (always != null) {
            return always;
        }
        if (seed == null) {
            return script.poll();
        }
        double draw = random.nextDouble();
        for (Chance chance : chances) {
            draw -= chance.probability();
            if (draw < 0) {
                return chance.fault();
            }
        }
        return null;
    }

    private void endMode() {
        script.clear();
        chances.clear();
        always = null;
        seed = null;
    }
}
