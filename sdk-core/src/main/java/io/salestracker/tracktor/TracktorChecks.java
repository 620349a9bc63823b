package io.salestracker.tracktor;

import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The checks that Tracktor's events share. */
final class TracktorChecks {
    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private TracktorChecks() {}

    static Violations common(
            @Nullable String id,
            @Nullable Instant occurredAt,
            @Nullable String site,
            @Nullable TracktorIdentity identity) {
        return time(new Violations().text("id", id), occurredAt)
                .text("site", site)
                .required("identity", identity);
    }

    static Violations time(Violations violations, @Nullable Instant occurredAt) {
        return violations.check(
                occurredAt == null || (!occurredAt.isBefore(FIRST) && occurredAt.isBefore(END)),
                "occurredAt",
                Code.OUT_OF_RANGE,
                "must be in the years 1970 to 9999");
    }
}
