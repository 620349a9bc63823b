package io.salestracker.testkit.internal;

import io.salestracker.testkit.Rule;

/** Why an event is refused, and how that is answered. */
record Refusal(int status, String code, Problem problem) {
    private static final Rule POST_ONLY =
            Source.published("the vendor's endpoint tables").says("the endpoint takes the documented method only");

    static Refusal method(String allowed) {
        return new Refusal(405, "method_not_allowed", new Problem("", "the method must be " + allowed, POST_ONLY));
    }

    static Refusal unauthorized(Problem problem) {
        return new Refusal(401, "unauthorized", problem);
    }
}
