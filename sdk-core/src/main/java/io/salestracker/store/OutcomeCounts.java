package io.salestracker.store;

import static java.util.Objects.requireNonNull;

import io.salestracker.Outcome;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts outcomes by kind and reason. Not thread-safe: its owner guards it. */
public final class OutcomeCounts {
    // Reasons are words of a bounded set, but a user's destination may name any cause.
    private static final int MAX_REASONS = 100;
    private static final String OTHER = "OTHER";

    private final Map<Outcome.Kind, Map<String, long[]>> counts = new EnumMap<>(Outcome.Kind.class);
    // One counter for each kind, made at the start. So an outcome is counted even if memory for its reason is short.
    private final Map<Outcome.Kind, long[]> others = new EnumMap<>(Outcome.Kind.class);

    public OutcomeCounts() {
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            others.put(kind, new long[1]);
        }
    }

    /** Counts one outcome. Never throws. */
    public void count(Outcome outcome) {
        try {
            place(outcome)[0]++;
        } catch (Throwable noMemory) {
            requireNonNull(others.get(outcome.kind()))[0]++;
        }
    }

    private long[] place(Outcome outcome) {
        Map<String, long[]> reasons = counts.computeIfAbsent(outcome.kind(), kind -> new LinkedHashMap<>());
        String reason = outcome.reason();
        if (reasons.size() >= MAX_REASONS && !reasons.containsKey(reason)) {
            reason = OTHER;
        }
        return reasons.computeIfAbsent(reason, word -> new long[1]);
    }

    public Map<Outcome.Kind, Map<String, Long>> snapshot() {
        Map<Outcome.Kind, Map<String, Long>> copy = new EnumMap<>(Outcome.Kind.class);
        counts.forEach((kind, reasons) -> {
            Map<String, Long> byReason = new LinkedHashMap<>();
            reasons.forEach((reason, count) -> byReason.put(reason, count[0]));
            copy.put(kind, byReason);
        });
        others.forEach((kind, count) -> {
            if (count[0] > 0) {
                copy.computeIfAbsent(kind, name -> new LinkedHashMap<>()).merge(OTHER, count[0], Long::sum);
            }
        });
        return copy;
    }

    /** Adds two snapshots. */
    public static Map<Outcome.Kind, Map<String, Long>> sum(
            Map<Outcome.Kind, Map<String, Long>> one, Map<Outcome.Kind, Map<String, Long>> other) {
        Map<Outcome.Kind, Map<String, Long>> sum = new EnumMap<>(Outcome.Kind.class);
        one.forEach((kind, reasons) -> sum.put(kind, new HashMap<>(reasons)));
        other.forEach((kind, reasons) -> reasons.forEach((reason, count) ->
                sum.computeIfAbsent(kind, k -> new HashMap<>()).merge(reason, count, Long::sum)));
        return sum;
    }
}
