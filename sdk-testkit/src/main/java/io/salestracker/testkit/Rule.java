package io.salestracker.testkit;

import static java.util.Objects.requireNonNull;

/**
 * A rule of a vendor's, in words.
 *
 * @param text what the rule demands
 * @param certainty how sure it is that the vendor has it
 * @param source where it is stated, or what it was inferred from
 */
public record Rule(String text, Certainty certainty, String source) {

    /** Checks that nothing is null. */
    public Rule {
        requireNonNull(text, "text");
        requireNonNull(certainty, "certainty");
        requireNonNull(source, "source");
    }
}
