package io.salestracker.internal;

import io.salestracker.Outcome;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts outcomes by kind and reason. Not thread-safe: whoever owns it guards it. */
final class Tally {
    // Reasons are words of a bounded set, but a destination of someone else's may name any cause.
    private static final int MAX_REASONS = 100;

    private final Map<Outcome.Kind, Map<String, long[]>> counts = new EnumMap<>(Outcome.Kind.class);

    void count(Outcome outcome) {
        Map<String, long[]> reasons = counts.computeIfAbsent(outcome.kind(), kind -> new LinkedHashMap<>());
        String reason = outcome.reason();
        if (reasons.size() >= MAX_REASONS && !reasons.containsKey(reason)) {
            reason = "OTHER";
        }
        reasons.computeIfAbsent(reason, word -> new long[1])[0]++;
    }

    Map<Outcome.Kind, Map<String, Long>> snapshot() {
        Map<Outcome.Kind, Map<String, Long>> copy = new EnumMap<>(Outcome.Kind.class);
        counts.forEach((kind, reasons) -> {
            Map<String, Long> byReason = new LinkedHashMap<>();
            reasons.forEach((reason, count) -> byReason.put(reason, count[0]));
            copy.put(kind, byReason);
        });
        return copy;
    }

    /** Adds two snapshots. */
    static Map<Outcome.Kind, Map<String, Long>> sum(
            Map<Outcome.Kind, Map<String, Long>> one, Map<Outcome.Kind, Map<String, Long>> other) {
        Map<Outcome.Kind, Map<String, Long>> sum = new EnumMap<>(Outcome.Kind.class);
        one.forEach((kind, reasons) -> sum.put(kind, new HashMap<>(reasons)));
        other.forEach((kind, reasons) -> reasons.forEach((reason, count) ->
                sum.computeIfAbsent(kind, k -> new HashMap<>()).merge(reason, count, Long::sum)));
        return sum;
    }
}
