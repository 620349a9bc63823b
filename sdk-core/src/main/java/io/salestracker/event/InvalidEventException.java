package io.salestracker.event;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown when an event cannot be built. Names every fault at once, by path, and never a value. */
public final class InvalidEventException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 20;

    private final transient List<Violation> violations;

    /**
     * Creates one.
     *
     * @param type the name of what could not be built
     * @param violations its faults, at least one
     */
    public InvalidEventException(String type, List<Violation> violations) {
        super(describe(type, violations));
        this.violations = List.copyOf(violations);
    }

    /** Every fault, in the order of the fields; never empty. */
    public List<Violation> violations() {
        return violations == null ? List.of() : violations;
    }

    private static String describe(String type, List<Violation> violations) {
        String shown = violations.stream().limit(SHOWN).map(Violation::toString).collect(Collectors.joining("; "));
        int more = violations.size() - SHOWN;
        return type + ": " + shown + (more > 0 ? "; and " + more + " more" : "");
    }
}
