package io.salestracker.testkit.internal;

import io.salestracker.testkit.Certainty;
import io.salestracker.testkit.Rule;

/** Where rules come from. */
record Source(Certainty certainty, String where) {

    static Source stated(String where) {
        return new Source(Certainty.STATED, where);
    }

    static Source published(String where) {
        return new Source(Certainty.PUBLISHED, where);
    }

    static Source inferred(String where) {
        return new Source(Certainty.INFERRED, where);
    }

    static Source assumed(String where) {
        return new Source(Certainty.ASSUMED, where);
    }

    Rule says(String text) {
        return new Rule(text, certainty, where);
    }
}
