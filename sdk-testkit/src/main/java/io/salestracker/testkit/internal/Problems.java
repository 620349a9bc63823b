package io.salestracker.testkit.internal;

import io.salestracker.testkit.Rule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one payload, in the order of the vendor's table, so that a developer mends it in one go: the first few
 * faults, and whether there are more.
 */
final class Problems {
    private static final int MAX = 5;

    private final List<Problem> found = new ArrayList<>(MAX);
    private boolean more;

    void add(@Nullable Problem problem) {
        if (problem != null) {
            more = found.size() == MAX;
            if (!more) {
                found.add(problem);
            }
        }
    }

    void add(String field, String reason, Rule rule) {
        add(new Problem(field, reason, rule));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Returns whether there are more than are told; looking for others is then of no use. */
    boolean isFull() {
        return more;
    }

    /** Returns whether this very field is at fault. */
    boolean concern(String field) {
        return found.stream().anyMatch(problem -> problem.field().equals(field));
    }

    /** Returns where the next one will stand, for {@link #inside}. */
    int mark() {
        return found.size();
    }

    /** Moves those found since the mark into the object or list that holds them. */
    void inside(int mark, String outer) {
        for (int i = mark; i < found.size(); i++) {
            found.set(i, found.get(i).inside(outer));
        }
    }

    /** Returns the first, its reason followed by the others; null if there is none. */
    @Nullable
    Problem all() {
        if (found.isEmpty()) {
            return null;
        }
        Problem first = found.get(0);
        StringBuilder reason = new StringBuilder(first.reason());
        found.subList(1, found.size()).forEach(other -> reason.append("; ").append(other.message()));
        return new Problem(first.field(), reason + (more ? "; and more" : ""), first.rule());
    }
}
