package io.salestracker.testkit.internal;

import io.salestracker.testkit.Rule;

/** Why an event is refused, and how that is answered. */
record Refusal(int status, String code, Problem problem) {
    static Refusal method(String allowed, Rule rule) {
        return new Refusal(405, "method_not_allowed", new Problem("", "the method must be " + allowed, rule));
    }

    static Refusal unauthorized(Problem problem) {
        return new Refusal(401, "unauthorized", problem);
    }
}
