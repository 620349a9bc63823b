package io.salestracker.tracktor;

import io.salestracker.event.Violations;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The checks that Tracktor's events share. */
final class TracktorChecks {
    private TracktorChecks() {}

    static Violations common(
            @Nullable String id,
            @Nullable Instant occurredAt,
            @Nullable String site,
            @Nullable TracktorIdentity identity) {
        return new Violations()
                .text("id", id)
                .time("occurredAt", occurredAt)
                .text("site", site)
                .required("identity", identity);
    }
}
