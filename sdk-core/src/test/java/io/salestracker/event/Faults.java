package io.salestracker.event;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.function.Supplier;

/** What is wrong with a value that is about to be built, as {@code path CODE}. */
final class Faults {
    private Faults() {}

    /** The faults in the order they are reported; none if it can be built. */
    static List<String> of(Supplier<?> building) {
        InvalidEventException thrown = catchThrowableOfType(InvalidEventException.class, building::get);
        return thrown == null ? List.of() : of(thrown);
    }

    static List<String> of(InvalidEventException thrown) {
        return thrown.violations().stream()
                .map(violation -> violation.path() + " " + violation.code())
                .toList();
    }
}
