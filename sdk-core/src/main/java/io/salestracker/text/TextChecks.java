package io.salestracker.text;

import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The checks that Text's events share. */
final class TextChecks {
    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private TextChecks() {}

    static Violations common(
            @Nullable String id, @Nullable Instant occurredAt, @Nullable String site, @Nullable String customerId) {
        return time(new Violations().text("id", id), occurredAt)
                .text("site", site)
                .requiredText("customerId", customerId);
    }

    static Violations lines(Violations violations, String path, @Nullable List<?> lines) {
        return violations
                .list(path, lines)
                .check(lines == null || !lines.isEmpty(), path, Code.REQUIRED, "must have at least one line");
    }

    static Violations time(Violations violations, @Nullable Instant occurredAt) {
        return violations.check(
                occurredAt == null || (!occurredAt.isBefore(FIRST) && occurredAt.isBefore(END)),
                "occurredAt",
                Code.OUT_OF_RANGE,
                "must be in the years 1970 to 9999");
    }
}
