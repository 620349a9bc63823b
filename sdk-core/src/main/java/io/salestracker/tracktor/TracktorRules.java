package io.salestracker.tracktor;

import io.salestracker.destination.Acceptance;
import io.salestracker.destination.SkipReason;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Violations;

/**
 * The events that Tracktor is told of, and the fields that it requires beyond the model. An event that is accepted here can be made by
 * {@link TracktorEvents}: the model has checked all else, but for how long its address becomes.
 */
record TracktorRules(boolean alias) {

    Acceptance accepts(SalesEvent event) {
        if (event instanceof TracktorAlias && !alias) {
            return Acceptance.skip(SkipReason.DISABLED);
        }
        if (event instanceof TracktorEvent own) {
            return Acceptance.send(own.orderingKey(), own instanceof TracktorSet || own instanceof TracktorAlias);
        }
        if (event instanceof CommerceEvent commerce) {
            return accepts(commerce);
        }
        throw new IllegalArgumentException("neither a commerce event nor one of Tracktor's");
    }

    private static Acceptance accepts(CommerceEvent event) {
        Violations violations = new Violations();
        TracktorIdentity identity = null;
        try {
            identity = TracktorIdentity.in(event.visitor());
            if (identity == null) {
                return Acceptance.skip(SkipReason.NO_IDENTITY);
            }
        } catch (InvalidEventException unreadable) {
            violations.addAll("", unreadable.violations());
        }
        violations.time("occurredAt", event.occurredAt());
        return Acceptance.sendUnless(violations, identity == null ? null : identity.id(), false);
    }
}
