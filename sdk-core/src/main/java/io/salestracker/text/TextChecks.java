package io.salestracker.text;

import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The checks that Text's events share. */
final class TextChecks {
    private TextChecks() {}

    static Violations common(
            @Nullable String id, @Nullable Instant occurredAt, @Nullable String site, @Nullable String customerId) {
        return new Violations()
                .text("id", id)
                .time("occurredAt", occurredAt)
                .text("site", site)
                .requiredText("customerId", customerId);
    }

    static Violations lines(Violations violations, String path, @Nullable List<?> lines) {
        return violations
                .list(path, lines)
                .check(lines == null || !lines.isEmpty(), path, Code.REQUIRED, "must have at least one line");
    }
}
